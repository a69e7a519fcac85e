"""Records of lower platforms, as their batches brought them."""

from flask import render_template, request

from portal.access import Permission, require
from portal.exchange.aggregation.rows import TITLES, words_of
from portal.exchange.queries import list_partners
from portal.exchange.receiving import queries
from portal.exchange.vocabulary import PartnerKind
from portal.web import sessions
from portal.web.filters import url_with
from portal.web.forms import FilterForm, SelectOne
from portal.web.records.blueprint import blueprint, office

PAGE_ROWS = 50


class LowerFilter(FilterForm):
    """Of which lower platform."""

    source = SelectOne("来源平台", coerce=int, empty="全部")


@blueprint.get("/lower-records")
def list_lower_records() -> str:
    """Records of lower platforms as they stand, the last received first."""
    require(sessions.actor(), Permission.RECORD_AGGREGATE, office())
    form = LowerFilter(request.args)
    form.source.offer([(each.id, each.name) for each in list_partners() if each.kind is PartnerKind.LOWER])
    form.validate()
    found = queries.list_newest(form.source.data or None, request.args.get("before", type=int), PAGE_ROWS + 1)
    next_url = url_with(before=found[PAGE_ROWS - 1].id) if len(found) > PAGE_ROWS else None
    return render_template("records/list_lower_records.html", rows=found[:PAGE_ROWS], form=form, next_url=next_url)


@blueprint.get("/lower-records/<int:lower_id>")
def show_lower_record(lower_id: int) -> str:
    """One version of a record of a lower platform, and a page of its versions, the newest first."""
    require(sessions.actor(), Permission.RECORD_AGGREGATE, office())
    row = queries.get_row(lower_id)
    versions = queries.list_versions(row.partner_id, row.record_ref, request.args.get("before", type=int), PAGE_ROWS + 1)
    next_url = url_with(before=versions[PAGE_ROWS - 1].number) if len(versions) > PAGE_ROWS else None
    facts = [{"label": title, "value": str(words_of(name, row.values.get(name, "")))} for name, title in TITLES.items()]
    return render_template("records/show_lower_record.html", row=row, versions=versions[:PAGE_ROWS], facts=facts, next_url=next_url)
