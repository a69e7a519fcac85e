"""How a visitor wants to see the pages: text size, contrast, 长者版, pointer; kept in a cookie, without a script."""

from dataclasses import dataclass, replace

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from portal.config import settings
from portal.web.addresses import own_path

COOKIE = "display"
KEPT_SECONDS = 365 * 24 * 3600
SIZES = (("standard", "标准"), ("large", "大"), ("largest", "特大"))
DENSITIES = (("standard", "标准"), ("comfortable", "舒适"), ("compact", "紧凑"))

blueprint = Blueprint("display", __name__)


@dataclass(frozen=True)
class Display:
    """The choices of one visitor; ``density`` is for staff pages."""

    size: str = "standard"
    contrast: bool = False
    elder: bool = False
    pointer: bool = False
    density: str = "standard"

    @property
    def classes(self) -> str:
        """The classes that ``<html>`` gets."""
        marks = [f"size-{self.size}" if self.size != "standard" else "", f"density-{self.density}" if self.density != "standard" else ""]
        marks += [
            name for name, chosen in (("high-contrast", self.contrast), ("elder", self.elder), ("big-pointer", self.pointer)) if chosen
        ]
        return " ".join(mark for mark in marks if mark)

    def written(self) -> str:
        """The value of the cookie."""
        return self.classes.replace(" ", ".")


def read(cookie: str) -> Display:
    """The choices in a cookie; whatever is unknown is left out."""
    marks = set(cookie.split("."))
    size = next((name for name, _label in SIZES if f"size-{name}" in marks), "standard")
    density = next((name for name, _label in DENSITIES if f"density-{name}" in marks), "standard")
    return Display(size, "high-contrast" in marks, "elder" in marks, "big-pointer" in marks, density)


def present() -> Display:
    """The choices of the visitor of this request."""
    return read(request.cookies.get(COOKIE, ""))


def _posted(before: Display) -> Display:
    """The choices after a post: only 长者版 from the switch in the masthead, everything from the page of settings."""
    form = request.form
    if form.get("change") == "elder":
        return replace(before, elder=form.get("elder") == "1")
    size = form.get("size", "")
    density = form.get("density", before.density)
    return Display(
        size if size in dict(SIZES) else "standard",
        form.get("contrast") == "1",
        form.get("elder") == "1",
        form.get("pointer") == "1",
        density if density in dict(DENSITIES) else "standard",
    )


@blueprint.app_context_processor
def _in_templates() -> dict[str, Display]:
    return {"display": present()}


@blueprint.get("/display")
def show() -> str:
    """The page of display settings; ``back`` is where to return to."""
    return render_template("display/show.html", sizes=SIZES, densities=DENSITIES, back=own_path(request.args.get("back")))


@blueprint.post("/display")
def change() -> Response:
    """Keep the choices for a year and go back to the page the visitor came from."""
    chosen = _posted(present())
    back = own_path(request.form.get("back"))
    if request.form.get("change") != "elder":
        flash("显示设置已保存。")
    response = redirect(back, 303)
    response.set_cookie(
        COOKIE, chosen.written(), max_age=KEPT_SECONDS, httponly=True, samesite="Lax", secure=settings().session_cookie_secure
    )
    return response
