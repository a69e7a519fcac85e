"""What waits of objections and repairs is paged by age over both kinds, each once, and read by an index."""

from datetime import timedelta

import pytest
from sqlalchemy import inspect

from portal import clock, db
from portal.db import session, transaction
from portal.records.objections.models import PublicObjection
from portal.records.repair.models import CreditRepair
from portal.web import objections as shared
from portal.web.publication import objections as of_texts
from portal.web.records import requests
from tests.conftest import ON_POSTGRESQL
from tests.databases import statements
from tests.records.stories import make_house, new_record, published
from tests.records.test_objections_to_records import filed
from tests.records.test_repair import asked

SIZE = 4


@pytest.fixture
def house(app, monkeypatch):
    for page in (requests, of_texts, shared):
        monkeypatch.setattr(page, "PAGE_ROWS", SIZE)
    return make_house()


@pytest.fixture
def waiting(house):
    """Ten of each kind; some came in at the very same instant."""
    record = published(house, new_record(clock.today() - timedelta(days=120)))
    first = [(PublicObjection, filed(record)[0].id), (CreditRepair, asked(record)[0].id)]
    at = clock.now() - timedelta(days=1)
    with transaction():
        for kind, key in first:
            row = session.get_one(kind, key)
            row.received_at = at
            values = {column.key: getattr(row, column.key) for column in inspect(kind).columns if column.key != "id"}
            for number in range(1, 10):
                own = {"submission_hash": f"s{number}", "tracking_hash": f"t{number}", "received_at": at + timedelta(minutes=number // 2)}
                db.add(kind(**{**values, **own}))
    return record


def rows(desk):
    return [" ".join(each.text_content().split()) for each in desk.page.xpath("//tbody/tr")]


def walked(desk, link):
    """The kinds on each page, following one link to the end."""
    pages = [rows(desk)]
    while desk.page.xpath(f"//nav[@class='pager']//a[.='{link}']"):
        desk.follow(link)
        pages.append(rows(desk))
    return pages


def test_every_request_is_on_one_page_forwards_and_backwards(house, waiting, sign_in_as):
    desk = sign_in_as(house.supervisor).open("records.list_requests")
    assert "这一页 4 件" in desk.main
    forwards = walked(desk, "下一页")
    assert [len(each) for each in forwards] == [SIZE] * 5
    told = [row for page in forwards for row in page]
    assert sum("异议" in row for row in told) == sum("信用修复" in row for row in told) == 10
    assert walked(desk, "上一页") == forwards[::-1]


def test_a_place_that_is_none_begins_at_the_start_and_costs_the_same(house, waiting, sign_in_as):
    desk = sign_in_as(house.supervisor).open("records.list_requests")
    start = rows(desk)
    for place in ("morgen_3", "2026-11-30_3", "2026-11-30T10:00:00_3", "_", "2026-11-30T10:00:00+00:00_x"):
        assert rows(desk.open(f"/desk/record-requests?after={place}")) == start, place
    costs = []
    for path in ("/desk/record-requests", desk.page.xpath("//a[.='下一页']/@href")[0]):
        with statements() as said:
            desk.open(path)
        costs.append(len(said))
    assert costs[0] == costs[1] <= 14


@pytest.mark.one_database
@pytest.mark.skipif(ON_POSTGRESQL, reason="a plan of PostgreSQL hangs on the number of rows")
@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("SELECT id FROM public_objection WHERE subject_kind = ? AND decided_at IS NULL AND (received_at, id) > (?, ?) "
         "ORDER BY received_at, id LIMIT 51", "ix_public_objection_waiting"),
        ("SELECT id FROM credit_repair WHERE decided_at IS NULL AND (received_at, id) > (?, ?) ORDER BY received_at, id LIMIT 51",
         "ix_credit_repair_waiting"),
    ],
)  # fmt: skip
def test_the_pages_are_read_by_an_index(app, query, index):
    parameters = ("record", "2026-01-01", 1)[-query.count("?") :]
    with db.engine().connect() as connection:
        plan = " ".join(str(row) for row in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + query, parameters))
    assert index in plan and "TEMP B-TREE" not in plan
