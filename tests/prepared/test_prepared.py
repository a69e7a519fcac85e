"""Files asked for are made once, by the worker, with the rights of who asked, and nobody else gets them."""

from datetime import timedelta

import pytest
import time_machine

from portal import clock, jobs
from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.db import session, transaction
from portal.errors import NotAllowed, NotFound, TooMany
from portal.prepared import operations, queries
from portal.prepared.operations import Made, ask_for, forget_expired, make_next, register_maker
from portal.prepared.vocabulary import FileState
from tests.factories import make_user


def _list_of(person: User, parameters: dict) -> Made:
    if parameters.get("refuse"):
        raise NotAllowed("您已不能看这份名单。")
    if parameters.get("break"):
        raise ZeroDivisionError("张三 13900001111")
    return Made("名单.csv", "text/csv", f"{person.username},{parameters['month']}".encode())


@pytest.fixture(autouse=True)
def maker(database, monkeypatch):
    monkeypatch.setattr(operations, "_makers", dict(operations._makers))
    register_maker("names", _list_of)


def asked(person, **parameters):
    with transaction():
        return ask_for(accounts.get_user(person), "names", "名单", parameters).id


def test_a_file_is_made_for_who_asked_and_lies_sealed(database):
    person, other = make_user(Role.OFFICER, username="asker").id, make_user(Role.OFFICER).id
    file_id = asked(person, month="2026-10")
    assert jobs.prepare_files() == 1
    file = queries.get_own(person, file_id)
    assert (file.state, file.content(), file.file_name) == (FileState.READY, b"asker,2026-10", "名单.csv")
    assert b"asker" not in file.sealed
    with pytest.raises(NotFound):
        queries.get_own(other, file_id)
    assert jobs.prepare_files() == 0


def test_a_refusal_is_told_and_an_error_tells_nothing(database, caplog):
    person = make_user(Role.OFFICER).id
    refused, broken, good = asked(person, refuse=True), asked(person, **{"break": True}), asked(person, month="2026-10")
    assert jobs.prepare_files() == 3
    assert queries.get_own(person, refused).problem == "您已不能看这份名单。"
    assert queries.get_own(person, broken).state is FileState.FAILED
    assert "张三" not in queries.get_own(person, broken).problem + caplog.text and "ZeroDivisionError" in caplog.text
    assert queries.get_own(person, good).state is FileState.READY


def test_a_file_in_another_workers_hands_is_left_alone_until_its_lease_is_over(database):
    person = make_user(Role.OFFICER).id
    file_id = asked(person, month="2026-10")
    assert operations._lease_next() is not None
    assert not make_next()
    with time_machine.travel(clock.now() + operations.LEASE + timedelta(seconds=1), tick=False):
        assert make_next()
    session.remove()
    assert queries.get_own(person, file_id).state is FileState.READY


def test_a_file_that_kills_its_worker_is_given_up(database):
    person = make_user(Role.OFFICER).id
    file_id = asked(person, month="2026-10")
    start = clock.now()
    for turn in range(operations.MOST_ATTEMPTS):
        with time_machine.travel(start + turn * (operations.LEASE + timedelta(seconds=1)), tick=False):
            assert operations._lease_next() is not None
    with time_machine.travel(start + timedelta(days=1), tick=False):
        assert not make_next()
    assert queries.get_own(person, file_id).state is FileState.FAILED


def test_a_disabled_person_gets_nothing_made(database):
    person = make_user(Role.OFFICER).id
    file_id = asked(person, month="2026-10")
    with transaction():
        accounts.get_user(person).is_active = False
    jobs.prepare_files()
    assert queries.get_own(person, file_id).state is FileState.FAILED


def test_nobody_fills_the_queue(database):
    person, other = make_user(Role.OFFICER).id, make_user(Role.OFFICER).id
    for month in range(operations.MOST_WAITING):
        asked(person, month=month)
    with pytest.raises(TooMany):
        asked(person, month="one more")
    asked(other, month="2026-10")
    with pytest.raises(KeyError), transaction():
        ask_for(accounts.get_user(other), "unheard of", "名单", {})


def test_a_file_is_forgotten_when_its_time_is_over(database):
    person = make_user(Role.OFFICER).id
    old = asked(person, month="2026-09")
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        young = asked(person, month="2026-10")
    with time_machine.travel(clock.now() + operations.KEEP + timedelta(days=1), tick=False), transaction():
        assert forget_expired(10) == 1
    assert [file.id for file in queries.list_own(person, 10)] == [young] != [old]
