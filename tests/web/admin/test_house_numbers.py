"""Numbers of the house in the browser: what is set is what pages show and records get, every change is kept with its basis."""

import pytest

from portal.accounts.vocabulary import Role
from portal.audit.queries import list_entries
from portal.db import transaction
from portal.errors import NotAllowed
from portal.records import grading
from portal.records.vocabulary import Severity, SocialImpact
from portal.supervision import targets
from tests.factories import make_user

WAN = 1_000_000  # fen


def test_a_target_is_set_with_a_basis_and_stands_on_the_overview(system_admin, sign_in_as):
    supervisor = make_user(Role.SUPERVISOR)
    assert "不低于 95%" in sign_in_as(supervisor).open("oversight.show_overview").main
    system_admin.open("admin.home").follow("办理时限").follow("指标目标")
    assert system_admin.value("on_time_rate") == "95"
    system_admin.fill(on_time_rate="98", basis="").press("保存为新的一版")
    assert "请写明依据" in system_admin.main and system_admin.value("on_time_rate") == "98"
    system_admin.fill(basis="信用办会议纪要〔2026〕3号").press("保存为新的一版")
    assert "按时办结率不低于 98 %" in system_admin.main and "信用办会议纪要〔2026〕3号" in system_admin.main
    assert "平台自带" in system_admin.main, "the first version is what the portal came with"
    assert "不低于 98%" in sign_in_as(supervisor).open("oversight.show_overview").main
    assert list_entries(action="numbers:change")[0].detail == {"before": "按时办结率不低于 95 %", "after": "按时办结率不低于 98 %"}
    system_admin.open("admin.edit_numbers", number_set="figure_targets").fill(basis="再存一次").press("保存为新的一版")
    assert "数字没有变化" in system_admin.main


def test_the_severity_that_is_proposed_and_the_time_of_keeping_follow_the_numbers(system_admin):
    assert grading.proposed_severity(100 * WAN, SocialImpact.LOCAL) is Severity.GENERAL
    system_admin.open("admin.limits").follow("失信记录的分级和保存")
    system_admin.fill(general_from="200", serious_from="100", basis="本市细则第五条").press("保存为新的一版")
    assert "定为严重的损失要大于定为一般的损失" in system_admin.main and system_admin.value("general_from") == "200"
    system_admin.fill(serious_from="2000", kept_serious="12").press("保存为新的一版")
    assert "保存的时间不能更短" in system_admin.main
    system_admin.fill(kept_serious="120").press("保存为新的一版")
    assert grading.proposed_severity(100 * WAN, SocialImpact.LOCAL) is Severity.MINOR
    assert grading.proposed_severity(1000 * WAN, SocialImpact.LOCAL) is Severity.GENERAL
    assert (grading.months_kept(Severity.SERIOUS), grading.months_kept(Severity.MINOR)) == (120, 36)


def test_only_a_system_administrator_sets_them_and_other_sets_are_none(system_admin, app):
    system_admin.open("admin.edit_numbers", status=404, number_set="nonsense")
    supervisor = make_user(Role.SUPERVISOR)
    bounds = {key: each.bound for key, each in targets.first_targets().items()}
    with pytest.raises(NotAllowed), transaction():
        targets.change(supervisor, bounds | {"overdue": 3}, "没有权限")
    assert targets.in_force()["overdue"].bound == 0
