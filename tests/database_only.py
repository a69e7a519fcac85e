"""A pytest plugin for the second round: the tests that use a database, each question to it once."""

from typing import Any

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests that would give the same answer on any database, and all but one of those that ask it the same."""
    asked: set[tuple[str, ...]] = set()
    wanted = []
    for item in items:
        if "database" not in getattr(item, "fixturenames", ()) or item.get_closest_marker("one_database"):
            continue
        question = _question(item)
        if question not in asked:
            wanted.append(item)
            asked.add(question)
    left_out = set(items) - set(wanted)
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = wanted


def _question(item: pytest.Item) -> tuple[str, ...]:
    """The test, without the parameters of which it says that they change no query."""
    mark = item.get_closest_marker("same_queries")
    if mark is None:
        return (item.nodeid,)
    given: dict[str, Any] = item.callspec.params
    telling = [f"{name}={value}" for name, value in given.items() if mark.args and name not in mark.args]
    return (item.nodeid.partition("[")[0], *telling)
