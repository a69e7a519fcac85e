"""The table of legal terms, and what a profile may change in it."""

import pytest

from portal.deadlines.counting import Unit
from portal.deadlines.limits import LIMITS, SME_INTEREST_PER_DAY, Authority, limits_for
from portal.errors import RuleBroken

TABLE = """
triage 15 N law | handler_notice 15 N law | return_objection 5 W law | sign_for 2 W default | supplement_request 5 W default
supplement_answer 10 W default | handle 60 N law | handle_extension 30 N law | handle_internal_target 15 W default
sme_transfer 10 W law | sme_handle 30 N law | sme_pay 30 N law | enquiry_answer 15 W summary | site_complaint_answer 15 W summary
suggestion_answer 7 W summary | site_error_answer 3 W summary | review_request 30 N law | final_review_request 30 N law
review 30 N law | final_review 30 N law | discipline_transfer 5 W law | discipline_notice 15 W summary
discipline_feedback 15 W summary | rectification 30 N default | remind_before 3 W default | supervise_after 1 W default
callback 5 W default | publish_record 7 W default | objection_mark 1 W default | objection_decide_own 3 W default
objection_decide_other 7 W default | revoke_after_basis_gone 3 W law | repair_decide 10 W default | unpublish_after_repair 3 W default
"""
ROWS = [entry.split() for line in TABLE.strip().splitlines() for entry in line.split("|")]


@pytest.mark.parametrize(("key", "value", "unit", "authority"), ROWS)
def test_each_rule_has_its_legal_number(key, value, unit, authority):
    limit = LIMITS[key]
    assert (limit.value, limit.unit) == (int(value), Unit.NATURAL if unit == "N" else Unit.WORKING)
    assert limit.authority is Authority(authority)
    assert limit.label and limit.start and limit.basis


def test_extensions_add_up_to_the_legal_totals():
    totals = {key: LIMITS[key].value + LIMITS[LIMITS[key].extended_by].value for key in LIMITS if LIMITS[key].extended_by}
    assert totals == {"handle": 90, "sme_handle": 90, "suggestion_answer": 15, "rectification": 60}
    assert all(LIMITS[key].unit is LIMITS[LIMITS[key].extended_by].unit for key in totals)


def test_interest_on_late_payment_is_a_rate_not_a_clock():
    assert str(SME_INTEREST_PER_DAY) == "0.0005" and "sme_interest" not in LIMITS


@pytest.mark.parametrize(
    "override",
    [
        {"triage": {"value": 10}},
        {"triage": {"value": 5, "unit": "working"}},  # recommended; five working days never took more than 15 days
        {"handle": {"value": 45, "basis": "《某市信访办法》第五条"}},
        {"sme_pay": {"value": 60}},
        {"publish_record": {"value": 20}},
        {"sign_for": {"value": 30, "unit": "natural"}},  # a house default binds nobody
        {"review_request": {"value": 60}},  # the reporter's own period may grow
        {"local_business_env": {"value": 5, "unit": "working", "basis": "《济南市优化营商环境条例》第六十二条"}},
        {"triage": {"value": 20, "unit": "working", "basis": "《某省条例》第九条"}},  # looser, on another basis
    ],
)
def test_a_stricter_term_or_one_with_its_own_basis_is_taken(override):
    [(key, wanted)] = override.items()
    limits = limits_for(override)
    assert limits[key].value == wanted["value"]
    assert {other: limits[other] for other in LIMITS if other != key} == {other: LIMITS[other] for other in LIMITS if other != key}


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ({"triage": {"value": 16}}, "超过《信访条例》第二十二、二十三条规定的 15 天"),
        ({"triage": {"value": 15, "unit": "working"}}, "15 个工作日"),
        ({"triage": {"value": 16, "basis": " 《信访条例》第二十二、二十三条 "}}, "超过"),
        ({"handle": {"value": 90}}, "60 天"),
        ({"sme_pay": {"value": 61}}, "60 天"),
        ({"publish_record": {"value": 21}}, "20 个工作日"),
        ({"return_objection": {"value": 10, "unit": "natural"}}, "5 个工作日"),
        ({"review_request": {"value": 15}}, "不能缩短"),
        ({"handle": {"value": 0}}, "整数"),
        ({"handle": {"value": "60"}}, "整数"),
        ({"handle": {"value": True}}, "整数"),
        ({"handle": {"unit": "days"}}, "working"),
        ({"handle": {"days": 3}}, "days"),
        ({"new_rule": {"value": 5, "unit": "working"}}, "请写明依据"),
        ({"new_rule": {"unit": "working", "basis": "x"}}, "整数"),
    ],
)
def test_a_looser_or_malformed_term_is_refused_in_chinese(override, words):
    with pytest.raises(RuleBroken) as refusal:
        limits_for(override)
    assert refusal.value.field == next(iter(override))
    assert words in refusal.value.message
