"""The pages of bulletins: from the form to the public page, a file by the worker, a withdrawn one is gone."""

from sqlalchemy import select

from portal.accounts.vocabulary import Role
from portal.bulletins import queries
from portal.bulletins.vocabulary import Block, BulletinStatus
from portal.db import session
from portal.prepared import operations as prepared
from portal.prepared.models import PreparedFile
from tests.bulletins.making import WORDS, put_quarter, quarter, supervisors
from tests.factories import make_user


def test_a_bulletin_goes_from_the_form_to_the_public_site_and_off_it(app, sign_in_as, browser):
    one, _two = put_quarter()
    author, second = supervisors()
    page = sign_in_as(author).open("oversight.begin_bulletin")
    page.fill(period=quarter(), scope="all", is_public=True).press("起草")
    bulletin = queries.list_bulletins()[0]
    page = sign_in_as(author).open("oversight.write_bulletin", bulletin_id=bulletin.id, block="overview")
    wrong = page.fill(text="有 3 件不满意，请打13800138000。").press("保存")
    assert "请删去" in wrong.text
    wrong.fill(text=WORDS).press("保存")
    assert queries.get_bulletin(bulletin.id).words[Block.OVERVIEW] == WORDS
    sign_in_as(author).open("oversight.freeze_bulletin", bulletin_id=bulletin.id).press("定稿")
    own = sign_in_as(author).open("oversight.show_bulletin", bulletin_id=bulletin.id)
    assert "批准或退回" not in own.text
    deciding = sign_in_as(second).open("oversight.decide_bulletin", bulletin_id=bulletin.id)
    deciding.fill(decision="approve").press("提交决定")
    assert queries.get_bulletin(bulletin.id).status is BulletinStatus.APPROVED
    assert bulletin.title in browser.open("public.bulletins").text
    shown = browser.open("public.bulletin", bulletin_key=bulletin.public_key)
    assert WORDS in shown.text and one.name in shown.text
    sign_in_as(second).open("oversight.show_bulletin", bulletin_id=bulletin.id).press("生成 Word（DOCX）")
    assert prepared.make_next()
    assert session.scalars(select(PreparedFile)).one().file_name.endswith(".docx")
    leaving = sign_in_as(second).open("oversight.withdraw_bulletin", bulletin_id=bulletin.id)
    leaving.fill(reason="数字口径有误，重新发布。").press("撤下")
    gone = browser.client.get(f"/bulletins/{bulletin.public_key}")
    assert gone.status_code == 410 and "数字口径有误" in gone.text and WORDS not in gone.text
    assert bulletin.title not in browser.open("public.bulletins").text


def test_an_internal_bulletin_is_not_on_the_public_site(app, sign_in_as, browser):
    put_quarter()
    author, _second = supervisors()
    sign_in_as(author).open("oversight.begin_bulletin").fill(period=quarter(), scope="all").press("起草")
    bulletin = queries.list_bulletins()[0]
    assert browser.client.get(f"/bulletins/{bulletin.public_key}").status_code == 404
    assert sign_in_as(make_user(Role.OFFICER)).client.get("/oversight/bulletins").status_code == 404
