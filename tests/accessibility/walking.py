"""Finding an address that opens for every page of the site, with the house client, before a real browser looks at it."""

from collections.abc import Iterator
from itertools import islice, product
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from portal.accounts.models import Department, User
from portal.bookmarks.models import SavedView
from portal.bulletins.models import Bulletin
from portal.cases.letters.models import RespondentLetter
from portal.cases.lists.models import BulkRun
from portal.cases.models import Case
from portal.cases.secrecy.models import IdentityRequest
from portal.cases.templates import ReplyTemplate
from portal.cases.workflow import TRANSITIONS
from portal.custody.models import CustodyAct
from portal.db import session
from portal.evaluation.models import Evaluation, EvaluationObjection, EvaluationScore
from portal.exchange.aggregation.models import ExchangeBatch
from portal.exchange.models import ExchangeMessage, ExchangePartner
from portal.exchange.receiving.models import ReceivedRow
from portal.leads.models import Lead
from portal.ledger.models import Deliverable, InspectionCheck, InspectionFinding, InspectionRound, TaskProgress
from portal.notifications.models import Notice
from portal.publication.models import Publication
from portal.records.agreements.models import Agreement
from portal.records.models import DishonestyRecord
from portal.records.rectification.models import Rectification
from portal.records.sanctions.models import HonoursCheck, Sanction
from portal.registers.appraisals.models import Appraisal
from portal.registers.models import RegisterEntry
from portal.supervision.ladder.models import PublicCriticism, TalkCommitment
from portal.supervision.models import SupervisionOrder
from portal.supervision.quality.models import QualitySample, SampledCase
from portal.supervision.warnings.models import SupervisionWarning
from portal.web.desk.steps import STEPS
from tests.browser import apart

# Addresses that only move on, hand over a file, or are looked at by another test.
NOT_PAGES = {"static", "public.leave", "desk.home", "account.next_step", "account.enter_invitation"}
MOST_TRIES = 150
# What an address asks for after its path, where the page needs that.
ASKED = dict.fromkeys(("oversight.list_behind", "oversight.export_behind"), "?measure=received&from=202001&to=209912")
# A few cases do: with every name soaked, matching two hundred of them takes longer than a window waits.
ASKED["admin.try_routing_rules"] = "?number=5"
_WORDS = {
    "kind": ("talk",),  # the paper of the ladder with the most fields
    "rule_key": ("handle",),
    "number_set": ("figure_targets", "record_grading"),
    "area_key": ("gov_procurement",),
    "text_kind": ("site",),
    "text_subject": ("site",),
    "register": ("commitments", "typical-cases", "ratings", "news"),
    "register_kind": ("commitment", "article"),
    "block": ("problems",),
    "indicator": ("manual_1",),
    "subject": ("department",),
    "routing_rule_id": (1,),
    "profile_version": (1,),
    "partner_kind": ("upper", "upper_files", "lower", "hotline"),
}
_KEYS = {
    "case_id": Case.id,
    "run_id": BulkRun.id,
    "view_id": SavedView.id,
    "department_id": Department.id,
    "user_id": User.id,
    "template_id": ReplyTemplate.id,
    "notice_id": Notice.id,
    "public_id": Publication.public_id,
    "order_id": SupervisionOrder.id,
    "warning_id": SupervisionWarning.id,
    "promise_id": TalkCommitment.id,
    "public_key": PublicCriticism.public_key,
    "request_id": IdentityRequest.id,
    "act_id": CustodyAct.id,
    "order_number": Rectification.number,
    "lead_id": Lead.id,
    "record_id": DishonestyRecord.public_id,
    "sanction_id": Sanction.id,
    "agreement_id": Agreement.id,
    "check_number": HonoursCheck.number,
    "task_id": TaskProgress.task_id,
    "deliverable_id": Deliverable.id,
    "round_id": InspectionRound.id,
    "check_id": InspectionCheck.id,
    "finding_id": InspectionFinding.id,
    "register_id": RegisterEntry.public_id,
    "entry_id": RegisterEntry.id,
    "sample_id": QualitySample.id,
    "appraisal_key": Appraisal.public_id,
    "appraisal_id": Appraisal.id,
    "bulletin_id": Bulletin.id,
    "bulletin_key": Bulletin.public_key,
    "evaluation_id": Evaluation.id,
    "objection_id": EvaluationObjection.id,
    "score_id": EvaluationScore.id,
    "partner_id": ExchangePartner.id,
    "sent_id": ExchangeMessage.id,
    "batch_number": ExchangeBatch.number,
    "lower_id": ReceivedRow.id,
    "period": Evaluation.period,
}
# The statuses in which the page of a step of the desk can open: the other cases need not be tried.
_SOURCES = {f"desk.{step.endpoint}": {status for action in step.actions for status in TRANSITIONS[action].sources} for step in STEPS}


def page_rules(app: Flask, area: str) -> list[Rule]:
    """The rules of an area that answer GET."""
    found = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.endpoint not in NOT_PAGES]
    return sorted((rule for rule in found if rule.endpoint.split(".")[0] == area), key=lambda rule: rule.endpoint)


def addresses(app: Flask, rule: Rule) -> Iterator[str]:
    """Addresses that a rule may have with the rows that are there."""
    adapter = app.url_map.bind("portal")
    columns = {name: _keys_of(name, rule) for name in sorted(rule.arguments)}
    for values in islice(product(*columns.values()), MOST_TRIES):
        path = adapter.build(rule.endpoint, dict(zip(columns, values, strict=True)))
        yield path + ASKED.get(rule.endpoint, "")


def _keys_of(name: str, rule: Rule) -> list[Any]:
    if name == "number" and rule.endpoint.startswith("public."):
        return list(range(1, 8))
    if name == "public_id" and rule.endpoint == "public.record":
        name = "record_id"
    if name == "case_id" and rule.endpoint == "oversight.score_case":
        return _column(SampledCase.case_id)
    if name == "case_id" and rule.endpoint in _SOURCES:
        return _column(Case.id, Case.status.in_(_SOURCES[rule.endpoint]))
    if "letter" in rule.endpoint:
        return _keys_of_letters(name)
    if name in _WORDS:
        return list(_WORDS[name])
    if name not in _KEYS:
        return []
    return _column(_KEYS[name])


def _column(column: Any, *conditions: Any) -> list[Any]:
    """The values of a key column, in order."""
    with apart():
        return list(session.scalars(select(column).where(*conditions).order_by(column)))


def _keys_of_letters(name: str) -> list[Any]:
    """The letters by number, and the cases that they are about."""
    column = {"number": RespondentLetter.number, "case_id": RespondentLetter.case_id}.get(name)
    if column is None:
        return []
    with apart():
        return list(session.scalars(select(column).order_by(RespondentLetter.id)))


def first_open_page(client: Any, paths: Iterator[str]) -> str | None:
    """The first address that gives a page to this client."""
    for path in paths:
        answer = client.get(path)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            return path
    return None
