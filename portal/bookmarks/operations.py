"""Saving, renaming, sharing and deleting views."""

from portal import clock
from portal.accounts.models import User
from portal.bookmarks import queries
from portal.bookmarks.models import SavedView
from portal.db import add, session
from portal.errors import RuleBroken


def save(owner: User, page: str, name: str, query: str, is_shared: bool) -> SavedView:
    """Keep a query under a name. Raises ``RuleBroken`` (field ``name``) when the owner has that name already, or too many."""
    _check_name(owner.id, page, name, None)
    if queries.count_views(owner.id, page) >= queries.MOST:
        raise RuleBroken("name", f"最多保存 {queries.MOST} 个视图，请先删掉不用的。")
    shared_with = owner.department_id if is_shared else None
    return add(SavedView(owner_id=owner.id, page=page, name=name, query=query, department_id=shared_with, saved_at=clock.now()))


def change(view: SavedView, name: str, is_shared: bool) -> None:
    """Rename a view, share it with the owner's department or keep it to oneself."""
    _check_name(view.owner_id, view.page, name, view.id)
    view.name, view.department_id = name, view.owner.department_id if is_shared else None


def delete(view: SavedView) -> None:
    """Forget a view."""
    session.delete(view)


def _check_name(owner_id: int, page: str, name: str, own_id: int | None) -> None:
    other = queries.find_named(owner_id, page, name)
    if other is not None and other.id != own_id:
        raise RuleBroken("name", "您已经有一个同名的视图，请换个名称。")
