"""The read-only interface: it keeps to its own description under made-up questions, and says what the pages say."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from portal.cases.vocabulary import Finding
from portal.publication import operations
from portal.publication.vocabulary import PublicationStatus
from tests.publication import stories


@pytest.fixture
def people(app):
    return stories.cast()


@pytest.fixture
def described(app, people):
    """The interface over a few outcomes, as its own description tells it."""
    first = stories.released(people)
    for number in range(5):
        stories.add_outcome(first, title=f"第{number}件", finding=list(Finding)[number % 4])
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
    assert operations_seen == 5


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


def test_what_is_withdrawn_is_gone_with_its_reason(app, people):
    first = stories.released(people)
    client = app.test_client()
    assert client.get(f"/api/v1/outcomes/{first.public_id}").get_json()["title"] == first.title
    stories.change(first, operations.withdraw, people.publisher, "内容有误")
    answer = client.get(f"/api/v1/outcomes/{first.public_id}")
    assert answer.status_code == 410 and "内容有误" in answer.get_json()["detail"]
    assert client.get("/api/v1/outcomes").get_json()["items"] == []


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
