"""What is decided on a lead: merged, put into a case, set aside, taken up again; and who keeps out of it."""

from collections.abc import Callable

from flask import request, url_for
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from portal.accounts.models import User
from portal.cases.models import Case
from portal.errors import NotFound, RuleBroken
from portal.leads import merging, promoting, queries, recusing
from portal.leads.models import Lead
from portal.leads.steps import expect_version
from portal.leads.workflow import LeadAction
from portal.web import sessions
from portal.web.acting import Act, posted_version, run
from portal.web.forms import HouseForm, Length, Needed, SelectOne
from portal.web.leads.acts import about, open_lead
from portal.web.leads.blueprint import blueprint


class ReasonForm(HouseForm):
    """Why."""

    reason = TextAreaField("理由", [Needed("请写明理由"), Length(2, 1000, ask="请写明理由")])


class MergeForm(HouseForm):
    """The lead under which this one goes."""

    into = StringField("合并到哪条线索", [Needed("请填写另一条线索的编号"), Length(0, 30)], render_kw={"autocomplete": "off"})


class AttachForm(HouseForm):
    """The case into which this lead goes."""

    case = StringField("并入哪件办件", [Needed("请填写办件的受理编号"), Length(0, 30)], render_kw={"autocomplete": "off"})


class ReadmitForm(ReasonForm):
    """Who is let back."""

    person = SelectOne("让谁回来", [Needed("请选择人员")], coerce=int)


def _run(
    lead_id: int,
    action: LeadAction,
    form: HouseForm,
    do: Callable[[Lead, User], None],
    effect: str,
    said: str,
    other: Callable[[User], int | None] = lambda _actor: None,
    **hints: str,
) -> str | Response:
    """The page of one act; ``do`` gets the lead as it was when the page was opened, its row locked, and that of ``other`` with it."""
    lead = open_lead(lead_id, action)
    page = url_for("leads.show_lead", lead_id=lead_id)

    def done() -> str:
        actor = sessions.actor()
        queries.lock([each for each in (lead_id, other(actor)) if each is not None])
        again = queries.get_visible(actor, lead_id)
        expect_version(again, posted_version())
        do(again, actor)
        return page if queries.find_visible(actor, again.number) is not None else url_for("leads.list_leads")

    act = Act(f"线索：{action.label}", action.label, page, effect, about(lead), hints, version=lead.version)
    return run(act, form, done, said)


@blueprint.route("/<int:lead_id>/merge", methods=["GET", "POST"])
def merge_lead(lead_id: int) -> str | Response:
    """Put a double under the main lead; with ``into`` in the address, its number is filled in."""
    form = MergeForm(data={"into": request.args.get("into", "")})

    def main_id(actor: User) -> int:
        found = queries.find_visible(actor, form.into.data.strip())
        if found is None:
            raise RuleBroken("into", "没有找到这条线索，请核对编号。")
        return found.id

    def do(lead: Lead, actor: User) -> None:
        merging.merge(lead, queries.get_visible(actor, main_id(actor)), actor)

    effect = "合并以后跟着主线索一起处理，内容和经过都保留，可以撤销。这条线索要回避的单位和人员，主线索也要回避。"
    return _run(lead_id, LeadAction.MERGE, form, do, effect, "已合并。", main_id, into="填编号，像 XS-20260901-123456。")


@blueprint.route("/<int:lead_id>/merge/undo", methods=["GET", "POST"])
def undo_merge(lead_id: int) -> str | Response:
    """Take a double out from under the main lead."""
    form = ReasonForm()

    def do(lead: Lead, actor: User) -> None:
        merging.undo(lead, actor, form.reason.data)

    effect = "撤销以后，这条线索回到“待处理”，另外处理。"
    return _run(lead_id, LeadAction.UNDO_MERGE, form, do, effect, "已撤销合并。", lambda actor: queries.get_visible(actor, lead_id).main_id)


@blueprint.route("/<int:lead_id>/case", methods=["GET", "POST"])
def attach_lead(lead_id: int) -> str | Response:
    """Put a lead into a case in hand; with ``case`` in the address, its number is filled in."""
    form = AttachForm(data={"case": request.args.get("case", "")})

    def do(lead: Lead, actor: User) -> None:
        case = queries.find_case_by_number(actor, form.case.data.strip())
        if case is None:
            raise RuleBroken("case", "没有找到这件办件，请核对受理编号。")
        promoting.attach(lead, actor, case)

    effect = "并入以后，承办人员能看到这条线索，期限不变。被反映单位相同的，才能并入。"
    return _run(lead_id, LeadAction.ATTACH, form, do, effect, "已并入办件。", case="只能填您看得到的、还在办理的办件。")


@blueprint.route("/<int:lead_id>/case/undo", methods=["GET", "POST"])
def detach_lead(lead_id: int) -> str | Response:
    """Take a lead out of the case it was put into."""
    form = ReasonForm()

    def do(lead: Lead, actor: User) -> None:
        promoting.detach(lead, actor, _its_case(lead, actor), form.reason.data)

    return _run(lead_id, LeadAction.DETACH, form, do, "撤出以后，这条线索回到“待处理”。", "已撤出。")


def _its_case(lead: Lead, actor: User) -> Case:
    case = queries.find_case_seen(actor, lead.case_id, for_update=True)
    if case is None:
        raise NotFound("没有找到这件办件。")
    return case


@blueprint.route("/<int:lead_id>/refusal", methods=["GET", "POST"])
def decline_lead(lead_id: int) -> str | Response:
    """Make nothing of a lead, with the reason."""
    form = ReasonForm()
    effect = "不采用的线索留着，写明理由，以后可以恢复处理。"
    return _run(
        lead_id, LeadAction.DECLINE, form, lambda lead, actor: promoting.decline(lead, actor, form.reason.data), effect, "已登记为不采用。"
    )


@blueprint.route("/<int:lead_id>/resumption", methods=["GET", "POST"])
def resume_lead(lead_id: int) -> str | Response:
    """Take up again a lead of which nothing was made."""
    form = ReasonForm()
    return _run(lead_id, LeadAction.RESUME, form, lambda lead, actor: promoting.resume(lead, actor, form.reason.data), "", "已恢复处理。")


@blueprint.route("/<int:lead_id>/recusal", methods=["GET", "POST"])
def recuse_lead(lead_id: int) -> str | Response:
    """Keep out of a lead on one's own motion."""
    form = ReasonForm()
    effect = "回避以后，您看不到这条线索；要回来，须由监督人员决定。"
    return _run(lead_id, LeadAction.RECUSE, form, lambda lead, actor: recusing.recuse(lead, actor, form.reason.data), effect, "已回避。")


@blueprint.route("/<int:lead_id>/readmission", methods=["GET", "POST"])
def readmit_to_lead(lead_id: int) -> str | Response:
    """Let somebody back who was kept out, or kept out by themselves."""
    lead, form = open_lead(lead_id, LeadAction.READMIT), ReadmitForm()
    form.person.offer([(row.user_id, row.user.display_name) for row in recusing.kept_out(lead)])
    return _run(
        lead_id,
        LeadAction.READMIT,
        form,
        lambda again, actor: recusing.readmit(again, actor, form.person.data, form.reason.data),
        "解除以后，这个人按权限能看到这条线索。",
        "已解除回避。",
    )
