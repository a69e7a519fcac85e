"""A pytest plugin for the second round: only the tests that use a database, without those that measure pages."""

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests that would give the same answer on any database."""
    wanted = [item for item in items if "database" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("one_database")]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(wanted)])
    items[:] = wanted
