"""Partners of the exchange: made, changed, given new keys, closed; and who it is that sent a message."""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from portal import clock
from portal.access import Actor, Permission, require
from portal.audit import operations as audit
from portal.crypto import keyed_hash, random_token, seal, unseal
from portal.db import add, flush, session
from portal.errors import NotAllowed, NotProven, RuleBroken
from portal.exchange import queries, signing
from portal.exchange.calling import check_address
from portal.exchange.models import ExchangeNonce, ExchangePartner
from portal.exchange.passing.ends import give_back
from portal.exchange.vocabulary import PartnerKind, Scope

_SECRET, _KEY = "exchange:secret", "exchange:key"
_LEAST_SECRET = 32
_GET_WORDS = frozenset({PartnerKind.UPPER, PartnerKind.LOWER})  # what people wrote goes to these; a hotline gets numbers and states
_NO_PARTNER = "对接标识不认识，或者对接已经停用。"


@dataclass(frozen=True)
class NewPartner:
    """A partner as an administrator describes it. ``key_id`` and ``secret`` are typed only for an upper platform, which issues them."""

    kind: PartnerKind
    name: str
    address: str = ""
    region_code: str = ""
    key_id: str = ""
    secret: str = ""
    scopes: tuple[Scope, ...] = ()
    department_id: int | None = None
    is_demo: bool = False


@dataclass(frozen=True)
class Keys:
    """What is shown once: the id of the link, the secret that signs, and for a hotline the key it calls us with."""

    key_id: str
    secret: str
    api_key: str = ""


def add_partner(actor: Actor, new: NewPartner) -> tuple[ExchangePartner, Keys]:
    """Make a partner. Raises ``RuleBroken`` naming the field."""
    require(actor, Permission.EXCHANGE_EDIT)
    keys = _keys_for(new)
    if queries.find_partner_by_key(keys.key_id) is not None:
        raise RuleBroken("key_id", "这个对接标识已经用过。")
    partner = ExchangePartner(
        kind=new.kind, key_id=keys.key_id, is_demo=new.is_demo, made_at=clock.now(), key_made_at=clock.now(), **_described(new, None)
    )
    _keep(partner, keys)
    if new.kind is PartnerKind.LOWER and partner.address and not new.is_demo:
        _close_until_seen(actor, partner)
    add(partner)
    flush()
    audit.record(actor, "exchange:add_partner", "exchange_partner", partner.id, {"kind": new.kind.value, **_where(partner)})
    return partner, keys


def edit_partner(actor: Actor, partner: ExchangePartner, new: NewPartner) -> None:
    """Change how a partner is described; its kind and its keys stay, but a secret that is typed takes the place of the old one.

    A platform that gets words of persons is closed when it moves, and the cases on their way to it come back, until somebody else opens it.
    """
    require(actor, Permission.EXCHANGE_EDIT)
    before = _where(partner)
    for name, value in _described(new, partner).items():
        setattr(partner, name, value)
    if new.secret and partner.kind is PartnerKind.UPPER:
        _keep(partner, Keys(partner.key_id, _checked_secret(new.secret)))
        partner.key_made_at = clock.now()
    is_moved = partner.kind in _GET_WORDS and _where(partner) != before
    returned = 0
    if is_moved:
        _close_until_seen(actor, partner)
        returned = give_back(partner)
    flush()
    changed = {**_where(partner), "was": before, "secret": bool(new.secret), "closed": is_moved, "returned": returned}
    audit.record(actor, "exchange:edit_partner", "exchange_partner", partner.id, changed)


def _where(partner: ExchangePartner) -> dict[str, object]:
    """Where a partner is, and as whose platform: nobody changes that alone. The name is what officers choose by."""
    return {"name": partner.name, "address": partner.address, "department": partner.department_id}


def _close_until_seen(actor: Actor, partner: ExchangePartner) -> None:
    partner.is_open, partner.changed_by_id = False, actor.id


def why_not_open(actor: Actor, partner: ExchangePartner) -> str:
    """Why this person cannot open a link, in a sentence; empty when they can."""
    is_own_change = partner.changed_by_id is not None and partner.changed_by_id == actor.id
    return "您设置或者改过名称、网址、对应的单位，要由另一位系统管理员核对后启用。" if is_own_change else ""


def renew_keys(actor: Actor, partner: ExchangePartner) -> Keys:
    """New secrets under the same id; the old ones open nothing from now on. Raises ``RuleBroken`` where the other side issues them."""
    require(actor, Permission.EXCHANGE_EDIT)
    if partner.kind.takes_records:
        raise RuleBroken("", "上级平台的密钥由对方发给，请在“修改”里填写新的密钥。")
    keys = _new_keys(partner.kind, partner.key_id)
    _keep(partner, keys)
    partner.key_made_at = clock.now()
    flush()
    audit.record(actor, "exchange:renew_keys", "exchange_partner", partner.id)
    return keys


def switch(actor: Actor, partner: ExchangePartner, is_open: bool) -> None:
    """Open or close a link: a closed one takes nothing, and what waits for it waits on. Raises ``NotAllowed`` for the own change."""
    require(actor, Permission.EXCHANGE_EDIT)
    why_not = why_not_open(actor, partner) if is_open else ""
    if why_not:
        raise NotAllowed(why_not)
    seen = {"changed_by": partner.changed_by_id} if is_open and partner.changed_by_id else {}
    partner.is_open, partner.changed_by_id = is_open, None if is_open else partner.changed_by_id
    flush()
    audit.record(actor, "exchange:open" if is_open else "exchange:close", "exchange_partner", partner.id, {**_where(partner), **seen})


def secret_of(partner: ExchangePartner) -> str:
    """The secret that signs messages from and to a partner."""
    return unseal(partner.sealed_secret, _SECRET) if partner.sealed_secret else ""


def sender_of(headers: Mapping[str, str], method: str, path: str, body: bytes, *kinds: PartnerKind) -> ExchangePartner:
    """Who sent a signed message; its nonce is used up in the present transaction. Raises ``NotProven``."""
    signed = signing.read_headers(headers)
    partner = queries.find_partner_by_key(signed.key_id)
    if partner is None or not partner.is_open or partner.kind not in kinds:
        raise NotProven(_NO_PARTNER)
    signing.check(signed, secret_of(partner), method, path, body, int(clock.now().timestamp()))
    if queries.is_nonce_used(partner.key_id, signed.nonce):
        raise NotProven("这个随机串已经用过，请换一个重新签名。")
    add(ExchangeNonce(key_id=partner.key_id, nonce=signed.nonce, at=clock.now()))
    partner.last_heard_at = clock.now()
    flush()
    return partner


def caller_of(authorization: str, scope: Scope) -> ExchangePartner:
    """The hotline whose key came in the header ``Authorization: Bearer …``. Raises ``NotProven``, ``NotAllowed`` without the scope."""
    found = re.fullmatch(r"Bearer ([A-Za-z0-9_-]{8,40})\.([A-Za-z0-9_-]{20,80})", authorization)
    partner = queries.find_partner_by_key(found[1]) if found else None
    if found is None or partner is None or partner.kind is not PartnerKind.HOTLINE or not partner.is_open:
        raise NotProven("访问密钥不对，或者已经停用。")
    if not hmac.compare_digest(partner.key_hash or "", keyed_hash(found[2], _KEY)):
        raise NotProven("访问密钥不对，或者已经停用。")
    if scope.value not in partner.scopes:
        raise NotAllowed(f"这个密钥没有“{scope.label}”的权限。")
    return partner


def forget_nonces(limit: int = 1000) -> int:
    """Forget the nonces of messages that would be too old by now; returns how many."""
    old = queries.list_nonces(clock.now() - timedelta(seconds=3 * signing.WINDOW_SECONDS), limit)
    for each in old:
        session.delete(each)
    return len(old)


def _described(new: NewPartner, partner: ExchangePartner | None) -> dict[str, object]:
    kind, name, address = new.kind, new.name.strip(), new.address.strip()
    same = queries.find_partner_by_name(name)
    if not name:
        raise RuleBroken("name", "请填写对接方的名称。")
    if same is not None and same is not partner:
        raise RuleBroken("name", "已经有同名的对接方。")
    if kind is PartnerKind.UPPER and not address:
        raise RuleBroken("address", "请填写上级平台的接口网址。")
    if kind is PartnerKind.LOWER and not re.fullmatch(r"[0-9]{6}", new.region_code):
        raise RuleBroken("region_code", "请填写下级平台的六位行政区划代码。")
    if kind is PartnerKind.HOTLINE and not new.scopes:
        raise RuleBroken("scopes", "请至少选一项权限。")
    return {
        "name": name,
        "address": check_address(address) if address else "",
        "region_code": new.region_code if kind is PartnerKind.LOWER else "",
        "scopes": [each.value for each in new.scopes] if kind is PartnerKind.HOTLINE else [],
        "department_id": new.department_id if kind is PartnerKind.LOWER else None,
    }


def _keys_for(new: NewPartner) -> Keys:
    if new.kind is not PartnerKind.UPPER:
        return _new_keys(new.kind, random_token(12))
    if not re.fullmatch(r"[A-Za-z0-9_-]{8,40}", new.key_id):
        raise RuleBroken("key_id", "对接标识由上级平台发给，是 8 到 40 个字母、数字。")
    return Keys(new.key_id, _checked_secret(new.secret))


def _checked_secret(text: str) -> str:
    if len(text) < _LEAST_SECRET or not text.isascii():
        raise RuleBroken("secret", f"密钥由上级平台发给，至少 {_LEAST_SECRET} 个字符。")
    return text


def _new_keys(kind: PartnerKind, key_id: str) -> Keys:
    if kind is PartnerKind.UPPER_FILES:
        return Keys(key_id, "")
    inner = random_token(32) if kind is PartnerKind.HOTLINE else ""
    return Keys(key_id, random_token(32), f"{key_id}.{inner}" if inner else "")


def _keep(partner: ExchangePartner, keys: Keys) -> None:
    partner.sealed_secret = seal(keys.secret, _SECRET) if keys.secret else None
    partner.key_hash = keyed_hash(keys.api_key.split(".")[1], _KEY) if keys.api_key else None


def note_heard(partner: ExchangePartner) -> None:
    """The other side answered or called."""
    partner.last_heard_at = clock.now()
