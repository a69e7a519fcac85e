"""The demo data of 和平区, lived once for the whole run and copied for each test that looks at it."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from portal import clock, create_app, db, demo, jobs
from portal.accounts import queries
from portal.config import settings
from portal.db import transaction
from portal.profiles import loader
from portal.routing import loading
from tests import factories
from tests.browser import Browser, HouseClient, HouseRunner, apart
from tests.conftest import ON_POSTGRESQL


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this run, shared by its processes."""
    base = tmp_path_factory.getbasetemp()
    store = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo"
    store.mkdir(exist_ok=True)
    return store


@pytest.fixture
def demo_app(database: str, demo_store: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The portal of 和平区 with everything that ``make run`` shows."""
    if ON_POSTGRESQL:
        pytest.skip("the demo data is copied as a file")
    with (demo_store / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (demo_store / "ready").exists():
            _live_it(demo_store)
    own = Path(database.removeprefix("sqlite:///"))
    db.session.remove()
    db.engine().dispose()
    shutil.copy(demo_store / "demo.sqlite3", own)
    shutil.copytree(demo_store / "data", settings().data_dir, dirs_exist_ok=True)
    app = create_app()
    app.test_client_class, app.test_cli_runner_class = HouseClient, HouseRunner
    return app


def _live_it(store: Path) -> None:
    """Load profile and demo data into the fresh database of this test, and keep a copy."""
    app = create_app()
    with apart(), app.app_context():
        with transaction():
            loading.load_profile(loader.read_profile("heping"))
        jobs.load_reply_templates()
        demo.load_text()
        jobs.refresh_figures()
        with db.engine().connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql(f"VACUUM INTO '{store / 'demo.sqlite3'}'")
    shutil.copytree(settings().data_dir, store / "data", dirs_exist_ok=True)
    (store / "ready").write_text(clock.now().isoformat(), encoding="ascii")


@pytest.fixture
def person(demo_app: Flask) -> Callable[[str], Browser]:
    """A house client in which a demo person is signed in."""

    def signed_in(username: str) -> Browser:
        client = Browser(demo_app)
        with apart():
            user = queries.find_by_username(username)
            assert user is not None, username
            token = factories.open_session_of(user)
        client.carry_session(token)
        return client

    return signed_in
