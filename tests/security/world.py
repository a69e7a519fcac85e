"""The organs, people and rows of the security tests: one case seen from every side, and a row for every argument of an address."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import LargeBinary, select

from portal import clock, db
from portal.accounts.models import Department, RoleGrant, User
from portal.accounts.vocabulary import Role
from portal.attachments import operations as attachments
from portal.bookmarks.operations import save as save_view
from portal.cases import assignment, handling, replying
from portal.cases import queries as cases
from portal.cases.evidence import files_of
from portal.cases.letters import operations as letters
from portal.cases.letters.operations import LetterText
from portal.cases.letters.queries import get_letter
from portal.cases.models import Case
from portal.cases.recusal.models import CaseExclusion
from portal.cases.reply_templates import load_defaults
from portal.cases.replying import ReplyText
from portal.cases.secrecy import requests
from portal.cases.secrecy.vocabulary import Purpose
from portal.cases.vocabulary import ExclusionKind, Finding
from portal.custody import acts, data_keys
from portal.db import session, transaction
from portal.notifications.models import Notice
from portal.prepared.models import PreparedFile
from portal.profiles import loader
from portal.publication import operations as publications
from portal.publication.checking import inspector
from portal.publication.queries import OUTCOME
from portal.records import recognising
from portal.records.objections import filing
from portal.records.objections.vocabulary import ObjectionGround, Objector
from portal.records.recognising import NewDocument, NewRecord, NewSubject
from portal.records.rectification import operations as rectification
from portal.records.vocabulary import DocumentKind, RecordConduct
from portal.registers.vocabulary import Kind
from portal.routing import loading
from portal.routing.administration import KIND, SUBJECT
from portal.routing.conditions import UNTOUCHED
from portal.supervision.ladder import criticisms, talks
from portal.supervision.quality.criteria import to_keep
from portal.supervision.quality.models import QualitySample, SampledCase
from portal.supervision.vocabulary import CriticismScope
from portal.supervision.warnings.models import SupervisionWarning
from portal.supervision.warnings.rules import Measure, WarningLevel
from portal.supervision.warnings.vocabulary import UnitKind
from portal.versions.operations import keep as keep_version
from tests import factories
from tests.accessibility.walking import ASKED
from tests.browser import apart
from tests.bulletins.rows import make_rows as make_bulletin_rows
from tests.exchange.making import make_rows as make_exchange_rows
from tests.leads.making import entered
from tests.ledger.making import make_rows
from tests.registers import making

# How a person stands to the case: mostly by the department. The recused work in the lead department; the last have no department.
RELATIONS = ("lead", "support", "respondent", "below", "above", "unrelated", "recused", "none")
LETTER = LetterText("你单位某工程项目的款项结算情况。", "请说明是否拖欠、原因和支付安排。")
# Rows of an address that stand under another name, by a part of the endpoint.
SPECIAL = {
    "letter": {"number": "letter_number", "token": "letter_token"},
    "ledger_file": {"token": "deliverable_token"},
    "task_file": {"token": "deliverable_token"},
    "finding_file": {"token": "finding_token"},
    "publication.objection_file": {"token": "objection_token"},
}
BLIND = frozenset({"respondent", "below", "recused", "none"})
NOBODY = "nobody"


@dataclass
class World:
    """One case in hand with everything that hangs on it, and one that is closed and has a public text."""

    places: dict[str, int | None]
    open_id: int
    closed_id: int
    officer_id: int
    supervisor_id: int
    rows: dict[str, Any]

    def person(self, role: Role | str, relation: str) -> User:
        """Somebody with this role whose department stands so to the cases."""
        held = () if role == NOBODY else (Role(role),)
        person = factories.make_user(*held, department=session.get_one(Department, self.places["unrelated"]))
        with transaction():
            session.get_one(User, person.id).department_id = self.places["lead" if relation == "recused" else relation]
            for case_id in (self.open_id, self.closed_id) if relation == "recused" else ():
                kept = CaseExclusion(case_id=case_id, user_id=person.id, kind=ExclusionKind.DECIDED, excluded_at=clock.now())
                db.add(kept)
        return session.get_one(User, person.id)

    def case_of(self, endpoint: str) -> int:
        """The case to which the row of an address belongs: the closed one for public texts, else the one in hand."""
        return self.closed_id if endpoint.startswith(("publication.", "records.")) else self.open_id

    def address(self, app: Flask, rule: Any, method: str) -> str:
        """An address of the rule with rows that exist; says which argument it has no row for."""
        missing = sorted(rule.arguments - set(self.rows) - {"case_id"})
        assert not missing, f"{rule.endpoint}: tests/security/world.py has no row for {missing}"
        special = next((names for words, names in SPECIAL.items() if words in rule.endpoint), {})
        values = {name: self.rows[special.get(name, name)] for name in rule.arguments if name != "case_id"}
        if "case_id" in rule.arguments:
            values["case_id"] = self.case_of(rule.endpoint)
        return app.url_map.bind("localhost").build(rule.endpoint, values, method=method) + ASKED.get(rule.endpoint, "")


def make_world() -> World:
    """Build it through the house's own operations."""
    with transaction():
        loading.load_profile(loader.read_profile("heping"))
    above = factories.make_department("测试区人民政府")
    lead, support, respondent = (factories.make_department(name, above) for name in ("测试财政局", "测试合作办", "测试建设委员会"))
    below, unrelated = factories.make_department("测试建设站", respondent), factories.make_department("测试民政局")
    places: dict[str, Any] = {
        "lead": lead,
        "support": support,
        "respondent": respondent,
        "below": below,
        "above": above,
        "unrelated": unrelated,
        "none": None,
    }
    officer, head = factories.make_user(Role.OFFICER, department=lead), factories.make_user(Role.HEAD, department=lead)
    supervisor = factories.make_user(Role.SUPERVISOR, department=unrelated)
    opened, closed = _open_case(places, officer), _closed_case(places, officer, head)
    factories.make_custody()
    letter = factories.do_to(opened, letters.write, officer, respondent, LETTER, lambda _text: []).id
    with transaction():
        letters.send(get_letter(letter), head, lambda _text: [])
        number = get_letter(letter).number
        their_file = attachments.add_file("letter", letter, "回函的附件。\n".encode(), "回函.txt").token
        key, _raw = data_keys.new_data_key(in_custody=True)
        act = acts.begin_opening(officer, key, "test", "测试", "测试需要")[0].id
    with transaction():
        order, promise, criticism = _papers_of_the_ladder(cases.get_case(opened.id), supervisor)
        text = publications.draft(cases.get_case(closed.id), officer)
        publication, objection_proof = text.public_id, _objection_with_proof(text.id)
        template = load_defaults()[0].id
        keep_version(KIND, SUBJECT, UNTOUCHED.plain(), None)
        keep_version("site", "site", {"phone": "12345"}, None)
        note = Notice(user_id=officer.id, kind=next(iter(Notice.__table__.c.kind.type.enum_class)), text="有新进展", case_id=opened.id)
        db.add(note)
        db.flush()
        notice = note.id
        now = clock.now()
        asked_for = PreparedFile(
            kind="list", title="清单", parameters={}, asked_by_id=officer.id, asked_at=now, expires_at=now + timedelta(7)
        )
        db.add(asked_for)
        db.flush()
        file = asked_for.id
        view = save_view(supervisor, "oversight", "本季度", "", False)
        sample = QualitySample(seed="1", size=1, population=1, query="", criteria=to_keep(), drawn_by_id=supervisor.id, drawn_at=now)
        db.add(sample)
        db.flush()
        db.add(SampledCase(sample_id=sample.id, position=1, case_id=opened.id, points={}))
        view_id, sample_id = view.id, sample.id
        asked = requests.ask(cases.get_case(opened.id), officer, next(iter(Purpose)), "需要核对反映人提供的合同").request.id
        refused_order = _refused_order(closed, respondent, supervisor)
        record = _record_about(respondent, supervisor)
    people = making.cast()
    entry, appraisal = making.published(people, Kind.COMMITMENT), making.opened(people, unrelated)
    second = factories.make_user(Role.SUPERVISOR, department=unrelated)
    rows = {
        **make_rows(lead, supervisor),
        **make_bulletin_rows(lead, officer, supervisor, second),
        **make_exchange_rows(supervisor),
        "order_number": refused_order,
        "lead_id": entered(officer, unit_text=respondent.name, received_on=clock.today()).id,
        "record_id": record,
        "request_kind": "objection",
        "rule_key": "handle",
        "number_set": "figure_targets",
        "routing_rule_id": 1,
        "routing_version": 1,
        "substitution_id": 1,
        "change_id": 1,
        "profile_version": 1,
        "area_key": "gov_procurement",
        "text_kind": "site",
        "text_subject": "site",
        "text_version": 1,
        "sanction_id": 1,
        "agreement_id": 1,
        "check_number": "2026-000000",
        "department_id": unrelated.id,
        "register": "commitments",
        "register_id": entry.public_id,
        "entry_id": entry.id,
        "register_kind": "commitment",
        "appraisal_key": appraisal.public_id,
        "appraisal_id": appraisal.id,
        "user_id": supervisor.id,
        "template_id": template,
        "notice_id": notice,
        "file_id": file,
        "request_id": asked,
        "act_id": act,
        "letter_number": number,
        "letter_token": their_file,
        "objection_token": objection_proof,
        "name": "outcomes.csv",
        "view_id": view_id,
        "sample_id": sample_id,
        "table_key": "kpis",
        "order_id": order,
        "act": "tag",
        "run_id": 1,
        "warning_id": _warning(lead),
        "promise_id": promise,
        "public_key": criticism,
        "kind": "notice",
        "form": "pdf",
        "public_id": publication,
        "token": files_of(cases.get_case(opened.id))[0].token,
        "number": 1,
        "message_id": 1,
        "passkey_id": 1,
        "month": "2026-03",
        "part": 2,
        "extension": "csv",
        "filename": "img/none.svg",
        "path": "img/none.svg",
        "fingerprint": "0" * 16,
        "original_number": "12345-1",
    }
    homes = {relation: place.id if place is not None else None for relation, place in places.items()}
    return World(homes, opened.id, closed.id, officer.id, supervisor.id, rows)


def _objection_with_proof(publication_id: int) -> str:
    """An objection to a public text with a proof; the token of the proof."""
    new = filing.NewObjection(Objector.OTHER, "某单位办公室", "022-23456789", "处理措施里的期限写错了。", ObjectionGround.WRONG)
    objection, _code = filing.file(OUTCOME, publication_id, new, "matrix")
    return attachments.add_file(filing.FILES, objection.id, "付款凭证。\n".encode(), "凭证.txt").token


def _refused_order(closed: Case, respondent: Department, supervisor: User) -> str:
    """The number of an order to the respondent that follows from the closed case."""
    demand = "请书面说明没有按期履行的原因，并在期限内完成履行。"
    return rectification.order(cases.get_case(closed.id), supervisor, respondent, demand, lambda _text: []).number


def _record_about(respondent: Department, supervisor: User) -> str:
    """The public id of a record about the respondent, kept by the supervisor's department."""
    document = NewDocument(DocumentKind.RULING, "测试裁决1号", "测试区人民政府", clock.today())
    new = NewRecord(NewSubject(respondent.id), document, RecordConduct.ARREARS, "约定的款项到期没有支付，经裁决后仍未支付。")
    return recognising.recognise(supervisor, new).public_id


def _papers_of_the_ladder(case: Case, supervisor: User) -> tuple[int, int, str]:
    """A talk with a promise, and a published criticism: the keys of talk and promise, and the public key."""
    soon = clock.today() + timedelta(days=3)
    where = talks.Invitation(soon, "上午9时", "三楼会议室", "单位主要负责人")
    talk = talks.begin(case, supervisor, "请说明办理情况和整改措施。", 5, where)
    talks.record(talk, supervisor, clock.today(), "说明了超期的原因和办理进展。", "限期整改", [talks.Promise("月底前答复", soon)])
    text = criticisms.CriticismText(
        "关于逾期未办结的通报", "该单位经约谈后仍未按期办结，现予通报批评。", CriticismScope.PUBLIC, "请报告整改情况。", 5
    )
    paper = criticisms.begin(case, supervisor, text, lambda _text: [])
    second = User(username="second-supervisor", display_name="复核人", department_id=supervisor.department_id, created_at=clock.now())
    second.grants = [RoleGrant(role=Role.SUPERVISOR, granted_at=clock.now())]
    db.add(second)
    db.flush()
    criticisms.approve(paper, second, lambda _text: [])
    return talk.id, talk.talk.commitments[0].id, paper.criticism.public_key


def _warning(department: Department) -> int:
    """A warning about a department."""
    counted = {"unit": f"department:{department.id}", "unit_kind": UnitKind.DEPARTMENT, "department_id": department.id}
    said = {"measure": Measure.RECEIVED, "level": WarningLevel.YELLOW, "number": 9, "chance": 0.001, "sentence": "本月收到 9 件。"}
    row = SupervisionWarning(month="2026-03", found_at=clock.now(), **counted, **said)
    with transaction():
        db.add(row)
        db.flush()
        return row.id


def _open_case(places: dict[str, Any], officer: User) -> Case:
    made = factories.make_case(places["lead"], respondent=places["respondent"])
    with transaction():
        attachments.add_file("report", made.report.id, "合同复印件的文字说明。\n".encode(), "说明.txt")
    factories.do_to(made, handling.accept, officer)
    factories.do_to(made, assignment.add_support, officer, places["support"])
    return cases.get_case(made.id)


def _closed_case(places: dict[str, Any], officer: User, head: User) -> Case:
    made = factories.make_case(places["lead"], respondent=places["respondent"])
    reply = ReplyText("支付拖欠的工程款", "合同有效，工程已经验收", "合同第八条", "情况属实，责成支付", "三十日内可以申请复查")
    factories.do_to(made, handling.accept, officer)
    factories.do_to(made, assignment.add_support, officer, places["support"])
    factories.do_to(made, replying.submit_reply, officer, inspector, reply)
    factories.do_to(made, replying.approve_reply, head, inspector)
    promised = clock.today() + timedelta(90)
    factories.do_to(made, replying.close, officer, inspector, Finding.SUBSTANTIATED, "责成分期支付", "分三期付清", promised)
    return cases.get_case(made.id)


def contents(*, without: tuple[str, ...] = ()) -> dict[str, int]:
    """What every table holds, as a number that changes when any row does; to show that nothing was changed."""
    with apart():
        return {
            table.name: hash(tuple(sorted(map(repr, session.execute(select(table)).all()))))
            for table in db.Base.metadata.sorted_tables
            if table.name not in without
        }


def text_columns() -> dict[str, list[str]]:
    """Columns by table that can hold words or bytes."""
    return {
        table.name: [column.name for column in table.columns if isinstance(column.type, LargeBinary) or _holds_words(column)]
        for table in db.Base.metadata.sorted_tables
    }


def _holds_words(column: Any) -> bool:
    return getattr(column.type, "python_type", None) in {str, dict, list}
