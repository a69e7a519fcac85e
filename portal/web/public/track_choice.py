"""The reporter chooses otherwise whether the outcome may be public, until it is."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.cases.vocabulary import PublicationChoice
from portal.db import transaction
from portal.publication import consent
from portal.web.admission import admit
from portal.web.forms import HouseForm, Needed, OneChoice
from portal.web.public import blueprint, track, track_session

_CHOICES = (
    (PublicationChoice.AGREE, "可以公开隐去姓名和单位的结果"),
    (PublicationChoice.PREVIEW_FIRST, "公开前先给我看"),
    (PublicationChoice.REFUSE, "不公开，结果只告诉我"),
)


class ChoiceForm(HouseForm):
    """The reporter's choice."""

    choice = OneChoice("办理结果可以公开吗？", [Needed("请选择可不可以公开")], choices=[(each.value, words) for each, words in _CHOICES])


@blueprint.route("/track/publication/choice", methods=["GET", "POST"])
def track_choice() -> str | Response:
    """Choose otherwise; once the outcome is public the page says why it is too late."""
    report = track_session.present_report()
    if report is None:
        return track.ask_for_code()
    form = ChoiceForm(data={"choice": report.publication_choice.value})
    if form.validate_on_submit():
        admit(track_session.ACTING)
        with transaction():
            _change(PublicationChoice(form.choice.data))
        flash("已改好。")
        return redirect(url_for("public.track_case"), 303)
    words = {"why_not": consent.why_not_change(report), "silence": consent.silence_words(), "days": consent.preview_days()}
    return render_template("public/track_choice.html", form=form, **words)


def _change(choice: PublicationChoice) -> None:
    report = track_session.present_report()
    if report is not None:
        consent.change_choice(report, track_session.reporter_of(report), choice)
