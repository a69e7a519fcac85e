"""Every list that is published is a file, a line of the dictionary and a path of the interface; bulletins and rankings page by page."""

from datetime import timedelta

import pytest

from portal import clock
from portal.bulletins import operations as bulletins
from portal.bulletins.figures import Asked
from portal.bulletins.vocabulary import Scope
from portal.db import transaction
from portal.evaluation import operations, queries
from portal.evaluation.vocabulary import Subject
from portal.exchange.open_data.datasets import DATASETS
from portal.supervision.periods import past_keys
from tests.bulletins.making import count, day_in, do, make_bulletin, supervisors
from tests.factories import make_department
from tests.supervision.cases_of_a_year import put_cases
from tests.web.api.test_judgements import walked


@pytest.fixture
def year(app):
    """A year of four departments, counted, with two public bulletins and a published ranking; the people who did it."""
    key = past_keys(clock.today(), 12, 1)[0]
    for name, number in (("区一局", 20), ("区二局", 12), ("区三局", 11), ("区小局", 6)):
        put_cases(number, make_department(name), day_in(key), "a")
    count()
    author, second = supervisors()
    made = [_bulletin(author, second, each) for each in (key, f"{key}H2")]
    with transaction():
        number = operations.begin(author, Subject.DEPARTMENT, key).id
        operations.open_objections(queries.get_evaluation(number), author)
    until = queries.get_evaluation(number).objections_until
    with clock.pretend(clock.start_of(until + timedelta(days=1)) + timedelta(hours=9)), transaction():
        operations.finalise(queries.get_evaluation(number), author)
        operations.publish(queries.get_evaluation(number), second)
    return second, made, number


def _bulletin(author, second, key):
    number = make_bulletin(author, True, Asked(key, Scope.ALL))
    do(number, bulletins.freeze, author)
    return do(number, bulletins.approve, second)


def test_every_dataset_has_a_path_in_the_interface(app):
    paths = app.test_client().get("/api/v1/openapi.json").get_json()["paths"]
    assert not [each.name for each in DATASETS if f"/{each.name.replace('_', '-')}" not in paths]


@pytest.mark.parametrize("name", ["bulletins", "rankings"])
def test_the_pages_hold_every_row_once_and_say_what_the_file_says(app, year, name):
    client = app.test_client()
    rows = walked(client, f"/api/v1/{name}?limit=1")
    assert rows == client.get(f"/data/{name}.json").get_json() and len(rows) == {"bulletins": 2, "rankings": 4}[name]
    assert client.get("/" + rows[0]["url"].split("/", 3)[3]).status_code == 200
    missing = {"bulletins": "nothing", "rankings": "department/1999/1"}[name]
    assert client.get(f"/api/v1/{name}?after={missing}").status_code == 404


def test_what_is_withdrawn_is_gone_with_its_reason(app, year):
    second, made, number = year
    client, path = app.test_client(), f"/api/v1/bulletins/{made[0].public_key}"
    assert client.get(path).get_json() in client.get("/api/v1/bulletins").get_json()["items"]
    do(made[0].id, bulletins.withdraw, second, "数字有误，重新发布。")
    with transaction():
        operations.withdraw(queries.get_evaluation(number), second, "指标口径有误。")
    gone = client.get(path)
    assert gone.status_code == 410 and "数字有误" in gone.get_json()["detail"]
    assert made[0].public_key not in client.get("/api/v1/bulletins").text
    assert client.get("/api/v1/rankings").get_json()["items"] == []
