"""What the reporter's page shows: everything about the case that is theirs to know, as plain values for the template."""

from typing import Any

from flask import url_for

from portal.attachments import queries as attachments
from portal.attachments.models import Attachment
from portal.cases import progress, queries
from portal.cases import vocabulary as v
from portal.cases.attribution.wording import use_lines
from portal.cases.exchanges import Rating
from portal.cases.models import Case, CaseReading, Report
from portal.cases.workflow import Action
from portal.publication import queries as publications
from portal.publication.operations import asks_reporter
from portal.routing import queries as routing
from portal.web.files import file_rows
from portal.web.filters import day, money, month
from portal.web.public import track_identity
from portal.web.timeline import moments

_WAYS = {
    Action.SUPPLEMENT: ("补充材料", "public.track_supplement"),
    Action.RATE: ("评价这次办理", "public.track_rate"),
    Action.REQUEST_REVIEW: ("申请复查", "public.track_review"),
    Action.REQUEST_FINAL_REVIEW: ("申请复核", "public.track_review"),
    Action.REQUEST_RECUSAL: ("申请回避", "public.track_recusal"),
    Action.MESSAGE: ("给承办部门留言", "public.track_message"),
    Action.WITHDRAW: ("撤回", "public.track_withdraw"),
}
_MAIN = {Action.SUPPLEMENT, Action.RATE, Action.REQUEST_REVIEW, Action.REQUEST_FINAL_REVIEW}
_FILE = "public.track_file"


def content(report: Report) -> dict[str, Any]:
    """Everything the page needs."""
    case = report.case
    queries.load_parts(case)
    events = queries.list_events(case.id)
    files = files_by_owner(report)
    main, others = ways_on(case, case.rating)
    readings = queries.list_readings(case.id, with_roles=True)
    ground, decline_text = progress.decline_words(case, events)
    return {
        "case": case,
        "report": report,
        "heading": progress.heading(case),
        "now": progress.now(case),
        "main": main,
        "others": others,
        "moments": moments([event for event in events if event.is_public], is_for_reporter=True),
        "next_steps": progress.next_steps(case),
        "day_uses": use_lines(case.id),
        "reply": case.sent_reply,
        "decline": {"ground": ground, "text": decline_text},
        "supplements": [(each, file_rows(files["supplement", each.id], _FILE)) for each in case.supplements],
        "messages": case.messages,
        "recusals": case.recusal_requests,
        "submitted": submitted_rows(report),
        "files": file_rows(files["report", report.id], _FILE),
        "readings": [reading_row(each) for each in readings if each.what != "identity"],
        "identity": track_identity.content(report, readings),
        "rating": case.rating,
        "publication": publication_words(report),
        "preview": preview_link(report),
    }


def files_by_owner(report: Report) -> dict[tuple[str, int], list[Attachment]]:
    """What the reporter sent with the report and with each supplement, under (kind, id)."""
    owners = [("report", report.id), *(("supplement", each.id) for each in report.case.supplements)]
    found = attachments.list_for_owners(owners)
    return {(kind, key): [each for each in found if (each.owner_kind.value, each.owner_id) == (kind, str(key))] for kind, key in owners}


def ways_on(case: Case, rating: Rating | None) -> tuple[dict[str, str] | None, list[dict[str, str]]]:
    """The one main action, if the state has one, and the others."""
    found = progress.offers(case, rating)
    links = [
        {"label": _WAYS[action][0], "url": url_for(_WAYS[action][1]), "kind": "quiet" if action is Action.WITHDRAW else "plain"}
        for action in found
    ]
    if found and found[0] in _MAIN:
        return links[0], links[1:]
    return None, links


def submitted_rows(report: Report) -> list[dict[str, Any]]:
    """The reporter's own words, as they were sent."""
    rows: list[tuple[str, Any]] = [
        ("受理编号", report.case.number),
        ("反映方式", report.reporter_kind.label),
        ("哪一类问题", report.conduct.label),
        ("哪个方面", routing.area_titles().get(report.area_key, "")),
        ("反映的单位", report.respondent_text or "说不准"),
        ("被反映的工作人员", report.respondent_person),
        ("发生了什么", report.narrative.splitlines()),
        ("大约时间", month(report.happened_in)),
        ("涉及金额", money(report.amount_fen)),
        ("合同日期", day(report.contract_on)),
        ("在别处处理过吗", report.elsewhere.label),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def reading_row(reading: CaseReading) -> dict[str, str]:
    """Who opened the file, by department and role, never by name."""
    role = min((role.label for role in reading.user.roles), default="工作人员")
    where = reading.user.department.name if reading.user.department else ""
    return {"label": day(reading.day), "value": f"{where} {role} 打开过这件反映".strip()}


def publication_words(report: Report) -> str:
    """What the reporter chose about the public outcome."""
    choice = {
        v.PublicationChoice.PREVIEW_FIRST: "公开前先给您看。",
        v.PublicationChoice.AGREE: "可以公开隐去姓名和单位的结果。",
        v.PublicationChoice.REFUSE: "不公开，结果只告诉您。",
    }
    return choice[report.publication_choice]


def preview_link(report: Report) -> dict[str, Any] | None:
    """Where the reporter reads the public text, and whether an answer is waited for; None while there is nothing to read."""
    text = publications.find_for_reporter(report.case_id)
    return None if text is None else {"url": url_for("public.track_publication"), "asks": asks_reporter(text)}
