"""信诺 Xinnuo: a complaint-and-reporting portal for government breach of trust."""

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import cli, db, models_registry, wiring  # noqa: F401
from portal.config import ROOT, settings
from portal.notifications.mailer import init_mail
from portal.web import (
    account,
    admin,
    admission,
    api,
    areas,
    assets,
    custody,
    desk,
    display,
    downloads,
    errors,
    exchange,
    filters,
    globals,
    kept_posts,
    leads,
    oversight,
    public,
    publication,
    reading,
    records,
    security,
    sessions,
    staff,
)
from portal.web.outermost import Outermost

BODY_MARGIN_BYTES = 10 * 1024 * 1024  # a file somewhat too big still gets a sentence of its own
FORM_MEMORY_BYTES = 1024 * 1024


def create_app() -> Flask:
    """The application, set up from the environment. May be called more than once in one process."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    values = settings()
    app.config.update(
        SECRET_KEY=values.secret_key,
        MAX_CONTENT_LENGTH=values.max_file_bytes + BODY_MARGIN_BYTES,
        MAX_FORM_MEMORY_SIZE=FORM_MEMORY_BYTES,
        SESSION_COOKIE_NAME="xinnuo",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=values.session_cookie_secure,
        WTF_I18N_ENABLED=False,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.wsgi_app = Outermost(app.wsgi_app)  # type: ignore[method-assign]
    if values.trusted_proxies:
        count = values.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count, x_prefix=count)  # type: ignore[method-assign]
    db.engine()
    app.teardown_appcontext(lambda _error: db.session.remove())
    init_mail(app)
    # The guard comes before the CSRF check, so that a form whose session is gone is kept and brought back, not refused.
    for part in (security, sessions, areas, reading, kept_posts, errors, admission, filters, globals, assets, staff):
        part.register(app)
    csrf = CSRFProtect(app)
    csrf.exempt(exchange.blueprint)  # no browser and no cookie: each request proves itself
    areas_of_pages = (public, account, desk, publication, oversight, admin, custody, downloads, records, leads, display, api, exchange)
    for package in areas_of_pages:
        app.register_blueprint(package.blueprint)
    wiring.subscribe_all()
    cli.register(app)
    return app
