"""The read-only interface: it keeps to its own description under made-up questions, and says what the pages say."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from portal.cases.vocabulary import Finding
from portal.exchange.open_data.register_rows import REGISTERS
from portal.publication import operations
from portal.publication.vocabulary import PublicationStatus
from portal.registers import operations as registers
from portal.registers.vocabulary import Kind
from tests.publication import stories
from tests.registers import making
from tests.supervision.ladder_world import criticised


@pytest.fixture
def people(app):
    return stories.cast()


@pytest.fixture
def described(app, people):
    """The interface over a few outcomes, as its own description tells it."""
    first = stories.released(people)
    for number in range(5):
        stories.add_outcome(first, title=f"第{number}件", finding=list(Finding)[number % 4])
    house = making.cast()
    for kind in Kind:
        making.published(house, kind)
    criticised("测试街道办", "关于逾期办理的通报")
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)


def test_every_answer_is_as_described(described):
    operations_seen = 0
    for found in described.get_all_operations():

        @given(case=found.ok().as_strategy())
        @settings(max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
        def ask(case):
            case.call_and_validate()

        ask()
        operations_seen += 1
    assert operations_seen == len(described.raw_schema["paths"]) >= 5


def test_the_pages_of_the_list_hold_every_outcome_once(app, people):
    first = stories.released(people)
    for number in range(11):
        stories.add_outcome(first, title=f"第{number}件", finding=list(Finding)[number % 4])
    stories.add_outcome(first, title="没有公开的", status=PublicationStatus.DRAFT)
    client, url, seen = app.test_client(), "/api/v1/outcomes?limit=5", []
    while url:
        answer = client.get(url).get_json()
        seen += [item["id"] for item in answer["items"]]
        url = answer["next"] and "/" + answer["next"].split("/", 3)[3]
    assert len(seen) == len(set(seen)) == 12
    assert seen == [row["id"] for row in client.get("/outcomes.json").get_json()]
    partly = client.get("/api/v1/outcomes?finding=partly").get_json()["items"]
    assert partly and {item["finding"] for item in partly} == {"partly"}


@pytest.mark.same_queries
@pytest.mark.parametrize("register", REGISTERS, ids=lambda each: each.path)
def test_the_pages_of_a_register_hold_every_entry_once_and_say_what_the_file_says(app, register):
    house = making.cast()
    entries = [making.published(house, register.kind, title=f"第{number}条内容") for number in range(3)]
    making.draft(house, register.kind, title="没有公开的内容")
    client, url, seen = app.test_client(), f"/api/v1/{register.path}?limit=2", []
    while url:
        answer = client.get(url).get_json()
        seen += answer["items"]
        url = answer["next"] and "/" + answer["next"].split("/", 3)[3]
    assert [item["id"] for item in seen] == [each.public_id for each in reversed(entries)]
    assert seen == client.get(f"/data/{register.path.replace('-', '_')}.json").get_json()
    found = client.get(f"/api/v1/{register.path}?keyword=第1").get_json()["items"]
    assert [item["title"] for item in found] == ["第1条内容"] and client.get("/" + found[0]["url"].split("/", 3)[3]).status_code == 200
    making.change(entries[0], registers.withdraw, house.publisher, "内容已经过时", making.inspect)
    gone = client.get(f"/api/v1/{register.path}/{entries[0].public_id}")
    assert gone.status_code == 410 and "内容已经过时" in gone.get_json()["detail"]


def test_what_is_withdrawn_is_gone_with_its_reason(app, people):
    first = stories.released(people)
    client = app.test_client()
    assert client.get(f"/api/v1/outcomes/{first.public_id}").get_json()["title"] == first.title
    stories.change(first, operations.withdraw, people.publisher, "内容有误")
    answer = client.get(f"/api/v1/outcomes/{first.public_id}")
    assert answer.status_code == 410 and "内容有误" in answer.get_json()["detail"]
    assert client.get("/api/v1/outcomes").get_json()["items"] == []


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("query", "name"),
    [("limit=0", "limit"), ("limit=101", "limit"), ("finding=maybe", "finding"), ("month=2026", "month"), ("nonsense=1", "nonsense"),
     ("fulfilled=1", "fulfilled"), ("keyword=一", "keyword"), ("department=99999999999999", "department")],
)  # fmt: skip
def test_a_question_that_does_not_fit_is_named_and_not_repeated(app, people, query, name):
    answer = app.test_client().get(f"/api/v1/outcomes?{query}")
    assert answer.status_code == 400 and answer.mimetype == "application/problem+json"
    assert name in answer.get_json()["detail"] and "99999999999999" not in answer.text


def test_a_copy_that_still_holds_costs_no_body_and_other_sites_may_read(app, people):
    stories.released(people)
    client = app.test_client()
    for path in ("outcomes", "departments", "areas", "figures", "openapi.json"):
        first = client.get(f"/api/v1/{path}")
        assert first.headers["Access-Control-Allow-Origin"] == "*" and "Set-Cookie" not in first.headers
        again = client.get(f"/api/v1/{path}", headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304 and not again.data
