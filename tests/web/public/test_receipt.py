"""The page with the code, the receipt on paper, and checking a receipt."""

import io
import re

import cv2
import numpy
import pytest
import segno
from lxml import etree

from tests.browser import Browser
from tests.web.public.filling import code_on, submit

pytestmark = pytest.mark.usefixtures("heping")


def test_the_code_stands_in_groups_of_four(browser: Browser) -> None:
    submit(browser)
    groups = browser.page.xpath("//*[contains(@class, 'panel-digits')]//span/text()")
    assert [len(group) for group in groups] == [4, 4, 4, 4, 4]
    assert re.search(r"120101-\d{8}-\d{6}", browser.main)
    assert "区财政局" in browser.main


def test_the_receipt_has_a_part_to_show_and_a_part_to_keep(browser: Browser) -> None:
    code = code_on(submit(browser))
    browser.follow("打印回执")
    shown, secret = (" ".join(part.text_content().split()) for part in browser.page.xpath("//section[contains(@class, 'receipt-part')]"))
    assert "回执联" in shown
    assert code[:4] not in shown
    assert "拖欠" not in shown
    assert code_on(browser) == code
    assert "查询联" in secret
    assert "/verify" in shown


def test_the_picture_is_the_qr_of_the_code_and_of_nothing_else(browser: Browser) -> None:
    code = code_on(submit(browser))
    browser.follow("打印回执")
    source = browser.page.xpath("//main//img/@src")[0]
    assert code not in source
    answer = browser.client.get(source)
    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Cache-Control"] == "no-store"
    drawing = etree.fromstring(answer.get_data())
    expected = io.BytesIO()
    segno.make_qr(code, error="m").save(expected, kind="svg", scale=6, border=4, light="#fff", xmldecl=False)
    assert drawing.xpath("//*[local-name()='path']/@d") == etree.fromstring(expected.getvalue()).xpath("//*[local-name()='path']/@d")
    raster = io.BytesIO()
    segno.make_qr(code, error="m").save(raster, kind="png", scale=6, border=4)
    picture = cv2.imdecode(numpy.frombuffer(raster.getvalue(), numpy.uint8), cv2.IMREAD_COLOR)
    assert cv2.QRCodeDetector().detectAndDecode(picture)[0] == code


def test_another_browser_sees_neither_code_nor_receipt(browser: Browser) -> None:
    submit(browser)
    stranger = Browser(browser.app)
    assert stranger.open("/report/done").heading == "查询码不再显示"
    stranger.open("/report/receipt", status=404)
    assert stranger.client.get("/report/receipt/code.svg").status_code == 404


def test_a_true_receipt_is_confirmed_and_a_changed_one_is_not(browser: Browser) -> None:
    submit(browser)
    browser.follow("打印回执")
    rows = {row.xpath("string(dt)").strip(): row.xpath("string(dd)").strip() for row in browser.page.xpath("//dl/div")}
    number, printed = rows["受理编号"], rows["校验码"]
    visitor = Browser(browser.app)
    visitor.open("/verify").fill(number=number, printed=printed.upper()).press("核对")
    assert "核对一致" in visitor.main
    other_number = number[:-1] + str((int(number[-1]) + 1) % 10)
    for wrong_number, wrong_printed in ((number, "0" * 12), (other_number, printed), (number, printed[:4])):
        visitor.open("/verify").fill(number=wrong_number, printed=wrong_printed).press("核对")
        assert "核对不一致" in visitor.main
    assert visitor.open("/verify").press("核对").errors == ["请写受理编号，在回执联的第一行", "请写校验码，在回执联上，12 个字符"]
