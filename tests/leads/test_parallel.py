"""The same papers taken in by two people at the same moment: each once, and the second is told in a sentence."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from portal.accounts.queries import get_user
from portal.accounts.vocabulary import Role
from portal.db import session, transaction
from portal.errors import RuleBroken
from portal.leads import entering, importing
from portal.leads.importing import COLUMNS, EXAMPLE
from portal.leads.models import Lead
from portal.publication.checking import contacts_of_people
from tests import factories
from tests.leads.making import cast, entered, new_lead

ROWS = 12


@pytest.fixture
def people(app):
    return cast()


def rows(backwards, **cells):
    """The same papers, some of them without a number, in one order or the other."""
    row = dict(zip(COLUMNS, EXAMPLE, strict=True))
    found = [{**row, "原编号": f"JC-{each}" if each % 2 else "", "标题": f"企业称工程尾款未付（{each}）", **cells} for each in range(ROWS)]
    return found[::-1] if backwards else found


def test_two_imports_of_the_same_file_make_each_lead_once(people):
    ids, together = [people.officer.id, people.head.id], Barrier(2)
    session.rollback()

    def attempt(number):
        with_wait = together.wait
        try:
            checked = importing.check(get_user(ids[number]), rows(number == 1), contacts_of_people)
            session.rollback()
            with_wait()
            with transaction():
                made, failed = importing.enter_rows(get_user(ids[number]), checked, contacts_of_people)
                return len(made), [each.errors[0] for each in failed]
        finally:
            session.remove()

    with ThreadPoolExecutor(2) as pool:
        (first, told_first), (second, told_second) = pool.map(attempt, range(2))
    assert first + second == ROWS == session.query(Lead).count()
    assert len(told_first) + len(told_second) == ROWS and all("已经登记过：XS-" in each for each in told_first + told_second)


def test_a_paper_without_a_number_is_known_again_by_all_it_says(people):
    lead = entered(people.officer)
    with transaction(), pytest.raises(RuleBroken, match=f"已经登记过：{lead.number}") as refused:
        entering.enter(get_user(people.head.id), new_lead(), contacts_of_people)
    assert refused.value.field == "text"
    entered(people.officer, organ="另一个来源单位")
    assert session.query(Lead).count() == 2


def test_who_may_not_see_the_first_is_told_nothing_and_theirs_is_taken_in(people):
    lead = entered(people.officer)
    outsider = factories.make_user(Role.OFFICER)
    entered(outsider)
    assert session.query(Lead).count() == 2 and lead.number
