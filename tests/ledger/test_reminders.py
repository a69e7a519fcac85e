"""Who is told when a day nears or passes, when somebody is reminded, and that each is told once however often the sweep runs."""

from datetime import timedelta

from portal import clock
from portal.accounts.vocabulary import Role
from portal.db import transaction
from portal.jobs import follow_ledger, sweep_deadlines
from portal.ledger import operations
from portal.ledger.queries import inspections, tasks
from portal.ledger.vocabulary import TaskState
from portal.notifications import queries as notices
from tests.factories import make_user
from tests.ledger.making import load, make_finding, make_round, organ, task


def told(user):
    """What the bell told this person, oldest first."""
    return [each.text for each in reversed(notices.list_notices(user.id, 100, 0))]


def at(day):
    """Nine o'clock of a day."""
    return clock.pretend(clock.start_of(day) + timedelta(hours=9))


def test_a_last_day_is_told_to_those_who_answer_before_on_and_after_it_once(app):
    load()
    supervisor, officer = make_user(Role.SUPERVISOR), make_user(Role.OFFICER, department=organ("区财政局"))
    head, stranger = make_user(Role.HEAD, department=organ("区财政局")), make_user(Role.OFFICER, department=organ("区民政局"))
    coordinator = make_user(Role.COORDINATOR, department=organ("区财政局"))
    with transaction():
        operations.set_due(tasks.get_progress(task(21).task_id), supervisor, clock.today() + timedelta(40), "区里定了新的期限。")
    due = task(21).due_on
    for day in (due - timedelta(10), due - timedelta(1), due, due + timedelta(1), due + timedelta(1)):
        with at(day):
            sweep_deadlines()
            sweep_deadlines()
    said = [text for text in told(officer) if "第 21 项" in text]
    assert ["即将到期" in said[0], "今天到期" in said[1], "已经逾期" in said[2], len(said)] == [True, True, True, 3]
    assert [text for text in told(head) if "第 21 项" in text] == said
    assert [text for text in told(supervisor) if "第 21 项" in text] == said[2:]
    assert told(stranger) == told(coordinator) == []


def test_a_done_task_reminds_nobody_and_one_sent_back_does_again(app):
    load()
    supervisor, officer = make_user(Role.SUPERVISOR), make_user(Role.OFFICER, department=organ("区财政局"))
    with transaction():
        progress = tasks.get_progress(task(21).task_id)
        operations.set_due(progress, supervisor, clock.today() + timedelta(40), "区里定了新的期限。")
        operations.move(progress, officer, TaskState.DONE, "评级制度已经印发。")
    due = task(21).due_on
    with at(due + timedelta(2)):
        sweep_deadlines()
    assert told(officer) == []
    with transaction():
        operations.move(tasks.get_progress(task(21).task_id), supervisor, TaskState.UNDER_WAY, "缺少预警机制，退回。")
    with at(due + timedelta(2)):
        sweep_deadlines()
    assert any("已经逾期" in text for text in told(officer))


def test_a_reminder_reaches_the_departments_that_answer_and_stands_in_the_course(app):
    load()
    supervisor, officer = make_user(Role.SUPERVISOR), make_user(Role.OFFICER, department=organ("区财政局"))
    supporting = make_user(Role.OFFICER, department=organ("区发展改革委"))
    with transaction():
        operations.remind(tasks.get_progress(task(20).task_id), supervisor, "请在本周五前报送进展。")
    assert told(officer) == ["催办工作台账第 20 项任务：请在本周五前报送进展。"]
    assert told(supporting) == []
    assert tasks.list_entries(task(20).task_id)[0].text == "请在本周五前报送进展。"


def test_an_inspection_that_nears_is_told_to_supervisors_and_once_open_to_its_departments(app):
    load()
    supervisor, officer = make_user(Role.SUPERVISOR), make_user(Role.OFFICER, department=organ("区民政局"))
    stranger = make_user(Role.OFFICER, department=organ("区财政局"))
    made = make_round(supervisor, organ("区民政局"))
    with at(made.due_on - timedelta(1)):
        sweep_deadlines()
    assert [text.split("，")[0] for text in told(officer)] == [
        "承诺兑现专项督查开始",
        f"承诺兑现专项督查即将到期（{made.due_on:%m月%d日}）",
    ]
    assert any("承诺兑现专项督查即将到期" in text for text in told(supervisor))
    assert not any("承诺兑现" in text for text in told(stranger))


def test_each_step_of_a_finding_is_told_to_the_other_side(app):
    load()
    supervisor, officer = make_user(Role.SUPERVISOR), make_user(Role.OFFICER, department=organ("区民政局"))
    finding = make_finding(make_round(supervisor, organ("区民政局")), supervisor, organ("区民政局"))
    with at(finding.due_on + timedelta(1)):
        sweep_deadlines()
    number = finding.number
    assert sum(number in text for text in told(officer)) >= 2
    assert [text for text in told(supervisor) if number in text] == [
        f"{number}的整改已经逾期（应于 {finding.due_on:%m月%d日} 前完成），请到“工作台账”查看。"
    ]


def test_the_job_repeated_makes_nothing_twice(app):
    load()
    for _ in range(3):
        assert follow_ledger() == 0
    with at(clock.today() + timedelta(200)):
        first = follow_ledger()
        assert follow_ledger() == 0
    assert first > 0
    keys = [each.key for each in inspections.list_rounds(limit=500)]
    assert len(keys) == len(set(keys))
