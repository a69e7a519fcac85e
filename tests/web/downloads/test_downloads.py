"""The page of a person's own files."""

import pytest

from portal import jobs
from portal.accounts import queries as accounts
from portal.accounts.vocabulary import Role
from portal.audit.models import AuditEntry
from portal.db import session, transaction
from portal.prepared import operations
from portal.prepared.operations import Made, ask_for, register_maker
from tests.factories import make_user


@pytest.fixture(autouse=True)
def maker(app, monkeypatch):
    monkeypatch.setattr(operations, "_makers", dict(operations._makers))
    register_maker("names", lambda _person, parameters: Made("名单.csv", "text/csv", parameters["text"].encode()))


def asked(person, title, text):
    with transaction():
        return ask_for(accounts.get_user(person.id), "names", title, {"text": text}).id


def test_a_file_is_downloaded_by_who_asked_once_it_is_made_and_that_is_written_down(app, sign_in_as):
    person, other = make_user(Role.SUPERVISOR), make_user(Role.SUPERVISOR)
    visitor, stranger = sign_in_as(person), sign_in_as(other)
    file_id = asked(person, "十月名单", "甲,乙")
    page = visitor.open("downloads.list_files")
    assert "十月名单" in page.text and "正在生成" in page.text
    assert visitor.client.get(f"/downloads/{file_id}").status_code == 404
    jobs.prepare_files()
    assert "可以下载" in visitor.open("downloads.list_files").text
    answer = visitor.client.get(f"/downloads/{file_id}")
    assert (answer.data.decode(), answer.headers["Cache-Control"]) == ("甲,乙", "no-store")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert stranger.client.get(f"/downloads/{file_id}").status_code == 404
    with app.app_context():
        assert session.query(AuditEntry).filter_by(action="files:download").count() == 1


def test_the_list_is_paged_by_key(app, sign_in_as, monkeypatch):
    monkeypatch.setattr(operations, "MOST_WAITING", 1000)
    person = make_user(Role.OFFICER)
    for number in range(52):
        asked(person, f"名单{number:03}", "")
    visitor = sign_in_as(person)
    first = visitor.open("downloads.list_files")
    assert "名单051" in first.text and "名单001" not in first.text and "更早的文件" in first.text
    second = visitor.client.get(f"/downloads/?before={session.query(operations.PreparedFile.id).order_by('id').offset(2).first()[0]}").text
    assert "名单001" in second and "名单051" not in second and "回到最新" in second
