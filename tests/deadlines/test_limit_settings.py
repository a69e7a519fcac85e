"""What an administrator sets of the limits: within the law, over the profile, each change a version."""

from datetime import date

import pytest

from portal.accounts.vocabulary import Role
from portal.db import transaction
from portal.deadlines import operations, queries
from portal.deadlines.counting import Unit
from portal.deadlines.limit_settings import reset_limit, set_limit, set_limits
from portal.deadlines.models import LimitSource
from portal.errors import NotAllowed, NotFound, RuleBroken
from tests import factories

W, N = Unit.WORKING, Unit.NATURAL


@pytest.fixture
def admin(database):
    return factories.make_user(Role.SYSTEM_ADMIN)


def change(*arguments):
    with transaction():
        set_limit(*arguments)


def test_the_administrators_word_stands_over_the_profiles_and_each_change_is_a_version(admin):
    with transaction():
        set_limits({"triage": {"value": 10}, "callback": {"value": 3}})
    change("triage", admin, 5, W, "《某市优化营商环境条例》第六十二条")
    with transaction():
        set_limits({"triage": {"value": 8}})  # another profile: the callback falls back, the triage stays as it was set here
    limits = queries.limits()
    assert [(limits[key].value, limits[key].unit) for key in ("triage", "callback", "handle")] == [(5, W), (5, W), (60, N)]
    newest, oldest = queries.list_limit_changes("triage", 9)
    assert (newest.version, newest.source, newest.by_id) == (2, LimitSource.OFFICE, admin.id)
    assert (newest.old_value, newest.new_value, newest.new_unit) == (10, 5, W) and newest.new_basis.startswith("《某市")
    assert (oldest.version, oldest.source, oldest.by_id, oldest.old_value, oldest.new_value) == (1, LimitSource.PROFILE, None, 15, 10)
    assert [row.version for row in queries.list_limit_changes("triage", 9, before=2)] == [1]
    assert [(row.old_value, row.new_value) for row in queries.list_limit_changes("callback", 9)] == [(3, 5), (5, 3)]


def test_taking_the_setting_back_lets_the_profile_hold_again(admin):
    with transaction():
        set_limits({"triage": {"value": 10}})
    change("triage", admin, 7, N, "《信访条例》第二十二、二十三条")
    with transaction():
        reset_limit("triage", admin)
    assert queries.limits()["triage"].value == 10
    assert [row.new_value for row in queries.list_limit_changes("triage", 9)] == [10, 7, 10]
    with pytest.raises(NotFound), transaction():
        reset_limit("triage", admin)


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("key", "value", "unit", "basis", "field", "words"),
    [
        ("handle", 61, N, "《信访条例》第三十四条", "value", "超过"),
        ("handle", 60, W, "《信访条例》第三十四条", "value", "超过"),
        ("sme_handle", 31, N, "《保障中小企业款项支付条例》第二十五条", "value", "超过"),
        ("publish_record", 21, W, "《政府信息公开条例》第二十六条（上限）", "value", "超过"),
        ("review_request", 29, N, "《信访条例》第三十五条", "value", "不能缩短"),
        ("handle", 0, N, "《信访条例》第三十四条", "value", "1 到 3660"),
        ("handle", 30, N, " ", "basis", "依据"),
    ],
)
def test_what_the_law_does_not_allow_is_refused_and_leaves_no_trace(key, value, unit, basis, field, words, admin):
    before = queries.limits()[key]
    with pytest.raises(RuleBroken, match=words) as error:
        change(key, admin, value, unit, basis)
    assert error.value.field == field
    assert queries.limits()[key] == before and queries.list_limit_changes(key, 9) == []


def test_nobody_else_sets_a_limit_and_there_is_none_without_a_rule(admin):
    for role in (Role.SECURITY_ADMIN, Role.HEAD, Role.SUPERVISOR):
        with pytest.raises(NotAllowed):
            change("triage", factories.make_user(role), 5, N, "《信访条例》第二十二、二十三条")
    with pytest.raises(NotFound):
        change("no_such_rule", admin, 5, N, "《信访条例》第二十二条")


def test_clocks_that_run_keep_the_term_they_began_with(admin):
    with transaction():
        running = operations.start("matter", 1, "triage", date(2026, 3, 2)).id
    change("triage", admin, 5, N, "《信访条例》第二十二、二十三条")
    with transaction():
        fresh = operations.start("matter", 2, "triage", date(2026, 3, 2)).id
    assert [queries.get_deadline(each).value for each in (running, fresh)] == [15, 5]
