"""What the release desk shows of a case: enough to judge a text by, nothing of who reported it."""

from typing import Any

from portal.cases.models import Case
from portal.routing import queries as routing
from portal.web.filters import day


def case_rows(case: Case) -> list[dict[str, Any]]:
    """The outcome as label and value."""
    titles = routing.area_titles()
    rows = [
        ("受理编号", case.number),
        ("反映的问题", case.report.conduct.label),
        ("被反映单位", case.respondent_name),
        ("领域", titles.get(case.area_key, "")),
        ("牵头单位", case.lead_department.name if case.lead_department else ""),
        ("核查结果", case.finding.label if case.finding else "还没有办结"),
        ("承诺期限", day(case.commitment_due_on)),
        ("反映人的公开意愿", case.report.publication_choice.label),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]
