"""Open data: the published lists as files, what their columns mean, and the list of outcomes under a filter as a file."""

import json
from functools import partial
from typing import Any

from flask import Response as FlaskResponse
from flask import make_response, render_template, send_file, url_for
from werkzeug.wrappers import Response

from portal.config import settings
from portal.errors import NotFound
from portal.exchange.open_data import datasets, descriptor, store
from portal.exchange.open_data.files import FORMATS
from portal.exchange.open_data.rows import OutcomeRow
from portal.profiles import queries as profiles
from portal.publication import queries as publications
from portal.web.addresses import absolute
from portal.web.filters import file_size
from portal.web.public import blueprint
from portal.web.public.list_files import EXTENSION, fitting, list_file
from portal.web.public.outcome_filters import outcome_filter, outcome_form
from portal.web.registers import BY_PATH
from portal.web.revalidation import revalidated

_DESCRIBED = {"datapackage.json": descriptor.data_package, "catalog.jsonld": descriptor.catalogue}


# The pages of what is told, where the part of the address that names it is not called public_id.
_KEYS = {"appraisal": "appraisal_key", "criticism": "public_key", "bulletin": "bulletin_key", "evaluation": "period"}


def url_of(name: str, public_id: str) -> str:
    """The permanent address of an outcome, a record, an entry of a register, a criticism, a round of appraisal, a bulletin, a ranking."""
    if name in BY_PATH:
        return absolute(url_for("public.register_entry", register=name, register_id=public_id))
    if name == "links":
        return absolute(url_for("public.links"))
    key: dict[str, Any] = {_KEYS.get(name, "public_id"): public_id}
    return absolute(url_for(f"public.{name}", **key))


def _edition() -> store.Edition:
    return store.present_edition(datasets.stamp_of_everything(settings().public_base_url), url_of)


def _publisher() -> descriptor.Publisher:
    site = profiles.site()
    base = settings().public_base_url
    return descriptor.Publisher(site.organiser or site.name, f"{site.credit_site_name}开放数据", base, absolute(url_for("public.data")))


@blueprint.get("/data")
def data() -> Response | str:
    """Every file with version and digest, and the data dictionary."""
    edition = _edition()
    lists = [
        {
            "dataset": dataset,
            "files": [
                [each.format.upper(), each.rows, file_size(each.size_bytes), each.sha256, url_for("public.data_file", name=each.name)]
                for each in edition.files
                if each.dataset == dataset.name
            ],
            "fields": [
                [each.title, each.name, each.kind + ("，可空" if each.may_be_empty else ""), each.description]
                for each in descriptor.dictionary(dataset)
            ],
        }
        for dataset in datasets.DATASETS
    ]
    described = [(name, url_for("public.data_file", name=name)) for name in _DESCRIBED]
    page: dict[str, Any] = {"edition": edition, "lists": lists, "described": described, "licence": descriptor.LICENCE}
    return revalidated(None, [edition.version, edition.made_at], lambda: render_template("public/data.html", **page))


@blueprint.get("/data/<name>")
def data_file(name: str) -> Response:
    """One file of the present edition, or what describes it."""
    edition = _edition()
    if name in _DESCRIBED:
        described = _DESCRIBED[name](edition, _publisher())
        return revalidated(None, [name, edition.version], lambda: _json(described, name))
    file = edition.file(name)
    if file is None:
        raise NotFound("没有这个数据文件。")
    return revalidated(None, file.sha256, lambda: send_file(store.path_of(file), FORMATS[file.format][0], True, file.name, etag=False))


@blueprint.get(f"/outcomes.<{EXTENSION}>")
def outcomes_file(extension: str) -> Response:
    """The outcomes under the filters of the address, newest first, at most 5,000."""
    form = outcome_form()
    rows = partial(datasets.iterate_outcomes, url_of, outcome_filter(form))
    return list_file(extension, "outcomes", "办理结果", OutcomeRow, fitting(form, rows), publications.last_change())


def _json(described: dict[str, Any], name: str) -> FlaskResponse:
    response = make_response(json.dumps(described, ensure_ascii=False, indent=1))
    response.headers["Content-Type"] = "application/ld+json" if name.endswith("jsonld") else "application/json"
    return response
