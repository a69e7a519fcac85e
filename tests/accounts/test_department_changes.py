"""A new name or a successor from a date on: entered before, done on the day, once, and kept."""

from datetime import date

import pytest
import time_machine

from portal import jobs
from portal.accounts.departments import changes, queries
from portal.accounts.departments import operations as tree
from portal.accounts.departments.queries import find_department, get_department
from portal.cases import queries as cases
from portal.db import transaction
from portal.errors import RuleBroken, TransitionRefused
from tests import factories

BEFORE, DAY, LATER = "2026-03-02T02:00:00Z", "2026-03-31T16:30:00Z", "2026-04-09T02:00:00Z"  # the second: 0:30 on 1 April here


@pytest.fixture
def pair(app, database):
    with time_machine.travel(BEFORE, tick=False):
        yield factories.make_department("区建委"), factories.make_department("区住建局")


def planned(department, on=date(2026, 4, 1), **what):
    with transaction():
        given = {key: get_department(each.id) if key == "successor" else each for key, each in what.items()}
        return changes.change_from(get_department(department.id), on, None, **given).id


def test_a_new_name_and_a_successor_hold_from_their_day_on_and_once(pair):
    old, heir = pair
    case = factories.make_case(factories.make_department(), respondent=old)
    planned(old, new_name="区建设管理委", successor=heir)
    assert jobs.follow_departments() == 0 and get_department(old.id).name == "区建委"
    with time_machine.travel(DAY, tick=False):
        assert jobs.follow_departments() == 1 and jobs.follow_departments() == 0
        renamed = get_department(old.id)
        assert (renamed.name, renamed.aliases, renamed.successor_id) == ("区建设管理委", ["区建委"], heir.id)
        assert find_department("区建委").id == old.id  # old links and words still find it
        assert heir.id in {row.department_id for row in cases.get_case(case.id).respondents}  # whoever takes over is blind from that day
    [kept] = queries.list_changes(old.id)
    assert (kept.from_on, kept.old_name, kept.done_at is not None) == (date(2026, 4, 1), "区建委", True)


def test_a_worker_that_slept_catches_up_and_a_cancelled_change_never_comes(pair):
    old, heir = pair
    dropped = planned(old, successor=heir)
    with transaction():
        changes.cancel(queries.get_change(old.id, dropped))
    planned(heir, new_name="区住房建设局")
    with time_machine.travel(LATER, tick=False):
        assert jobs.follow_departments() == 1
        assert (get_department(old.id).successor_id, get_department(heir.id).name) == (None, "区住房建设局")
        with pytest.raises(TransitionRefused, match="已经生效"), transaction():
            changes.cancel(queries.list_changes(heir.id)[0])


def test_what_cannot_be_done_on_its_day_waits_with_the_reason_and_hinders_no_other(pair):
    old, heir = pair
    planned(old, new_name="区城建局")
    planned(heir, new_name="区住房局")
    factories.make_department("区城建局")
    with time_machine.travel(DAY, tick=False):
        assert jobs.follow_departments() == 1 and get_department(heir.id).name == "区住房局"
        [stuck] = queries.list_waiting_changes()
        assert stuck.department_id == old.id and "已经是" in stuck.failure
        with transaction():
            tree.rename_department(find_department("区城建局"), "区城市更新局")
            tree.set_aliases(find_department("区城市更新局"), [])
        assert jobs.follow_departments() == 1 and get_department(old.id).name == "区城建局"
    assert queries.list_changes(old.id)[0].failure == ""


def test_a_circle_a_taken_name_a_second_plan_and_a_day_far_off_are_refused(pair):
    old, heir = pair
    planned(old, date(2026, 3, 1), successor=heir)  # its day has come: at once
    assert get_department(old.id).successor_id == heir.id
    planned(old, new_name="区建设局")
    for department, on, what, field in (
        (heir, date(2026, 4, 1), {"successor": old}, "successor"),
        (heir, date(2026, 4, 1), {"new_name": "区建委"}, "name"),
        (heir, date(2036, 4, 1), {"new_name": "区城建局"}, "from_on"),
        (old, date(2026, 5, 1), {"new_name": "区城建局"}, "from_on"),
    ):
        with pytest.raises(RuleBroken) as refused:
            planned(department, on, **what)
        assert refused.value.field == field
