"""Inspections from beginning to end: the checklist, what has to be put right, and who may take it off the list."""

from datetime import timedelta

import pytest
import time_machine

from portal import clock
from portal.accounts.departments import queries as departments
from portal.accounts.vocabulary import Role
from portal.db import transaction
from portal.deadlines import queries as clocks
from portal.errors import NotAllowed, RuleBroken, TransitionRefused
from portal.ledger import findings, rounds
from portal.ledger.findings import Demand
from portal.ledger.queries import inspections, tasks
from portal.ledger.summary import NOBODY, summarise
from portal.ledger.vocabulary import CheckResult, FindingStatus, RoundKind, RoundStatus
from portal.ledger.workflow import FindingAction
from tests.factories import make_department, make_user
from tests.ledger.making import DEMAND, load, make_finding, make_round, organ


def act(operation, finding, *args):
    """One step of a finding in a transaction of its own."""
    with transaction():
        operation(inspections.get_finding(finding.id), *args)
    return inspections.get_finding(finding.id)


def check_all(made, supervisor, result=CheckResult.MET):
    """Fill in every line that waits."""
    with transaction():
        for line in inspections.list_checks(made.id, result=CheckResult.WAITING):
            rounds.check_line(line, supervisor, result, "看了台账和文件。")


@pytest.fixture
def supervisor(app):
    load()
    return make_user(Role.SUPERVISOR)


def test_the_checklist_has_a_line_for_each_task_at_each_organ_that_answers_and_none_for_collective_names(supervisor):
    made = make_round(supervisor)
    lines = [(line.progress.task.seq, line.department.name) for line in inspections.list_checks(made.id)]
    assert [name for seq, name in lines if seq == 2] == ["区发展改革委", "区政府办公室"], "a task with support only is answered for by it"
    assert [name for seq, name in lines if seq == 20] == ["区财政局", "区合作交流办"], "who supports is not asked where others lead"
    assert [name for seq, name in lines if seq == 22] == ["区民政局"], "各街道办事处 and 有关部门 are nobody"
    assert {seq for seq, _name in lines} == set(range(1, 27))


def test_a_planned_inspection_looks_at_the_tasks_its_words_belong_to(supervisor):
    found = next(each for each in inspections.list_rounds(limit=500) if each.title.endswith("年底考核"))
    with transaction():
        rounds.open_round(inspections.get_round(found.id), supervisor)
    assert found.kind is RoundKind.PLANNED
    assert {line.progress.task.seq for line in inspections.list_checks(found.id)} == set(range(1, 27)) - {15, 16, 18, 19, 21, 23}


def test_a_task_of_nobody_has_a_line_without_department(app):
    load("kenli")
    made = make_round(make_user(Role.SUPERVISOR))
    nobody = [line.progress.task.seq for line in inspections.list_checks(made.id) if line.department_id is None]
    assert nobody == [7]
    assert summarise(made, clock.today()).lines[-1].name == NOBODY


def test_chosen_departments_narrow_the_checklist(supervisor):
    made = make_round(supervisor, organ("区财政局"))
    assert {line.department.name for line in inspections.list_checks(made.id)} == {"区财政局"}
    assert [line.progress.task.seq for line in inspections.list_checks(made.id)] == [17, 18, 19, 20, 21]


def test_an_inspection_ends_when_every_line_was_checked_and_a_conclusion_written(supervisor):
    made = make_round(supervisor, organ("区民政局"))
    with pytest.raises(TransitionRefused, match="还有 1 项"), transaction():
        rounds.conclude(inspections.get_round(made.id), supervisor, "总体情况良好，没有大问题。")
    check_all(made, supervisor)
    with pytest.raises(RuleBroken, match="检查结论"), transaction():
        rounds.conclude(inspections.get_round(made.id), supervisor, "好")
    with transaction():
        rounds.conclude(inspections.get_round(made.id), supervisor, "总体情况良好，没有大问题。")
    assert inspections.get_round(made.id).status is RoundStatus.CONCLUDED
    with pytest.raises(TransitionRefused, match="不能填写"), transaction():
        rounds.check_line(inspections.list_checks(made.id)[0], supervisor, CheckResult.NOT_MET, "后来又想改一改。")
    with pytest.raises(TransitionRefused, match="不能提出整改"):
        make_finding(made, supervisor, organ("区民政局"))


def test_what_is_not_as_it_should_be_has_to_be_described(supervisor):
    made = make_round(supervisor, organ("区民政局"))
    line_id = inspections.list_checks(made.id)[0].id
    for result in (CheckResult.NOT_MET, CheckResult.PARTLY):
        with pytest.raises(RuleBroken, match="检查情况"), transaction():
            rounds.check_line(inspections.get_check(made.id, line_id), supervisor, result, "差")
    with pytest.raises(RuleBroken, match="请选择"), transaction():
        rounds.check_line(inspections.get_check(made.id, line_id), supervisor, CheckResult.WAITING, "")


def test_only_supervisors_inspect(supervisor):
    made = make_round(supervisor, organ("区民政局"))
    for role in (Role.OFFICER, Role.HEAD, Role.COORDINATOR, Role.PUBLISHER):
        person = make_user(role, department=organ("区民政局"))
        for do in (
            lambda person=person: make_round(person),
            lambda person=person: make_finding(made, person, organ("区民政局")),
            lambda person=person: check_all(made, person),
        ):
            with pytest.raises(NotAllowed):
                do()


def test_a_finding_is_answered_given_back_answered_again_and_accepted(supervisor):
    home = organ("区民政局")
    officer, made = make_user(Role.OFFICER, department=home), make_round(supervisor, home)
    finding = make_finding(made, supervisor, home)
    first_due = finding.due_on
    assert first_due >= clock.today() + timedelta(15)
    finding = act(findings.answer, finding, officer, "台账已经建立，逐项写明了责任人。")
    assert finding.status is FindingStatus.ANSWERED
    finding = act(findings.give_back, finding, supervisor, "还缺第三季度的进展。", 5)
    assert (finding.status, finding.due_on < first_due) == (FindingStatus.ISSUED, True)
    finding = act(findings.answer, finding, officer, "已经补上第三季度的进展。")
    finding = act(findings.accept, finding, supervisor, "现场看过，已经补齐。")
    assert finding.status is FindingStatus.ACCEPTED
    assert [step.action for step in finding.steps] == [
        *(FindingAction.ISSUE, FindingAction.ANSWER, FindingAction.RETURN, FindingAction.ANSWER, FindingAction.ACCEPT)
    ]
    assert finding.steps[1].text == "台账已经建立，逐项写明了责任人。", "the first answer stays in the history"


def test_nobody_of_the_department_or_below_it_accepts_its_own_finding(supervisor):
    home = organ("区民政局")
    below, other = make_department("区民政局社区科", home), make_user(Role.SUPERVISOR, department=organ("区财政局"))
    officer, made = make_user(Role.OFFICER, department=home), make_round(supervisor, home)
    finding = act(findings.answer, make_finding(made, supervisor, home), officer, "台账已经建立，逐项写明了责任人。")
    for person in (officer, make_user(Role.HEAD, department=home), make_user(Role.SUPERVISOR, department=home)):
        with pytest.raises(NotAllowed):
            act(findings.accept, finding, person, "自己验收自己。")
    with pytest.raises(NotAllowed):
        act(findings.give_back, finding, make_user(Role.SUPERVISOR, department=below), "下属单位退回。", 5)
    assert act(findings.accept, finding, other, "别的单位看过了。").status is FindingStatus.ACCEPTED


def test_only_its_department_answers_a_finding(supervisor):
    home = organ("区民政局")
    finding = make_finding(make_round(supervisor, home), supervisor, home)
    for person in (make_user(Role.OFFICER, department=organ("区财政局")), make_user(Role.COORDINATOR, department=home), supervisor):
        with pytest.raises(NotAllowed):
            act(findings.answer, finding, person, "台账已经建立，逐项写明了责任人。")


def test_no_department_is_given_more_days_than_the_limit_in_force(supervisor):
    home = organ("区民政局")
    made = make_round(supervisor, home)
    for days in (0, findings.longest_days() + 1):
        with pytest.raises(RuleBroken, match="整改期限要在 1 到 30 天之间"):
            make_finding(made, supervisor, home, Demand(DEMAND.problem, DEMAND.demand, days))


def test_a_collective_name_cannot_be_told_to_put_anything_right(supervisor):
    made = make_round(supervisor, organ("区民政局"))
    with pytest.raises(RuleBroken, match="有关部门"), transaction():
        findings.issue(inspections.get_round(made.id), supervisor, organ("有关部门"), None, DEMAND)


def test_the_result_adds_up_by_department_and_in_all(supervisor):
    finance, civil = organ("区财政局"), organ("区民政局")
    made, noise = make_round(supervisor, finance, civil), make_round(supervisor, civil)
    make_finding(noise, supervisor, civil)
    finding = make_finding(made, supervisor, civil)
    with transaction():
        first, second, *_rest = inspections.list_checks(made.id, finance.id)
        rounds.check_line(first, supervisor, CheckResult.NOT_MET, "没有建立责任制。")
        rounds.check_line(second, supervisor, CheckResult.PARTLY, "责任制不够完善。")
    told = summarise(made, finding.due_on + timedelta(1))
    assert [(line.name, line.checks, line.findings, line.late) for line in told.lines] == [("区财政局", 5, 0, 0), ("区民政局", 1, 1, 1)]
    assert told.total.results == {CheckResult.NOT_MET: 1, CheckResult.PARTLY: 1, CheckResult.WAITING: 4}
    assert (told.total.checks, told.total.findings) == (6, 1)


def test_a_special_inspection_needs_days_that_fit(supervisor):
    today = clock.today()
    for starts_on, due_on in ((today, today), (today + timedelta(9), today + timedelta(3)), (today - timedelta(9), today - timedelta(3))):
        with pytest.raises(RuleBroken) as refused, transaction():
            rounds.add_special(supervisor, rounds.SpecialRound("承诺兑现专项督查", starts_on, due_on))
        assert refused.value.field == "due_on"


def test_a_cancelled_inspection_is_over_and_its_findings_go_on(supervisor):
    home = organ("区民政局")
    made = make_round(supervisor, home)
    finding = make_finding(made, supervisor, home)
    with transaction():
        rounds.cancel(inspections.get_round(made.id), supervisor, "与年底考核合并进行。")
    assert inspections.get_round(made.id).status is RoundStatus.CANCELLED
    officer = make_user(Role.OFFICER, department=departments.get_department(home.id))
    assert act(findings.answer, finding, officer, "台账已经建立，逐项写明了责任人。").status is FindingStatus.ANSWERED
    assert tasks.count_removed() == 0


def issued(supervisor):
    home = organ("区民政局")
    return make_finding(make_round(supervisor, home), supervisor, home), make_user(Role.OFFICER, department=home), home


def test_more_time_is_asked_for_once_within_the_cap_and_decided_by_another_supervisor(supervisor):
    finding, officer, home = issued(supervisor)
    most, first_due = findings.longest_extension(finding), finding.due_on
    assert most == 30
    for days in (0, most + 1):
        with pytest.raises(RuleBroken, match="1 到 30"):
            act(findings.ask_time, finding, officer, days, "还差两家单位的数据。")
    with pytest.raises(NotAllowed):
        act(findings.ask_time, finding, make_user(Role.OFFICER), 10, "还差两家单位的数据。")
    finding = act(findings.ask_time, finding, officer, 10, "还差两家单位的数据。")
    assert finding.due_on == first_due and finding.open_extension.days == 10
    with pytest.raises(RuleBroken, match="已经申请过"):
        act(findings.ask_time, finding, officer, 5, "还差两家单位的数据。")
    with pytest.raises(NotAllowed):
        act(findings.decide_time, finding, make_user(Role.SUPERVISOR, department=home), True, "自己同意自己。")
    with time_machine.travel(clock.now() + timedelta(days=(first_due - clock.today()).days + 2), tick=False):
        finding = act(findings.decide_time, finding, supervisor, True, "理由成立，请抓紧。")  # asked in time, decided late
        assert finding.due_on >= first_due + timedelta(10) and not finding.is_late(clock.today())
        assert findings.longest_extension(finding) == 0
    running = clocks.open_deadline(findings.SUBJECT, finding.id, findings.RULE)
    assert (running.extension_days, running.due_on) == (10, finding.due_on)
    assert [step.action for step in finding.steps][1:] == [FindingAction.ASK_TIME, FindingAction.GRANT_TIME]


def test_more_time_refused_or_overtaken_by_the_answer_changes_nothing_and_none_is_asked_for_too_late(supervisor):
    finding, officer, _home = issued(supervisor)
    first_due = finding.due_on
    act(findings.ask_time, finding, officer, 10, "还差两家单位的数据。")
    finding = act(findings.decide_time, finding, supervisor, False, "理由不充分。")
    assert (finding.due_on, finding.open_extension, finding.extensions[0].is_granted) == (first_due, None, False)
    act(findings.ask_time, finding, officer, 5, "已有一家单位报送，还差一家。")
    finding = act(findings.answer, finding, officer, "台账已经建立，逐项写明了责任人。")
    assert finding.open_extension is None
    with pytest.raises(TransitionRefused):
        act(findings.decide_time, finding, supervisor, True, "理由成立，请抓紧。")
    late, officer, _home = issued(supervisor)
    with (
        time_machine.travel(clock.now() + timedelta(days=(late.due_on - clock.today()).days + 1), tick=False),
        pytest.raises(RuleBroken, match="期限已经过了"),
    ):
        act(findings.ask_time, late, officer, 5, "还差两家单位的数据。")
