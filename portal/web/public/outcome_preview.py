"""The reporter reads the public text before it is released, and agrees or says what is wrong."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from portal.cases.models import Report
from portal.db import transaction
from portal.errors import NotFound, RuleBroken
from portal.publication import consent, operations, queries
from portal.publication.models import Publication
from portal.publication.vocabulary import Preview, PublicationStatus
from portal.web import outcome_page
from portal.web.admission import admit
from portal.web.forms import HouseForm, Length, Needed, OneChoice, attach
from portal.web.public import blueprint, track, track_session

_ANSWERS = (("agree", "可以这样公开"), ("object", "有地方不妥"))


class PreviewForm(HouseForm):
    """The reporter's answer."""

    answer = OneChoice("您看这样公开行吗？", [Needed("请选择可以，还是有地方不妥")], choices=_ANSWERS)
    remark = TextAreaField("哪里不妥", [Length(2, 1000, ask="请写明哪里不妥")])


@blueprint.route("/track/publication", methods=["GET", "POST"])
def track_publication() -> str | Response:
    """The text as it would be, or is, public; while it waits for the reporter, with the question."""
    report, form = track_session.present_report(), PreviewForm()
    if report is None:
        return track.ask_for_code()
    publication = _of(report)
    if form.validate_on_submit():
        admit(track_session.ACTING)
        try:
            with transaction():
                agrees = form.answer.data == "agree"
                operations.answer_preview(_of(report), track_session.reporter_of(report), agrees, form.remark.data or "")
            flash("谢谢，按您同意的文字公开。" if agrees else "收到，修改以后会再请您看。")
            return redirect(url_for("public.track_publication"), 303)
        except RuleBroken as error:
            attach(error, form)
        publication = _of(report)
    values = outcome_page.values(publication) | {
        "page_path": None,
        "asks": operations.asks_reporter(publication),
        "said": _said(publication),
        "silence": consent.silence_words(),
    }
    values["is_public"] = publication.status is PublicationStatus.RELEASED
    return render_template("public/track_publication.html", form=form, **values)


def _of(report: Report) -> Publication:
    """The text of the report's case that its reporter may read. Raises ``NotFound``."""
    publication = queries.find_for_reporter(report.case_id)
    if publication is None:
        raise NotFound("现在没有公开稿。写好以后，进度页上会有链接。")
    return publication


def _said(publication: Publication) -> str:
    """How the text stands, in words for the reporter."""
    if publication.status is PublicationStatus.RELEASED:
        return "已经公开。"
    if publication.status is PublicationStatus.REVIEWED:
        return "审核通过，等签发后公开。"
    if publication.status is PublicationStatus.APPROVED:
        return "已经签发，下一批和其他公示一起公开。"
    if publication.status is PublicationStatus.SUBMITTED:
        return {
            Preview.AGREED: "您已同意这样公开，等另一位工作人员审核。",
            Preview.OBJECTED: "您提的意见已转给起草人，修改以前不会公开。",
            Preview.NOT_ASKED: "等另一位工作人员审核后公开。",
        }.get(publication.preview, "")
    return f"{publication.status.label}，不再公开。"
