"""Files in the store: encrypted, whole, counted, handed over, swept."""

from datetime import timedelta

import pytest

from portal.attachments import operations, queries, store
from portal.attachments.operations import add_file, hand_over, open_file, open_original, remove_file
from portal.clock import now
from portal.config import settings
from portal.crypto import SealBroken
from portal.db import transaction
from portal.errors import RuleBroken
from tests.attachments import sample_files as make

pytestmark = pytest.mark.usefixtures("fresh_store")


def added(owner_id="draft-1", name="张三的合同.pdf", data=None, kind="draft", description=""):
    with transaction():
        return add_file(kind, owner_id, data or make.pdf(), name, description)


def stored_files(folder):
    return [path for path in (folder / "evidence").rglob("*") if path.is_file()]


def test_a_file_is_named_anew_and_its_name_is_sealed(fresh_store):
    attachment = added(name="C:\\Users\\张三\\合同\u202efdp.pdf", description="  中标\n通知书 ")
    assert attachment.display_name == "材料1.pdf" and attachment.description == "中标 通知书"
    assert operations.original_name(attachment) == "合同fdp.pdf"
    assert "张三".encode() not in attachment.original_name and attachment.sha256 and len(attachment.token) >= 32
    assert added(name="../../etc/passwd.jpg", data=make.photo()).display_name == "材料2.jpg"
    assert all(path.parent.parent == fresh_store / "evidence" for path in stored_files(fresh_store))


def test_nothing_of_a_file_lies_readable_on_the_disk(fresh_store):
    text = ("付款通知" * 100).encode()
    attachment = added(name="说明.txt", data=text)
    files = stored_files(fresh_store)
    assert len(files) == 2 and all(path.stat().st_mode & 0o077 == 0 for path in files)
    assert not any("付款通知".encode() in path.read_bytes() for path in files)
    assert open_file(attachment).decode("utf-8-sig").encode() == text and b"".join(open_original(attachment)) == text


def test_large_files_come_back_whole_and_a_cut_or_changed_one_is_noticed():
    data = bytes(range(256)) * 4096 * 3 + b"end"
    name = store.write(data)
    chunks = list(store.read_chunks(name))
    assert b"".join(chunks) == data and len(chunks) == 4
    path = store.path_of(name)
    sealed = path.read_bytes()
    path.write_bytes(sealed[: 3 * (1024 * 1024 + 32)])
    with pytest.raises(SealBroken):
        list(store.read_chunks(name))
    path.write_bytes(sealed[:500] + bytes([sealed[500] ^ 1]) + sealed[501:])
    with pytest.raises(SealBroken):
        list(store.read_chunks(name))


def test_storage_names_cannot_leave_the_folder():
    with pytest.raises(ValueError, match="storage name"):
        store.path_of("../../../../etc/passwd")


def test_too_many_files_are_refused(monkeypatch):
    monkeypatch.setenv("MAX_FILES", "2")
    settings.cache_clear()
    added(owner_id="other"), added(), added()
    with pytest.raises(RuleBroken, match="最多上传 2 个文件"):
        added()
    with transaction():
        remove_file(queries.list_for("draft", "draft-1")[0])
    assert added().display_name == "材料3.pdf"


def test_too_much_in_all_is_refused(monkeypatch):
    monkeypatch.setenv("MAX_TOTAL_MB", "1")
    settings.cache_clear()
    big = make.bomb(8, 8) + bytes(700 * 1024)
    added(name="a.png", data=big)
    with pytest.raises(RuleBroken, match="合计不超过 1 MB"):
        added(name="b.png", data=big)
    added(owner_id="other", name="b.png", data=big)


def test_the_limits_are_said_beforehand():
    sentence = operations.limits_sentence()
    assert "每个文件不超过 20 MB" in sentence and "最多 10 个" in sentence and "合计不超过 60 MB" in sentence


def test_files_are_found_by_owner_and_token_only():
    mine, other = added(), added(owner_id="draft-2")
    assert [one.id for one in queries.list_for("draft", "draft-1")] == [mine.id]
    assert queries.find_by_token(mine.token) is mine and queries.find_by_token("unknown") is None
    assert queries.find_owned("draft", "draft-1", mine.token) is mine
    assert queries.find_owned("draft", "draft-1", other.token) is None and queries.find_owned("report", "draft-1", mine.token) is None
    many = queries.list_for_many("draft", ["draft-1", "draft-2", "draft-3"])
    assert (len(many["draft-1"]), len(many["draft-2"]), many["draft-3"]) == (1, 1, [])


def test_a_draft_hands_its_files_over():
    first, removed, second, other = added(), added(), added(), added(owner_id="draft-2")
    with transaction():
        remove_file(removed)
        add_file("report", 7, make.photo(), "先有的.jpg")
    with transaction():
        assert hand_over("draft", "draft-1", "report", 7) == [first, second]
    assert [one.display_name for one in queries.list_for("report", 7)] == ["材料1.jpg", "材料2.pdf", "材料3.pdf"]
    assert queries.list_for("draft", "draft-1") == [] and queries.list_for("draft", "draft-2") == [other]
    assert open_file(second).startswith(b"%PDF")


def test_an_undone_transaction_leaves_nothing_after_the_sweep(fresh_store):
    kept = added()
    with pytest.raises(ZeroDivisionError), transaction():
        add_file("draft", "draft-1", make.photo(), "a.jpg")
        raise ZeroDivisionError
    assert len(stored_files(fresh_store)) == 4
    assert operations.sweep_store(now() - timedelta(hours=1)) == 0
    assert operations.sweep_store(now() + timedelta(seconds=5)) == 2
    assert open_file(kept) and open_original(kept) and len(stored_files(fresh_store)) == 2


def test_forgotten_drafts_and_removed_files_are_purged_and_reports_stay(fresh_store):
    added()
    removed, kept = added(owner_id="3", kind="report"), added(owner_id="3", kind="report")
    with transaction():
        remove_file(removed)
    with transaction():
        assert operations.purge_orphans(now() - timedelta(days=7)) == 0
    with transaction():
        assert operations.purge_orphans(now() + timedelta(seconds=1)) == 2
    assert operations.sweep_store(now() + timedelta(seconds=5)) == 4
    assert queries.list_for("report", "3") == [kept] and open_file(kept) and len(stored_files(fresh_store)) == 2


def test_a_full_disk_leaves_no_half_file(fresh_store, monkeypatch):
    def no_space(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.os, "fsync", no_space)
    with pytest.raises(OSError, match="No space"):
        store.write(b"data")
    assert stored_files(fresh_store) == []
