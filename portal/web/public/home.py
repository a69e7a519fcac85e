"""The first page."""

from flask import render_template

from portal.deadlines import queries as deadlines
from portal.deadlines.explanation import said_days
from portal.web.public import blueprint


@blueprint.get("/")
def home() -> str:
    """One sentence, three ways on, how it works, promises, phones."""
    return render_template("public/home.html", how=how_it_works(), figures=[], outcomes=[])


def how_it_works() -> list[tuple[str, str]]:
    """The four steps with the days that are in force here."""
    limits = deadlines.limits()
    triage, handle, review = (said_days(limits[key].value, limits[key].unit) for key in ("triage", "handle", "review_request"))
    return [
        ("提交", "网上填写，拿到查询码和回执。"),
        ("受理", f"{triage}内告诉您是否受理。"),
        ("办理", f"受理后 {handle}内书面答复您。"),
        ("评价和复查", f"您来评价；不服的，{review}内可以申请复查。"),
    ]
