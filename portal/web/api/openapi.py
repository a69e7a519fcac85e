"""The description of the interface (OpenAPI 3.1), made from the models that check questions and answers."""

from typing import Any

from flask import Response
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from portal.config import settings
from portal.exchange.open_data.descriptor import LICENCE
from portal.exchange.open_data.rows import OutcomeRow
from portal.profiles import queries as profiles
from portal.web.api import blueprint
from portal.web.api import questions as q
from portal.web.api.answers import answered, asked

_REF = "#/components/schemas/{model}"
_ID = {"name": "public_id", "in": "path", "required": True, "description": "公示编号", "schema": {"type": "string", "maxLength": 16}}
# path, name, what it gives, question, answer, what may go wrong
_PATHS: tuple[tuple[str, str, str, type[BaseModel], type[BaseModel], tuple[int, ...]], ...] = (
    ("/outcomes", "outcomes", "公示中的办理结果，新的在前", q.OutcomesQuestion, q.Outcomes, (400, 404)),
    ("/outcomes/{public_id}", "outcome", "一条办理结果", q.NoQuestion, OutcomeRow, (400, 404, 410)),
    ("/departments", "departments", "部门", q.NoQuestion, q.Departments, (400,)),
    ("/areas", "areas", "重点领域", q.NoQuestion, q.Areas, (400,)),
    ("/figures", "figures", "一年的公开数字", q.FiguresQuestion, q.Figures, (400,)),
)
_WENT_WRONG = {400: "参数不对", 404: "没有找到", 410: "已经撤下或到期，detail 写明原因"}


def description(title: str, base_url: str) -> dict[str, Any]:
    """The OpenAPI document."""
    answers = list({row[4] for row in _PATHS} | {q.Problem})
    answers.sort(key=lambda model: model.__name__)
    _names, schemas = models_json_schema([(model, "serialization") for model in answers], ref_template=_REF)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1", "description": f"只读。{LICENCE}"},
        "servers": [{"url": base_url + str(blueprint.url_prefix)}],
        "paths": {row[0]: {"get": _operation(row[1], row[2], row[3], row[4], row[5])} for row in _PATHS},
        "components": {"schemas": schemas["$defs"]},
    }


def _operation(name: str, summary: str, question: type[BaseModel], answer: type[BaseModel], wrong: tuple[int, ...]) -> dict[str, Any]:
    parameters = _parameters(question)
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [_ID, *parameters] if name == "outcome" else parameters,
        "responses": {
            "200": {"description": summary, "content": {"application/json": {"schema": {"$ref": _REF.format(model=answer.__name__)}}}},
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
