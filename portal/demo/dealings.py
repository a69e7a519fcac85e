"""What happens beside the main road of a case: letters, people who keep out of it, a unit's answer to a public text, a correction."""

from collections.abc import Iterable, Iterator

from portal.access import Reporter
from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.cases.letters import operations as letters
from portal.cases.letters import queries as letter_queries
from portal.cases.models import Case
from portal.cases.recusal import operations as recusal
from portal.cases.vocabulary import Status
from portal.publication import corrections, replies, versions
from portal.publication import queries as publications
from portal.publication.checking import inspector

_MATTER = "企业反映，贵单位与其签订的合同已经履行完毕并验收，合同约定的款项没有按期支付。"
_ASKED = "请说明合同履行和验收情况、尚未支付的金额和原因、打算什么时候支付，并附付款台账。"
_ANSWER = "合同和验收情况属实。因年度预算调整，尾款未能按期支付，已列入下月付款计划，台账见财务系统。"


def make(cases: Iterable[Case], supervisor: User) -> None:
    """Three letters (answered, on the way, before the head), a wish for recusal that waits, and somebody kept out by decision."""
    handled = [case for case in cases if case.status is Status.HANDLING]
    able = [case for case in handled if letters.may_be_sent(case) and letter_queries.list_addressees(case)]
    _write_letters(iter(sorted(able, key=lambda case: not _people_of(letter_queries.list_addressees(case)[0].id))))
    for case, deal in zip(handled, (_ask_for_recusal, _keep_out), strict=False):
        deal(case, supervisor)


def deal_in_public(cases: Iterable[Case], publisher: User) -> None:
    """One named unit is asked what it says to a public text, and one text waits to be corrected."""
    released = [text for case in cases for text in publications.list_released(case.id)]
    answerable = [text for text in released if not replies.why_not_ask(text)]
    for text in sorted(answerable, key=lambda text: not _people_of(getattr(replies.named_unit(text), "id", 0)))[:1]:
        replies.ask(text, publisher)
    for text in [text for text in released if not corrections.why_not_propose(text)][:1]:
        words = {**versions.texts_of(text), "measures": f"{text.measures}已经核对。"}
        corrections.propose(text, _of(text.case, "officer"), words, "补写了核对情况")


def _write_letters(cases: Iterator[Case]) -> None:
    for sent, answered in ((True, True), (True, False), (False, False)):
        case = next(cases, None)
        if case is None:
            return
        officer, head = _of(case, "officer"), _of(case, "head")
        addressee = letter_queries.list_addressees(case)[0]
        letter = letters.write(case, officer, addressee, letters.LetterText(_MATTER, _ASKED), inspector(case))
        if sent:
            letters.send(letter, head, inspector(case))
        people = _people_of(addressee.id)
        if answered and people:
            letters.answer(letter, people[0], _ANSWER)


def _ask_for_recusal(case: Case, _supervisor: User) -> None:
    recusal.request_recusal(case, Reporter(case.id, case.report.id), "承办这件事的工作人员", "听说他以前在被反映单位工作过，担心不公正。")


def _keep_out(case: Case, supervisor: User) -> None:
    recusal.decide_exclusion(case, supervisor, _of(case, "officer"), "与被反映单位的负责人是亲属，决定回避。")


def _of(case: Case, kind: str) -> User:
    return next(user for user in _people_of(case.lead_department_id or 0) if user.username.startswith(kind))


def _people_of(department_id: int) -> list[User]:
    return [user for user in accounts.users_of_department(department_id) if user.is_demo]
