"""A profile that changes: tasks come, change and go, and what was done about them stays."""

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.access import SYSTEM
from portal.accounts.departments import operations as department_operations
from portal.accounts.vocabulary import Role
from portal.db import session, transaction
from portal.jobs import follow_ledger
from portal.ledger import operations
from portal.ledger.handlers import follow
from portal.ledger.models import LedgerEntry
from portal.ledger.queries import inspections, tasks
from portal.ledger.queries.tasks import TaskFilter
from portal.ledger.vocabulary import EntryKind, RoundStatus, TaskColumn, TaskState
from portal.profiles.loader import profile_keys, read_profile
from portal.profiles.schema import Profile
from portal.routing.loading import load_profile
from tests.factories import make_user
from tests.ledger.making import load, organ, task


def changed(**tasks_changed) -> Profile:
    """The profile of 和平 with other tasks: key → fields to change, or None to leave the task out."""
    content = read_profile("heping").plain()
    kept = [each for each in content["tasks"] if tasks_changed.get(each["id"].replace("-", "_"), {}) is not None]
    for each in kept:
        each.update(tasks_changed.get(each["id"].replace("-", "_"), {}))
    for function in content["owners"].values():
        function["tasks"] = [number for number in function["tasks"] if number in {each["seq"] for each in kept}]
    for area in content["areas"]:
        area["tasks"] = [number for number in area["tasks"] if number in {each["seq"] for each in kept}]
    content["tasks"] = kept
    return Profile.model_validate(content)


def reload(profile: Profile) -> None:
    with transaction():
        load_profile(profile)


@pytest.mark.same_queries
@pytest.mark.parametrize("key", profile_keys())
def test_no_task_of_any_plan_is_given_to_a_collective_name_and_every_organ_has_its_part(app, key):
    load(key)
    content = read_profile(key)
    collective = {each.name for each in content.departments if each.kind == "collective"}
    for wanted in content.tasks:
        found = {each.department.name: each.role.value for each in task(wanted.seq).organs}
        named = {name: role for role in ("support", "responsible", "lead") for name in getattr(wanted, role) if name not in collective}
        assert found == named
        assert not any(each.department.is_collective for each in task(wanted.seq).organs)


def test_loading_the_same_plan_again_changes_nothing(app):
    load()
    entries = session.scalar(select(func.count()).select_from(LedgerEntry))
    load()
    assert follow_ledger() == 0
    assert session.scalar(select(func.count()).select_from(LedgerEntry)) == entries == 0


def test_a_changed_task_keeps_its_progress_and_follows_its_new_words(app):
    load()
    officer = make_user(Role.OFFICER, department=organ("区委组织部"))
    with transaction():
        operations.report(tasks.get_progress(task(1).task_id), officer, "评估管理办法已经起草。")
    year = clock.today().year + 2
    new = {"schedule": f"{year}年12月底前完成", "responsible": ["区财政局", "有关部门"], "text": "修订政务诚信评估管理办法。"}
    reload(changed(heping_01=new))
    found = task(1)
    assert (found.state, found.task.text, [each.name for each in found.answering]) == (TaskState.UNDER_WAY, new["text"], ["区财政局"])
    assert found.due_on is not None and found.due_on.year in {year, year + 1}
    kinds = [each.kind for each in tasks.list_entries(found.task_id)]
    assert kinds == [EntryKind.SOURCE_CHANGED, EntryKind.MOVED, EntryKind.NOTE]
    assert [each.kind for each in tasks.list_entries(task(2).task_id)] == []


def test_a_removed_task_leaves_the_ledger_with_its_course_and_comes_back_with_it(app):
    load()
    supervisor = make_user(Role.SUPERVISOR)
    with transaction():
        operations.move(tasks.get_progress(task(5).task_id), supervisor, TaskState.DONE, "监测平台已经建成。")
    task_id = task(5).task_id
    reload(changed(heping_05=None))
    assert 5 not in [each.task.seq for each in tasks.list_tasks(TaskFilter(), clock.today())]
    assert [each.task.seq for each in tasks.list_tasks(TaskFilter(is_current=False), clock.today())] == [5]
    reload(read_profile("heping"))
    back = task(5)
    assert (back.task_id, back.state) == (task_id, TaskState.DONE)
    assert [each.kind for each in tasks.list_entries(task_id)] == [EntryKind.SOURCE_RETURNED, EntryKind.SOURCE_REMOVED, EntryKind.MOVED]


def test_a_day_set_here_outlives_the_plan_s_own_until_it_is_taken_back(app):
    load()
    supervisor, future = make_user(Role.SUPERVISOR), clock.today().replace(year=clock.today().year + 1, month=6, day=15)
    with transaction():
        operations.set_due(tasks.get_progress(task(21).task_id), supervisor, future, "区里统一延长了期限。")
    set_day = task(21).due_on
    assert set_day is not None and set_day >= future
    assert task(21).column(clock.today()) is TaskColumn.NOT_STARTED
    reload(changed(heping_21={"schedule": "2019年12月底前完成"}))
    assert task(21).due_on == set_day
    with transaction():
        operations.set_due(tasks.get_progress(task(21).task_id), supervisor, None, "恢复方案的期限。")
    assert task(21).due_on.isoformat() == "2019-12-31"
    assert task(21).column(clock.today()) is TaskColumn.OVERDUE


def test_deliverables_follow_the_plan_and_what_was_handed_in_stays(app):
    load("sichuan")
    progress = task(3)
    supervisor = make_user(Role.SUPERVISOR)
    first = tasks.list_deliverables(progress.task_id)[0]
    with transaction():
        row = tasks.get_deliverable(progress.task_id, first.id)
        operations.hand_in(row, tasks.get_progress(progress.task_id), supervisor, "档案已经建立，覆盖全部在编人员。")
    content = read_profile("sichuan").plain()
    content["tasks"][2]["deliverables"] = ["每年出具一份报告"]
    reload(Profile.model_validate(content))
    found = tasks.list_deliverables(progress.task_id)
    assert [(each.title, each.is_current) for each in found] == [("每年出具一份报告", True), (first.title, False)]


def test_a_dissolved_department_hands_its_tasks_to_its_successor(app):
    load()
    old = organ("区法制办")
    with transaction():
        new = department_operations.add_department("区司法局", old.kind, parent=old.parent)
        department_operations.set_successor(old, new)
    assert "区司法局" in [each.department.name for each in task(9).organs]
    assert "区法制办" not in [each.department.name for each in task(9).organs]


def test_another_plan_takes_the_place_of_the_first_and_leaves_it_readable(app):
    load()
    load("zhoucun")
    assert len(tasks.list_tasks(TaskFilter(), clock.today())) == 18
    assert len(tasks.list_tasks(TaskFilter(is_current=False), clock.today())) == 26
    assert not [each for each in inspections.list_rounds(RoundStatus.PLANNED) if each.key.startswith("heping:")]
    assert {each.conclusion for each in inspections.list_rounds(RoundStatus.CANCELLED)} == {"方案修改后不再有这次检查。"}


def test_inspections_are_made_once_and_not_for_days_before_the_ledger_began(app):
    load()
    made = {each.key for each in inspections.list_rounds(limit=500)}
    with transaction():
        follow()
    assert {each.key for each in inspections.list_rounds(limit=500)} == made
    assert all(each.due_on >= clock.today() for each in inspections.list_rounds(limit=500))


def test_the_days_of_a_later_year_bring_its_inspections(app):
    load()
    later = clock.start_of(clock.today().replace(year=clock.today().year + 3, month=5, day=2))
    with transaction(), clock.pretend(later):
        follow()
    year = later.year
    titles = {each.title for each in inspections.list_rounds(limit=500) if each.due_on.year == year}
    assert {f"{year}年年中检查", f"{year}年上半年专项督查"} <= titles


def test_who_changed_the_plan_is_nobody_of_the_staff(app):
    load()
    reload(changed(heping_02={"text": "加快建立监督体系。"}))
    assert tasks.list_entries(task(2).task_id)[0].user is SYSTEM.id
