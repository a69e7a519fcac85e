"""Keeping versions. Inside the caller's transaction; a version is never changed."""

from collections.abc import Mapping
from typing import Any, Protocol

from portal import clock
from portal.db import add, flush
from portal.versions import queries
from portal.versions.models import KeptVersion


class Writer(Protocol):
    """Who wrote a version."""

    @property
    def id(self) -> Any:
        """The key of the account."""

    @property
    def display_name(self) -> Any:
        """The name people know."""


def keep(
    kind: str, subject: object, content: Mapping[str, Any], by: Writer | None, before: Mapping[str, Any] | None = None
) -> KeptVersion | None:
    """Keep ``content`` as the next version; None when it equals the newest one.

    ``before`` is what stood until now: it becomes the first version where none was kept yet, so that one can go back to it.
    """
    newest = queries.find_newest(kind, str(subject))
    if newest is None and before is not None:
        newest = _write(kind, str(subject), 1, before, None)
    if newest is not None and newest.content == content:
        return None
    return _write(kind, str(subject), newest.number + 1 if newest else 1, content, by)


def _write(kind: str, subject: str, number: int, content: Mapping[str, Any], by: Writer | None) -> KeptVersion:
    row = KeptVersion(kind=kind, subject=subject, number=number, at=clock.now(), content=dict(content))
    row.by_id, row.by_name = (by.id, by.display_name) if by is not None else (None, "")
    add(row)
    flush()
    return row
