"""What is published about a whole period is open data too: in its newest version, and gone when it is withdrawn."""

from datetime import timedelta

import pytest

from portal import clock
from portal.accounts import queries as accounts
from portal.bulletins import operations as bulletins
from portal.db import transaction
from portal.evaluation import operations as evaluations
from portal.evaluation import queries
from portal.evaluation.vocabulary import Subject
from portal.supervision.periods import label_of, past_keys
from tests.bulletins.making import count, day_in, do, make_bulletin, put_quarter, quarter, supervisors
from tests.factories import make_department
from tests.supervision.cases_of_a_year import put_cases

pytestmark = pytest.mark.usefixtures("app")


def rows(client, name):
    return client.get(f"/data/{name}.json").get_json()


def test_a_public_bulletin_is_a_row_in_its_newest_version_until_it_is_withdrawn(app):
    put_quarter()
    author, second = supervisors()
    hidden = make_bulletin(author)
    assert rows(app.test_client(), "bulletins") == []
    do(hidden, bulletins.drop, author)
    number = make_bulletin(author, is_public=True)
    do(number, bulletins.freeze, author)
    made = do(number, bulletins.approve, second)
    client = app.test_client()
    [row] = rows(client, "bulletins")
    assert (row["id"], row["title"], row["period"], row["version"]) == (made.public_key, made.title, label_of(quarter()), made.version)
    assert row["url"].endswith(f"/bulletins/{made.public_key}") and client.get(row["url"]).status_code == 200
    do(number, bulletins.withdraw, second, "数字有误，重新统计。")
    assert rows(client, "bulletins") == []


def test_a_published_ranking_tells_no_more_than_its_page_until_it_is_withdrawn(app):
    year = past_keys(clock.today(), evaluations.lengths()[-1], 1)[0]
    one, small = make_department("区一局"), make_department("区小局")
    put_cases(20, one, day_in(year), "a", late=5)
    put_cases(9, small, day_in(year), "a")
    count()
    author, second = supervisors()

    def step(act, actor, *more):
        with transaction():
            act(queries.get_evaluation(number, for_update=True), accounts.get_user(actor.id), *more)

    with transaction():
        number = evaluations.begin(accounts.get_user(author.id), Subject.DEPARTMENT, year).id
    step(evaluations.open_objections, author)
    until = queries.get_evaluation(number).objections_until
    client = app.test_client()
    with clock.pretend(clock.start_of(until + timedelta(days=1))):
        step(evaluations.finalise, author)
        assert rows(client, "rankings") == []
        step(evaluations.publish, second)
        found = {row["name"]: row for row in rows(client, "rankings")}
        assert found[one.name]["rank"] == 1 and found[one.name]["total"] is not None
        assert (found[small.name]["rank"], found[small.name]["total"]) == (None, None)
        assert client.get(found[one.name]["url"]).status_code == 200
        step(evaluations.withdraw, second, "指标计算有误，重新评分。")
        assert rows(client, "rankings") == []
