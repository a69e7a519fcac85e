"""Settings of the web server: ``gunicorn --config python:portal.web.gunicorn_settings 'portal:create_app()'``.

Its logs hold no address of a visitor, no query, no referrer, no cookie, no code and no typed word.
"""

import sys
import traceback
from contextlib import suppress
from typing import Any

from gunicorn.glogging import Logger
from gunicorn.http import errors
from gunicorn.workers.gthread import ThreadWorker

from portal.config import settings
from portal.web.outermost import bare_page

_STATUS_OF = {
    errors.LimitRequestLine: "414 URI Too Long",
    errors.LimitRequestHeaders: "431 Request Header Fields Too Large",
    errors.UnsupportedTransferCoding: "501 Not Implemented",
    errors.ExpectationFailed: "417 Expectation Failed",
}


class QuietLogger(Logger):
    """Says which error came from where, never what the request or the error said."""

    def exception(self, msg: Any, *_args: Any, **_kwargs: Any) -> None:
        """Log the class and the place of the present exception."""
        kind, _error, trace = sys.exc_info()
        words = str(msg).split(" %s", maxsplit=1)[0]
        self.error_log.error("%s: %s\n%s", words, kind.__name__ if kind else "-", "".join(traceback.format_tb(trace)))


class QuietWorker(ThreadWorker):
    """Answers what is no proper request with a page and the headers of all our pages."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Called by gunicorn for whatever never reached, or broke out of, the application."""
        if isinstance(exc, errors.ParseException):
            status, words = _STATUS_OF.get(type(exc), "400 Bad Request"), "浏览器发来的请求有误"
            self.log.info("refused what is no proper request: %s", type(exc).__name__)
        else:
            status, words = "500 Internal Server Error", "网站出了问题，请过一会儿再试"
            self.log.exception("a request failed outside of the application")
        headers, body = bare_page(words, settings().public_path)
        head = "".join(f"{name}: {value}\r\n" for name, value in [*headers, ("Connection", "close")])
        with suppress(OSError):
            client.sendall(f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1") + body)


worker_class = QuietWorker
logger_class = QuietLogger
workers = 2
threads = 8
timeout = 60
accesslog = "-"
# The route, not the path: a path may hold the token of an invitation or of a file.
access_log_format = "%(t)s %(m)s %({xinnuo.route}e)s %(s)s %(B)s bytes %(M)s ms"
errorlog = "-"
loglevel = "warning"
control_socket_disable = True
forwarded_allow_ips = "127.0.0.1"
limit_request_line = 4094
limit_request_field_size = 8190
