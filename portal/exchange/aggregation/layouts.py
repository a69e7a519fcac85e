"""How an upper platform that gets files names the columns and codes the values (domain §15: all names and codes configurable)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.access import Actor, Permission, require
from portal.audit import operations as audit
from portal.db import flush
from portal.errors import RuleBroken
from portal.exchange.aggregation import rows
from portal.exchange.models import ExchangePartner
from portal.exchange.vocabulary import RecordCode

CODED: Mapping[str, tuple[str, ...]] = {
    name: tuple(str(each.value) for each in kind) for name, kind in {**rows.CHOICES, "status": RecordCode}.items()
}
TITLE_MAX, CODE_MAX = 60, 40


@dataclass(frozen=True)
class Layout:
    """Only what differs from our own names and words; ``has_mark`` is the mark at the head of a CSV file that Excel wants."""

    titles: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    has_mark: bool = True

    @property
    def is_own(self) -> bool:
        """Whether any name or code is not ours."""
        return bool(self.titles or self.codes)

    def title(self, name: str) -> str:
        """The heading of a column."""
        return self.titles.get(name, rows.TITLES[name])

    def says(self, name: str, value: Any) -> Any:
        """A value as it stands in the file: the platform's code, or else our word."""
        return self.codes.get(name, {}).get(value) or rows.words_of(name, value)


def layout_of(partner: ExchangePartner) -> Layout:
    """The layout that was set for a partner; ours when none was."""
    return Layout(**partner.layout)


def set_layout(
    actor: Actor, partner: ExchangePartner, titles: Mapping[str, str], codes: Mapping[str, Sequence[str]], has_mark: bool
) -> None:
    """Set how a partner wants its files: a heading for each column, and for each coded column one word per value, in our order.

    Raises ``RuleBroken`` (of no single field) when two columns or two values of one column would have the same name.
    """
    require(actor, Permission.EXCHANGE_EDIT)
    wanted = {name: titles[name].strip() for name in rows.TITLES}
    _check_apart("列名", list(wanted.values()))
    said = {name: dict(zip(values, (code.strip() for code in codes[name]), strict=True)) for name, values in CODED.items()}
    for name, table in said.items():
        _check_apart(f"“{rows.TITLES[name]}”的代码", list(table.values()))
    own = {name: {value: code for value, code in table.items() if code != rows.words_of(name, value)} for name, table in said.items()}
    before = partner.layout
    partner.layout = {
        "titles": {name: title for name, title in wanted.items() if title != rows.TITLES[name]},
        "codes": {name: table for name, table in own.items() if table},
        "has_mark": has_mark,
    }
    flush()
    audit.record(actor, "exchange:set_layout", "exchange_partner", partner.id, {"was": before, "now": partner.layout})


def _check_apart(what: str, words: list[str]) -> None:
    twice = sorted({each for each in words if words.count(each) > 1})
    if twice:
        raise RuleBroken("layout", f"{what}不能重复：{'、'.join(twice)}。")
