"""Who should take this report, and which department did the reporter mean."""

from collections.abc import Iterable, Sequence

from portal.accounts.departments.queries import all_departments, list_active_organs
from portal.accounts.models import Department
from portal.accounts.vocabulary import DepartmentKind
from portal.identifiers import normalise_width
from portal.profiles.queries import current
from portal.profiles.sites import full_name
from portal.routing.conditions import Facts
from portal.routing.meant import Meant, Named, meant_by
from portal.routing.queries import table
from portal.routing.rules import Proposal, Table, conflicted, propose


def propose_for(
    area_key: str | None,
    respondent_department_ids: Iterable[int],
    possible_ids: Iterable[int] = (),
    facts: Facts | None = None,
    given: Table | None = None,
) -> Proposal:
    """The proposal by the present routing table; respondents that are no departments of ours are simply not in the list.

    ``possible_ids`` are departments that may be meant: none of them gets the report without a person's decision. ``facts`` is what
    else the rules of the house may ask; ``given`` is another table to try.
    """
    return propose(area_key, respondent_department_ids, given or table(), possible_ids, facts)


def has_conflict(department_id: int, respondent_department_ids: Iterable[int]) -> bool:
    """Whether a department is one of the respondents or lies below one; an unknown department counts as conflicting."""
    organ = table().organs.get(department_id)
    return organ is None or conflicted(organ, respondent_department_ids)


def suggest_departments(text: str, limit: int = 10) -> list[Department]:
    """Departments whose name, full name or alias contains what was typed: names that begin with it first."""
    typed = _plain(text)
    if not typed:
        return []
    jurisdiction = current()
    ranked = []
    for position, department in enumerate(list_active_organs()):
        names = [department.name, *department.aliases]
        if jurisdiction is not None:
            names.append(full_name(department.name, jurisdiction.name, jurisdiction.level))
        ranks = [_plain(name).find(typed) for name in names]
        found = [rank for rank in ranks if rank >= 0]
        if found:
            ranked.append((min(found), position, department))
    return [department for _, _, department in sorted(ranked, key=lambda each: each[:2])[:limit]]


def match_department(text: str) -> Department | None:
    """The one department that bears exactly this name, full name or alias; None when the words are less than exact."""
    typed = _plain(text)
    exact = [each for each in suggest_departments(text, limit=50) if typed in _all_names(each)]
    return exact[0] if len(exact) == 1 else None


def departments_meant(text: str, known: Sequence[Named] | None = None) -> Meant:
    """The departments that a reporter's words name or may mean, those out of office too; collectives name nobody.

    ``known`` is what ``names`` gives, for whoever asks about many texts.
    """
    typed, jurisdiction = _plain(text), current()
    if known is None:
        known = names() if typed else []
    return meant_by(typed, known, jurisdiction.name if jurisdiction else "")


def names() -> list[Named]:
    """Every department that words can mean, with all its names."""
    known = [each for each in all_departments() if not each.is_collective]
    return [Named(each.id, tuple(_all_names(each)), each.kind is DepartmentKind.GOVERNMENT) for each in known]


def may_mean(text: str, department: Department) -> bool:
    """Whether the words could mean this department at all: a cheap question before ``departments_meant``."""
    jurisdiction = current()
    known = Named(department.id, tuple(_all_names(department)), department.kind is DepartmentKind.GOVERNMENT)
    meant = meant_by(_plain(text), [known], jurisdiction.name if jurisdiction else "")
    return bool(meant.named or meant.possible)


def _all_names(department: Department) -> list[str]:
    jurisdiction = current()
    names = [department.name, *department.aliases]
    if jurisdiction is not None:
        names.append(full_name(department.name, jurisdiction.name, jurisdiction.level))
    return [_plain(name) for name in names]


def _plain(text: str) -> str:
    """Without spaces, and with brackets of one width: people type either."""
    return normalise_width(text).replace("（", "(").replace("）", ")").replace(" ", "").strip()
