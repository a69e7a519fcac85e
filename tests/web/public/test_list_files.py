"""The lists of registers and of criticisms as files: the rows of the page under its filters, in every format, linked from the page."""

import csv
import io

import pytest
from openpyxl import load_workbook

from portal.exchange.open_data.register_rows import REGISTERS
from portal.registers import operations
from portal.registers.vocabulary import Kind
from tests.registers import making
from tests.supervision.ladder_world import criticised, uncriticised


def titles(client, address, extension):
    """The titles in a file, whatever its format."""
    data = client.get(address).get_data()
    if extension == "JSON":
        return [row["title"] for row in client.get(address).get_json()]
    if extension == "CSV":
        return [row["标题"] for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig")))]
    lines = [[cell.value for cell in line] for line in load_workbook(io.BytesIO(data)).worksheets[0].iter_rows()]
    return [dict(zip(lines[0], line, strict=True))["标题"] for line in lines[1:]]


def files_of(page):
    return [(each.text, each.get("href")) for each in page.page.xpath("//a[.='CSV' or .='XLSX' or .='JSON']")]


@pytest.mark.parametrize("register", [each for each in REGISTERS if each.kind is not Kind.LINK], ids=lambda each: each.path)
def test_the_files_of_a_register_hold_what_its_page_lists(app, browser, register):
    house = making.cast()
    entries = [making.published(house, register.kind, title=f"第{number}条内容") for number in range(3)]
    making.draft(house, register.kind, title="没有公开的内容")
    client = app.test_client()
    for extension, address in files_of(browser.open(f"/{register.path}?keyword=第1")):
        assert titles(client, address, extension) == ["第1条内容"], extension
    assert len(files_of(browser)) == 3
    making.change(entries[2], operations.withdraw, house.publisher, "内容已经过时", making.inspect)
    assert titles(client, f"/{register.path}.json", "JSON") == ["第1条内容", "第0条内容"]
    assert client.get(f"/{register.path}.pdf").status_code == 404


def test_the_files_of_criticisms_hold_those_of_the_department_asked_for(app, browser):
    shown = [criticised(f"测试第{number}街道办", f"第{number}份通报") for number in range(2)]
    client = app.test_client()
    links = files_of(browser.open(f"/criticisms?department={shown[1].order.department_id}"))
    assert [titles(client, address, extension) for extension, address in links] == [["第1份通报"]] * 3
    tag = client.get("/criticisms.csv").headers["ETag"]
    assert client.get("/criticisms.csv", headers={"If-None-Match": tag}).status_code == 304
    uncriticised(shown[1])
    assert client.get("/criticisms.csv", headers={"If-None-Match": tag}).status_code == 200
    assert titles(client, "/criticisms.csv", "CSV") == ["第0份通报"]
