"""The list behind a warning is the number it tells, and neither tells of a case from which somebody who watches is kept."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from portal import clock, jobs
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.cases.models import Case, CaseRespondent
from portal.cases.vocabulary import Finding, RespondentSource
from portal.db import add, session, transaction
from portal.supervision.warnings import operations, queries
from portal.supervision.warnings.models import WarningCell
from portal.supervision.warnings.rules import Measure
from tests.browser import Browser
from tests.factories import make_case, make_department, make_user

SignIn = Callable[[User], Browser]


@pytest.fixture
def unusual(app: Flask) -> None:
    """A month in which a department of one region got many, answered them late, and the reporters were right; one case is secret."""
    last = clock.today().replace(day=1) - timedelta(days=1)
    places = [make_department(region_code=code).id for code in ("120101", "120102", "120103")]
    accused = make_department()
    make_user(Role.SUPERVISOR, department=accused)
    made = [(make_case().id, places[0], True) for _ in range(21)] + [
        (make_case().id, place, False) for place in places[1:] for _ in range(2)
    ]
    with transaction():
        for month in operations.months_until(last, operations.MONTHS_BEFORE + 1)[:-1]:
            operations.mark_counted(month)
            for place in places:
                counts = {"received": 2, "replied": 4}
                add(WarningCell(month=month, department_id=place, region_code="1201", area_key="contract", **counts))
        for case_id, place, is_late in made:
            case = session.get(Case, case_id)
            case.received_on, case.lead_department_id, case.area_key = last, place, "contract"
            case.replied_on, case.was_on_time, case.days_used = last, not is_late, 3
            case.finding = Finding.PARTLY if is_late else Finding.UNSUBSTANTIATED
        add(CaseRespondent(case_id=made[0][0], department_id=accused.id, source=RespondentSource.REPORTED))
    assert jobs.find_warnings() > 0


def test_the_list_behind_a_warning_is_its_number_without_the_cases_kept_from_anyone(unusual: None, sign_in_as: SignIn) -> None:
    free = make_user(Role.SUPERVISOR)
    numbers = {each.measure: each.number for each in queries.list_warnings() if each.department_id or each.area_key}
    assert {Measure.RECEIVED, Measure.LATE, Measure.SUBSTANTIATED} <= set(numbers)
    assert set(numbers.values()) == {20}, "the secret case is in no number"
    visitor = sign_in_as(free).open("oversight.list_warnings")
    links = visitor.page.xpath("//tbody//a[contains(@href, '/oversight/cases?')]/@href")
    assert len(links) == len(queries.list_warnings()) >= 3
    assert any("lead_region=120101" in href for href in links) and any("department=" in href for href in links)
    for href in links:
        caption = visitor.open(href).page.xpath("//caption")[0].text_content()
        assert re.search(r"共 (\d+) 件", caption).group(1) == "20", href
    visitor.open(links[0].replace("shared=1", "shared=0"))
    assert "共 21 件" in visitor.main, "the rest of the house is seen where no number of a warning is told"
