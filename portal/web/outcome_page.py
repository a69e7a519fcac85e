"""The public page of an outcome and its card in lists: the same values for the published page, its preview and the reporter's."""

from typing import Any

from flask import render_template, url_for

from portal import clock
from portal.publication.models import Publication
from portal.publication.releasing import last_day_shown, published_on
from portal.publication.replies import shown_reply
from portal.publication.versions import corrections_of
from portal.routing import queries as routing
from portal.web.addresses import absolute
from portal.web.columns import OUTCOMES
from portal.web.filters import month

Row = dict[str, Any]


def commitment_state(publication: Publication) -> tuple[str, str]:
    """How the commitment stands, as words and tone of a tag; empty words when nothing was promised. Months only."""
    if publication.commitment_met is None:
        return "", "neutral"
    if publication.commitment_met:
        return ("承诺逾期后履行", "amber") if publication.was_promise_late else ("承诺已履行", "green")
    over = publication.commitment_month < f"{clock.today():%Y-%m}"
    return ("承诺逾期未履行", "red") if over else ("承诺履行中", "blue")


def tags(publication: Publication) -> list[tuple[str, str]]:
    """The words, each with its tone, that stand beside the title."""
    found = [(publication.finding.label, "neutral"), commitment_state(publication)]
    if publication.is_objected:
        found.append(("异议处理中", "blue"))
    return [tag for tag in found if tag[0]] + ([("正在重新办理", "amber")] if publication.is_handled_again else [])


def facts(publication: Publication) -> list[Row]:
    """Time, commitment and rating as label and value; what is not known is left out."""
    rows = [
        {"label": "办理用时", "value": time_words(publication)},
        {"label": "承诺期限", "value": commitment_words(publication)},
        {"label": "反映人评价", "value": publication.satisfaction.label if publication.satisfaction else "未评价"},
    ]
    return [row for row in rows if row["value"]]


def time_words(publication: Publication) -> str:
    """The working days used with the limit in its own unit, and whether it was kept; empty when no clock ran."""
    if publication.was_on_time is None:
        return ""
    limit = f"（期限 {publication.limit_words}）" if publication.limit_words else ""
    return f"{publication.days_used} 个工作日{limit}，{'按时办结' if publication.was_on_time else '超期办结'}"


def commitment_words(publication: Publication) -> str:
    """By which month something was promised, and in which it was done."""
    if not publication.commitment_month:
        return ""
    done = f"（{month(publication.fulfilled_month)}已履行）" if publication.fulfilled_month else ""
    return f"{month(publication.commitment_month)}前{done}"


def stages(publication: Publication) -> list[Row]:
    """What happened in which month, in order."""
    steps = [
        (publication.received_month, "收到反映"),
        (publication.replied_month, "查清后书面答复反映人，并办结"),
        (publication.fulfilled_month, "承诺已履行"),
        (f"{published_on(publication):%Y-%m}", "结果公开"),
    ]
    # Sorting is stable: what happened in the same month stays in the order of the work.
    return [{"title": title, "actor": month(when)} for when, title in sorted((step for step in steps if step[0]), key=lambda step: step[0])]


def values(publication: Publication) -> dict[str, Any]:
    """Everything the page shows. A draft is shown as it will be when the next batch comes out."""
    area = routing.find_area(publication.area_key) if publication.area_key else None
    path = url_for("public.outcome", public_id=publication.public_id)
    return {
        "publication": publication,
        "tags": tags(publication),
        "rows": _rows(publication, area.title if area else ""),
        "stages": stages(publication),
        "reply": shown_reply(publication),
        "corrections": [(month(when), what) for when, what in corrections_of(publication)],
        "about": _about(publication, absolute(path)),
        "published": f"{published_on(publication).replace(day=1):%Y-%m-%d} 00:00",
        "summary": summary(publication),
        "permalink": absolute(path),
        "page_path": path,
        "column": OUTCOMES,
        "nav_items": None,
        "who": None,
    }


def summary(publication: Publication) -> str:
    """One sentence for search engines and feeds, made of fields that were checked."""
    return (
        f"{publication.title}。{publication.finding.label}，由{publication.department.name}办理，{month(publication.replied_month)}答复。"
    )


def _rows(publication: Publication, area: str) -> list[Row]:
    rows = [
        {"label": "被反映单位", "value": publication.respondent_name},
        {"label": "反映的问题", "value": publication.conduct.label},
        {"label": "领域", "value": area},
        {"label": "责任部门", "value": publication.department.name},
        {"label": "核查结果", "value": publication.finding.label},
        *facts(publication),
    ]
    return [row for row in rows if row["value"]]


def _about(publication: Publication, permalink: str) -> list[Row]:
    first, last = published_on(publication), last_day_shown(publication)
    return [
        {"label": "公示期", "value": f"{month(first)}至{month(last)}"},
        {"label": "公示编号", "value": publication.public_id},
        {"label": "固定网址", "value": permalink},
    ]


def page(publication: Publication) -> str:
    """The public page, whoever asks for it."""
    return render_template("public/outcome.html", **values(publication))
