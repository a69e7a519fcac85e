"""One page for one act: what it is about, what follows, its form. The act runs in a transaction; a broken rule stands beside its field."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from portal.db import transaction
from portal.errors import RuleBroken
from portal.web.forms import HouseForm, attach


@dataclass(frozen=True)
class Act:
    """What a page says. ``facts`` are rows of summary_list, ``hints`` sentences by field name."""

    heading: str
    verb: str
    back: str
    effect: str = ""
    facts: Sequence[dict[str, Any]] = ()
    hints: dict[str, str] = field(default_factory=dict)
    uploads: bool = False
    version: int | None = None


def run(act: Act, form: HouseForm, do: Callable[[], str], said: str) -> str | Response:
    """Show the page of an act, or do it: ``do`` gets a transaction and gives the address to go on to."""
    if form.validate_on_submit():
        try:
            with transaction():
                address = do()
            flash(said)
            return redirect(address, 303)
        except RuleBroken as error:
            attach(RuleBroken("files" if error.field == "file" else error.field, error.message), form)
    return render_template("desk/_act.html", act=act, form=form)


def given(day: date | None) -> date:
    """The day of a field that was validated as needed."""
    if day is None:
        raise RuleBroken("", "请填写日期。")
    return day


def posted_version() -> int:
    """The version of the thing when the page was opened."""
    return request.form.get("version", 0, type=int)
