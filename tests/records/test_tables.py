"""The two state machines and the tables of law, as tables that a lawyer can read."""

from datetime import date

import pytest

from portal.access.policy import POLICY
from portal.errors import TransitionRefused
from portal.records import catalogue, workflow
from portal.records.rectification import workflow as rectification
from portal.records.rectification.vocabulary import RectificationStatus
from portal.records.sanctions.vocabulary import SANCTION_BASES, SanctionKind
from portal.records.vocabulary import DocumentKind, RecordConduct, RecordStatus, Severity, SocialImpact

MACHINES = [
    pytest.param(workflow.TRANSITIONS, workflow.RecordAction, RecordStatus, workflow.FINAL, id="record"),
    pytest.param(
        rectification.TRANSITIONS, rectification.RectificationAction, RectificationStatus, rectification.FINAL, id="rectification"
    ),
]
WAN = 1_000_000


@pytest.mark.parametrize(("table", "actions", "statuses", "final"), MACHINES)
def test_every_action_has_a_row_and_every_status_can_be_reached(table, actions, statuses, final):
    assert set(table) == set(actions)
    assert {row.target for row in table.values() if row.target} == set(statuses)


@pytest.mark.parametrize(("table", "actions", "statuses", "final"), MACHINES)
def test_only_final_statuses_have_no_way_on(table, actions, statuses, final):
    going_on = {source for row in table.values() if row.target for source in row.sources}
    assert set(statuses) - going_on == set(final)


@pytest.mark.parametrize(("table", "actions", "statuses", "final"), MACHINES)
def test_every_permission_of_a_row_is_in_the_policy(table, actions, statuses, final):
    assert all(POLICY[row.permission] for row in table.values() if row.permission is not None)


def test_a_refused_rectification_is_no_end_and_an_accepted_one_is():
    assert RectificationStatus.REFUSED not in rectification.FINAL
    with pytest.raises(TransitionRefused):
        rectification.check(rectification.RectificationAction.REFUSE, RectificationStatus.ACCEPTED, "再次认定")


def test_nothing_leads_from_recognition_to_the_public_but_through_two_more_people():
    into = {action: row.sources for action, row in workflow.TRANSITIONS.items() if row.target is RecordStatus.PUBLISHED}
    assert into == {workflow.RecordAction.PUBLISH: (RecordStatus.REVIEWED,)}


def test_every_conduct_document_and_sanction_has_its_basis():
    assert set(catalogue.CONDUCT_BASES) == set(RecordConduct) and all(catalogue.CONDUCT_BASES.values())
    assert set(catalogue.DOCUMENT_HINTS) == set(DocumentKind)
    assert set(SANCTION_BASES) == set(SanctionKind) and all(SANCTION_BASES.values())


@pytest.mark.parametrize(
    ("loss", "impact", "severity"),
    [
        (None, SocialImpact.LOCAL, Severity.MINOR),
        (99 * WAN, SocialImpact.LOCAL, Severity.MINOR),
        (100 * WAN, SocialImpact.LOCAL, Severity.GENERAL),
        (5 * WAN, SocialImpact.WIDE, Severity.GENERAL),
        (999 * WAN, SocialImpact.WIDE, Severity.GENERAL),
        (1000 * WAN, SocialImpact.LOCAL, Severity.SERIOUS),
        (None, SocialImpact.GRAVE, Severity.SERIOUS),
    ],
)
def test_severity_follows_from_loss_and_impact(loss, impact, severity):
    assert catalogue.proposed_severity(loss, impact, catalogue.severity_rules(100, 1000)) is severity


# 信用修复管理办法（发展改革委令第36号）: months of display, at least and at most.
@pytest.mark.parametrize(("severity", "least", "most"), [(Severity.MINOR, 0, 3), (Severity.GENERAL, 3, 12), (Severity.SERIOUS, 12, 36)])
def test_display_terms_are_those_of_the_law(severity, least, most):
    periods = catalogue.PERIODS[severity]
    assert (periods.shortest, periods.longest) == (least, most)
    assert periods.longest <= periods.effect <= periods.retention


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 4, 1), 12, date(2027, 4, 1)),
        (date(2026, 12, 31), 36, date(2029, 12, 31)),
        (date(2026, 1, 31), 0, date(2026, 1, 31)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(day, months, last):
    assert catalogue.months_after(day, months) == last
