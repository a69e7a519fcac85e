"""The description of the interface (OpenAPI 3.1), made from the models that check questions and answers."""

from functools import lru_cache
from typing import Any

from flask import Response
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from portal.config import settings
from portal.exchange.open_data.descriptor import LICENCE
from portal.exchange.open_data.period_rows import BulletinRow, RankingRow
from portal.exchange.open_data.register_rows import REGISTERS, AppraisalRow, CriticismRow, RegisterData
from portal.exchange.open_data.rows import OutcomeRow, RecordRow
from portal.profiles import queries as profiles
from portal.web.api import blueprint
from portal.web.api import questions as q
from portal.web.api.answers import answered, asked
from portal.web.api.registers import LISTS

_REF = "#/components/schemas/{model}"
_ID = {"name": "public_id", "in": "path", "required": True, "description": "公示编号", "schema": {"type": "string", "maxLength": 16}}
# path, name, what it gives, question, answer, what may go wrong
Line = tuple[str, str, str, type[BaseModel], type[BaseModel], tuple[int, ...]]


def _of_register(register: RegisterData) -> list[Line]:
    """The list and the single entry of a register."""
    path, title = register.path, register.title
    return [
        (f"/{path}", path, f"{title}，新的在前", *LISTS[path], (400, 404)),
        (f"/{path}/{{public_id}}", f"{path}-entry", f"{title}里的一条", q.NoQuestion, register.row, (400, 404, 410)),
    ]


_PATHS: tuple[Line, ...] = (
    ("/outcomes", "outcomes", "公示中的办理结果，新的在前", q.OutcomesQuestion, q.Page[OutcomeRow], (400, 404)),
    ("/outcomes/{public_id}", "outcome", "一条办理结果", q.NoQuestion, OutcomeRow, (400, 404, 410)),
    ("/records", "records", "公示中的失信记录，新的在前", q.RecordsQuestion, q.Page[RecordRow], (400, 404)),
    ("/records/{public_id}", "record", "一条失信记录", q.NoQuestion, RecordRow, (400, 404, 410)),
    *(row for each in REGISTERS for row in _of_register(each)),
    ("/criticisms", "criticisms", "公开的通报批评，新的在前", q.CriticismsQuestion, q.Page[CriticismRow], (400, 404)),
    ("/criticisms/{public_id}", "criticism", "一份通报批评", q.NoQuestion, CriticismRow, (400, 404, 410)),
    ("/appraisals", "appraisals", "已经结束的网上评议，新的在前", q.AppraisalsQuestion, q.Page[AppraisalRow], (400, 404)),
    ("/bulletins", "bulletins", "公开的办理情况通报，新的在前", q.BulletinsQuestion, q.Page[BulletinRow], (400, 404)),
    ("/bulletins/{public_id}", "bulletin", "一份办理情况通报", q.NoQuestion, BulletinRow, (400, 404, 410)),
    ("/rankings", "rankings", "公布的考评排名，新的在前", q.RankingsQuestion, q.Page[RankingRow], (400, 404)),
    ("/departments", "departments", "部门", q.NoQuestion, q.Departments, (400,)),
    ("/areas", "areas", "重点领域", q.NoQuestion, q.Areas, (400,)),
    ("/figures", "figures", "一年的公开数字", q.FiguresQuestion, q.Figures, (400,)),
)
_WENT_WRONG = {400: "参数不对", 404: "没有找到", 410: "已经撤下或到期，detail 写明原因"}


@lru_cache(maxsize=4)
def description(title: str, base_url: str) -> dict[str, Any]:
    """The OpenAPI document, made once."""
    answers = list({row[4] for row in _PATHS} | {q.Problem})
    answers.sort(key=lambda model: model.__name__)
    refs, schemas = models_json_schema([(model, "serialization") for model in answers], ref_template=_REF)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1", "description": f"只读。{LICENCE}"},
        "servers": [{"url": base_url + str(blueprint.url_prefix)}],
        "paths": {row[0]: {"get": _operation(*row[:4], refs[row[4], "serialization"], row[5])} for row in _PATHS},
        "components": {"schemas": schemas["$defs"]},
    }


def _operation(
    path: str, name: str, summary: str, question: type[BaseModel], answer: dict[str, Any], wrong: tuple[int, ...]
) -> dict[str, Any]:
    parameters = _parameters(question)
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [_ID, *parameters] if "{public_id}" in path else parameters,
        "responses": {
            "200": {"description": summary, "content": {"application/json": {"schema": answer}}},
            **{str(status): _problem(_WENT_WRONG[status]) for status in wrong},
        },
    }


def _problem(words: str) -> dict[str, Any]:
    return {"description": words, "content": {"application/problem+json": {"schema": {"$ref": _REF.format(model="Problem")}}}}


def _parameters(question: type[BaseModel]) -> list[dict[str, Any]]:
    schema = question.model_json_schema()
    found = []
    for name, described in schema["properties"].items() if "properties" in schema else ():
        plain = next((each for each in described.get("anyOf", []) if each.get("type") != "null"), described)
        if "$ref" in plain:
            plain = schema["$defs"][plain["$ref"].rsplit("/", 1)[1]]
        kept = {key: value for key, value in plain.items() if key not in {"title", "description"}}
        found.append({"name": name, "in": "query", "required": False, "description": described.get("description", ""), "schema": kept})
    return found


@blueprint.get("/openapi.json")
def describe() -> Response:
    """The OpenAPI document of this deployment."""
    asked(q.NoQuestion)
    site = profiles.site()
    return answered(description(f"{site.credit_site_name}开放数据接口", settings().public_base_url))
