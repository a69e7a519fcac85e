"""The public pages of dishonesty records: list, record, feed, files, interface and sitemap tell the same, and nothing once it is gone."""

from datetime import timedelta

import pytest

from portal import clock
from portal.accounts.departments import operations as departments
from portal.accounts.departments.queries import get_department
from portal.db import transaction
from portal.records import ending, queries, releasing
from portal.records.vocabulary import RecordConduct, RectificationState, Severity
from portal.web.record_page import card
from tests.factories import make_department
from tests.records.stories import do, make_house, new_record, nothing_found, published, recognised

PLACES = ("/records", "/records.atom", "/records.csv", "/records.json", "/data/records.csv", "/api/v1/records")


@pytest.fixture
def house(app):
    return make_house()


def test_the_list_is_the_second_tab_beside_outcomes(house, browser):
    shown = published(house, new_record(clock.today()))
    waiting = recognised(house, new_record(clock.today(), number="没有公示", title="还没有公示的记录"))
    page = browser.open("public.outcomes").follow("失信记录")
    assert page.text.startswith("失信记录 – ") and shown.title in page.text and waiting.title not in page.text


def test_a_record_tells_what_the_law_asks_for(house, browser):
    record = published(house, new_record(clock.today(), kind="penalty"))
    do(releasing.report_progress, record, house.first, RectificationState.UNDER_WAY, "已支付首期款项。", nothing_found)
    text = browser.open("public.record", public_id=record.public_id).text
    wanted = [record.subject_name, "12370306495001231P", record.conduct.label, record.document.number, record.document.organ]
    for each in [*wanted, "一般失信", "公示期", "整改进展", "已支付首期款项", "打印", f"/records/{record.public_id}"]:
        assert each in text, each
    assert house.first.display_name not in text


def test_a_mark_of_objection_shows_at_once(house, browser):
    record = published(house, new_record(clock.today()))
    do(releasing.mark_objection, record, True)
    assert "异议处理中" in browser.open("public.record", public_id=record.public_id).text


@pytest.mark.parametrize("path", PLACES)
def test_every_channel_has_the_record_and_loses_it_when_it_is_revoked(app, house, path):
    client = app.test_client()
    record = published(house, new_record(clock.today()))
    assert record.public_id in client.get(path).text
    assert record.public_id in client.get(f"/sitemap/records-{clock.today():%Y-%m}.xml").text
    do(ending.revoke, record, house.supervisor, "原判决已经撤销。", nothing_found)
    assert record.public_id not in client.get(path).text
    gone = client.get(f"/records/{record.public_id}")
    assert gone.status_code == 410 and "原判决已经撤销" in gone.text
    assert client.get(f"/api/v1/records/{record.public_id}").status_code == 410
    assert client.get(f"/sitemap/records-{clock.today():%Y-%m}.xml").status_code == 404
    assert client.get("/records?keyword=城建服务").text.count(record.title) == 0


def test_who_takes_over_from_a_body_bears_its_records_on_its_page_and_in_the_list(app, house):
    record = published(house, new_record(clock.today(), department_id=house.respondent.id))
    heir, client = make_department("测试接手的局"), app.test_client()
    assert record.title not in client.get(f"/departments/{heir.id}").text
    with transaction():
        departments.set_successor(get_department(house.respondent.id), get_department(heir.id))
    for path in (f"/departments/{heir.id}", "/records?subject=测试接手的局", "/records.json?subject=测试接手的局"):
        assert record.title in client.get(path).text, path
    assert record.title in client.get(f"/records?subject={house.respondent.name}").text
    assert client.get("/records.json?subject=没有这个局").text.count(record.title) == 0


def test_the_page_of_a_department_has_its_records_until_they_go(house, browser):
    record = published(house, new_record(clock.today()))
    organ = make_department(record.subject_name)
    page = browser.open("public.department", department_id=organ.id)
    assert record.title in page.main
    page.follow("全部失信记录")
    assert record.title in page.main and "共 1 条" in page.text
    do(ending.revoke, record, house.supervisor, "原判决已经撤销。", nothing_found)
    assert "没有公示中的失信记录" in browser.open("public.department", department_id=organ.id).main


def test_the_end_of_display_takes_the_page_away(app, house):
    record = published(house, new_record(clock.today()), Severity.GENERAL, 3)
    with clock.pretend(clock.start_of(record.display_until + timedelta(days=1))):
        do(lambda _record: ending.end_displays(), record)
        answer = app.test_client().get(f"/records/{record.public_id}")
    assert answer.status_code == 410 and "公示期满" in answer.text


@pytest.mark.parametrize(
    "query",
    ["conduct=arrears", "severity=general", "keyword=城建服务", "region=370306", "rectification=open", "subject=测试区城建服务中心"],
)
def test_filters_narrow_page_feed_and_files_alike(app, house, query):
    wanted = published(house, new_record(clock.today()))
    other = new_record(clock.today(), number="另一份", conduct=RecordConduct.INACTION, department_id=house.respondent.id)
    noise = published(house, other, Severity.SERIOUS, 24)
    do(releasing.report_progress, noise, house.first, RectificationState.DONE, "已经全部整改。", nothing_found)
    for path in ("/records", "/records.atom", "/records.json", "/api/v1/records"):
        text = app.test_client().get(f"{path}?{query}").text
        assert wanted.public_id in text and noise.public_id not in text, path


def test_pages_are_by_key_and_a_place_that_is_gone_leads_to_the_first(app, house):
    made = [published(house, new_record(clock.today(), number=f"第{number}号")) for number in range(21)]
    client = app.test_client()
    first = client.get("/records").text
    assert made[-1].public_id in first and made[0].public_id not in first
    assert made[0].public_id in client.get(f"/records?after={made[1].public_id}").text
    assert made[0].public_id in client.get("/records?end=1").text
    assert client.get("/records?after=nothing").status_code == 302


def test_a_card_says_until_when(app, house):
    record = published(house, new_record(clock.today()))
    with app.test_request_context():
        rows = card(queries.get_record(record.id))["rows"]
    assert f"{record.display_until.year}年" in rows[-1]["value"]
