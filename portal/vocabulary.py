"""Enums whose members carry the Chinese words people read."""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """An enum of stored value and Chinese label: ``NAME = "value", "中文"``."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make a member whose value is the stored word and whose ``label`` is the Chinese one."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """All members as (stored value, Chinese label), in the order they are written."""
        return [(str(member.value), member.label) for member in cls]
