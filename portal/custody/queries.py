"""Every SELECT on keys, custodians, shares and acts."""

from datetime import datetime

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.custody.models import Custodian, CustodyAct, CustodyKey, DataKey, HandedShare, PassphraseTries, Share
from portal.custody.vocabulary import OPEN_STATES, RUNNING_STATES, ActKind
from portal.db import session
from portal.errors import NotFound

_PRESENT = select(CustodyKey).where(CustodyKey.retired_at.is_(None)).order_by(CustodyKey.number.desc()).limit(1)


def find_present_key() -> CustodyKey | None:
    """The custody key in use, or None before the first ceremony."""
    return session.scalars(_PRESENT).first()


def hold_present_key() -> CustodyKey | None:
    """The key in use, held so that it cannot be retired before this transaction ends; for who is about to close something with it."""
    for _attempt in range(3):  # on PostgreSQL a row that was retired while we waited for it comes back as no row
        found = session.scalars(_PRESENT.with_for_update(read=True).execution_options(populate_existing=True)).first()
        if found is not None or find_present_key() is None:
            return found
    return None


def list_live_keys(for_update: bool = False) -> list[CustodyKey]:
    """Keys that are not retired, oldest first: one, or two while a rotation runs."""
    wanted = select(CustodyKey).where(CustodyKey.retired_at.is_(None)).order_by(CustodyKey.number)
    return list(session.scalars(wanted.with_for_update() if for_update else wanted))


def highest_number() -> int:
    """How many custody keys this house has had."""
    return session.scalar(select(func.max(CustodyKey.number))) or 0


def get_data_key(key_id: int) -> DataKey:
    """One data key. Raises ``NotFound``."""
    found = session.get(DataKey, key_id)
    if found is None:
        raise NotFound("没有找到密钥。")
    return found


def list_data_keys(custody_key_id: int, limit: int) -> list[DataKey]:
    """Some data keys that a custody key closes, held against parallel changes."""
    wanted = select(DataKey).where(DataKey.custody_key_id == custody_key_id, DataKey.wrapped.is_not(None)).order_by(DataKey.id)
    return list(session.scalars(wanted.limit(limit).with_for_update()))


def count_data_keys(custody_key_id: int) -> int:
    """How many living data keys a custody key closes."""
    wanted = select(func.count(DataKey.id)).where(DataKey.custody_key_id == custody_key_id, DataKey.wrapped.is_not(None))
    return session.scalar(wanted) or 0


def find_custodian(user_id: int, for_update: bool = False) -> Custodian | None:
    """The key pair of a person, or None when they never set a passphrase."""
    wanted = select(Custodian).where(Custodian.user_id == user_id)
    if for_update:
        wanted = wanted.with_for_update(of=Custodian).execution_options(populate_existing=True)
    return session.scalars(wanted).unique().one_or_none()


def list_custodians(for_update: bool = False) -> list[Custodian]:
    """Everybody who ever set a custody passphrase, in that order."""
    wanted = select(Custodian).order_by(Custodian.id)
    return list(session.scalars(wanted.with_for_update(of=Custodian) if for_update else wanted).unique())


def list_shares(custody_key_id: int) -> list[Share]:
    """The shares of a key, by number."""
    return list(session.scalars(select(Share).where(Share.custody_key_id == custody_key_id).order_by(Share.number)).unique())


def find_share_by_fingerprint(fingerprint: str) -> Share | None:
    """The share of a living key that a printed sheet is."""
    wanted = select(Share).join(CustodyKey).where(Share.fingerprint == fingerprint, CustodyKey.retired_at.is_(None))
    return session.scalars(wanted).unique().one_or_none()


def find_share(custody_key_id: int, custodian_id: int) -> Share | None:
    """The share of a key that this custodian holds."""
    wanted = select(Share).where(Share.custody_key_id == custody_key_id, Share.custodian_id == custodian_id)
    return session.scalars(wanted).unique().one_or_none()


def find_tries(custodian_id: int, place: str) -> PassphraseTries | None:
    """The count of wrong passphrases in one place, held against parallel counting."""
    wanted = select(PassphraseTries).where(PassphraseTries.custodian_id == custodian_id, PassphraseTries.place == place)
    return session.scalars(wanted.with_for_update()).one_or_none()


def get_act(act_id: int, for_update: bool = False) -> CustodyAct:
    """One act. Raises ``NotFound``."""
    if for_update:
        session.execute(select(CustodyAct.id).where(CustodyAct.id == act_id).with_for_update())
    found = session.get(CustodyAct, act_id, populate_existing=for_update)
    if found is None:
        raise NotFound
    return found


def list_open_acts(now: datetime) -> list[CustodyAct]:
    """Acts that custodians can still answer, the oldest first."""
    wanted = select(CustodyAct).where(CustodyAct.state.in_(OPEN_STATES), CustodyAct.until > now).order_by(CustodyAct.id)
    return list(session.scalars(wanted).unique())


def list_waiting(user: User, now: datetime) -> list[CustodyAct]:
    """Acts that wait for an answer and that this custodian has part in and may see, the oldest first."""
    own = _own_keys(user)
    return [act for act in list_open_acts(now) if act.custody_key_id in own and user.id not in act.barred_user_ids]


def list_answered(user: User, limit: int) -> list[CustodyAct]:
    """Acts that are answered or over and that this custodian may see, the newest first."""
    wanted = select(CustodyAct).where(CustodyAct.state.not_in(OPEN_STATES), CustodyAct.custody_key_id.in_(_own_keys(user)))
    found = session.scalars(wanted.order_by(CustodyAct.id.desc()).limit(limit)).unique()
    return [act for act in found if user.id not in act.barred_user_ids]


def _own_keys(user: User) -> set[int]:
    """The custody keys, retired ones too, of which somebody has or had a share."""
    return set(session.scalars(select(Share.custody_key_id).join(Custodian).where(Custodian.user_id == user.id)))


def list_over(now: datetime, limit: int) -> list[CustodyAct]:
    """Acts whose time is over and that were not ended yet, held against parallel changes."""
    wanted = select(CustodyAct).where(CustodyAct.state.in_(RUNNING_STATES), CustodyAct.until <= now).order_by(CustodyAct.id).limit(limit)
    return list(session.scalars(wanted.with_for_update(of=CustodyAct)).unique())


def list_acts_of_key(data_key_id: int) -> list[CustodyAct]:
    """Every act about a data key, held against parallel changes."""
    wanted = select(CustodyAct).where(CustodyAct.data_key_id == data_key_id).order_by(CustodyAct.id)
    return list(session.scalars(wanted.with_for_update(of=CustodyAct)).unique())


def list_open_of_custody_key(custody_key_id: int) -> list[CustodyAct]:
    """Requests to open that custodians have not answered yet and that want this custody key, held against parallel changes."""
    wanted = select(CustodyAct).where(
        CustodyAct.custody_key_id == custody_key_id, CustodyAct.kind == ActKind.OPEN, CustodyAct.state.in_(OPEN_STATES)
    )
    return list(session.scalars(wanted.order_by(CustodyAct.id).with_for_update(of=CustodyAct)).unique())


def find_open_rotation(now: datetime) -> CustodyAct | None:
    """The rotation that waits for its custodians, if any."""
    wanted = select(CustodyAct).where(CustodyAct.kind == ActKind.ROTATE, CustodyAct.state.in_(OPEN_STATES), CustodyAct.until > now)
    return session.scalars(wanted).unique().first()


def list_handed(act_id: int) -> list[HandedShare]:
    """What the first custodian handed to the others."""
    return list(session.scalars(select(HandedShare).where(HandedShare.act_id == act_id)))


def list_handed_to(custodian_id: int) -> list[HandedShare]:
    """What was handed to one custodian, in all acts."""
    return list(session.scalars(select(HandedShare).where(HandedShare.custodian_id == custodian_id)))
