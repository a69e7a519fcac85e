"""From findings to records: orders in every state, a record of each severity, what follows them, and the registers beside."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from portal import clock
from portal.accounts import queries as accounts
from portal.accounts.departments import queries as departments
from portal.accounts.models import Department, User
from portal.attachments import operations as attachments
from portal.cases import drafts
from portal.cases.models import Case
from portal.cases.vocabulary import Status
from portal.db import flush
from portal.demo.stories import RESPONDENTS
from portal.publication.checking import inspector, naming_words
from portal.records import recognising, releasing
from portal.records import vocabulary as v
from portal.records.agreements import operations as agreements
from portal.records.agreements.lawfulness import Change
from portal.records.agreements.vocabulary import AgreementKind, PppStage
from portal.records.models import DishonestyRecord
from portal.records.objections import operations as objections
from portal.records.objections.filing import NewObjection
from portal.records.objections.vocabulary import ObjectionGround, Objector
from portal.records.officials import operations as officials
from portal.records.officials.vocabulary import DisciplineKind
from portal.records.recognising import NewDocument, NewRecord, NewSubject
from portal.records.rectification import operations as rectification
from portal.records.rectification.models import Rectification
from portal.records.rectification.vocabulary import Stance
from portal.records.repair import operations as repairs
from portal.records.repair.queries import get_of as get_repair
from portal.records.sanctions import operations as sanctions
from portal.records.sanctions.operations import NewSanction
from portal.records.sanctions.vocabulary import CheckPurpose, SanctionKind

_DEMAND = "请书面说明没有按期履行的原因，在期限内制定履行计划并完成履行，报送支付凭证或者办理结果。"
_DONE = "因年度预算没有安排，未能按期履行。现已调整预算，全部款项已经支付，凭证见附件。"
_NO = "原合同是上一届班子签订的，本单位不再履行。"
_FACTS = {
    v.Severity.GENERAL: "该单位与某企业签订的合同已经履行完毕，约定的尾款到期没有支付。责令整改后，该单位以政府换届为由拒绝履行。",
    v.Severity.SERIOUS: "生效判决确定该单位应当支付工程款。该单位逾期没有履行，经强制执行仍未全部履行，影响多家企业。",
    v.Severity.MINOR: "该单位公开承诺的办理时限没有做到，超过承诺时限一个月。经问责后已经改正，没有造成损失。",
}
_ANSWERS: tuple[tuple[Stance, str, v.Pretext | None] | None, ...] = (
    (Stance.DECLINED, _NO, v.Pretext.NEW_GOVERNMENT),
    (Stance.DONE, _DONE, None),
    None,
)


@dataclass(frozen=True)
class _Cast:
    """Who plays in these stories."""

    recorder: User
    head: User
    supervisor: User
    publisher: User
    second_publisher: User


def make(cases: Iterable[Case]) -> None:
    """Make everything of this part of the demo, once; the caller knows that it is not there yet."""
    cast = _Cast(*(_account(name) for name in ("recorder", "recordhead", "supervisor", "publisher", "publisher2")))
    orders = _orders(cases, cast.supervisor)
    if orders:
        _refused(orders[0], cast)
    serious = _record(cast, 1, v.Severity.SERIOUS, v.RecordConduct.JUDGMENT_DEFAULT, v.DocumentKind.JUDGMENT, 40)
    minor = _record(cast, 2, v.Severity.MINOR, v.RecordConduct.COMMITMENT_UNMET, v.DocumentKind.ACCOUNTABILITY, 20, months=3)
    releasing.report_progress(minor, cast.recorder, v.RectificationState.DONE, "已经改正，办理时限恢复到承诺的天数。", naming_words)
    waiting = _record(cast, 3, v.Severity.GENERAL, v.RecordConduct.ARREARS, v.DocumentKind.RULING, 6, is_shown=False)
    releasing.submit(waiting, cast.recorder, naming_words)
    _follow(serious, cast)
    _object(serious)
    _repair(_record(cast, 4, v.Severity.MINOR, v.RecordConduct.COMMITMENT_UNMET, v.DocumentKind.ACCOUNTABILITY, 30, months=3), cast)
    _register(cast)


def _account(username: str) -> User:
    user = accounts.find_by_username(username)
    if user is None:
        raise LookupError(username)
    return user


def _orders(cases: Iterable[Case], supervisor: User) -> list[Rectification]:
    """Three orders to the unit that has a demo account: one that will be refused, one that was answered, one that waits."""
    accused = _account("accused")
    made: list[Rectification] = []
    for case in cases:
        if len(made) == len(_ANSWERS) or case.status is not Status.CLOSED or rectification.why_not_order(case):
            continue
        unit = next((each for each in rectification.open_addressees(case) if accused.department and each.id == accused.department.id), None)
        if unit is not None:
            made.append(rectification.order(case, supervisor, unit, _DEMAND, inspector(case)))
    for order, answer in zip(made, _ANSWERS, strict=False):
        if answer is not None:
            rectification.answer(order, accused, *answer)
    return made


def _refused(order: Rectification, cast: _Cast) -> None:
    rectification.refuse(order, cast.supervisor, "明确表示不履行，理由依法不能成立，认定拒不整改。")
    number = f"诚信认〔{clock.today().year}〕1号（演示）"
    document = NewDocument(v.DocumentKind.REFUSAL, number, cast.recorder.department.name if cast.recorder.department else "", clock.today())
    new = NewRecord(
        NewSubject(department_id=order.department_id),
        document,
        v.RecordConduct.ARREARS,
        _FACTS[v.Severity.GENERAL],
        area_key=order.case.area_key,
        pretext=v.Pretext.NEW_GOVERNMENT,
        loss_fen=230_000_000,
        impact=v.SocialImpact.LOCAL,
        is_demo=True,
    )
    _publish(_entered(cast, new, order), cast, v.Severity.GENERAL, None)


def _record(
    cast: _Cast,
    number: int,
    severity: v.Severity,
    conduct: v.RecordConduct,
    kind: v.DocumentKind,
    days_ago: int,
    months: int | None = None,
    is_shown: bool = True,
) -> DishonestyRecord:
    unit = _unit(number)
    issued_on = clock.today() - timedelta(days=days_ago)
    document = NewDocument(kind, f"演示〔{issued_on.year}〕{number}0{number}号", "演示认定机关", issued_on)
    impact = {v.Severity.MINOR: v.SocialImpact.LOCAL, v.Severity.GENERAL: v.SocialImpact.WIDE, v.Severity.SERIOUS: v.SocialImpact.GRAVE}
    new = NewRecord(NewSubject(department_id=unit.id), document, conduct, _FACTS[severity], impact=impact[severity], is_demo=True)
    record = _entered(cast, replace(new, loss_fen=1_260_000_000 if severity is v.Severity.SERIOUS else None), None)
    if not is_shown:
        recognising.grade(record, cast.recorder, severity, "按规则表和实际影响确定。")
        return record
    _publish(record, cast, severity, months)
    return record


def _unit(number: int) -> Department:
    """One of the made-up units of the demo; there is no real unit in these stories."""
    found = departments.find_department(RESPONDENTS[number % len(RESPONDENTS)])
    if found is None:
        raise LookupError(RESPONDENTS[number % len(RESPONDENTS)])
    return found


def _entered(cast: _Cast, new: NewRecord, order: Rectification | None) -> DishonestyRecord:
    record = recognising.recognise(cast.recorder, new, order)
    attachments.add_file(recognising.FILES, record.document_id, "演示文书，没有真实内容。\n".encode(), "文书.txt")
    return record


def _publish(record: DishonestyRecord, cast: _Cast, severity: v.Severity, months: int | None) -> None:
    recognising.grade(record, cast.recorder, severity, "按规则表和实际影响确定。", months)
    releasing.submit(record, cast.recorder, naming_words)
    releasing.review(record, cast.publisher, naming_words)
    releasing.publish(record, cast.second_publisher, naming_words)
    flush()


def _follow(record: DishonestyRecord, cast: _Cast) -> None:
    """What follows a serious record, and the question of an organiser who must not honour the body."""
    today = clock.today()
    organ = cast.supervisor.department.name if cast.supervisor.department else "监督单位"
    sanctions.impose(record, cast.supervisor, NewSanction(SanctionKind.HONOURS, today, today + timedelta(days=365), organ))
    sanctions.impose(
        record, cast.supervisor, NewSanction(SanctionKind.FUNDS, today, today + timedelta(days=180), organ, "暂停安排新增项目资金。")
    )
    asked = [(record.subject_name, ""), (_unit(4).name, "")]
    sanctions.check_honours(cast.recorder, CheckPurpose.AWARD, "演示：年度文明单位评选", asked)


def _object(record: DishonestyRecord) -> None:
    """An objection that waits for its decision."""
    wrong = "记录写的是全部没有履行，其实已经履行了一半，执行款收据可以证明。"
    new = NewObjection(Objector.UNIT, "演示单位办公室", "000-00000000", wrong, ground=ObjectionGround.WRONG)
    objections.receive(record, new, "demo:objection")


def _repair(record: DishonestyRecord, cast: _Cast) -> None:
    """A record whose credit was repaired: its page tells so and nothing else."""
    _token, draft = drafts.start()
    attachments.add_file(drafts.OWNER, draft.id, "演示材料，没有真实内容。\n".encode(), "整改证明.txt")
    new = repairs.NewRepair("演示经办人", "000-00000000", "已经恢复承诺的办理时限，并向当事人说明、道歉。")
    made, _code = repairs.receive(record, new, "demo:repair", (drafts.OWNER, draft.id))
    drafts.discard(draft)
    repair = get_repair(record.id, made)
    repairs.confirm(repair, record, cast.supervisor)
    repairs.decide(repair, record, cast.supervisor, True, ("已经核对材料，承诺的时限已经做到。", ""), naming_words)


def _register(cast: _Cast) -> None:
    """A PPP project, a promise that was changed with a pretext, and one decision in the restricted file."""
    day = clock.today() - timedelta(days=300)
    ppp = agreements.NewAgreement(
        AgreementKind.PPP, "演示：污水处理厂特许经营项目", NewSubject(department_id=_unit(0).id), "建设、运营、移交，期限二十年。", day,
        counterparty="某环境公司", amount_fen=2_400_000_000, stage=PppStage.PREPARATION, is_demo=True,
    )  # fmt: skip
    project = agreements.register(cast.recorder, ppp)
    agreements.enter_stage(project, cast.recorder, PppStage.BIDDING, _unit(0).name, "招标文件已经备案。")
    promise = agreements.NewAgreement(
        AgreementKind.PROMISE, "演示：招商引资厂房租金补贴", NewSubject(department_id=_unit(1).id), "三年内补贴一半租金。", day,
        counterparty="某制造企业", is_demo=True,
    )  # fmt: skip
    change = Change("停止发放第二年的补贴", pretext=v.Pretext.NEW_PERSON)
    agreements.report_change(agreements.register(cast.recorder, promise), cast.recorder, change)
    discipline = officials.NewDiscipline(
        "赵演示", _unit(1), "副主任", DisciplineKind.WARNING, "演示政务处分〔2026〕1号", "演示监察机关", clock.today() - timedelta(days=30)
    )
    officials.enter(cast.head, recognising.office(), discipline)
