"""How the custody key stands, in words: who holds a share, who is missing, and what must be done about it."""

from dataclasses import dataclass
from datetime import datetime

from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.custody import custodians, queries
from portal.custody.models import Custodian, CustodyKey, Share
from portal.custody.shares import NEEDED, SHARES

_TOO_FEW = "请尽快让继任者凭恢复单取回份额；恢复单也没有时，这些身份永远不能打开。"


@dataclass(frozen=True)
class Seat:
    """One share: whose it is, whether they can act now, and whether the sheet was seen."""

    person: User
    is_present: bool
    sheet_shown_at: datetime | None

    @property
    def words(self) -> str:
        """How this seat stands, in a few words."""
        if not self.is_present:
            return "已离任或停用，不能办理"
        return "在任" if self.sheet_shown_at else "在任，还没有打印恢复单"


@dataclass(frozen=True)
class Candidate:
    """Somebody who holds the role, and whether they set their passphrase."""

    person: User
    has_passphrase: bool
    fingerprint: str


@dataclass(frozen=True)
class CustodyState:
    """Everything a page or the command line says about the custody key."""

    key: CustodyKey | None
    seats: list[Seat]
    candidates: list[Candidate]
    is_rotating: bool

    @property
    def present(self) -> int:
        """How many holders of shares can act now."""
        return sum(seat.is_present for seat in self.seats)

    @property
    def missing(self) -> list[str]:
        """What stands between here and the first key, one sentence each; empty when the key can be made, or is there."""
        if self.key is not None:
            return []
        ready = [each.person for each in self.candidates if each.has_passphrase]
        found = []
        if len(self.candidates) < SHARES:
            found.append(f"还差 {SHARES - len(self.candidates)} 位身份保管人。请安全管理员在“人员”里授予三个不同单位的人“身份保管人”角色。")
        found += [
            f"{each.person.display_name}还没有设置保管口令，请本人登录后设置。" for each in self.candidates if not each.has_passphrase
        ]
        if len(ready) >= SHARES and not custodians.has_independent(ready):
            found.append("三位保管人必须来自互不隶属的不同单位，现在的人选凑不出来。")
        return found

    @property
    def warnings(self) -> list[str]:
        """What needs somebody's hand, the worst first; empty when all is well."""
        if self.key is None:
            return ["还没有密封密钥：实名举报暂时不能提交。请按密封密钥页面上的步骤生成。"]
        found = []
        if self.present < NEEDED:
            found.append(f"能办理的保管人只剩 {self.present} 位，密封的身份现在打不开。{_TOO_FEW}")
        elif self.present < SHARES:
            found.append(f"能办理的保管人只剩 {self.present} 位，再少一位就打不开密封的身份。请现在更换密封密钥，选定三位在任的保管人。")
        if self.is_rotating:
            found.append("更换密封密钥没有做完，新旧两把都在用。请再发起一次更换，由两位保管人同意后继续。")
        unseen = [seat.person.display_name for seat in self.seats if seat.is_present and seat.sheet_shown_at is None]
        if unseen:
            found.append(f"还没有打印恢复单：{'、'.join(unseen)}。忘记口令时只有恢复单能取回份额。")
        return found


def state() -> CustodyState:
    """The state now."""
    live = queries.list_live_keys()
    key = live[-1] if live else None
    known = {row.user_id: row for row in queries.list_custodians()}
    seats = [_seat(share) for share in queries.list_shares(key.id)] if key else []
    return CustodyState(
        key, seats, [_candidate(user, known.get(user.id)) for user in accounts.users_with_role(Role.CUSTODIAN)], len(live) > 1
    )


def _seat(share: Share) -> Seat:
    person = share.custodian.user
    return Seat(person, custodians.is_custodian(person) and share.closed is not None, share.sheet_shown_at)


def _candidate(person: User, row: Custodian | None) -> Candidate:
    return Candidate(person, row is not None, custodians.key_words(row) if row else "")
