"""Criticisms and results of online appraisals over the interface: every row once, the same as in the files, gone with the reason."""

from datetime import timedelta

import pytest

from portal import clock, jobs
from tests import factories
from tests.registers import making
from tests.supervision.ladder_world import criticised, uncriticised


def walked(client, url):
    """The rows of all pages."""
    seen = []
    while url:
        answer = client.get(url).get_json()
        seen += answer["items"]
        url = answer["next"] and "/" + answer["next"].split("/", 3)[3]
    return seen


@pytest.fixture
def rounds(app):
    """Two rounds that are over, of three departments each."""
    house = making.cast()
    departments = [house.home, factories.make_department(), factories.make_department()]
    for _number in range(2):
        appraisal = making.opened(house, *departments)
        for department in departments:
            for voice in range(5):
                making.said(appraisal, department, f"ticket:{appraisal.id}:{department.id}:{voice}")
    with clock.pretend(clock.now() + timedelta(days=20)):
        jobs.end_registers()
        yield departments


def test_every_published_criticism_is_on_one_page_and_a_withdrawn_one_is_gone(app):
    shown = [criticised(f"测试第{number}街道办", f"第{number}份通报") for number in range(3)]
    client = app.test_client()
    rows = walked(client, "/api/v1/criticisms?limit=2")
    assert sorted(each["id"] for each in rows) == sorted(each.public_key for each in shown)
    assert rows == client.get("/data/criticisms.json").get_json()
    of_one = client.get(f"/api/v1/criticisms?department={shown[0].order.department_id}").get_json()["items"]
    assert [each["title"] for each in of_one] == ["第0份通报"]
    assert client.get(f"/api/v1/criticisms/{shown[0].public_key}").get_json() == of_one[0]
    uncriticised(shown[0])
    gone = client.get(f"/api/v1/criticisms/{shown[0].public_key}")
    assert gone.status_code == 410 and "事实有误" in gone.get_json()["detail"]
    assert len(walked(client, "/api/v1/criticisms?limit=1")) == 2
    assert client.get("/api/v1/criticisms?after=nothing").status_code == 404


def test_every_result_of_an_appraisal_is_on_one_page_the_newest_round_first(app, rounds):
    client = app.test_client()
    rows = walked(client, "/api/v1/appraisals?limit=2")
    assert len({each["id"] for each in rows}) == len(rows) == 6 and {each["voices"] for each in rows} == {5}
    assert rows == client.get("/data/appraisals.json").get_json()
    assert client.get("/" + rows[0]["url"].split("/", 3)[3]).status_code == 200
    for after, status in (("nothing/1", 404), (f"{rows[0]['id'].split('/')[0]}/999999999", 404), ("a", 400)):
        assert client.get(f"/api/v1/appraisals?after={after}").status_code == status
