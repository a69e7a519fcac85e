"""Open data: every file says the same as the page, nothing withdrawn is in any of them, no cell acts as a formula."""

import csv
import io
import json
from hashlib import sha256

import pytest
from openpyxl import load_workbook

from portal.cases.vocabulary import Finding
from portal.exchange.open_data import datasets, files
from portal.exchange.open_data.rows import OutcomeRow
from portal.publication import operations
from portal.publication.vocabulary import PublicationStatus
from tests.browser import Browser
from tests.publication import stories
from tests.supervision import ladder_world


@pytest.fixture
def people(app):
    return stories.cast()


def rows_of_csv(data: bytes) -> list[dict[str, str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def rows_of_xlsx(data: bytes) -> list[dict[str, object]]:
    sheet = load_workbook(io.BytesIO(data), read_only=True).active
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_every_file_holds_every_public_row_and_what_the_descriptor_says(app, people):
    first = stories.released(people)
    for number in range(12):
        stories.add_outcome(first, title=f"第{number}件", finding=list(Finding)[number % 4])
    stories.add_outcome(first, title="没有公开的", status=PublicationStatus.DRAFT)
    client = app.test_client()
    package = client.get("/data/datapackage.json").get_json()
    assert {each["name"] for each in package["resources"]} == {
        f"{each.name}-{kind}" for each in datasets.DATASETS for kind in files.FORMATS
    }
    for resource in package["resources"]:
        answer = client.get("/data/" + resource["path"].rsplit("/", 1)[1])
        assert answer.status_code == 200 and answer.mimetype == resource["mediatype"]
        assert len(answer.data) == resource["bytes"] and "sha256:" + sha256(answer.data).hexdigest() == resource["hash"]
        names = [field["name"] for field in resource["schema"]["fields"]]
        read = {"csv": rows_of_csv, "xlsx": rows_of_xlsx, "json": json.loads}[resource["format"]](answer.data)
        assert all(list(row) == names for row in read)
        if resource["name"].startswith("outcomes"):
            assert len(read) == 13
            assert "没有公开的" not in str(read)
            key = resource["schema"]["primaryKey"]
            assert len({row[key] for row in read}) == 13


def test_a_row_says_what_the_page_says_and_nothing_of_the_case(app, people):
    first = stories.released(people)
    case = first.case
    row = app.test_client().get("/outcomes.json").get_json()[0]
    page = app.test_client().get(f"/outcomes/{first.public_id}").text
    for name in ("title", "respondent", "department", "finding_title", "conduct_title", "facts", "measures"):
        assert row[name] in page, name
    assert row["url"].endswith(f"/outcomes/{first.public_id}")
    assert case.number not in str(row) and case.report.narrative not in str(row)
    assert all(len(row[name]) == 7 for name in row if name.endswith("_month") and row[name])


def test_what_is_withdrawn_is_in_no_file(app, people):
    first = stories.released(people)
    client = app.test_client()
    paths = ["/outcomes.csv", "/outcomes.json", "/data/outcomes.csv", "/data/outcomes.json"]
    tags = {path: client.get(path).headers["ETag"] for path in paths}
    assert all(first.public_id in client.get(path).text for path in paths)
    assert all(client.get(path, headers={"If-None-Match": tags[path]}).status_code == 304 for path in paths)
    stories.change(first, operations.withdraw, people.publisher, "内容有误")
    for path in paths:
        answer = client.get(path, headers={"If-None-Match": tags[path]})
        assert answer.status_code == 200 and first.public_id not in answer.text, path


def test_criticisms_are_a_file_until_they_are_withdrawn(app):
    shown, stays = ladder_world.criticised("示例财政局", "关于逾期未办结的通报"), ladder_world.criticised("示例住建局", "另一份通报")
    client = app.test_client()
    rows = {row["id"]: row for row in client.get("/data/criticisms.json").get_json()}
    assert set(rows) == {shown.public_key, stays.public_key} and rows[shown.public_key]["department"] == "示例财政局"
    assert client.get("/" + rows[shown.public_key]["url"].split("/", 3)[3]).status_code == 200
    assert f"/criticisms/{shown.public_key}<" in client.get("/sitemap/registers.xml").text
    ladder_world.uncriticised(shown)
    assert [row["id"] for row in client.get("/data/criticisms.json").get_json()] == [stays.public_key]
    assert shown.public_key not in client.get("/sitemap/registers.xml").text


def test_the_files_of_a_filter_hold_what_the_list_shows(app, people):
    first = stories.released(people)
    for number in range(8):
        stories.add_outcome(first, title=f"第{number}件", finding=list(Finding)[number % 4], replied_month=f"2026-0{number % 2 + 3}")
    client = app.test_client()
    for query in ("finding=partly", "month=2026-03", "finding=partly&month=2026-04", "keyword=第3"):
        shown = client.get(f"/outcomes?{query}").text
        rows = client.get(f"/outcomes.json?{query}").get_json()
        assert [row["id"] for row in rows] == [row["公示编号"] for row in rows_of_csv(client.get(f"/outcomes.csv?{query}").data)]
        assert rows and f"共 <strong>{len(rows)}</strong> 件" in shown
        assert all(row["url"].split("/", 3)[3] in shown for row in rows)


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(1)", "\t=1", "＝1", "正常的话"])
def test_no_cell_acts_as_a_formula(text: str) -> None:
    values = {name: None if "None" in str(field.annotation) else "2026-03" for name, field in OutcomeRow.model_fields.items()}
    row = OutcomeRow(**{**values, "is_handled_again": False, "title": text, "facts": text})  # type: ignore[arg-type]
    cell = rows_of_csv(files.as_csv(OutcomeRow, [row]))[0]["标题"]
    assert cell == text or (cell.startswith("'") and text != "正常的话")
    assert not cell.startswith(("=", "+", "-", "@", "\t", "＝"))
    book = load_workbook(io.BytesIO(files.as_xlsx(OutcomeRow, [row])))
    assert {cell.data_type for line in book.active.iter_rows() for cell in line} <= {"s", "n", "inlineStr"}


def test_the_page_lists_every_file_and_field_and_is_linked(browser: Browser, heping: None) -> None:
    for path in ("/sitemap", "/outcomes"):
        browser.open(path)
        assert browser.page.xpath("//main//a[@href='/data']")
    browser.open("/data")
    for link in browser.page.xpath("//main//a/@href"):
        assert browser.client.get(link).status_code == 200, link
    for dataset in datasets.DATASETS:
        assert all(field.title in browser.text and name in browser.text for name, field in dataset.row.model_fields.items())


def test_a_file_nobody_made_is_not_there(app, people) -> None:
    for name in ("outcomes.exe", "manifest.json", "..%2f..%2fkeys%2fserver.key", "lock"):
        assert app.test_client().get(f"/data/{name}").status_code == 404
