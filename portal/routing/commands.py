"""What the command line says about profiles; plain functions from arguments to Chinese text."""

from portal.db import transaction
from portal.profiles.difference import Change, ChangeKind
from portal.profiles.loader import list_profiles, read_profile
from portal.profiles.queries import current
from portal.profiles.vocabulary import Level
from portal.routing.loading import load_profile


def profile_list_text() -> str:
    """One line for each profile that comes with the portal; the one in use is marked."""
    used = current()
    lines = []
    for profile in list_profiles():
        mark = "*" if used is not None and used.key == profile.key else " "
        organs = sum(1 for each in profile.departments if each.kind == "organ")
        counts = f"{organs} 个单位，{len(profile.areas)} 个重点领域，{len(profile.tasks)} 项任务"
        lines.append(f"{mark} {profile.key:<12} {profile.name}（{Level[profile.level.upper()].label}）：{counts}")
    return "\n".join([*lines, "* 为正在使用的配置" if used else "还没有装入配置"])


def check_text(path: str) -> str:
    """Says that a profile file can be used. Raises ``ProfileInvalid`` (``problems`` has line and key) or ``ProfileMissing``."""
    profile = read_profile(path)
    counts = f"{len(profile.departments)} 个名称，{len(profile.areas)} 个领域，{len(profile.tasks)} 项任务"
    return f"可以使用：{profile.name}（{profile.key}），{counts}。"


def load_text(path_or_key: str) -> str:
    """Load a profile in a transaction of its own and say what changed. Raises what reading and loading raise; then nothing changed."""
    profile = read_profile(path_or_key)
    with transaction():
        before = current()
        replaced = before.name if before is not None and before.key != profile.key else ""
        loaded = load_profile(profile)
    if replaced:
        return f"已由{replaced}改装为{profile.name}（{profile.key}），{counted(loaded.changes)}。"
    if loaded.is_first:
        return f"已装入{profile.name}（{profile.key}）。"
    if not loaded.changes:
        return f"{profile.name}（{profile.key}）没有变化。"
    return "\n".join([f"已更新{profile.name}（{profile.key}），{counted(loaded.changes)}：", *(f"  {change}" for change in loaded.changes)])


def counted(changes: list[Change]) -> str:
    """How many entries come, go and change, in words."""
    numbers = [(kind.value, sum(1 for change in changes if change.kind is kind)) for kind in ChangeKind]
    return "，".join(f"{word} {number} 处" for word, number in numbers if number)
