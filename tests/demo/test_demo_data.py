"""The demo data: complete, marked, the same after a second time, and no way into a real account."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.cases.models import Case, CaseEvent
from portal.cases.vocabulary import Status
from portal.config import ROOT
from portal.db import Base, session, transaction
from portal.demo import loading as demo_loading
from portal.demo.people import PASSWORD
from portal.evaluation.queries import list_published
from portal.profiles import loader
from portal.routing import loading
from portal.supervision.facts.models import CaseFact
from portal.supervision.warnings.queries import list_warnings
from portal.supervision.warnings.vocabulary import UnitKind
from tests import factories
from tests.browser import Browser, apart
from tests.demo.ready import demo_app, demo_store

__all__ = ["demo_app", "demo_store"]
PROFILES = sorted(path.stem for path in Path(ROOT / "portal" / "profiles").glob("*.yaml"))


def rows():
    """How many rows each table has."""
    with apart():
        return {table.name: session.scalar(select(func.count()).select_from(table)) for table in Base.metadata.sorted_tables}


def run(app, *words):
    """The answer of a command that must succeed."""
    answer = app.test_cli_runner().invoke(args=list(words))
    assert answer.exit_code == 0, answer.output
    return answer.output


def test_there_are_eight_profiles():
    assert len(PROFILES) == 8


@pytest.mark.parametrize("profile", [pytest.param(name, marks=[] if name == "heping" else pytest.mark.one_database) for name in PROFILES])
def test_demo_data_load_for_every_profile_and_a_second_time_changes_nothing(app, profile):
    with transaction():
        loading.load_profile(loader.read_profile(profile))
    factories.make_user(Role.OFFICER, username="real.person")
    assert "件演示办件" in run(app, "demo", "load")
    after_first = rows()
    assert after_first["case_file"] >= 50 and after_first["publication"] >= 5
    assert "没有变化" in run(app, "demo", "load")
    assert rows() == after_first
    with apart():
        assert all(session.scalars(select(Case.is_demo)))
        leads = {case.lead_department.name for case in session.scalars(select(Case)) if case.lead_department}
        respondents = {row.department_id for case in session.scalars(select(Case)) for row in case.respondents}
        assert leads and not any(case.lead_department_id in respondents for case in session.scalars(select(Case)))
        ranked = [score for each in list_published() for score in each.scores if score.rank]
        assert len(ranked) >= 2, "an evaluation shows a ranking"
        regions = {code for code in session.scalars(select(CaseFact.region_code).distinct()) if code}
        assert len(regions) >= (1 if profile in {"heping", "kenli", "zhoucun"} else 4), "in a district the regions have no codes"
        if profile == "zhuhai":
            assert {UnitKind.REGION, UnitKind.REGION_AREA} <= {each.unit_kind for each in list_warnings()}
    visitor = Browser(app)
    for page in ("/", "/outcomes", "/report", "/track"):
        visitor.open(page)
    sign_in = visitor.open("/account/sign-in").fill(username="officer", password=PASSWORD).press("登录")
    sign_in.fill(code=run(app, "demo", "code", "officer").strip()).press("继续")
    assert sign_in.url.startswith("/desk")


def test_demo_data_of_an_earlier_edition_are_left_as_they_are(demo_app, monkeypatch):
    monkeypatch.setattr(demo_loading, "PLAN", (*demo_loading.PLAN, "handling", "new"))
    before = rows()
    assert "没有变化" in run(demo_app, "demo", "load")
    assert rows() == before


def test_every_status_has_a_demo_case(demo_app):
    with apart():
        found = Counter(session.scalars(select(Case.status)))
        assert set(found) == set(Status)
        assert min(session.scalars(select(CaseEvent.at))) < max(session.scalars(select(CaseEvent.at)))


def test_the_code_of_an_account_that_is_no_demo_account_is_refused(demo_app):
    real = factories.make_user(Role.SYSTEM_ADMIN, username="real.person")
    factories.give_second_factor(real)
    for name in ("real.person", "nobody.at.all"):
        answer = demo_app.test_cli_runner().invoke(args=["demo", "code", name])
        assert answer.exit_code != 0
        assert "不是演示账号" in answer.output
        assert not any(word.isdigit() and len(word) == 6 for word in answer.output.split())
    assert len(run(demo_app, "demo", "code", "officer").strip()) == 6


def test_every_demo_account_is_marked_and_in_the_list(demo_app):
    listed = run(demo_app, "demo", "accounts")
    with apart():
        for user in session.scalars(select(User)):
            assert user.is_demo and user.username in listed
