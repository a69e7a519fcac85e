"""What a well-shaped profile can still get wrong: names, numbers and keys that point nowhere or occur twice."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence

from portal.profiles.schema import OrganLists, Profile

Finding = tuple[tuple[str | int, ...], str]
ROLES = ("lead", "responsible", "support")


def inconsistencies(profile: Profile) -> Iterator[Finding]:
    """Every inconsistency as (path in the file, Chinese sentence)."""
    yield from _repeated("departments", "name", [each.name for each in profile.departments], "单位名称重复")
    yield from _repeated("areas", "key", [each.key for each in profile.areas], "领域重复")
    yield from _repeated("tasks", "seq", [each.seq for each in profile.tasks], "任务序号重复")
    yield from _repeated("tasks", "id", [each.id for each in profile.tasks], "任务编号重复")
    yield from _organ_names(profile)
    yield from _task_numbers(profile)
    yield from _task_ids(profile)
    yield from _channel_areas(profile)


def organ_lists(profile: Profile) -> Iterator[tuple[tuple[str | int, ...], OrganLists]]:
    """Every place of a profile that lists organs, with its path."""
    for function, entry in profile.owners:
        if entry is not None:
            yield ("owners", function), entry
    for position, area in enumerate(profile.areas):
        yield ("areas", position), area
    for position, task in enumerate(profile.tasks):
        yield ("tasks", position), task


def _repeated(section: str, field: str, values: Sequence[Hashable], words: str) -> Iterator[Finding]:
    counts: Counter[Hashable] = Counter()
    for position, value in enumerate(values):
        counts[value] += 1
        if counts[value] > 1:
            yield (section, position, field), f"{words}：{value}"


def _organ_names(profile: Profile) -> Iterator[Finding]:
    known = {each.name for each in profile.departments}
    for path, lists in organ_lists(profile):
        for role in ROLES:
            yield from _unknown((*path, role), getattr(lists, role), known)


def _unknown(path: tuple[str | int, ...], names: Iterable[str], known: set[str]) -> Iterator[Finding]:
    seen: set[str] = set()
    for position, name in enumerate(names):
        if name not in known:
            yield (*path, position), f"“{name}”不在 departments 里"
        elif name in seen:
            yield (*path, position), f"“{name}”在同一格里写了两次"
        seen.add(name)


def _task_numbers(profile: Profile) -> Iterator[Finding]:
    known = {task.seq for task in profile.tasks}
    places = [(("owners", function), entry.tasks) for function, entry in profile.owners if entry is not None]
    places += [(("areas", str(position)), area.tasks) for position, area in enumerate(profile.areas)]
    for (section, item), numbers in places:
        path: tuple[str | int, ...] = (section, int(item) if section == "areas" else item, "tasks")
        for position, number in enumerate(numbers):
            if number not in known:
                yield (*path, position), f"没有序号为 {number} 的任务"


def _task_ids(profile: Profile) -> Iterator[Finding]:
    for position, task in enumerate(profile.tasks):
        expected = f"{profile.key}-{task.seq:02d}"
        if task.id != expected:
            yield ("tasks", position, "id"), f"应是 {expected}，写的是 {task.id}"


def _channel_areas(profile: Profile) -> Iterator[Finding]:
    known = {area.key for area in profile.areas}
    for position, channel in enumerate(profile.channels):
        if (channel.kind == "area") != (channel.area is not None):
            yield ("channels", position), "kind 为 area 时要写 area，其他时候不写"
        elif channel.area is not None and channel.area not in known:
            yield ("channels", position, "area"), f"本配置没有领域 {channel.area}"
