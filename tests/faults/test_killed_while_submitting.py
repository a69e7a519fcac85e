"""``kill -9`` while reports are submitted, 200 times: what was acknowledged is there, whole; nothing is there by halves."""

import os
import random
import select
import signal
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from portal import db
from portal.accountability import checking as accountability
from portal.attachments import operations as attachments
from portal.attachments import queries as files
from portal.audit import operations as audit
from portal.cases import drafts, queries
from portal.cases.models import Report
from portal.crypto import random_token
from portal.web import throttle
from tests.web.public.filling import STORY

KILLS = 200
MOST_REPORTS = KILLS + 150
PRESSED_AGAIN = 10
LONGEST_LIFE_SECONDS = 0.3  # on a quiet machine a submission takes some 0.04
ANSWERS = {
    "reporter_kind": "organisation",
    "conduct": "arrears",
    "area_key": "gov_procurement",
    "respondent_text": "区建委",
    "narrative": STORY,
    "elsewhere": "none",
    "organisation": "测试建筑公司",
    "name": "王建国",
    "phone": "13800138000",
    "email": "someone@company.example",
}


class Waiting:
    """Reports that only have to be submitted, each in the cookie of a browser of its own."""

    def __init__(self, app: Flask, number: int, with_file: bool = True) -> None:
        self.app = app
        checked = attachments.check_file("合同第八条：三十日内付款。\n".encode() * 20, "合同.txt") if with_file else None
        with db.transaction():
            self.tokens = [self._draft(checked) for _ in range(number)]
        with app.test_request_context():
            self.csrf, self._raw = generate_csrf(), session["csrf_token"]
        self.marks: list[str] = []

    def _draft(self, checked: Any) -> str:
        token, row = drafts.start()
        drafts.save(row, ANSWERS)
        if checked is not None:
            attachments.keep_file(drafts.OWNER, row.id, checked)
        return token

    def cookie(self, number: int) -> str:
        """The cookie of the browser that wrote one report."""
        kept = {"csrf_token": self._raw, "report_draft": self.tokens[number], "_permanent": False}
        written: str = self.app.session_interface.get_signing_serializer(self.app).dumps(kept)  # type: ignore[attr-defined]
        return written

    def form(self, number: int) -> dict[str, str]:
        """What its last page sends."""
        own = {"csrf_token": self.csrf, "draft": self.marks[number], "submission_key": random_token()}
        return own | {"publication_choice": "preview_first", "is_truthful": "y"}

    def submit(self, number: int) -> int:
        """Press 「提交反映」 in the browser of one report: the status of the answer."""
        client = self.app.test_client()
        client.set_cookie("xinnuo", self.cookie(number))
        throttle.forget_all()  # so many at once would be asked for work
        return client.post("/report/check", data=self.form(number)).status_code

    def note_marks(self) -> None:
        """The marks of the drafts, as they stand in their pages."""
        self.marks = [drafts.mark_of(self.row(number)) for number in range(len(self.tokens))]

    def row(self, number: int) -> Any:
        """The draft of one report."""
        row = drafts.load(self.tokens[number])
        assert row is not None, f"report {number} is gone"
        return row


@pytest.fixture
def waiting(app: Flask, heping: None) -> Iterator[Waiting]:
    """More reports than can be submitted between the kills."""
    made = Waiting(app, MOST_REPORTS)
    made.note_marks()
    yield made


def counted() -> Counter[str]:
    """How many rows each table has."""
    names = [table.name for table in db.Base.metadata.sorted_tables]
    return Counter({name: db.session.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0 for name in names})


def rows_of_cases() -> dict[str, set[int]]:
    """For each table with rows of cases: how many rows a case has there; one number, when all are alike."""
    found = {}
    for table in db.Base.metadata.sorted_tables:
        if "case_id" in table.c:
            grouped = db.session.execute(sa.select(sa.func.count()).select_from(table).group_by(table.c.case_id)).scalars().all()
            if grouped:
                found[table.name] = set(grouped)
    return found


def work_until_killed(waiting: Waiting, numbers: Iterator[int], told: int) -> None:
    """What the child does: submit one report after the other and tell which were acknowledged."""
    for number in numbers:
        os.write(told, b"b%d\n" % number)
        if waiting.submit(number) == 303:
            os.write(told, b"a%d\n" % number)


def one_life(waiting: Waiting, first: int, longest_seconds: float) -> tuple[list[int], list[int]]:
    """Start a child at a report, kill it at a moment of chance; the reports it began and those it acknowledged."""
    reads, writes = os.pipe()
    db.session.remove()
    db.engine().dispose()  # no connection may be shared with the child
    child = os.fork()
    if child == 0:
        try:
            os.close(reads)
            db.engine().connect().close()
            work_until_killed(waiting, iter(range(first, len(waiting.tokens))), writes)
            signal.pause()
        finally:
            os._exit(1)
    os.close(writes)
    select.select([reads], [], [], 10)
    time.sleep(random.uniform(0, longest_seconds))
    os.kill(child, signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    with os.fdopen(reads) as told:
        lines = told.read().split()
    return [int(line[1:]) for line in lines if line[0] == "b"], [int(line[1:]) for line in lines if line[0] == "a"]


def test_two_hundred_kills_lose_no_acknowledged_report_and_leave_no_half(waiting: Waiting) -> None:
    before = counted()
    assert waiting.submit(0) == 303
    after_one = counted()
    assert waiting.submit(1) == 303
    each = {name: after_one[name] - before[name] for name in before if counted()[name] - after_one[name] == after_one[name] - before[name]}
    assert {"case_file", "report", "case_event", "deadline", "outbox_message", "audit_entry"} <= {name for name in each if each[name]}
    shapes = rows_of_cases()

    started = time.monotonic()
    assert waiting.submit(2) == 303
    acknowledged, following = [0, 1, 2], 3
    pace = time.monotonic() - started
    for _ in range(KILLS):
        began, done = one_life(waiting, following, min(2.2 * pace, LONGEST_LIFE_SECONDS))
        acknowledged += done
        following = max([following, *(number + 1 for number in began)])
    time.sleep(0.3)  # PostgreSQL notices that its clients are dead

    submitted = [number for number in range(following) if drafts.receipt_of(waiting.row(number)) is not None]
    assert set(acknowledged) <= set(submitted), "acknowledged and lost"
    check_whole(waiting, submitted, before, each, shapes)
    left = [number for number in range(following) if number not in submitted]
    for number in left:
        assert drafts.answers_of(waiting.row(number)).items() >= ANSWERS.items()
    for number in [*left[:PRESSED_AGAIN], *submitted[-PRESSED_AGAIN:]]:
        assert waiting.submit(number) == 303, "whoever got no answer presses again"
    check_whole(waiting, sorted(submitted + left[:PRESSED_AGAIN]), before, each, shapes)
    print(f"{KILLS} kills: {len(acknowledged)} acknowledged, {len(submitted) - len(acknowledged)} whole without answer, {len(left)} left")


def check_whole(waiting: Waiting, submitted: list[int], before: Counter[str], each: dict[str, int], shapes: dict[str, set[int]]) -> None:
    """Every report that is there has everything that belongs to it, and nothing is there beside."""
    db.session.rollback()
    now = counted()
    assert {name: now[name] for name in each} == {name: before[name] + each[name] * len(submitted) for name in each}
    assert rows_of_cases() == shapes
    for number in submitted:
        receipt = drafts.receipt_of(waiting.row(number))
        assert receipt is not None and receipt["code"]
        report = db.session.get(Report, receipt["report_id"])
        assert report is not None and report.narrative == STORY and queries.get_case(receipt["case_id"]).number == receipt["case_number"]
        (file,) = files.list_for("report", report.id)
        assert "合同第八条".encode() in b"".join(attachments.stream_file(file))
    assert audit.first_break() is None
    assert accountability.first_break() is None
