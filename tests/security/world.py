"""The organs, people and rows of the security tests: one case seen from every side, and a row for every argument of an address."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import LargeBinary, select

from portal import clock, db
from portal.accounts.models import Department, User
from portal.accounts.vocabulary import Role
from portal.attachments import operations as attachments
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
from portal.profiles import loader
from portal.publication import operations as publications
from portal.routing import loading
from portal.supervision import operations as supervision
from tests import factories
from tests.browser import apart

# How a person stands to the case: mostly by the department. The recused work in the lead department; the last have no department.
RELATIONS = ("lead", "support", "respondent", "below", "above", "unrelated", "recused", "none")
LETTER = LetterText("你单位某工程项目的款项结算情况。", "请说明是否拖欠、原因和支付安排。")
BLIND = frozenset({"respondent", "below", "recused", "none"})
NOBODY = "nobody"


@dataclass
class World:
    """One case in hand with everything that hangs on it, and one that is closed and has a public text."""

    places: dict[str, int | None]
    open_id: int
    closed_id: int
    officer_id: int
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
        return self.closed_id if endpoint.startswith("publication.") else self.open_id

    def address(self, app: Flask, rule: Any, method: str) -> str:
        """An address of the rule with rows that exist; says which argument it has no row for."""
        missing = sorted(rule.arguments - set(self.rows) - {"case_id"})
        assert not missing, f"{rule.endpoint}: tests/security/world.py has no row for {missing}"
        special = {"number": "letter_number", "token": "letter_token"} if "letter" in rule.endpoint else {}
        values = {name: self.rows[special.get(name, name)] for name in rule.arguments if name != "case_id"}
        if "case_id" in rule.arguments:
            values["case_id"] = self.case_of(rule.endpoint)
        return app.url_map.bind("localhost").build(rule.endpoint, values, method=method)


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
        order = supervision.issue(cases.get_case(opened.id), supervisor, "请书面说明办理情况和答复时间。", 5).id
        publication = publications.draft(cases.get_case(closed.id), officer).public_id
        template = load_defaults()[0].id
        note = Notice(user_id=officer.id, kind=next(iter(Notice.__table__.c.kind.type.enum_class)), text="有新进展", case_id=opened.id)
        db.add(note)
        db.flush()
        notice = note.id
        asked = requests.ask(cases.get_case(opened.id), officer, next(iter(Purpose)), "需要核对反映人提供的合同").request.id
    rows = {
        "department_id": unrelated.id,
        "user_id": supervisor.id,
        "template_id": template,
        "notice_id": notice,
        "request_id": asked,
        "act_id": act,
        "letter_number": number,
        "letter_token": their_file,
        "name": "outcomes.csv",
        "order_id": order,
        "public_id": publication,
        "token": files_of(cases.get_case(opened.id))[0].token,
        "number": 1,
        "message_id": 1,
        "passkey_id": 1,
        "month": "2026-03",
        "extension": "csv",
        "filename": "img/none.svg",
        "path": "img/none.svg",
        "fingerprint": "0" * 16,
    }
    homes = {relation: place.id if place is not None else None for relation, place in places.items()}
    return World(homes, opened.id, closed.id, officer.id, rows)


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
    factories.do_to(made, replying.submit_reply, officer, reply)
    factories.do_to(made, replying.approve_reply, head)
    promised = clock.today() + timedelta(90)
    factories.do_to(made, replying.close, officer, Finding.SUBSTANTIATED, "责成分期支付", "分三期付清", promised)
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
