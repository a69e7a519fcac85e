"""How an objection, or a request for repair, fares: for whoever holds its code."""

from typing import Any

from flask import render_template
from werkzeug.wrappers import Response

from portal.deadlines import queries as deadlines
from portal.records.objections import filing
from portal.records.objections.models import PublicObjection
from portal.records.repair import operations as repair
from portal.records.repair.models import CreditRepair
from portal.web.filters import day
from portal.web.public import blueprint, request_session
from portal.web.public.objected import Objected, once_public, thing_of
from portal.web.public.track import ask_for_code


@blueprint.get("/track/request")
def request_progress() -> str | Response:
    """Where it stands, by when it is decided, and the decision with its reasons."""
    found = request_session.present_request()
    if found is None:
        return ask_for_code()
    is_repair, thing = isinstance(found, CreditRepair), _thing(found)
    clocks = deadlines.list_open(repair.CLOCK if is_repair else filing.CLOCK, found.id)
    return render_template(
        "public/request_progress.html",
        heading="信用修复申请" if is_repair else "异议",
        thing=thing,
        due_on=clocks[0].due_on if clocks else None,
        with_experts=any(each.is_paused for each in clocks),
        decision=_decision(found, thing),
        submitted=_submitted(found),
        closing=_closing(found, thing),
    )


def _thing(found: PublicObjection | CreditRepair) -> Objected:
    return once_public(found.record.public_id) if isinstance(found, CreditRepair) else thing_of(found)


def _decision(found: PublicObjection | CreditRepair, thing: Objected) -> list[dict[str, Any]]:
    if found.decided_at is None:
        return []
    result = found.status.label if isinstance(found, CreditRepair) else thing.said(found.outcome) if found.outcome else ""
    rows = [("结果", result), ("决定日期", day(found.decided_at)), ("理由", found.reasons.splitlines()), ("不服怎么办", found.remedy)]
    return [{"label": label, "value": value} for label, value in rows if value]


def _submitted(found: PublicObjection | CreditRepair) -> list[dict[str, Any]]:
    said: list[tuple[str, Any]] = [("提交", day(found.received_at))]
    if isinstance(found, CreditRepair):
        said += [("纠正和履行的情况", found.fulfilled.splitlines()), ("公开的信用承诺", found.promise)]
    else:
        said += [("为什么有异议", found.ground.label if found.ground else ""), ("哪里不对", found.wrong.splitlines())]
    return [{"label": label, "value": value} for label, value in said if value]


def _closing(found: PublicObjection | CreditRepair, thing: Objected) -> str:
    """What the reader should know beside: what the public page says meanwhile."""
    if found.decided_at is not None:
        return "" if thing.is_public else f"{thing.noun}已经不在公开页面上。"
    return "公示页面已经标明“异议处理中”。" if isinstance(found, PublicObjection) else "公示页面已经写明修复申请办理中。"
