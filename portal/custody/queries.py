"""Every SELECT on keys and custodians."""

from sqlalchemy import select

from portal.custody.models import CustodyKey, DataKey
from portal.db import session
from portal.errors import NotFound


def find_present_key() -> CustodyKey | None:
    """The custody key in use, or None before the first ceremony."""
    return session.scalars(select(CustodyKey).where(CustodyKey.retired_at.is_(None)).order_by(CustodyKey.id.desc()).limit(1)).first()


def get_data_key(key_id: int) -> DataKey:
    """One data key. Raises ``NotFound``."""
    found = session.get(DataKey, key_id)
    if found is None:
        raise NotFound("没有找到密钥。")
    return found
