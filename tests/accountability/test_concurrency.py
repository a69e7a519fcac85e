"""Many writers at once: every entry and every leaf finds its place, and nobody waits for ever."""

import threading

from flask import Flask

from portal import db
from portal.access import SYSTEM
from portal.accountability import checking, queries
from portal.accountability.operations import keep
from portal.accountability.vocabulary import LeafKind
from portal.audit import operations as audit
from portal.audit import queries as audit_queries
from portal.cases.queries import get_case
from tests.factories import make_case

WRITERS, EACH = 6, 8


def test_writers_at_once_stay_in_line_whichever_log_they_write_first(app: Flask) -> None:
    cases = [make_case().id for _ in range(WRITERS)]
    entries, leaves, failed = audit_queries.newest()[1], queries.present_size(), []

    def write(number: int) -> None:
        try:
            for turn in range(EACH):
                with db.transaction():
                    order = [cases[number], cases[(number + 1) % WRITERS]]
                    for case_id in sorted(order):
                        get_case(case_id, for_update=True)
                    acts = [lambda: audit.record(SYSTEM, "case:read", "case", number), lambda: keep(cases[number], LeafKind.CLOSED, {})]
                    for act in acts if turn % 2 else reversed(acts):
                        act()
        except Exception as error:
            failed.append(error)
        finally:
            db.session.remove()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == [] and not any(thread.is_alive() for thread in threads)
    db.session.rollback()
    assert audit_queries.newest()[1] == entries + WRITERS * EACH
    assert queries.present_size() == leaves + WRITERS * EACH
    assert audit.first_break() is None and checking.first_break() is None
