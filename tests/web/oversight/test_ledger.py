"""S4: the ledger as a table and as a board, its filters, and what a supervisor does with a task and an inspection."""

from datetime import timedelta
from io import BytesIO

import pytest

from portal import clock
from portal.accounts.vocabulary import Role
from portal.db import transaction
from portal.ledger import operations, rounds
from portal.ledger.queries import inspections, tasks
from portal.ledger.queries.tasks import TaskFilter
from portal.ledger.vocabulary import CheckResult, FindingStatus, RoundStatus, TaskColumn, TaskState, Term
from portal.profiles.vocabulary import OrganRole
from tests.factories import make_user
from tests.ledger.making import load, make_finding, make_round, organ, task
from tests.multiplying import queries_of


@pytest.fixture
def supervisor(app):
    load()
    person = make_user(Role.SUPERVISOR)
    with transaction():
        operations.move(tasks.get_progress(task(1).task_id), person, TaskState.DONE, "办法已经印发。")
        operations.move(tasks.get_progress(task(2).task_id), person, TaskState.UNDER_WAY)
    return person


def rows(page):
    """The numbers of the tasks in the table."""
    return [int(cell.text_content()) for cell in page.page.xpath("//table//tbody//td[1]") if cell.text_content().strip().isdigit()]


def cards(page, column):
    """The numbers of the tasks in a column of the board."""
    found = page.page.xpath(f"//section[@aria-labelledby='column-{column}']//h3/a")
    return [int(each.text_content().split()[0]) for each in found]


def tab_count(page, label):
    """The number on a tab."""
    return int(page.page.xpath(f"//nav[@aria-label='任务进度']//a[starts-with(normalize-space(), '{label}')]/span")[0].text_content())


FILTERS = [
    {},
    {"group": "组织保障"},
    {"term": "earlier"},
    {"term": "continuing"},
    {"role": "support"},
    {"organ": "区财政局"},
    {"organ": "区财政局", "role": "lead"},
    {"organ": "区发展改革委", "role": "support", "group": "组织保障"},
]


@pytest.mark.parametrize("chosen", FILTERS)
def test_the_counts_of_the_columns_equal_table_and_board_under_every_filter(app, sign_in_as, supervisor, chosen):
    query = {**chosen, **({"organ": organ(chosen["organ"]).id} if "organ" in chosen else {})}
    visitor = sign_in_as(supervisor)
    board = visitor.open("oversight.list_tasks", view="board", **query)
    on_board = {column: cards(board, column.value) for column in TaskColumn}
    everything = []
    for column in TaskColumn:
        table = sign_in_as(supervisor).open("oversight.list_tasks", column=column.value, **query)
        assert rows(table) == on_board[column]
        assert tab_count(table, column.label) == len(on_board[column])
        everything += on_board[column]
    whole = sign_in_as(supervisor).open("oversight.list_tasks", **query)
    assert rows(whole) == sorted(everything)
    assert tab_count(whole, "全部") == len(everything)


def test_filters_find_what_the_plan_says(supervisor):
    today = clock.today()
    finance = organ("区财政局")

    def found(**wanted):
        return [each.task.seq for each in tasks.list_tasks(TaskFilter(**wanted), today)]

    assert found(department_id=finance.id) == [17, 18, 19, 20, 21]
    assert found(department_id=organ("区发展改革委").id, role=OrganRole.SUPPORT) == [2, 20, 25]
    assert found(term=Term.EARLIER) == [21, 23]
    assert found(term=Term.NONE) == [15, 16, 18, 19]
    assert found(column=TaskColumn.OVERDUE) == [21, 23]
    assert found(column=TaskColumn.DONE) == [1]
    assert found(department_id=organ("有关部门").id) == []


def test_a_task_due_this_month_is_found_by_month_quarter_and_year(supervisor):
    today = clock.today()
    with transaction():
        progress = tasks.get_progress(task(3).task_id)
        progress.due_on = today
        tasks.get_progress(task(4).task_id).due_on = today + timedelta(days=731)
    for term in (Term.MONTH, Term.QUARTER, Term.YEAR):
        assert [each.task.seq for each in tasks.list_tasks(TaskFilter(term=term), today)] == [3]
    assert [each.task.seq for each in tasks.list_tasks(TaskFilter(term=Term.LATER), today)] == [4]


def test_a_card_is_moved_by_its_select_and_the_board_comes_back(app, sign_in_as, supervisor):
    visitor = sign_in_as(supervisor).open("oversight.list_tasks", view="board", group="组织保障")
    form = visitor.page.xpath("//select[@id=$name]/ancestor::form", name=f"move-{task(24).task_id}")[0]
    back = form.xpath(".//input[@name='back']/@value")[0]
    visitor.post("oversight.move_task", {"target": "under_way", "back": back}, task_id=task(24).task_id)
    assert visitor.banner.startswith("已把") and "推进中" in visitor.banner
    assert "view=board" in visitor.url and cards(visitor, "under_way") == [24]


def test_a_move_that_needs_words_asks_for_them_and_keeps_the_way_back(app, sign_in_as, supervisor):
    visitor = sign_in_as(supervisor).open("oversight.list_tasks", view="board")
    visitor.post("oversight.move_task", {"target": "done", "back": "view=board"}, task_id=task(24).task_id)
    assert visitor.errors == ["请写明“完成”的说明，至少 5 个字（现在 0 个字）。"]
    visitor.fill(note="考核方案已经印发并实施。").press("移动")
    assert "view=board" in visitor.url
    assert task(24).state is TaskState.DONE


def test_the_way_back_is_only_ever_the_ledger(app, sign_in_as, supervisor):
    visitor = sign_in_as(supervisor).open("oversight.list_tasks")
    visitor.post("oversight.move_task", {"target": "under_way", "back": "//evil.example/?x"}, task_id=task(24).task_id)
    assert visitor.url.startswith("/oversight/ledger?")


def test_a_collective_name_is_never_offered_and_never_taken(app, sign_in_as, supervisor):
    visitor = sign_in_as(supervisor).open("oversight.add_task_organ", task_id=task(22).task_id)
    offered = {each.text_content() for each in visitor.page.xpath("//select[@name='department']/option")}
    assert "区民政局" in offered and not offered & {"有关部门", "相关部门", "各街道办事处"}
    visitor.post("oversight.add_task_organ", {"department": str(organ("有关部门").id), "role": "responsible"}, task_id=task(22).task_id)
    assert visitor.errors and "有关部门" not in [each.department.name for each in task(22).organs]
    visitor.open("oversight.list_tasks")
    assert not {each.text_content() for each in visitor.page.xpath("//select[@name='organ']/option")} & {"有关部门", "相关部门"}


def test_a_supervisor_reminds_sets_another_day_and_names_a_department(app, sign_in_as, supervisor):
    officer = make_user(Role.OFFICER, department=organ("区民政局"))
    visitor = sign_in_as(supervisor).open("oversight.show_task", task_id=task(22).task_id)
    visitor.follow("催办").fill(text="请在月底前报送各街道的承诺。").press("催办")
    assert visitor.banner == "已催办区民政局。"
    day = (clock.today() + timedelta(60)).isoformat()
    visitor.follow("调整期限").fill(due_on=day, reason="与年底考核同步。").press("调整期限")
    assert "期限已调整" in visitor.banner and "调整后的期限" in visitor.main
    visitor.follow("明确责任单位").fill(department=str(organ("区委宣传部").id), role="support").press("明确")
    assert "区委宣传部" in visitor.main
    visitor.press("撤销区委宣传部")
    assert "已撤销区委宣传部" in visitor.banner
    desk = sign_in_as(officer).open("desk.show_ledger_task", task_id=task(22).task_id)
    assert "请在月底前报送各街道的承诺。" in desk.main and "撤销责任单位" in desk.main


def test_an_inspection_is_arranged_opened_filled_in_and_concluded_by_its_pages(app, sign_in_as, supervisor):
    home = organ("区民政局")
    officer = make_user(Role.OFFICER, department=home)
    day = clock.today()
    visitor = sign_in_as(supervisor).open("oversight.list_rounds").follow("临时安排检查")
    last = (day + timedelta(20)).isoformat()
    visitor.fill(title="街道公开承诺专项督查", starts_on=day.isoformat(), due_on=last, departments=[str(home.id)])
    visitor.press("安排检查")
    visitor.press("开始检查")
    assert "共 1 项" in visitor.banner
    visitor.follow("填写").fill(result="not_met", remark="两个街道没有公开承诺。").press("保存，看下一项")
    assert visitor.heading == "提出整改" and visitor.value("problem") == "两个街道没有公开承诺。"
    visitor.fill(demand="月底前全部公开，报送网址。", days="10").press("提出整改")
    made = inspections.list_rounds(RoundStatus.OPEN)[0]
    visitor.follow("结束检查").fill(conclusion="总体较好，个别街道没有公开承诺。").press("结束检查")
    assert "总体较好" in visitor.main and inspections.get_round(made.id).status is RoundStatus.CONCLUDED
    finding = inspections.list_findings(inspections.FindingFilter(round_id=made.id))[0]
    desk = sign_in_as(officer).open("desk.list_own_findings").follow(finding.number)
    desk.fill(text="两个街道已经公开，网址见附件。", files=(BytesIO(b"https://example.cn\n"), "wang.txt")).press("提交整改情况")
    assert "等监督人员验收" in desk.banner and "材料1.txt" in desk.main
    visitor.open("/oversight/findings?status=answered").follow(finding.number).follow("验收销号")
    visitor.fill(text="网址都能打开，内容齐全。").press("验收销号")
    assert inspections.get_finding(finding.id).status is FindingStatus.ACCEPTED
    paper = visitor.client.get(f"/oversight/inspections/{made.id}/export")
    assert paper.status_code == 200 and paper.data[:2] == b"PK"


def test_a_supervisor_of_the_department_reads_its_finding_and_decides_nothing(app, sign_in_as, supervisor):
    home = organ("区民政局")
    own, officer = make_user(Role.SUPERVISOR, department=home), make_user(Role.OFFICER, department=home)
    finding = make_finding(make_round(supervisor, home), supervisor, home)
    desk = sign_in_as(officer).open("desk.show_own_finding", finding_id=finding.id)
    desk.fill(text="台账已经建立，逐项写明了责任人。").press("提交整改情况")
    visitor = sign_in_as(own).open("oversight.show_finding", finding_id=finding.id)
    assert "要由其他单位的监督人员验收" in visitor.main and "验收销号" not in visitor.links()
    visitor.post("oversight.accept_finding", {"text": "自己验收自己。"}, status=403, finding_id=finding.id)


def test_the_lists_cost_the_same_for_few_and_many(app, sign_in_as, supervisor):
    made = make_round(supervisor)
    with transaction():
        for line in inspections.list_checks(made.id)[:4]:
            rounds.check_line(line, supervisor, CheckResult.MET, "")
    visitor = sign_in_as(supervisor)
    few = len(queries_of(lambda: visitor.open("oversight.list_tasks", group="组织保障")))
    many = len(queries_of(lambda: visitor.open("oversight.list_tasks")))
    assert many == few
    assert len(queries_of(lambda: visitor.open("oversight.show_round", round_id=made.id))) <= 25


def test_a_department_asks_for_more_time_and_another_supervisor_decides(app, sign_in_as, supervisor):
    home = organ("区民政局")
    officer = make_user(Role.OFFICER, department=home)
    finding = make_finding(make_round(supervisor, home), supervisor, home)
    before = finding.due_on
    visitor = sign_in_as(supervisor).open("oversight.decide_finding_time", finding_id=finding.id, status=409)
    desk = sign_in_as(officer).open("desk.show_own_finding", finding_id=finding.id).follow("来不及整改？申请延期")
    assert "最多 30 天" in desk.main
    desk.fill(days="31", text="还差两家单位的数据。").press("提交申请")
    assert any("1 到 30" in line for line in desk.errors) and desk.value("text") == "还差两家单位的数据。"
    desk.fill(days="10").press("提交申请")
    assert "等监督人员决定" in desk.banner and "延长 10 天" in desk.main and "来不及整改？申请延期" not in desk.links()
    visitor.open("oversight.show_finding", finding_id=finding.id).follow("决定延期申请")
    visitor.fill(outcome="grant", text="理由成立，请抓紧。").press("提交决定")
    assert "已决定" in visitor.banner and "同意延期" in visitor.main
    assert inspections.get_finding(finding.id).due_on > before
