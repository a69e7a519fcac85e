"""What the reporter does with the tracking code: supplement, message, withdraw, rate, ask for a review."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal import clock
from portal.access import Reporter
from portal.cases import queries
from portal.cases import vocabulary as v
from portal.cases.exchanges import Message, Rating, ReviewRequest
from portal.cases.handling import checked_text
from portal.cases.intake import Receipt
from portal.cases.models import Case, Report
from portal.cases.steps import SUBJECT, take
from portal.cases.tracking import new_tracking_code, tracking_hash
from portal.cases.workflow import Action
from portal.db import add
from portal.deadlines import operations as deadlines
from portal.deadlines import queries as deadline_queries
from portal.deadlines.counting import due_date
from portal.errors import RuleBroken, TransitionRefused


def end_looks(report: Report) -> None:
    """End every look at the progress that was opened with the tracking code so far, also in a copy of the browser's cookie."""
    report.tracking_closed_at = clock.now()


def supplement(case: Case, reporter: Reporter, text: str, has_files: bool) -> int:
    """Answer what was asked; the clocks run again from the next day. Returns the id of the request, to which files belong."""
    request = queries.find_open_supplement(case.id)
    if request is None:
        raise TransitionRefused("现在没有需要补充的材料。")
    text = text.strip()
    if not text and not has_files:
        raise RuleBroken("text", "请写几句说明，或者添加一个文件。")
    if text:
        text = checked_text("text", text, "补充的内容")
    deadlines.resume(SUBJECT, case.id, clock.today())
    take(case, Action.SUPPLEMENT, reporter)
    request.answer, request.answered_at = text, clock.now()
    return request.id


def write_to_office(case: Case, reporter: Reporter, text: str) -> None:
    """Leave the office a message."""
    text = checked_text("message", text, "留言内容")
    take(case, Action.MESSAGE, reporter)
    add(Message(case_id=case.id, sender=v.MessageSender.REPORTER, author_id=None, text=text, sent_at=clock.now()))


def withdraw(case: Case, reporter: Reporter, reason: str = "") -> None:
    """Take the report back; every clock ends."""
    deadlines.resume(SUBJECT, case.id, clock.today())
    take(case, Action.WITHDRAW, reporter, reason)


def renew_code(case: Case, reporter: Reporter) -> Receipt:
    """Give the report a new tracking code and end every look that was opened with the old one, which then answers like any unknown one."""
    take(case, Action.RENEW_CODE, reporter)
    report, code = queries.get_report(reporter.report_id), new_tracking_code()
    report.tracking_hash = tracking_hash(code)
    end_looks(report)
    return Receipt(case.id, report.id, case.number, code)


def rate(case: Case, reporter: Reporter, solved: v.Solved, satisfaction: v.Satisfaction, reason: str, wants_peace: bool) -> None:
    """Rate the handling once. A low rating asks for a reason; ``wants_peace`` stops further notices."""
    if queries.find_rating(case.id) is not None:
        raise TransitionRefused("您已经评价过了，谢谢。")
    if satisfaction.is_low and len(reason.strip()) < 2:
        raise RuleBroken("reason", "请写几个字，告诉我们哪里没做好。")
    take(case, Action.RATE, reporter, detail={"solved": solved.label, "satisfaction": satisfaction.label})
    add(Rating(case_id=case.id, solved=solved, satisfaction=satisfaction, reason=reason.strip(), rated_at=clock.now()))
    if wants_peace:
        queries.get_report(reporter.report_id).no_more_contact = True


@dataclass(frozen=True)
class Instance:
    """The review the reporter can ask for next: 复查, or after it 复核, and the last local day for asking."""

    is_final: bool
    last_day: date

    @property
    def name(self) -> str:
        """What it is called."""
        return "复核" if self.is_final else "复查"

    @property
    def action(self) -> Action:
        """The step that asks for it."""
        return Action.REQUEST_FINAL_REVIEW if self.is_final else Action.REQUEST_REVIEW


def next_review(case: Case, requests: Sequence[ReviewRequest] | None = None) -> Instance | None:
    """The review that is open to the reporter: 30 days from the written answer, then 30 from the upheld review (信访条例 art. 35, 36).

    ``requests`` are those made so far, where the page has not loaded them. None before the answer, while one waits, and after the
    final review: the same facts are then not admitted again.
    """
    if case.replied_at is None or case.transferred_at is not None:
        return None
    earlier = [each for each in (case.review_requests if requests is None else requests) if each.requested_at >= case.replied_at]
    if not earlier:
        return _instance(False, "review_request", clock.local_date(case.replied_at))
    first = earlier[-1]
    if first.is_final or first.decided_at is None or not first.is_upheld:
        return None
    return _instance(True, "final_review_request", clock.local_date(first.decided_at))


def _instance(is_final: bool, rule_key: str, answered_on: date) -> Instance:
    limit = deadline_queries.limits()[rule_key]
    return Instance(is_final, due_date(answered_on, limit.value, limit.unit, deadline_queries.calendar()).on)


def request_review(case: Case, reporter: Reporter, ground: v.ReviewGround, text: str) -> ReviewRequest:
    """Ask the next higher organ to review the reply, or once more to review the review, inside the period."""
    instance = next_review(case, queries.list_reviews(case.id))
    if instance is None:
        raise TransitionRefused("还没有书面答复，或者复查、复核已经申请过，现在不能申请。")
    if clock.today() > instance.last_day:
        raise RuleBroken("text", f"申请{instance.name}的期限是 {instance.last_day:%Y年%m月%d日}，已经过了。")
    text = checked_text("text", text, f"申请{instance.name}的理由", 10)
    take(case, instance.action, reporter, detail={"ground": ground.label})
    return add(ReviewRequest(case_id=case.id, ground=ground, text=text, requested_at=clock.now(), is_final=instance.is_final))
