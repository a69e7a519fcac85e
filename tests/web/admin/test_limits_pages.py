"""The limits in the browser: the example is the engine's, the law holds, every change is kept."""

import pytest

from portal import clock
from portal.audit.queries import list_entries
from portal.deadlines import limit_settings, queries
from portal.deadlines.counting import Unit, due_date
from portal.deadlines.limits import Pause
from portal.errors import RuleBroken
from portal.web.filters import day


def test_every_limit_is_listed_with_the_engines_own_last_day(system_admin):
    system_admin.open("admin.home").follow("办理时限")
    limits = queries.limits()
    rows = {row.xpath("string(th)").strip(): row.text_content() for row in system_admin.page.xpath("//tbody/tr")}
    assert len(rows) == len(limits)
    for limit in limits.values():
        last = due_date(clock.today(), limit.value, limit.unit, queries.calendar()).on
        assert day(last) in rows[limit.label] and limit.start in rows[limit.label]


def test_a_change_is_tried_before_it_holds_and_can_be_taken_back(system_admin):
    system_admin.open("admin.edit_limit", rule_key="triage").fill(value="5", unit="working").press("试算")
    last = due_date(clock.today(), 5, Unit.WORKING, queries.calendar()).on
    assert "还没有生效" in system_admin.main and day(last) in system_admin.main
    assert queries.limits()["triage"].value == 15
    system_admin.press("生效")
    assert (queries.limits()["triage"].value, queries.limits()["triage"].unit) == (5, Unit.WORKING)
    assert list_entries(action="limits:change")[0].detail == {"before": "15 天", "after": "5 个工作日"}
    system_admin.open("admin.edit_limit", rule_key="triage")
    assert "系统管理员" in system_admin.main and "15 天" in system_admin.main
    system_admin.press("恢复原来的")
    assert queries.limits()["triage"].value == 15


def test_what_the_law_does_not_allow_stands_beside_the_field(system_admin):
    system_admin.open("admin.edit_limit", rule_key="handle").fill(value="90").press("试算")
    assert "超过《信访条例》第三十四条规定的 60 天" in system_admin.main
    assert system_admin.value("value") == "90" and queries.limits()["handle"].value == 60
    system_admin.fill(value="").press("试算")
    assert "请写一个整数" in system_admin.main


def test_an_unknown_limit_is_not_found(system_admin):
    system_admin.open("admin.edit_limit", status=404, rule_key="nonsense")


def test_what_stops_a_clock_is_chosen_where_the_law_leaves_it_open_and_every_version_tells(system_admin):
    system_admin.open("admin.edit_limit", rule_key="handle").fill(pauses=["supplement", "hearing"]).press("试算").press("生效")
    assert queries.limits()["handle"].suspended_by == {Pause.SUPPLEMENT, Pause.HEARING}
    assert list_entries(action="limits:change")[0].detail["pauses_after"] == "听证、等待补正"
    system_admin.open("admin.edit_limit", rule_key="handle")
    assert "暂停：听证、等待补正" in system_admin.main
    system_admin.press("恢复原来的")
    assert queries.limits()["handle"].suspended_by == frozenset(Pause)
    system_admin.open("admin.edit_limit", rule_key="sign_for").fill(pauses=["appraisal"]).press("试算").press("生效")
    assert queries.limits()["sign_for"].suspended_by == {Pause.APPRAISAL}  # a term of the house: anything


def test_a_pause_the_law_does_not_know_is_not_offered_nor_taken_and_the_cap_of_an_extension_stays_within_the_law(system_admin):
    system_admin.open("admin.edit_limit", rule_key="handler_notice")
    assert "不能暂停计时" in system_admin.main
    with pytest.raises(RuleBroken, match="不能因听证暂停计时"):
        limit_settings.proposed("triage", 15, Unit.NATURAL, "某某规定", [Pause.HEARING])
    system_admin.open("admin.edit_limit", rule_key="handle").follow("改最多能延多少天")
    system_admin.fill(value="31").press("试算")
    assert "规定的 30 天" in system_admin.main
    system_admin.fill(value="20").press("试算").press("生效")
    assert queries.limits()["handle_extension"].value == 20
