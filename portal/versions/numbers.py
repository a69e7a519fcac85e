"""Numbers that administrators set, each change a version with its basis: the newest version holds, over what the portal came with."""

from collections.abc import Mapping

from portal.errors import RuleBroken
from portal.versions.operations import Writer, keep
from portal.versions.queries import find_newest

VALUES, BASIS = "values", "basis"


def in_force(kind: str, defaults: Mapping[str, int]) -> dict[str, int]:
    """The numbers that hold now; a name that no default has is of an older edition and means nothing."""
    newest = find_newest(kind, kind)
    return {**defaults, **{name: value for name, value in (newest.content[VALUES] if newest else {}).items() if name in defaults}}


def basis_of(kind: str) -> str:
    """On what the numbers in force rest; empty for those the portal came with."""
    newest = find_newest(kind, kind)
    return str(newest.content[BASIS]) if newest else ""


def put_in_force(kind: str, defaults: Mapping[str, int], values: Mapping[str, int], basis: str, by: Writer) -> None:
    """Put other numbers in force from now on. Raises ``RuleBroken`` (``basis``) without a basis, or when nothing changes."""
    basis, present = basis.strip(), in_force(kind, defaults)
    if len(basis) < 2:
        raise RuleBroken("basis", "请写明依据，例如会议纪要或者文件的名称和文号。")
    wanted = {name: values[name] for name in defaults}
    if wanted == present:
        raise RuleBroken("basis", "数字没有变化，不用保存。")
    keep(kind, kind, {VALUES: wanted, BASIS: basis[:300]}, by, before={VALUES: present, BASIS: "平台自带"})
