"""District to city: records go up in batches over a line that breaks; nothing is lost, nothing doubled, and what is refused comes again."""

from portal.clock import today
from portal.db import transaction
from portal.exchange.aggregation import operations, queries
from portal.exchange.queries import get_partner
from portal.exchange.vocabulary import RowState
from portal.records import ending, recognising, releasing
from portal.records import queries as records
from tests.records import stories


def states(district, record):
    """Where each version of a record stands at the city, oldest first."""
    return [each.state for each in queries.list_deliveries_of([record.id], district.partner_id)]


def at_city(district):
    """What the city has: by public id, version and status."""
    return {each["ref"]: (each["version"], each["status"]) for each in district.upper.tell("records", partner=district.id_there)["records"]}


def test_a_record_reaches_the_city_once_over_a_line_that_breaks(district):
    record = stories.published(district.house, stories.new_record(today()))
    district.line.is_cut = True
    for _ in range(3):
        district.work()
        district.wait(hours=2)
    assert states(district, record) == [RowState.SENT] and at_city(district) == {}
    district.line.is_cut = False
    district.upper.tell("lose", is_on=True)
    district.work()
    assert states(district, record) == [RowState.SENT] and at_city(district) == {record.public_id: (1, "0")}
    district.upper.tell("lose", is_on=False)
    district.wait(hours=7)
    district.work()
    assert states(district, record) == [RowState.ACCEPTED] and at_city(district) == {record.public_id: (1, "0")}


def test_a_row_the_city_refuses_is_told_in_words_and_comes_again_when_it_is_right(district):
    good = stories.published(district.house, stories.new_record(today()))
    bad = stories.published(
        district.house, stories.new_record(today(), department_id=district.house.respondent.id, number="（2026）测0306民初2号")
    )
    district.work()
    assert states(district, good) == [RowState.ACCEPTED] and states(district, bad) == [RowState.REJECTED]
    reasons = queries.list_deliveries_of([bad.id], district.partner_id)[0].reasons
    assert "“统一社会信用代码”没有填，或者格式不对。" in reasons
    with transaction():
        records.get_record(bad.id).subject.credit_code = stories.CREDIT_CODE
        operations.send_again(district.house.supervisor, records.get_record(bad.id), get_partner(district.partner_id), recognising.office())
    district.work()
    assert states(district, bad) == [RowState.REPLACED, RowState.ACCEPTED]
    assert at_city(district) == {good.public_id: (1, "0"), bad.public_id: (2, "0")}


def test_whatever_happens_to_a_record_follows_to_the_city_in_its_order(district):
    record = stories.published(district.house, stories.new_record(today()))
    texts = {"title": "标题改过了一些", "facts": stories.FACTS}
    stories.do(releasing.correct, record, district.house.second, texts, "标题写错了", stories.nothing_found)
    district.line.is_cut = True
    district.work()
    stories.do(ending.revoke, record, district.house.supervisor, "认定文书被依法撤销", stories.nothing_found)
    district.line.is_cut = False
    district.wait(hours=1)
    for _ in range(2):
        district.work()
    assert at_city(district) == {record.public_id: (3, "3")}
    assert district.upper.tell("versions", partner=district.id_there, ref=record.public_id) == {"versions": [1, 2, 3]}
    assert set(states(district, record)) == {RowState.ACCEPTED}
