"""The public registers: the list of each with its filters, its feed, and the page of each entry."""

from functools import partial

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField, ValidationError

from portal import clock
from portal.exchange.open_data import datasets
from portal.exchange.open_data.register_rows import REGISTERS as DESCRIBED
from portal.profiles import queries as profiles
from portal.registers import queries
from portal.registers.models import RegisterEntry
from portal.registers.queries import EntryFilter
from portal.registers.vocabulary import Kind, Promise, Standing
from portal.textsearch import bigrams
from portal.web import registers as words
from portal.web.filters import feed_day, url_with
from portal.web.forms import FilterForm, Length, SelectOne
from portal.web.lists import FROM_START, active_filters, kept_filters
from portal.web.public import blueprint, feeds
from portal.web.public.data import url_of
from portal.web.public.list_files import EXTENSION, file_urls, fitting, list_file
from portal.web.public.turning import rows_asked_for, ways_on
from portal.web.registers import ANY, BY_PATH, Register
from portal.web.revalidation import revalidated


class RegisterForm(FilterForm):
    """What narrows the list of a register; fields that a register has not are taken away."""

    keyword = StringField("关键词", [Length(0, 60)])
    department = SelectOne("单位", empty="全部", coerce=int)
    topic = SelectOne("类别", empty="全部")
    promise = SelectOne("承诺种类", choices=Promise, empty="全部")
    standing = SelectOne("履行情况", choices=Standing, empty="全部")

    def validate_keyword(self, field: StringField) -> None:
        """One character finds half of all texts, so two are asked for."""
        if field.data and not bigrams(field.data):
            raise ValidationError("请写两个字以上，一个字查不准")


def _form(register: Register) -> RegisterForm:
    form = RegisterForm(request.args)
    form.department.offer([(each.id, each.name) for each in queries.list_departments(register.kind)])
    if register.topic_label:
        form.topic.label.text = register.topic_label
        form.topic.offer(words.topic_choices(register.kind))
    else:
        del form.topic
    if register.kind is not Kind.COMMITMENT:
        del form.promise, form.standing
    form.validate()
    return form


def _filter(register: Register, form: RegisterForm) -> EntryFilter:
    said = {field.name: field.data for field in form if field.data not in (None, "") and not field.errors}
    return EntryFilter(
        register.kind,
        keyword=said.get("keyword", ""),
        department_id=said.get("department"),
        topic=said.get("topic", ""),
        promise=said.get("promise"),
        standing=said.get("standing"),
    )


@blueprint.get(f"/<{ANY}:register>")
def register(register: str) -> AnyResponse | str:
    """A page of a register under the filters and the place in the address."""
    kind_of = BY_PATH[register]
    form = _form(kind_of)
    wanted = _filter(kind_of, form)
    total = queries.count_entries(wanted)
    shown, is_inside = rows_asked_for(partial(queries.list_entries, wanted), partial(queries.find_place, wanted.kind), total)
    if not shown and is_inside:
        return redirect(url_with(**FROM_START))
    ahead = queries.count_ahead(wanted, shown[0]) if is_inside else 0
    content = [total, ahead, words.stamp(shown)]
    return revalidated(queries.last_change(), content, lambda: _list_page(kind_of, form, shown, total, ahead))


def _list_page(register: Register, form: RegisterForm, shown: list[RegisterEntry], total: int, ahead: int) -> str:
    return render_template(
        "public/register.html",
        register=register,
        column=words.column(register, request.args.get("topic", "")),
        filters=form,
        active=active_filters(form),
        cards=[(each.title, words.address(each), words.tags(each), words.meta(each)) for each in shown],
        **ways_on(shown, total, ahead),
        feed_url=url_for("public.register_feed", register=register.path, **kept_filters(form)),
        file_urls=file_urls("public.register_file", register=register.path, **kept_filters(form)),
    )


@blueprint.get(f"/<{ANY}:register>.<{EXTENSION}>")
def register_file(register: str, extension: str) -> AnyResponse:
    """The entries of a register under the filters of the address, newest first, at most 5,000."""
    kind_of, described = BY_PATH[register], next(each for each in DESCRIBED if each.path == register)
    form = _form(kind_of)
    rows = partial(datasets.iterate_register, described, url_of, _filter(kind_of, form))
    return list_file(extension, register, kind_of.title, described.row, fitting(form, rows), queries.last_change(), clock.today())


@blueprint.get(f"/<{ANY}:register>.atom")
def register_feed(register: str) -> AnyResponse | str:
    """The newest entries of a register under the same filters, as an Atom feed."""
    kind_of = BY_PATH[register]
    form = _form(kind_of)
    shown = [] if form.errors else queries.list_entries(_filter(kind_of, form), limit=feeds.ROWS)
    return revalidated(queries.last_change(), words.stamp(shown), lambda: _feed(kind_of, form, shown))


def _feed(register: Register, form: RegisterForm, shown: list[RegisterEntry]) -> Response:
    paths = [url_for(f"public.{name}", register=register.path, **kept_filters(form)) for name in ("register", "register_feed")]
    feed = feeds.Feed(f"{profiles.site().name}：{register.title}", [item["label"] for item in active_filters(form)], *paths)
    return feed.answer([_feed_entry(each) for each in shown])


def _feed_entry(each: RegisterEntry) -> feeds.FeedEntry:
    since = feed_day(each.published_at or each.changed_at)
    return feeds.FeedEntry(words.permalink(each), each.title, each.changed_at, since, words.summary(each))


@blueprint.get(f"/<{ANY}:register>/<register_id>")
def register_entry(register: str, register_id: str) -> AnyResponse | str:
    """One entry. A withdrawn one answers 410 with the reason, an unpublished one 404."""
    entry = queries.get_published(BY_PATH[register].kind, register_id)
    return revalidated(entry.changed_at, words.stamp([entry]), lambda: entry_page(entry))


def entry_page(entry: RegisterEntry) -> str:
    """The public page of an entry, whoever asks for it."""
    is_promise = entry.kind is Kind.COMMITMENT
    return render_template(
        "public/register_entry.html",
        entry=entry,
        register=words.BY_KIND[entry.kind],
        column=words.column(words.BY_KIND[entry.kind], entry.topic),
        tags=words.tags(entry),
        rows=words.rows(entry),
        history=words.history(entry) if is_promise else [],
        corrections=words.corrections(entry),
        summary=words.summary(entry),
        permalink=words.permalink(entry),
        pub_date=f"{clock.local(entry.published_at or clock.now()):%Y-%m-%d %H:%M}",
        outside_url=words.outside(entry.public_id, entry.url),
        report_url=url_for("public.commitment_report", register_id=entry.public_id) if is_promise else "",
    )
