"""The jurisdiction: what is loaded, what is set for the site, and loading another version with its difference shown first."""

from flask import redirect, render_template, request, url_for
from flask_wtf.file import FileField
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from portal.access import Permission
from portal.deadlines.limits import limits_for
from portal.errors import PortalError, RuleBroken
from portal.profiles import loader
from portal.profiles.difference import Change, content_difference
from portal.profiles.operations import set_site
from portal.profiles.queries import count_ledger, current, get_current
from portal.profiles.schema import Profile
from portal.profiles.sites import SITE_SETTINGS
from portal.routing.commands import counted
from portal.routing.loading import SUBJECT, VERSIONS
from portal.routing.loading import load_profile as load
from portal.versions.queries import find_newest_number, get_version, list_versions
from portal.web.admin.acts import did, needs, note
from portal.web.admin.blueprint import blueprint
from portal.web.filters import url_with
from portal.web.forms import HouseForm, Length, SelectOne
from portal.web.sessions import actor

_SHOWN = 5  # each holds a whole profile


class SiteForm(HouseForm):
    """What stands in the head and foot of every page; one field for each entry of ``SITE_SETTINGS``."""


for _key, _label in SITE_SETTINGS.items():
    setattr(SiteForm, _key, StringField(_label, [Length(0, 200)]))


class ProfileForm(HouseForm):
    """A profile: a shipped one, a file, or its text; the text is what counts on the second step."""

    key = SelectOne("随系统提供的配置", empty="不用，改用文件或文字")
    file = FileField("配置文件（YAML）")
    text = TextAreaField("配置文字")

    def given(self) -> str:
        """The text of the profile that was chosen, uploaded or pasted. Raises ``ProfileInvalid`` for a file that is no UTF-8."""
        if self.file.data:
            try:
                return str(self.file.data.read().decode("utf-8"))
            except UnicodeDecodeError:
                raise loader.ProfileInvalid([loader.Problem(1, "", "文件不是 UTF-8 编码")]) from None
        if self.text.data:
            return str(self.text.data)
        if self.key.data:
            return (loader.HERE / f"{self.key.data}.yaml").read_text(encoding="utf-8")
        raise PortalError("请选一个配置，或者上传文件、粘贴文字。")


@blueprint.get("/profile")
def profile() -> str:
    """What is loaded."""
    needs(Permission.PROFILE_LOAD)
    kept = list_versions(VERSIONS, SUBJECT, _SHOWN + 1, request.args.get("before", type=int))
    return render_template(
        "admin/profile.html",
        jurisdiction=current(),
        n_tasks=count_ledger(),
        labels=SITE_SETTINGS,
        versions=kept[:_SHOWN],
        newest=find_newest_number(VERSIONS, SUBJECT),
        older=url_with(before=kept[_SHOWN - 1].number) if len(kept) > _SHOWN else None,
    )


@blueprint.route("/profile/versions/<int:profile_version>", methods=["GET", "POST"])
def restore_profile(profile_version: int) -> str | Response:
    """What going back to a profile loaded before would change; the press loads it anew, as a new version."""
    needs(Permission.PROFILE_LOAD)
    version = get_version(VERSIONS, SUBJECT, profile_version)
    found = Profile.model_validate(version.content)
    form = HouseForm()
    if form.validate_on_submit() and did(form, lambda: _load(found, profile_version), f"已恢复第 {profile_version} 版配置。"):
        return redirect(url_for("admin.profile"), 303)
    changes = content_difference(get_current().content, version.content)
    return render_template("admin/restore_profile.html", form=form, version=version, changes=changes, counts=counted(changes))


@blueprint.route("/profile/site", methods=["GET", "POST"])
def edit_site() -> str | Response:
    """Set phone, hours, names and record numbers of the site."""
    needs(Permission.PROFILE_LOAD)
    form = SiteForm(data={key: get_current().settings.get(key, "") for key in SITE_SETTINGS})
    if form.validate_on_submit() and did(form, lambda: _set_site(form), "已保存网站信息。"):
        return redirect(url_for("admin.profile"), 303)
    return render_template("admin/edit_site.html", form=form, keys=list(SITE_SETTINGS))


@blueprint.route("/profile/load", methods=["GET", "POST"])
def load_profile() -> str | Response:
    """First press checks a profile and shows what it would change, the second one loads the same text."""
    needs(Permission.PROFILE_LOAD)
    form = ProfileForm()
    form.key.offer([(each.key, f"{each.name}（{each.key}）") for each in loader.list_profiles()])
    checked = _check(form) if form.validate_on_submit() else None
    if checked and "apply" in request.form and did(form, lambda: _load(checked[0]), f"已装入{checked[0].name}的配置。"):
        return redirect(url_for("admin.profile"), 303)
    return render_template("admin/load_profile.html", form=form, checked=None if form.errors else checked)


def _check(form: ProfileForm) -> tuple[Profile, list[Change], str] | None:
    """The profile, its differences and how many; problems land on the form with line and key."""
    try:
        text = form.given()
        found = loader.parse_profile(text)
        limits_for(found.plain().get("limits", {}))  # type: ignore[arg-type]
    except RuleBroken as error:
        form.form_errors.append(str(loader.problem_at(text, ("limits", error.field), error.message)))
        return None
    except loader.ProfileInvalid as error:
        form.form_errors.extend(str(problem) for problem in error.problems)
        return None
    except PortalError as error:
        form.form_errors.append(error.message)
        return None
    form.text.data = text
    before = current()
    changes = content_difference(before.content if before else None, found.plain())
    return found, changes, counted(changes)


def _load(found: Profile, restored: int | None = None) -> None:
    loaded = load(found, by=actor())
    if restored is not None:
        note("profile:restore", "jurisdiction", found.key, number=restored, changes=len(loaded.changes))
    else:
        note("profile:load", "jurisdiction", found.key, changes=len(loaded.changes))


def _set_site(form: SiteForm) -> None:
    changed = set_site(get_current(), {key: form[key].data or "" for key in SITE_SETTINGS}, actor())
    if changed:
        note("site:change", "jurisdiction", get_current().key, changed=changed)
