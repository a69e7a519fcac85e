"""The ceremony and the change of the custody key in the security administrator's browser."""

import pytest

from portal.accounts import operations as accounts
from portal.accounts import queries as people
from portal.accounts.vocabulary import Role
from portal.custody import custodians, data_keys, queries
from portal.db import session, transaction
from tests import factories
from tests.factories import CHEAP, PASSPHRASES, make_custody, make_user

NEW = "nine green umbrellas guard the harbour"


def custodian(phrase):
    user = make_user(Role.CUSTODIAN)
    pair, locked = custodians.prepare_keys(phrase, CHEAP)
    with transaction():
        custodians.set_keys(people.get_user(user.id), pair, locked)
    return people.get_user(user.id)


def test_the_page_says_what_is_missing_then_makes_the_key_once(security_admin, system_admin):
    assert "还差 3 位身份保管人" in security_admin.open("admin.custody").main
    for phrase in PASSPHRASES:
        custodian(phrase)
    security_admin.open("admin.custody").follow("生成密封密钥").press("生成密封密钥")
    assert "已分成三份" in security_admin.banner
    assert "生成密封密钥" not in security_admin.links() and "还没有打印恢复单" in security_admin.main
    session.rollback()
    assert data_keys.is_ready()
    security_admin.open("admin.make_custody_key", status=404)
    assert "还没有打印恢复单" in system_admin.open("admin.health").main


@pytest.mark.parametrize("chosen", [[0, 1], [0, 1, 2, 3]])
def test_exactly_three_are_chosen(security_admin, chosen):
    users = [custodian(phrase) for phrase in (*PASSPHRASES, NEW)]
    ids = [str(user.id) for user in users]
    security_admin.open("admin.make_custody_key").fill(custodian=[ids[each] for each in chosen]).press("生成密封密钥")
    assert "3 位不同的保管人" in security_admin.errors[0]
    security_admin.fill(custodian=ids[1:]).press("生成密封密钥")
    assert "已分成三份" in security_admin.banner


def test_only_the_security_administrator_comes_here(system_admin, audit_admin):
    make_custody()
    for browser in (system_admin, audit_admin):
        for endpoint in ("admin.custody", "admin.make_custody_key", "admin.rotate_custody_key"):
            browser.open(endpoint, status=403)
    assert "密封密钥" not in system_admin.open("admin.home").main


def test_a_lost_custodian_is_replaced_by_two_present_ones(security_admin, sign_in_as):
    custody, new = make_custody(), custodian(NEW)
    with transaction():
        key_id = data_keys.new_data_key(in_custody=True)[0].id
    with transaction():
        accounts.disable(people.get_user(custody.custodians[2].id))
    assert "只剩 2 位" in security_admin.open("admin.custody").main
    ids = [str(custody.custodians[0].id), str(custody.custodians[1].id), str(new.id)]
    security_admin.follow("更换密封密钥").fill(custodian=ids).press("发起更换")
    assert "更换的理由" in security_admin.main and "为什么更换" in security_admin.errors[0]
    security_admin.fill(custodian=ids, reason="一位保管人调离").press("发起更换")
    assert "已发起更换" in security_admin.banner
    for number in (0, 1):
        browser = sign_in_as(custody.custodians[number])
        browser.open("custody.home").follow("更换密封密钥，新的保管人").fill(passphrase=custody.passphrases[number]).press("同意")
    assert "1 份密封内容改由新密钥保护" in browser.banner
    session.rollback()
    present = queries.find_present_key()
    assert present.number == 2 and queries.get_data_key(key_id).custody_key_id == present.id
    officer = make_user(Role.OFFICER)
    after = factories.Custody([new, custody.custodians[1]], [NEW, custody.passphrases[1]])
    assert len(factories.open_sealed(queries.get_data_key(key_id), officer, after)) == 32


def test_a_rotation_is_begun_once(security_admin):
    custody = make_custody()
    ids = [str(user.id) for user in custody.custodians]
    for _ in range(2):
        security_admin.open("admin.rotate_custody_key").fill(custodian=ids, reason="定期更换").press("发起更换")
    assert "已有一项更换" in security_admin.errors[0]
