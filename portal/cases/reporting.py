"""What the reporter does with the tracking code: supplement, message, withdraw, rate, ask for a review."""

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


def last_review_day(case: Case) -> date | None:
    """The last local day on which a review can be asked for: 30 days from the written answer (信访条例 art. 35), or None."""
    if case.replied_at is None:
        return None
    limit = deadline_queries.limits()["review_request"]
    return due_date(clock.local_date(case.replied_at), limit.value, limit.unit, deadline_queries.calendar()).on


def request_review(case: Case, reporter: Reporter, ground: v.ReviewGround, text: str) -> ReviewRequest:
    """Ask the next higher organ to review the reply, inside the period."""
    last_day = last_review_day(case)
    if last_day is None:
        raise TransitionRefused("还没有书面答复，不能申请复查。")
    if clock.today() > last_day:
        raise RuleBroken("text", f"申请复查的期限是 {last_day:%Y年%m月%d日}，已经过了。")
    text = checked_text("text", text, "申请复查的理由", 10)
    take(case, Action.REQUEST_REVIEW, reporter, detail={"ground": ground.label})
    return add(ReviewRequest(case_id=case.id, ground=ground, text=text, requested_at=clock.now()))
