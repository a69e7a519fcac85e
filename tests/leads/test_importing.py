"""A file of many rows: looked at with few comparisons, entered without any."""

import pytest

from portal.accounts.queries import get_user
from portal.db import transaction
from portal.leads import importing, likeness, traces
from portal.leads.importing import COLUMNS, EXAMPLE
from portal.publication.checking import contacts_of_people
from tests.databases import statements
from tests.leads.making import ALIKE, TEXT, cast, entered

LONG = "，".join(f"第{number}次向该单位反映道路工程尾款没有支付" for number in range(300))


@pytest.fixture
def people(app):
    return cast()


@pytest.fixture
def compared(monkeypatch):
    """Counts the comparisons that are really made."""
    number = []
    monkeypatch.setattr(traces, "compare", lambda *texts: number.append(texts) or likeness.compare(*texts))
    return number


def rows(number):
    first = dict(zip(COLUMNS, EXAMPLE, strict=True))
    return [{**first, "原编号": f"JC-{each}", "被反映单位": "测试建设委员会", "内容": f"{TEXT}（{each}）"} for each in range(number)]


def looked_at(actor, number, look):
    """What came of the rows, and how many statements that took."""
    person = get_user(actor.id)
    assert person.department.ancestor_ids and person.roles
    with statements() as said:
        found = look(person, rows(number), contacts_of_people)
    return found, len(said)


def test_each_row_is_compared_with_a_few_texts_however_many_are_alike(people, compared):
    for number in range(12):
        entered(people.officer, text=f"{ALIKE}第{number}次反映。")
    few, cost = looked_at(people.officer, 3, importing.dry_run)
    assert len(compared) == 3 * 4 and all(len(each.remarks) == 2 for each in few)
    for number in range(12):
        entered(people.officer, text=f"{ALIKE}再次反映{number}。")
    compared.clear()
    _many, more = looked_at(people.officer, 30, importing.dry_run)
    assert len(compared) == 30 * 4 and more <= cost * 10


def test_entering_rows_that_were_looked_at_compares_nothing(people, compared):
    entered(people.officer, text=ALIKE)
    checked, _cost = looked_at(people.officer, 5, importing.check)
    assert not compared and not any(each.errors or each.remarks for each in checked)
    with transaction():
        made, failed = importing.enter_rows(get_user(people.officer.id), checked, contacts_of_people)
    assert len(made) == 5 and not failed and not compared


@pytest.mark.one_database
def test_only_the_beginning_of_a_long_text_is_compared():
    assert len(LONG) > 2 * likeness.MOST_READ
    assert likeness.pairs_of(LONG) == likeness.pairs_of(LONG[: likeness.MOST_READ])
    end = "评标专家和中标单位存在亲属关系请求依法查处并公布结果。"
    assert likeness.compare(LONG + end, "同一单位的另一件事情完全不同。" * 200 + end).share < likeness.SAME_FROM
