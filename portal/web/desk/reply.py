"""The reply before it is handed in, exactly as the reporter would get it."""

from flask import render_template
from werkzeug.wrappers import Response

from portal.cases import queries
from portal.cases.exchanges import Reply
from portal.cases.handling import refuse_placeholders
from portal.cases.possible import require_possible
from portal.cases.workflow import Action
from portal.errors import RuleBroken
from portal.web import sessions
from portal.web.desk.blueprint import blueprint
from portal.web.desk.choices import REPLY_FIELDS
from portal.web.desk.doing import page_of
from portal.web.desk.forms import ReplyForm
from portal.web.desk.steps import STEPS
from portal.web.forms import attach

_STEP = next(step for step in STEPS if step.actions == (Action.REPLY,))


@blueprint.post("/cases/<int:case_id>/reply/preview")
def preview_reply(case_id: int) -> Response | str | tuple[str, int]:
    """Show the letter; with something missing, the form again."""
    actor, form = sessions.actor(), ReplyForm()
    case = queries.get_visible(actor, case_id)
    require_possible(case, actor, *_STEP.actions)
    if not form.validate() or not _is_filled_in(form):
        return page_of(_STEP, case_id, actor, form)
    letter = Reply(**{name: form[name].data for name in REPLY_FIELDS})
    return render_template("desk/preview_reply.html", case=case, form=form, letter=letter, names=REPLY_FIELDS)


def _is_filled_in(form: ReplyForm) -> bool:
    """Whether no placeholder of a template was left; each that was gets its sentence."""
    for name in REPLY_FIELDS:
        try:
            refuse_placeholders(name, form[name].data)
        except RuleBroken as error:
            attach(error, form)
    return not form.errors
