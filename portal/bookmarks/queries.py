"""Every SELECT about saved views."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.bookmarks.models import SavedView
from portal.db import session
from portal.errors import NotFound

MOST = 50  # of one person and page, so that every list of them is short


def list_views(user: User, page: str) -> list[SavedView]:
    """The views of a page that somebody has: their own and those shared with their department, by name."""
    mine = SavedView.owner_id == user.id
    ours = SavedView.department_id == user.department_id if user.department_id is not None else mine
    query = select(SavedView).where(SavedView.page == page, or_(mine, ours)).order_by(SavedView.name, SavedView.id).limit(4 * MOST)
    return list(session.scalars(query.options(joinedload(SavedView.owner).lazyload(User.grants))))


def get_own_view(user: User, view_id: int) -> SavedView:
    """A view of one's own. Raises ``NotFound`` for those of others."""
    found = session.get(SavedView, view_id)
    if found is None or found.owner_id != user.id:
        raise NotFound("没有找到这个视图。")
    return found


def find_named(owner_id: int, page: str, name: str) -> SavedView | None:
    """The view of a name, if its owner has one."""
    return session.scalars(select(SavedView).where(SavedView.owner_id == owner_id, SavedView.page == page, SavedView.name == name)).first()


def count_views(owner_id: int, page: str) -> int:
    """How many views of a page somebody has."""
    return session.scalar(select(func.count()).where(SavedView.owner_id == owner_id, SavedView.page == page)) or 0
