"""What stands around the application: headers on whatever comes out, only hosts that are ours, and cookie names that nobody can plant.

Everything passes here, also answers that no view and no error handler made.
"""

import logging
import re
import traceback
from collections.abc import Callable, Iterable
from html import escape
from typing import Any
from urllib.parse import urlsplit

from werkzeug.sansio.utils import host_is_trusted

from portal.config import settings
from portal.web import security

Environ = dict[str, Any]
Header = tuple[str, str]
Application = Callable[[Environ, Any], Iterable[bytes]]

# Browsers refuse these names from an insecure connection; the first also from a neighbouring subdomain and for any path but "/".
HOST_PREFIX, SECURE_PREFIX = "__Host-", "__Secure-"
_WHOLE_SITE = re.compile(r";\s*path=/\s*(;|$)", re.IGNORECASE)
_COOKIE_PATH = re.compile(r";\s*path=(/[^;]*)", re.IGNORECASE)
_LOOPBACK = ("localhost", "127.0.0.1")
_log = logging.getLogger(__name__)


def bare_page(words: str, root: str) -> tuple[list[Header], bytes]:
    """Headers and body of a page for when the site's own frame cannot be used; ``root`` is the path the site lies under, or empty."""
    root = escape(root)
    body = (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(words)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="{root}/static/css/public.css"></head>'
        f'<body><main><h1>{escape(words)}</h1><p><a href="{root}/">回到首页</a></p></main></body></html>\n'
    ).encode()
    own = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body)), "Cache-Control": security.NEVER_KEPT}
    return [*security.headers().items(), *own.items()], body


def trusted_hosts() -> list[str]:
    """The names this portal goes by: that of ``PUBLIC_BASE_URL``, those of ``TRUSTED_HOSTS``, and this machine itself."""
    own = urlsplit(settings().public_base_url).hostname
    return [*([own] if own else []), *settings().trusted_hosts, *_LOOPBACK]


class Outermost:
    """Wraps a WSGI application."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner
        self._headers = security.headers()
        self._hosts = trusted_hosts()
        self._is_secure = settings().session_cookie_secure
        self._path = settings().public_path

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Answer a request."""
        root = mount(environ, self._path)
        if not host_is_trusted(environ.get("HTTP_HOST") or "localhost", self._hosts):
            return _bare(environ, start_response, "400 BAD REQUEST", "这个网址不属于本平台")
        if self._is_secure:
            environ["HTTP_COOKIE"] = only_prefixed(environ.get("HTTP_COOKIE", ""))

        def start(status: str, headers: list[Header], *more: Any) -> Any:
            return start_response(status, self._finished(headers, root), *more)

        try:
            return self._inner(environ, start)
        except Exception as error:
            _log_place(error)
            return _bare(environ, start_response, "500 INTERNAL SERVER ERROR", "网站出了问题，请过一会儿再试")

    def _finished(self, headers: list[Header], root: str) -> list[Header]:
        present = {name.lower() for name, _ in headers}
        wanted = {**self._headers, "Cache-Control": security.NEVER_KEPT}
        kept = [(name, self._cookie(value, root)) if name.lower() == "set-cookie" else (name, value) for name, value in headers]
        return kept + [(name, value) for name, value in wanted.items() if name.lower() not in present]

    def _cookie(self, cookie: str, root: str) -> str:
        told = _COOKIE_PATH.sub(lambda found: f"; Path={root}{found[1].rstrip('/')}", cookie) if root else cookie
        return prefixed(told) if self._is_secure else told


def mount(environ: Environ, path: str) -> str:
    """Put the path the portal lies under where applications look for it, whether or not the proxy took it off. Returns it, or ``""``.

    What a proxy or a dispatcher said of itself stands.
    """
    root = environ.get("SCRIPT_NAME", "").rstrip("/") or path
    environ["SCRIPT_NAME"] = root
    asked = environ.get("PATH_INFO", "")
    if path and root == path and f"{asked}/".startswith(f"{path}/"):
        environ["PATH_INFO"] = asked.removeprefix(path) or "/"
    return root


def prefixed(cookie: str) -> str:
    """A ``Set-Cookie`` value under the name that says how it was set."""
    prefix = HOST_PREFIX if _WHOLE_SITE.search(cookie) and "domain=" not in cookie.lower() else SECURE_PREFIX
    return prefix + cookie


def only_prefixed(cookies: str) -> str:
    """A ``Cookie`` header with the names that the application knows, of those cookies only that were set under a prefix."""
    kept = []
    for pair in cookies.split(";"):
        name = pair.strip()
        for prefix in (HOST_PREFIX, SECURE_PREFIX):
            if name.startswith(prefix):
                kept.append(name.removeprefix(prefix))
    return "; ".join(kept)


def _bare(environ: Environ, start_response: Any, status: str, words: str) -> Iterable[bytes]:
    headers, body = bare_page(words, environ.get("SCRIPT_NAME", ""))
    start_response(status, headers)
    return [b"" if environ.get("REQUEST_METHOD") == "HEAD" else body]


def _log_place(error: Exception) -> None:
    """Where it came from, without its words: they may hold what people wrote."""
    _log.error("%s outside of every page\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
