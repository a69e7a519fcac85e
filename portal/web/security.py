"""Headers of every response: what a page may load, who may frame it, and whether it may be kept."""

from flask import Flask, Response, abort, g, request

from portal.config import settings

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
PERMISSIONS_POLICY = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
}
TWO_YEARS = "max-age=63072000; includeSubDomains"


def is_published() -> None:
    """Say that the page of this request is public, so that the browser may keep it and only ask whether it changed."""
    g.is_published = True


def _finish(response: Response) -> Response:
    """Add the headers; keep nothing but static files and pages whose view called ``is_published``."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if settings().session_cookie_secure:
        response.headers["Strict-Transport-Security"] = TWO_YEARS
    if request.endpoint == "static":
        return response
    # Private even where public: the page holds the visitor's display settings and form tokens.
    keeps = g.get("is_published", False) and response.status_code in {200, 304}
    response.headers["Cache-Control"] = "private, no-cache" if keeps else "no-store"
    return response


def _refuse_nul() -> None:
    """No address of ours holds a NUL character, and PostgreSQL cannot store one: the page does not exist."""
    if "\x00" in request.path or any("\x00" in value for _, value in request.args.items(multi=True)):
        abort(404)


def register(app: Flask) -> None:
    """Finish every response of the app."""
    # With Referrer-Policy no-referrer browsers send no Referer to compare under TLS; the token and SameSite cookies stand.
    app.config["WTF_CSRF_SSL_STRICT"] = False
    app.before_request(_refuse_nul)
    app.after_request(_finish)
