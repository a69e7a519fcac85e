"""What the pages of steps offer to choose from, and what they show beside the form."""

from typing import Any

from flask import request

from portal import clock
from portal.access.predicates import department_conflicted, is_excluded
from portal.accounts import queries as accounts
from portal.accounts.departments import queries as departments
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.cases import queries
from portal.cases.merging import queries as merging
from portal.cases.models import Case
from portal.cases.recusal import queries as recusal
from portal.cases.steps import SUBJECT
from portal.cases.templates import TemplatePurpose
from portal.cases.terms import HANDLING_RULES
from portal.cases.vocabulary import Matter
from portal.deadlines import operations as deadlines
from portal.deadlines import queries as deadline_queries
from portal.deadlines.plan import plan
from portal.web.filters import day


def offer_texts(purpose: TemplatePurpose, *fields: str) -> Any:
    """A preparation that offers the templates of a purpose for the area, and fills in the one named in the address."""

    def prepare(form: Any, case: Case, actor: User) -> dict[str, Any]:
        templates = queries.list_templates(purpose.value, case.area_key)
        chosen = next((each for each in templates if each.id == request.args.get("template", type=int)), None)
        if chosen is not None and _is_untouched(form, fields):
            for name in fields:
                form[name].data = getattr(chosen, name if len(fields) > 1 else "text")
        return {"templates": templates, "chosen": chosen}

    return prepare


def offer_reply(form: Any, case: Case, actor: User) -> dict[str, Any]:
    """The reply templates; a reply that was given back is there to be improved."""
    found: dict[str, Any] = _reply_texts(form, case, actor)
    last = case.replies[-1] if case.replies else None
    refused = last if last is not None and last.refusal else None
    if refused is not None and _is_untouched(form, REPLY_FIELDS):
        for name in REPLY_FIELDS:
            form[name].data = getattr(refused, name)
    return {**found, "refused": refused, **start_approval(form, case, actor)}


def _is_untouched(form: Any, fields: tuple[str, ...]) -> bool:
    return request.method == "GET" and not any(form[name].data for name in fields)


REPLY_FIELDS = ("claim", "facts", "basis", "conclusion", "remedy")
_reply_texts = offer_texts(TemplatePurpose.REPLY, *REPLY_FIELDS)


def offer_departments(form: Any, case: Case, actor: User) -> dict[str, Any]:
    """Departments that could take the case: neither respondents nor below one, and not in it already."""
    inside = {row.department_id for row in case.departments}
    open_to_choice = [each for each in departments.list_active_organs() if each.id not in inside and not department_conflicted(each, case)]
    form.department.offer([(each.id, each.name) for each in open_to_choice])
    return {}


def offer_supporting(form: Any, case: Case, actor: User) -> dict[str, Any]:
    """The departments that support the case now."""
    form.department.offer([(each.id, each.name) for each in case.supporting_departments])
    return {}


def offer_respondents(form: Any, case: Case, actor: User) -> dict[str, Any]:
    """Every department, for the one complained of."""
    form.department.offer([(each.id, each.name) for each in departments.list_active_organs()])
    return {}


def offer_officers(form: Any, case: Case, actor: User) -> dict[str, Any]:
    """The officers of the lead department."""
    officers = accounts.users_of_department(case.lead_department_id, Role.OFFICER) if case.lead_department_id else []
    officers = [each for each in officers if not is_excluded(each, case)]
    form.officer.offer([(each.id, each.display_name) for each in officers])
    return {}


def _offer_people(form: Any, people: list[User]) -> None:
    form.person.offer([(each.id, f"{each.display_name}（{each.department.name if each.department else '无单位'}）") for each in people])


def _kept_out(case: Case) -> list[int]:
    return [row.user_id for row in case.exclusions if row.lifted_at is None]


def offer_accused(form: Any, case: Case, actor: User) -> dict[str, Any]:
    """The people of the bodies complained of, and those who would see the case."""
    besides = [*_kept_out(case), actor.id]
    found = [*recusal.list_of_respondents(case, besides), *recusal.list_seeing(case, besides)]
    _offer_people(form, list({each.id: each for each in found}.values()))
    return {}


def offer_seeing(form: Any, case: Case, actor: User) -> dict[str, Any]:
    """The people who see the case now, but for the one who asks; and what the reporter asked for."""
    _offer_people(form, recusal.list_seeing(case, [*_kept_out(case), actor.id]))
    return {"asked": recusal.find_open_request(case.id)}


def offer_kept_out(form: Any, case: Case, actor: User) -> dict[str, Any]:
    """The people who keep out of the case now."""
    _offer_people(form, [row.user for row in case.exclusions if row.lifted_at is None])
    return {"exclusions": [row for row in case.exclusions if row.lifted_at is None]}


def start_extension(form: Any, case: Case, actor: User) -> dict[str, Any]:
    """The cap, and for each number of days (or the days asked for) the last day that would follow."""
    running = deadline_queries.earliest_due(SUBJECT, case.id, HANDLING_RULES)
    asked = queries.find_open_extension(case.id)
    if running is None:
        return {}
    cap, calendar = deadlines.extension_cap(running), deadline_queries.calendar()

    def last_day(days: int) -> Any:
        return plan(running.started_on, running.value, running.unit, running.finished_pauses, days, calendar).on

    typed = getattr(getattr(form, "days", None), "data", None)
    chosen = asked.days if asked else typed if isinstance(typed, int) and 1 <= typed <= cap else None
    samples = sorted({days for days in (5, 10, 15, 20, cap) if 0 < days <= cap})
    return {
        "cap": cap,
        "due_on": running.due_on,
        "asked": asked,
        "new_due_on": last_day(chosen) if chosen else None,
        "samples": [(days, last_day(days)) for days in samples],
        "today": clock.today(),
    }


def offer_mains(form: Any, case: Case, actor: User) -> dict[str, Any]:
    """The cases this one may be a repetition of."""
    found = merging.list_possible_mains(actor, case)
    form.main_case.offer([(each.id, f"{each.number}　{each.title}（{day(each.received_on)} 收到）") for each in found])
    return {}


def start_approval(form: Any, case: Case, actor: User) -> dict[str, Any]:
    """How many other reporters get the same answer."""
    return {"n_merged": merging.count_waiting(case.id)}


def start_close(form: Any, case: Case, actor: User) -> dict[str, Any]:
    """An enquiry or a suggestion is answered without a finding, so none is asked for."""
    if case.matter is not Matter.REPORT and "finding" in form:
        del form.finding
    return {}


def start_final_review(form: Any, case: Case, actor: User) -> dict[str, Any]:
    """What the reporter asks to have reviewed once more, and what the first review said."""
    earlier = [each for each in case.review_requests if each.decided_at is not None]
    return {"review": queries.find_open_review(case.id), "first": earlier[-1] if earlier else None}


def start_review(form: Any, case: Case, actor: User) -> dict[str, Any]:
    """What the reporter asks to have reviewed."""
    return {"review": queries.find_open_review(case.id)}
