"""Headers of every response: what a page may load, who may frame it, what the browser may do, and whether it may be kept."""

from flask import Flask, Response, abort, g, request

from portal.config import settings

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; worker-src 'none'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
_REFUSED_FEATURES = (
    "accelerometer autoplay camera clipboard-read clipboard-write compute-pressure cross-origin-isolated display-capture "
    "encrypted-media fullscreen gamepad geolocation gyroscope hid identity-credentials-get idle-detection keyboard-map local-fonts "
    "magnetometer microphone midi otp-credentials payment picture-in-picture screen-wake-lock serial storage-access sync-xhr usb "
    "window-management xr-spatial-tracking"
)
_OWN_FEATURES = "publickey-credentials-create publickey-credentials-get"
PERMISSIONS_POLICY = ", ".join([f"{name}=()" for name in _REFUSED_FEATURES.split()] + [f"{name}=(self)" for name in _OWN_FEATURES.split()])
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Origin-Agent-Cluster": "?1",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-DNS-Prefetch-Control": "off",
    "Permissions-Policy": PERMISSIONS_POLICY,
}
TWO_YEARS = "max-age=63072000; includeSubDomains"
NEVER_KEPT = "no-store"

# What the browser forgets when a person leaves. Not "cookies": that would end their sessions at every other site under the same
# registrable domain (tj.gov.cn) and take 长者版 away; our own cookies are taken back one by one.
FORGET = '"cache", "storage"'
_LEAVING = frozenset({"public.leave", "public.track_leave", "account.sign_out"})


def headers() -> dict[str, str]:
    """The headers that every response carries, whoever made it; behind TLS also the one that keeps browsers there."""
    return HEADERS | ({"Strict-Transport-Security": TWO_YEARS} if settings().session_cookie_secure else {})


def is_published() -> None:
    """Say that the page of this request is public, so that the browser may keep it and only ask whether it changed."""
    g.is_published = True


def _finish(response: Response) -> Response:
    """Let nothing be kept but static files and pages whose view called ``is_published``; ``outermost`` adds the other headers."""
    if request.url_rule is not None:
        request.environ["xinnuo.route"] = request.url_rule.rule  # for the access log: the address itself may hold a token
    if request.endpoint in _LEAVING and request.method != "OPTIONS":
        response.headers["Clear-Site-Data"] = FORGET
    if request.endpoint == "static" and response.status_code < 400:
        return response
    # Private even where public: the page holds the visitor's display settings and form tokens.
    keeps = g.get("is_published", False) and response.status_code in {200, 304}
    response.headers["Cache-Control"] = "private, no-cache" if keeps else NEVER_KEPT
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
