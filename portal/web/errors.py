"""Errors become pages: in the frame of the area, with a short reference, a phone number, a way home, and what was typed."""

import io
import re
import traceback
from collections.abc import Iterable
from contextlib import suppress
from typing import IO, Any, cast

from flask import Flask, current_app, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.wrappers import Response
from werkzeug.wsgi import get_input_stream

from portal.crypto import random_token
from portal.db import session
from portal.errors import Gone, NotAllowed, NotFound, NotProven, PortalError, RuleBroken, StalePage, TooLarge, TooMany, TransitionRefused

STATUS_OF: dict[type[PortalError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    NotProven: 401,
    Gone: 410,
    TooLarge: 413,
    TooMany: 429,
    StalePage: 409,
    TransitionRefused: 409,
    RuleBroken: 400,
}
PAGES = frozenset({400, 403, 404, 409, 410, 413, 429, 500, 503})
RETRY_SECONDS = 30
FOR_PROGRAMS = frozenset({"api", "exchange"})
STAFF_FRAMES = {
    "desk": "desk/_layout.html",
    "publication": "desk/_layout.html",
    "oversight": "oversight/_layout.html",
    "admin": "admin/_layout.html",
    "custody": "custody/_layout.html",
}
LARGEST_READ_AGAIN = 256 * 1024 * 1024
LARGEST_FIELDS = 1024 * 1024
_OUT_OF_RANGE = "22003"  # SQLSTATE numeric_value_out_of_range

_BUSY = re.compile(r"locked|busy|connect|terminat|closed|timeout|starting up|shutting down|too many clients|recovery", re.IGNORECASE)
_NEVER_SHOWN = re.compile(r"pass|words|code|token|key|secret|csrf|otp|captcha|factor|next|back$", re.IGNORECASE)
_MACHINE_WORD = re.compile(r"[a-z_]*|[0-9]{1,4}|on|true|false")


def _area() -> str:
    """The area a request was for, also when no endpoint matched."""
    return (request.endpoint or "").split(".")[0] if request.endpoint else request.path.strip("/").split("/")[0]


def _frame() -> str:
    return STAFF_FRAMES.get(_area(), "public/_layout.html")


def typed_texts(fields: Iterable[tuple[str, str]]) -> list[str]:
    """What a person wrote in a form: no passwords, codes or tokens, no values that a choice put there."""
    texts = (value.strip() for name, value in fields if not _NEVER_SHOWN.search(name))
    return list(dict.fromkeys(text for text in texts if text and not _MACHINE_WORD.fullmatch(text)))


class _Nowhere(io.RawIOBase):
    """Where the bytes of a too large file go: a stranger must not fill the disk with what is refused anyway."""

    def write(self, data: Any) -> int:
        """Take the bytes and keep none."""
        return len(data)

    def seek(self, position: int, whence: int = 0) -> int:
        """There is one place only."""
        return 0


def _no_file(*_sizes: Any, **_kinds: Any) -> IO[bytes]:
    return cast(IO[bytes], _Nowhere())


def _posted_fields() -> list[tuple[str, str]]:
    """The fields of the post; those of a too large one are read again past the limit, so that a big file costs no typed word."""
    if request.method != "POST":
        return []
    try:
        return list(request.form.items(multi=True))
    except RequestEntityTooLarge:
        pass
    try:
        stream = get_input_stream(request.environ, max_content_length=LARGEST_READ_AGAIN)
        parser = FormDataParser(_no_file, max_form_memory_size=LARGEST_FIELDS)
        _stream, form, _files = parser.parse(stream, request.mimetype, request.content_length, request.mimetype_params)
    except (HTTPException, ValueError, OSError):
        return []
    return list(form.items(multi=True))


def _page(status: int, message: str = "", retry_after: int | None = None) -> Response:
    """The page of a status. When the frame itself cannot be drawn, a bare page is."""
    if status == 403 and _area() not in STAFF_FRAMES and _area() not in FOR_PROGRAMS:
        status, message = 404, ""
    number = status if status in PAGES else 400 if status < 500 else 500
    reference = random_token(4).replace("-", "").replace("_", "").upper()[:5]
    current_app.logger.info("answered %s, reference %s, endpoint %s", status, reference, request.endpoint)
    typed = typed_texts(_posted_fields()) if _area() not in FOR_PROGRAMS else []
    _end_failed_transaction()
    if _area() in FOR_PROGRAMS:
        return _problem(status, message, retry_after)
    g.is_error_page = True
    values = {"message": message, "reference": reference, "typed": typed, "retry_after": retry_after, "layout": _frame(), "form": None}
    try:
        body = render_template(f"errors/{number}.html", **values)
    except Exception as error:  # whatever broke the page may break its frame
        _log(error, reference)
        body = current_app.jinja_env.get_template("errors/bare.html").render(**values, status=number, root=request.script_root)
    response = make_response(body, status)
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response


def _problem(status: int, message: str, retry_after: int | None) -> Response:
    """For programs: what went wrong as JSON, after RFC 9457."""
    title = HTTP_STATUS_CODES.get(status, "Error")
    response = make_response({"type": "about:blank", "title": title, "status": status, "detail": message or title}, status)
    response.headers["Content-Type"] = "application/problem+json"
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _end_failed_transaction() -> None:
    """PostgreSQL answers nothing more in a transaction that failed, and the frame needs the name of the site."""
    with suppress(SQLAlchemyError):
        session.rollback()


def _log(error: BaseException, reference: str) -> None:
    """Where an error came from, without its words: they may hold what people wrote."""
    places = "".join(traceback.format_tb(error.__traceback__))
    current_app.logger.error("reference %s, endpoint %s: %s\n%s", reference, request.endpoint, type(error).__name__, places)


def _on_portal_error(error: PortalError) -> Response:
    status = next((STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF), 400)
    return _page(status, error.message, getattr(error, "retry_after_seconds", None))


def _on_http_error(error: HTTPException) -> Response:
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()  # type: ignore[return-value]
    code = error.code or 500
    if isinstance(error, CSRFError):
        return _page(400, "页面停留太久，或者浏览器没有保存 Cookie，这次提交没有被接受。请返回上一页，刷新后再提交一次。")
    response = _page(404 if code == 405 else code)
    if code == 405:
        response.status_code = 405
        response.headers.extend(error.get_headers()[1:])
    return response


def _on_database_error(error: OperationalError | InterfaceError | PoolTimeout) -> Response:
    """A busy or unreachable database passes; any other failure of it is our error."""
    if isinstance(error, PoolTimeout) or getattr(error, "connection_invalidated", False) or _BUSY.search(str(getattr(error, "orig", ""))):
        _log(error, "-")
        return _page(503, retry_after=RETRY_SECONDS)
    return _on_any_error(error)


def _on_large_number(error: OverflowError | DataError) -> Response:
    """A number in the address that is larger than any key (SQLite's driver and PostgreSQL each refuse it): nothing is there."""
    if isinstance(error, DataError) and getattr(error.orig, "sqlstate", "") != _OUT_OF_RANGE:
        return _on_any_error(error)
    return _page(404)


def _on_any_error(error: Exception) -> Response:
    """An error of ours: told in the log, apologised for on the page; tests and development see it raised."""
    propagate = current_app.config["PROPAGATE_EXCEPTIONS"]
    if propagate or (propagate is None and (current_app.testing or current_app.debug)):
        raise error
    response = _page(500)
    _log(error, "-")
    return response


def register(app: Flask) -> None:
    """Map every kind of error to its page."""
    app.register_error_handler(PortalError, _on_portal_error)
    app.register_error_handler(HTTPException, _on_http_error)
    for kind in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(kind, _on_database_error)
    for too_large in (OverflowError, DataError):
        app.register_error_handler(too_large, _on_large_number)
    app.register_error_handler(Exception, _on_any_error)
