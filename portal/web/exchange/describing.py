"""The description of the interface for other platforms (OpenAPI 3.1), made from the models that check requests and answers."""

from functools import lru_cache
from hashlib import sha256
from typing import Any

from flask import Response, request
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from portal.config import settings
from portal.exchange import signing
from portal.exchange.aggregation.rows import RecordRow
from portal.exchange.hotline.asking import NUMBER, HotlineAsk, HotlineStatus, HotlineTaken
from portal.exchange.outbox import encoded
from portal.exchange.receiving.asking import BatchAsk, BatchReceipt
from portal.profiles import queries as profiles
from portal.web.exchange import blueprint
from portal.web.security import is_published

_REF = "#/components/schemas/{model}"
_MODELS = (HotlineAsk, HotlineStatus, HotlineTaken, RecordRow, BatchAsk, BatchReceipt)
_WRONG = {
    400: "内容不对，detail 写明哪里",
    401: "没有证明是谁发的",
    403: "密钥没有这项权限",
    404: "没有这个编号",
    409: "编号或者幂等键已经用于别的内容",
    413: "内容太大",
    429: "太频繁，见 Retry-After",
}
_KEY_HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "同一件反映重发时不变",
    "schema": {"type": "string", "pattern": r"^[A-Za-z0-9._:-]{8,100}$"},
}


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


@blueprint.get("/openapi.json")
def describe() -> Response:
    """The OpenAPI document of this deployment, or 304 when the asker's copy still holds."""
    body = _document(f"{profiles.site().credit_site_name}数据交换接口", settings().public_base_url)
    response = Response(body, content_type="application/json")
    response.set_etag(sha256(body).hexdigest()[:32])
    is_published()
    response.make_conditional(request)
    return response


@lru_cache(maxsize=4)
def _document(title: str, base_url: str) -> bytes:
    """The document as it is sent; nothing else goes into it, so it is made once in a process."""
    return encoded(description(title, base_url))


def description(title: str, base_url: str) -> dict[str, Any]:
    """The OpenAPI document."""
    models: list[tuple[type[BaseModel], Any]] = [(each, "validation") for each in (*_MODELS, Problem)]
    _names, schemas = models_json_schema(models, ref_template=_REF)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1", "description": "热线平台和上下级平台使用。签名的算法和批次的格式见 docs/exchange.md。"},
        "servers": [{"url": base_url + str(blueprint.url_prefix)}],
        "paths": _paths(),
        "components": {"schemas": schemas["$defs"], "securitySchemes": _security()},
    }


def _paths() -> dict[str, Any]:
    number = {"name": "original_number", "in": "path", "required": True, "schema": {"type": "string", "pattern": NUMBER}}
    status = _operation("hotline_status", "查询办理状态", "key", {200: "HotlineStatus"}, (401, 403, 404, 429))
    taken = {201: "HotlineTaken", 200: "HotlineTaken"}
    report = _operation("take_hotline_report", "转来一件反映", "key", taken, (400, 401, 403, 409, 413, 429), "HotlineAsk")
    batch = _operation("take_records", "报送一批失信记录", "signature", {200: "BatchReceipt"}, (400, 401, 409, 413, 429), "BatchAsk")
    return {
        "/reports": {"post": report | {"parameters": [_KEY_HEADER]}},
        "/reports/{original_number}": {"get": status | {"parameters": [number]}},
        "/batches": {"post": batch},
    }


def _security() -> dict[str, Any]:
    return {
        "key": {"type": "http", "scheme": "bearer", "description": "热线平台的访问密钥"},
        "signature": {"type": "apiKey", "in": "header", "name": signing.SIGNATURE, "description": "上下级平台的签名，连同另外四个请求头"},
    }


def _operation(name: str, summary: str, security: str, answers: dict[int, str], wrong: tuple[int, ...], body: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {"operationId": name, "summary": summary, "security": [{security: []}]}
    if body:
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": {"$ref": _REF.format(model=body)}}}}
    found["responses"] = {
        **{str(status): _content("application/json", summary, model) for status, model in answers.items()},
        **{str(status): _content("application/problem+json", _WRONG[status], "Problem") for status in wrong},
    }
    return found


def _content(kind: str, words: str, model: str) -> dict[str, Any]:
    return {"description": words, "content": {kind: {"schema": {"$ref": _REF.format(model=model)}}}}
