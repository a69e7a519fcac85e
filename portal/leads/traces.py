"""Leaving and following traces: which leads and cases probably speak of the same matter, and why one thinks so."""

from collections import Counter
from dataclasses import dataclass, field
from functools import partial

from portal.access import Actor
from portal.accounts.models import Department
from portal.cases.models import Case, Report
from portal.crypto import keyed_hash
from portal.db import flush, session
from portal.identifiers import normalise_width
from portal.leads import queries
from portal.leads.likeness import FEWEST_SHARED, Likeness, compare, pairs_of, traces_of
from portal.leads.models import Lead, MatterTrace

MOST_COMPARED = 20
MOST_KEYS = 4
_UNKNOWN = "?"
_NO_WORDS = 0  # left by a text without words, so that it is known to have been read; alone it leads nowhere


@dataclass
class Double:
    """A lead or a case that is probably about the same matter, and the reasons as sentences."""

    lead: Lead | None = None
    case: Case | None = None
    share: float = 0.0
    why: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Matter:
    """What is compared: the body by its departments or by the words for it, the text, and the number of the source."""

    departments: tuple[Department, ...]
    unit_text: str
    text: str
    original_number: str = ""
    lead_id: int = 0  # 0: not entered yet

    @property
    def names(self) -> list[str]:
        """The names that every text about the body holds."""
        return [self.unit_text, *(each.name for each in self.departments)]

    @property
    def unit_keys(self) -> list[str]:
        """Under which keys texts about the body are found: one for each department, else one of the words."""
        known = [f"d{each.id}" for each in self.departments]
        return known[:MOST_KEYS] or ["n" + ("".join(normalise_width(self.unit_text).split())[:39] or _UNKNOWN)]

    @property
    def pairs(self) -> list[int]:
        """The traces of the text."""
        return traces_of(pairs_of(self.text, self.names), _hashed) or [_NO_WORDS]


def _hashed(pair: str) -> int:
    """A pair as a number that tells nobody without the server's key which pair it was."""
    return int(keyed_hash(pair, "matter-trace")[:15], 16)


def matter_of(lead: Lead) -> Matter:
    """What a lead is about."""
    sure = {row.department_id: row.department for row in lead.own_respondents if row.is_sure}
    return Matter(tuple(sure.values()), lead.unit_text, f"{lead.subject}\n{lead.text}", lead.original_number, lead.id)


def matter_of_report(report: Report) -> Matter:
    """What a report is about."""
    bodies = {row.department_id: row.department for row in report.case.respondents}
    return Matter(tuple(bodies.values()), report.respondent_text or report.case.respondent_name, report.narrative, report.original_number)


def leave(matter: Matter, lead_id: int | None = None, report_id: int | None = None) -> None:
    """Leave the traces of a lead or of a report, in the place of earlier ones."""
    forget(lead_id, report_id)
    pairs = matter.pairs
    session.add_all(
        MatterTrace(unit_key=key, pair=pair, lead_id=lead_id, report_id=report_id) for key in matter.unit_keys for pair in pairs
    )
    flush()


def forget(lead_id: int | None = None, report_id: int | None = None) -> None:
    """Take the traces of a lead or of a report away."""
    for row in queries.list_traces(lead_id, report_id):
        session.delete(row)
    flush()


def find_doubles(actor: Actor, matter: Matter, most_compared: int = MOST_COMPARED) -> list[Double]:
    """What is probably about the same matter, the likest first, of what the actor may see; nothing that was merged into it already.

    The cost does not grow with the number of leads and cases: traces lead to a few, of which the likeliest are compared.
    """
    found: dict[tuple[str, int], Double] = {}
    one_of = partial(_double_of, found)
    if matter.original_number:
        _find_by_number(actor, matter, one_of)
    _find_by_text(actor, matter, one_of, most_compared)
    others = [each for each in found.values() if each.lead is None or each.lead.main_id is None or each.lead.main_id != matter.lead_id]
    return sorted(others, key=lambda each: -each.share)


def _double_of(found: dict[tuple[str, int], Double], lead: Lead | None, case: Case | None) -> Double:
    key = ("lead", lead.id) if lead is not None else ("case", case.id if case is not None else 0)
    return found.setdefault(key, Double(lead, case))


def _find_by_number(actor: Actor, matter: Matter, one_of: "partial[Double]") -> None:
    for lead in queries.list_by_original_number(actor, matter.original_number, matter.lead_id):
        _note(one_of(lead, None), 1.0, f"原编号相同（{matter.original_number}）")
    for report in queries.list_reports_by_original_number(actor, matter.original_number):
        _note(one_of(None, report.case), 1.0, f"原编号相同（{matter.original_number}）")


def _find_by_text(actor: Actor, matter: Matter, one_of: "partial[Double]", most_compared: int) -> None:
    hits = queries.list_trace_hits(matter.unit_keys, matter.pairs)
    counted = Counter(hit for hit in hits if hit[0] is None or hit[0] != matter.lead_id)
    near = [hit for hit, number in counted.most_common(most_compared) if number >= FEWEST_SHARED]
    for lead in queries.list_seen_leads(actor, [hit[0] for hit in near if hit[0] is not None]):
        _note_likeness(partial(one_of, lead, None), compare(matter.text, f"{lead.subject}\n{lead.text}", matter.names))
    for report in queries.list_seen_reports(actor, [hit[1] for hit in near if hit[1] is not None]):
        _note_likeness(partial(one_of, None, report.case), compare(matter.text, report.narrative, matter.names))


def _note_likeness(double: "partial[Double]", likeness: Likeness) -> None:
    if likeness.is_same:
        said = "、".join(f"“{each}”" for each in likeness.phrases)
        _note(double(), likeness.share, f"同一单位，内容约 {round(likeness.share * 100)}% 相同{'，都写有' if said else ''}{said}")


def _note(double: Double, share: float, why: str) -> None:
    double.share = max(double.share, share)
    double.why.append(why)


def keep_up(limit: int) -> int:
    """Leave traces of reports that are older than traces; returns how many. Safe to repeat."""
    reports = queries.list_reports_without_traces(limit)
    for report in reports:
        leave(matter_of_report(report), report_id=report.id)
    return len(reports)
