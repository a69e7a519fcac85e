"""Everything the page of a case shows, gathered once."""

from dataclasses import dataclass, field
from typing import Any

from flask import request

from portal import clock
from portal.access import Permission, allows
from portal.accounts.models import User
from portal.cases import queries
from portal.cases.attribution.wording import use_lines
from portal.cases.evidence import files_of
from portal.cases.merging import queries as merging
from portal.cases.models import Case, CaseEvent, CaseReading
from portal.cases.possible import open_review, possible_actions, unmet_for_closing
from portal.cases.queries import WholeFile
from portal.cases.recusal.operations import is_without_head
from portal.cases.support import SUBJECT as SUPPORT
from portal.cases.vocabulary import Channel
from portal.cases.workflow import Action
from portal.crypto import random_token
from portal.deadlines import queries as deadline_queries
from portal.deadlines.limits import INTERNAL_RULES
from portal.deadlines.models import Deadline
from portal.deadlines.wording import explain_lines, progress
from portal.exchange.passing.queries import list_of_case as list_passed
from portal.leads import queries as leads
from portal.leads.models import Lead
from portal.web.desk import clocks, saying
from portal.web.desk.blueprint import here
from portal.web.desk.filters import queue_filter
from portal.web.desk.papers import papers
from portal.web.desk.steps import STEPS, Step
from portal.web.files import file_note


@dataclass(frozen=True)
class NowBox:
    """What the first block says: the sentence, the tag, the bar, and why it is this day."""

    sentence: str
    wording: dict[str, Any] | None
    bar: dict[str, Any] | None
    why: list[str]


@dataclass(frozen=True)
class Buttons:
    """The steps open to this person, by the place where they stand on the page."""

    steps: list[Step]
    press_key: str = field(default_factory=random_token)

    def at(self, place: str) -> list[Step]:
        """The steps of one place, the main one first."""
        return [step for step in self.steps if step.place == place]


def open_steps(case: Case, actor: User) -> Buttons:
    """The steps whose action the table, the policy and the file leave open to this person."""
    possible = set(possible_actions(case, actor))
    return Buttons([step for step in STEPS if possible & set(step.actions)])


def page_values(file: WholeFile, actor: User, readings: list[CaseReading]) -> dict[str, Any]:
    """All values of the case page but the case itself."""
    case, shown = file.case, request.args.get("timeline", "")
    events, passed = queries.list_events(case.id), list_passed(case.id)
    clocks_in_order = sorted(case.clocks, key=lambda each: (not each.is_open, each.due_on, each.id))
    return {
        "now": _now_box(case),
        "clocks": [_clock_row(each) for each in clocks_in_order if each.cancelled_at is None],
        "day_uses": use_lines(case.id),
        "buttons": open_steps(case, actor),
        "support": _support_rows(case),
        "support_answers": [row for row in case.support if row.answered_at is not None],
        "unmet": unmet_for_closing(case),
        "area": file.area_title,
        "masked_name": file.masked_name or "匿名反映人",
        "may_open_identity": file.masked_name is not None and allows(actor, Permission.IDENTITY_READ, case),
        "may_hold": allows(actor, Permission.CASE_HOLD, case),
        "held": next((each for each in case.holds if each.lifted_at is None), None),
        "files": [_file_row(case, each) for each in files_of(case)],
        "messages": case.messages,
        "supplements": case.supplements,
        "notes": file.notes,
        "leads": _leads(case, events, actor),
        "rating": case.rating if case.replied_at else None,
        "review": open_review(case) if case.replied_at else None,
        "moments": saying.moments(events, readings, shown),
        "timelines": _timelines(case, shown),
        "readers": _readers(readings),
        "papers": papers(case, actor, passed),
        "links": _links(case, actor),
        "passed": passed,
        "kept_out": [row for row in case.exclusions if row.lifted_at is None],
        "is_without_head": allows(actor, Permission.CASE_READMIT, case) and is_without_head(case),
        **_neighbours(case, actor),
    }


def _links(case: Case, actor: User) -> list[dict[str, Any]]:
    """The cases handled together with this one that the actor may see."""
    held = [each for each in case.merges if each.undone_at is None]
    return [{"case": other, "is_main": is_main} for other, is_main in merging.list_links(actor, case.id)] if held else []


def _leads(case: Case, events: list[CaseEvent], actor: User) -> list[Lead]:
    """The leads of which the case was made, or that went into it; most cases have none and need not be asked for them."""
    has_any = case.report.channel is not Channel.WEB or any(event.action is Action.ADD_LEAD for event in events)
    return leads.list_of_case(actor, case.id) if has_any else []


def _timelines(case: Case, shown: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": here("desk.show_case", case.id, timeline=name or None, _anchor="timeline"), "current": name == shown}
        for name, label in saying.TIMELINES
    ]


def _now_box(case: Case) -> NowBox:
    speaking = clocks.speaking(case, [each for each in case.clocks if each.cancelled_at is None])
    if speaking is None:
        return NowBox(saying.now_sentence(case, None), None, None, [])
    calendar = deadline_queries.calendar()
    used = progress(speaking, clock.today(), calendar)
    due_on = speaking.due_on if speaking.is_open and not speaking.is_paused else None
    bar = {"percent": used.percent, "text": used.text} if speaking.is_open else None
    why = explain_lines(speaking, speaking.pauses, speaking.changes, calendar)
    return NowBox(saying.now_sentence(case, due_on), clocks.tag_values(speaking), bar, why)


def _clock_row(deadline: Deadline) -> dict[str, Any]:
    return {
        "label": clocks.label_of(deadline),
        "wording": clocks.tag_values(deadline),
        "due_on": deadline.due_on,
        "used": clocks.used_text(deadline),
        "is_internal": deadline.rule_key in INTERNAL_RULES,
        "why": explain_lines(deadline, deadline.pauses, deadline.changes, deadline_queries.calendar()),
    }


def _support_rows(case: Case) -> list[dict[str, Any]]:
    """The supporting departments, each with its own clock."""
    found = deadline_queries.list_for(SUPPORT, [row.id for row in case.support])
    clocks_of = {row.id: found[row.id][0] if found[row.id] else None for row in case.support}
    return [{"name": row.department.name, "wording": clocks.tag_values(clocks_of[row.id])} for row in case.support]


def _file_row(case: Case, file: Any) -> dict[str, Any]:
    url = "" if file.is_quarantined else here("desk.download_file", case.id, token=file.token)
    return {"name": file.display_name, "size": file.size_bytes, "note": file_note(file), "view_url": url}


def _readers(readings: list[CaseReading]) -> list[str]:
    """Who opened the file, the latest day of each person first."""
    latest: dict[str, CaseReading] = {}
    for reading in readings:
        latest.setdefault(reading.user.display_name, reading)
    return [f"{name}（{reading.day.isoformat()}）" for name, reading in latest.items()]


def _neighbours(case: Case, actor: User) -> dict[str, Any]:
    """The case's place in the list the person came from, and the cases beside it; out of the list, its first one is next."""
    place = queries.find_place(actor, queue_filter(actor), case)
    link = {"previous_url": place.previous_id, "next_url": place.next_id}
    return {"place": place, **{name: here("desk.show_case", found) if found else None for name, found in link.items()}}
