"""How the interface answers: JSON that anybody's page may read and keep, and questions checked against their description."""

import json
from hashlib import sha256
from typing import Any, TypeVar

from flask import Response, request
from pydantic import BaseModel, ValidationError

from portal.errors import RuleBroken
from portal.web.api import blueprint
from portal.web.security import is_published

Question = TypeVar("Question", bound=BaseModel)


def asked(model: type[Question]) -> Question:
    """The question in the address. Raises ``RuleBroken`` that names each part which does not fit, without repeating it."""
    if any(len(values) > 1 for _name, values in request.args.lists()):
        raise RuleBroken("query", "每个参数只能写一次。")
    try:
        return model.model_validate(request.args.to_dict())
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False, include_context=False)
        names = dict.fromkeys(str(each["loc"][0]) if each["loc"] else "query" for each in found)
        raise RuleBroken("query", f"参数不对：{'、'.join(names)}。可用的参数见 openapi.json。") from None


def answered(content: dict[str, Any]) -> Response:
    """The answer, or 304 when the asker's copy still holds."""
    body = json.dumps(content, ensure_ascii=False)
    response = Response(body, content_type="application/json")
    response.set_etag(sha256(body.encode()).hexdigest()[:32])
    is_published()
    response.make_conditional(request)
    return response


@blueprint.after_request
def _open_to_all(response: Response) -> Response:
    """These are public data: pages of other sites may read them."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
