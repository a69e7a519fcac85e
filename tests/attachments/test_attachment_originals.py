"""Originals: each under a key of its own, into custody, out of it, destroyed."""

from datetime import timedelta

import pytest

from portal.attachments import operations, queries, refusals, store
from portal.attachments.models import NAME_CONTEXT, Attachment
from portal.clock import now
from portal.crypto import SealBroken, seal
from portal.custody import boxes, data_keys
from portal.custody.models import CustodyKey
from portal.custody.queries import get_data_key
from portal.db import add, flush, transaction

pytestmark = pytest.mark.usefixtures("fresh_store")
TEXT = "付款通知".encode()


@pytest.fixture
def private_key():
    """A custody key exists; gives its private half."""
    pair = boxes.new_key_pair()
    with transaction():
        add(CustodyKey(number=1, public_key=pair.public))
    return pair.private


def added(owner_id="7", kind="report", name="张三.txt"):
    with transaction():
        return operations.add_file(kind, owner_id, TEXT, name)


def added_before_keys(owner_id="7"):
    """A row as it was before originals had keys of their own."""
    attachment = added(owner_id)
    with transaction():
        row = queries.find_by_token(attachment.token)
        row.original_key_id, row.original_name = None, seal("张三.txt", NAME_CONTEXT)
        row.original_storage_name = store.write(TEXT)
    return row


def read(attachment, key=None):
    return b"".join(operations.open_original(attachment, key))


def test_every_original_and_its_name_have_a_key_of_their_own():
    first, second = added(), added()
    assert first.original_key_id != second.original_key_id and read(first) == read(second) == TEXT
    key = data_keys.key_bytes(get_data_key(first.original_key_id))
    assert operations.original_name(first) == operations.original_name(first, key) == "张三.txt"
    for wrong in (data_keys.key_bytes(get_data_key(second.original_key_id)), None):
        with pytest.raises(SealBroken):
            list(store.read_chunks(first.original_storage_name, wrong))
    with pytest.raises(SealBroken):
        list(store.read_chunks(first.storage_name, key))


def test_an_older_file_stays_readable_under_the_server_key():
    attachment = added_before_keys()
    assert read(attachment) == TEXT and operations.original_name(attachment) == "张三.txt"


@pytest.mark.parametrize("make_file", [added, added_before_keys])
def test_in_custody_only_the_private_key_opens_an_original(private_key, make_file):
    attachment, other = make_file(), added("8")
    with transaction():
        assert operations.put_originals_in_custody("report", 7) == 1
        assert operations.put_originals_in_custody("report", 7) == 1
    for reading in (operations.open_original, operations.original_name):
        with pytest.raises(data_keys.KeyInCustody):
            reading(attachment)
    key = data_keys.open_with(get_data_key(attachment.original_key_id), private_key)
    assert read(attachment, key) == TEXT and operations.original_name(attachment, key) == "张三.txt"
    assert read(other) == TEXT and operations.open_file(attachment).decode("utf-8-sig").encode() == TEXT


def test_without_a_custody_key_nothing_goes_into_custody():
    attachment = added()
    with pytest.raises(data_keys.NoCustodyKey), transaction():
        operations.put_originals_in_custody("report", 7)
    assert read(attachment) == TEXT


@pytest.mark.parametrize("make_file", [added, added_before_keys])
def test_a_destroyed_original_is_gone_and_the_rest_stays(fresh_store, make_file):
    attachment, other = make_file(), added("8")
    digest, old_path = attachment.sha256, store.path_of(attachment.original_storage_name)
    with transaction():
        assert operations.destroy_originals("report", 7) == 1
        assert operations.destroy_originals("report", 7) == 0
    for reading in (operations.open_original, operations.original_name):
        with pytest.raises(refusals.OriginalClosed, match="原件已按期限销毁"):
            reading(attachment)
    assert attachment.sha256 == digest and attachment.original_name == b"" and attachment.original_destroyed_at
    assert attachment.original_key_id is None or get_data_key(attachment.original_key_id).wrapped is None
    assert old_path.exists()
    operations.sweep_store(now() + timedelta(seconds=5))
    assert not old_path.exists() and operations.open_file(attachment) and read(other) == TEXT


def test_an_original_in_custody_can_be_destroyed_without_the_custodians(private_key):
    attachment = added()
    with transaction():
        operations.put_originals_in_custody("report", 7)
    with transaction():
        operations.destroy_originals("report", 7)
    key = get_data_key(attachment.original_key_id)
    assert key.wrapped is None and key.destroyed_at


def test_a_removed_file_goes_into_custody_with_the_others_and_its_key_dies_with_its_row(private_key):
    attachment = added()
    with transaction():
        operations.remove_file(queries.find_by_token(attachment.token))
    with transaction():
        assert operations.put_originals_in_custody("report", 7) == 1
    key_id = attachment.original_key_id
    with transaction():
        assert operations.purge_orphans(now() + timedelta(seconds=1)) == 1
    assert get_data_key(key_id).wrapped is None


def test_what_an_undone_transaction_sealed_anew_is_read_as_before(private_key):
    attachment = added_before_keys()
    with pytest.raises(ZeroDivisionError), transaction():
        operations.put_originals_in_custody("report", 7)
        raise ZeroDivisionError
    operations.sweep_store(now() + timedelta(seconds=5))
    assert read(attachment) == TEXT


def test_the_table_takes_rows_without_the_new_columns():
    with transaction():
        row = Attachment(
            owner_kind="report", owner_id="1", position=1, display_name="材料1.txt", original_name=b"x", media_type="text/plain",
            size_bytes=1, original_size_bytes=1, sha256="0" * 64, storage_name="a" * 32, original_storage_name="b" * 32,
        )  # fmt: skip
        add(row)
        flush()
    assert row.scan_state.value == "not_configured" and not row.is_quarantined
