"""Fixtures of all tests: a fresh database for each, a browser, and a way to be signed in.

No fixture holds an app context while a test runs: the sign-in library would keep the first user in ``g`` for the rest of it.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import make_url

pytest_plugins = ["tests.chromium"]
_DATA = Path(tempfile.mkdtemp(prefix="xinnuo-test-"))
# Set before anything of the portal is imported, so that nothing can read the developer's own data.
os.environ["XINNUO_DATA"] = str(_DATA)
os.environ["XINNUO_SERVER_KEY"] = "0123456789abcdef" * 4
os.environ["XINNUO_LOG_KEY"] = "fedcba9876543210" * 4
os.environ["XINNUO_SECRET_KEY"] = "a key for tests only"
UNSET = "DATABASE_URL MAIL_SERVER REDIS_URL CLAMD_SOCKET PROFILE SESSION_COOKIE_SECURE PUBLIC_BASE_URL TRUSTED_PROXIES"
for variable in UNSET.split():
    os.environ.pop(variable, None)

from portal import create_app, db, models_registry  # noqa: E402, F401
from portal.accounts.models import User  # noqa: E402
from portal.config import Settings, settings  # noqa: E402
from portal.web import throttle  # noqa: E402
from tests import databases, factories  # noqa: E402
from tests.browser import Browser, HouseClient, HouseRunner  # noqa: E402

# Templates are compiled once for all tests, not once for each application.
_COMPILED = FileSystemBytecodeCache(str(_DATA))
_applications: dict[Settings, Flask] = {}
ON_POSTGRESQL = os.environ.get("XINNUO_TEST_DATABASE") == "postgresql"
SERVER = os.environ.get("XINNUO_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long walks and journeys first, so that at the end no process is left alone with one of them."""
    items.sort(key=lambda item: not {"chromium", "demo_app"} & set(getattr(item, "fixturenames", ())))


def pytest_collection_finish() -> None:
    """All that is loaded by now stays: the garbage collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def schema() -> Iterator[Path | str]:
    """All tables, made once: a SQLite file to copy, or the address of a PostgreSQL database of this process."""
    if ON_POSTGRESQL:
        yield from databases.on_server(SERVER)
        return
    yield databases.template_in(_DATA)
    shutil.rmtree(_DATA, ignore_errors=True)


@pytest.fixture
def database(schema: Path | str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty database with all tables, and a data directory of this test alone."""
    monkeypatch.setenv("XINNUO_DATA", str(tmp_path / "data"))
    url = schema if isinstance(schema, str) else f"sqlite:///{databases.fresh_copy(schema)}"
    monkeypatch.setenv("DATABASE_URL", url)
    settings.cache_clear()
    if db.engine().url != make_url(url):  # the engine is kept from test to test, because it knows the statements it has compiled
        db.forget_engine()
        db.engine()
    throttle.forget_all()
    yield url
    db.session.remove()
    databases.empty_all_tables() if isinstance(schema, str) else db.engine().dispose()
    settings.cache_clear()


@pytest.fixture
def new_app(database: str) -> Flask:
    """An application of this test alone, for tests that add pages to it."""
    made = create_app()
    made.config["TESTING"] = True
    made.jinja_env.bytecode_cache = _COMPILED
    made.test_client_class, made.test_cli_runner_class = HouseClient, HouseRunner
    return made


@pytest.fixture
def app(database: str, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The portal on a fresh database; CSRF protection is on, as in life.

    Making an application takes longer than most tests, so it is made once for each set of settings and its configuration restored.
    """
    if "new_app" in request.fixturenames:
        yield request.getfixturevalue("new_app")
        return
    key = replace(settings(), data_dir=_DATA, database_url="")
    made = _applications.get(key) or _applications.setdefault(key, request.getfixturevalue("new_app"))
    before = dict(made.config)
    yield made
    made.config.clear()
    made.config.update(before)


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A browser that checks every page it opens."""
    return Browser(app)


@pytest.fixture
def sign_in_as(app: Flask) -> Callable[[User], Browser]:
    """Gives a browser of its own in which this person is signed in, second factor done."""

    def signed_in(user: User) -> Browser:
        visitor = Browser(app)
        visitor.carry_session(factories.open_session_of(user))
        return visitor

    return signed_in
