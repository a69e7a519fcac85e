"""The result of an inspection in numbers, by department."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from portal.accounts.departments import queries as departments
from portal.ledger.models import InspectionRound
from portal.ledger.queries import inspections as queries
from portal.ledger.vocabulary import CheckResult

NOBODY = "方案没有写明具体单位"


@dataclass
class Line:
    """What an inspection says of one department, or of all."""

    name: str
    results: Counter[CheckResult] = field(default_factory=Counter)
    findings: int = 0
    put_right: int = 0
    late: int = 0

    @property
    def checks(self) -> int:
        """How many lines of the checklist there are."""
        return sum(self.results.values())


@dataclass(frozen=True)
class Summary:
    """All together, and each department in the order of the tree."""

    total: Line
    lines: list[Line]


def summarise(made: InspectionRound, today: date) -> Summary:
    """Count an inspection's checklist and findings."""
    total, by_department = Line("合计"), {}
    checks, found = queries.count_checks(made.id), queries.count_findings_by_department(made.id, today)
    ids = {each for each, _result in checks} | set(found)
    ordered = [each for each in departments.all_departments() if each.id in ids]
    for department_id, name in [*((each.id, each.name) for each in ordered), *([(None, NOBODY)] if None in ids else [])]:
        by_department[department_id] = Line(name)
    for (department_id, result), number in checks.items():
        for line in (by_department[department_id], total):
            line.results[result] += number
    for department_id, numbers in found.items():
        for line in (by_department[department_id], total):
            line.findings, line.put_right, line.late = (
                line.findings + numbers["all"],
                line.put_right + numbers["accepted"],
                line.late + numbers["late"],
            )
    return Summary(total, list(by_department.values()))
