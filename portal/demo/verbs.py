"""What the people of a demo case do, each through the operation a real person would use."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from portal import clock
from portal.access import SYSTEM, Reporter
from portal.accounts import queries as accounts
from portal.accounts.departments import queries as departments
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.cases import assignment, handling, replying, reporting, support, transfer
from portal.cases import vocabulary as v
from portal.cases.merging import operations as merging
from portal.cases.merging import queries as merges
from portal.cases.models import Case
from portal.demo.people import handling_departments
from portal.demo.stories import Story
from portal.publication import operations as publications
from portal.publication import redaction, releasing
from portal.publication.checking import check_text, inspector
from portal.publication.models import Publication
from portal.routing import operations as routing
from portal.supervision import operations as supervision
from portal.supervision import queries as supervision_queries
from portal.supervision.ladder import criticisms, talks
from portal.supervision.ladder.table import LADDER
from portal.supervision.vocabulary import CriticismScope, OrderKind

_COMMITMENT_DAYS = 60
_HINDSIGHT = "与反映内容无关的通用表述"


@dataclass(frozen=True)
class Cast:
    """Who plays in a demo case."""

    officer: User
    head: User
    supervisor: User
    second_supervisor: User
    publisher: User
    second_publisher: User
    reporter: Reporter
    unit: str


def _supplement(case: Case, cast: Cast, story: Story) -> None:
    reporting.supplement(case, cast.reporter, "已补充：验收单和催款记录的摘要，见说明。验收时间是去年九月，双方都签了字。", False)


def _support(case: Case, cast: Cast, story: Story) -> None:
    proposal = routing.propose_for(case.area_key, [row.department_id for row in case.respondents])
    involved = {case.lead_department_id, *(row.department_id for row in case.respondents)}
    # Many areas name only 「相关部门」, which nobody can be asked for: then another handling department helps.
    others = [each for each in (*proposal.supporting_ids, *(one.id for one in handling_departments())) if each not in involved]
    if others:
        assignment.add_support(case, cast.officer, departments.get_department(others[0]))


def _answer_support(case: Case, cast: Cast, story: Story) -> None:
    for row in case.support:
        helper = next((user for user in accounts.users_of_department(row.department_id) if Role.OFFICER in user.roles), None)
        if helper is not None:
            support.answer(case, helper, "已核对我单位备案的合同和拨款记录，与反映的情况一致，材料已交牵头单位。")


def _merge(case: Case, cast: Cast, story: Story) -> None:
    alike = merges.list_possible_mains(cast.supervisor, case, 1)
    if alike:
        merging.merge(
            case, alike[0], cast.supervisor, inspector, f"{story.conduct.label}，请求依法处理。", "反映的是同一个单位的同一件事。"
        )


def _reply(case: Case, cast: Cast, story: Story) -> None:
    replying.submit_reply(
        case,
        cast.officer,
        inspector,
        replying.ReplyText(
            claim=f"您反映{cast.unit}{story.conduct.label}，请求依法处理。",
            facts="经查阅合同和付款凭证，并向被反映单位了解情况，您反映的主要事实存在。",
            basis="《优化营商环境条例》第三十一条：不得以行政区划调整、政府换届、机构或者职能调整以及相关责任人更替等为由违约毁约。",
            conclusion=story.measures.format(unit=cast.unit),
            remedy="您对本答复不服的，可以自收到之日起 30 日内申请复查。",
        ),
    )


def _close(case: Case, cast: Cast, story: Story) -> None:
    finding = v.Finding.SUBSTANTIATED if case.id % 4 else v.Finding.PARTLY
    due = clock.today() + timedelta(days=_COMMITMENT_DAYS) if story.commitment else None
    replying.close(case, cast.officer, inspector, finding, story.measures.format(unit=cast.unit), story.commitment, due)


def _rate(case: Case, cast: Cast, story: Story) -> None:
    satisfaction = v.Satisfaction.VERY_SATISFIED if case.id % 2 else v.Satisfaction.SATISFIED
    reporting.rate(case, cast.reporter, v.Solved.YES, satisfaction, "", False)


def _rate_low(case: Case, cast: Cast, story: Story) -> None:
    reporting.rate(case, cast.reporter, v.Solved.NO, v.Satisfaction.DISSATISFIED, "答复收到了，但是承诺的款项还没有到。", False)


def _fulfil(case: Case, cast: Cast, story: Story) -> None:
    if story.commitment:
        replying.fulfil_commitment(case, cast.officer, "已核对付款凭证，款项全部到账。")


def _draft(case: Case, cast: Cast, story: Story) -> Publication:
    publication = publications.draft(case, cast.officer)
    found = check_text(publication)
    publications.decide(publication, cast.officer, {each.key: (redaction.Choice.KEEP, _HINDSIGHT) for each in found})
    publications.submit(publication, cast.officer)
    return publication


def _publish(case: Case, cast: Cast, story: Story) -> None:
    publication = _draft(case, cast, story)
    releasing.review(publication, cast.publisher)
    releasing.approve(publication, cast.second_publisher)


def _answer_order(case: Case, cast: Cast, story: Story) -> None:
    order = supervision_queries.find_open_order(case.id)
    if order is not None:
        supervision.answer(order, cast.head, "已与被反映单位见面，双方正在核对账目，预计本月底前提出答复意见。")


def _draft_order(case: Case, cast: Cast, story: Story) -> None:
    words = LADDER[OrderKind.ORDER].words.format(matter="办理", due_on="规定的期限")
    supervision.prepare(case, SYSTEM, OrderKind.ORDER, words, 5)


def _invite(case: Case, cast: Cast, story: Story) -> None:
    where = talks.Invitation(clock.today() + timedelta(days=3), "上午9时30分", "行政中心三楼会议室", "单位主要负责人、分管负责人")
    talks.begin(case, cast.second_supervisor, "督办后仍未办结，请说明原因，并提出整改措施和完成时间。", 5, where)


def _hold_talk(case: Case, cast: Cast, story: Story) -> None:
    order = supervision_queries.find_open_order(case.id, OrderKind.TALK)
    if order is not None:
        promises = [talks.Promise("完成账目核对，书面答复反映人", clock.today() + timedelta(days=40))]
        minutes = "被约谈单位说明了超期的原因：经办人更替，账目没有及时移交。监督人员指出，人员更替不是延期的理由。"
        talks.record(order, cast.second_supervisor, clock.today(), minutes, "限期整改，逾期通报。", promises)


def _criticism(scope: CriticismScope) -> "Verb":
    def write(case: Case, cast: Cast, story: Story) -> None:
        title = f"关于{case.lead_department.name if case.lead_department else ''}逾期未办结投诉的通报"
        body = "一件投诉超过法定期限没有办结，经催办、督办仍未完成。现予通报批评，请立即整改，并在十个工作日内书面报告。"
        told = scope if case.kind is v.ReportKind.COMPLAINT else CriticismScope.INTERNAL  # of a tip-off the public learns nothing
        text = criticisms.CriticismText(title, body, told, "请立即办理，书面报告整改情况。", 10)
        criticisms.begin(case, cast.supervisor, text, _nothing_points)

    return write


def _approve_criticism(case: Case, cast: Cast, story: Story) -> None:
    order = supervision_queries.find_open_order(case.id, OrderKind.CRITICISM)
    if order is not None:
        criticisms.approve(order, cast.second_supervisor, _nothing_points)


def _nothing_points(_text: str) -> list[str]:
    """The words of the demo name nobody."""
    return []


Verb = Callable[[Case, Cast, Story], object]
VERBS: dict[str, Verb] = {
    "sign_for": lambda case, cast, story: assignment.sign_for(case, cast.officer),
    "send_back": lambda case, cast, story: assignment.send_back(
        case, cast.officer, "经研究，事项的主管部门不是本单位，建议由行业主管部门办理。"
    ),
    "ask": lambda case, cast, story: handling.request_supplement(case, cast.officer, "请补充合同关键页、验收单和最近一次催款的记录。"),
    "supplement": _supplement,
    "accept": lambda case, cast, story: handling.accept(case, cast.officer),
    "decline": lambda case, cast, story: handling.decline(
        case,
        cast.officer,
        v.DeclineGround.LITIGATION,
        "您反映的合同争议已经由人民法院立案审理，请按诉讼程序解决。判决生效后对方不履行的，可以再来反映。",
    ),
    "note": lambda case, cast, story: handling.note(case, cast.officer, "已电话联系被反映单位，对方同意下周提供付款台账。"),
    "message": lambda case, cast, story: handling.write_to_reporter(
        case, cast.officer, "我们正在核对双方账目，预计两周内完成，核对结果会写进答复。"
    ),
    "support": _support,
    "classify": lambda case, cast, story: handling.classify(case, cast.officer, v.Matter.ENQUIRY, "问的是付款程序，按咨询答复。"),
    "uphold": lambda case, cast, story: replying.decide_review(
        case, cast.supervisor, True, "经复查，原答复事实清楚，付款安排正在履行，维持原答复。"
    ),
    "answer_support": _answer_support,
    "ask_more_time": lambda case, cast, story: handling.request_extension(
        case, cast.officer, 20, "账目涉及三个年度，需要第三方审计，结果下月出具。"
    ),
    "grant_more_time": lambda case, cast, story: handling.decide_extension(case, cast.head, approves=True),
    "transfer": lambda case, cast, story: transfer.transfer(
        case, cast.officer, "区纪委监委", "反映的是公职人员涉嫌利用职权插手工程，属于纪检监察机关受理范围。"
    ),
    "suspend": lambda case, cast, story: handling.suspend(case, cast.officer, "委托第三方对工程量进行鉴定，鉴定期间中止计时。"),
    "reply": _reply,
    "approve": lambda case, cast, story: replying.approve_reply(case, cast.head, inspector),
    "refuse": lambda case, cast, story: replying.refuse_reply(case, cast.head, "结论没有写明付款时间，请与被反映单位核实后补充。"),
    "close": _close,
    "rate": _rate,
    "rate_low": _rate_low,
    "request_review": lambda case, cast, story: reporting.request_review(
        case, cast.reporter, v.ReviewGround.UNFULFILLED, "答复写明的款项到期没有支付，请求复查并督促落实。"
    ),
    "reopen": lambda case, cast, story: replying.reopen(case, cast.supervisor, "承诺的措施没有落实，反映人再次反映，决定重新办理。"),
    "merge": _merge,
    "call_back": lambda case, cast, story: replying.call_back(
        case, cast.officer, v.CallbackWay.MESSAGE, "答复已经发出。您反映的问题解决了吗？请在查询页面评价，或者留言告诉我们。"
    ),
    "fulfil": _fulfil,
    "draft": _draft,
    "publish": _publish,
    "withdraw": lambda case, cast, story: reporting.withdraw(case, cast.reporter, "对方已经主动解决。"),
    "remind": lambda case, cast, story: handling.remind(case, cast.supervisor, "办理期限已过，请说明进展并尽快答复反映人。"),
    "supervise": lambda case, cast, story: supervision.issue(case, cast.supervisor, "请在期限内书面说明超期原因、目前进展和答复时间。", 5),
    "answer_order": _answer_order,
    "draft_order": _draft_order,
    "invite": _invite,
    "hold_talk": _hold_talk,
    "criticise": _criticism(CriticismScope.PUBLIC),
    "criticise_inside": _criticism(CriticismScope.INTERNAL),
    "approve_criticism": _approve_criticism,
}
