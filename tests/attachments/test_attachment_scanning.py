"""The virus scanner: what is infected is given to nobody, what nobody has scanned stays closed."""

import socket

import pytest
from sqlalchemy import inspect

from portal import jobs
from portal.attachments import clamd, operations, queries, refusals, store
from portal.attachments.models import ScanState
from portal.config import BadSetting, settings
from portal.custody import boxes, data_keys
from portal.custody.models import CustodyKey
from portal.custody.queries import get_data_key
from portal.db import add, transaction
from portal.errors import NotFound
from tests.attachments import sample_files as make
from tests.attachments import scanners
from tests.attachments.scanners import use

CLEAN, SICK = "付款".encode(), "付款".encode() + scanners.VIRUS
NOWHERE = "unix:/nowhere/clamd.sock"


@pytest.fixture
def house(fresh_store, monkeypatch):
    """The house with a scanner to be chosen."""
    return lambda address: use(monkeypatch, address)


@pytest.fixture
def double(fresh_store, monkeypatch, tmp_path):
    """A scanner of the real protocol."""
    with scanners.double(tmp_path) as server:
        use(monkeypatch, server.address)
        yield server


def added(data=CLEAN, name="说明.txt"):
    with transaction():
        return operations.add_file("report", 7, data, name)


def fresh(attachment):
    return queries.find_by_id(inspect(attachment).identity[0])


def read(attachment, key=None):
    return b"".join(operations.open_original(attachment, key))


def test_without_a_scanner_files_are_taken_and_originals_open(house):
    attachment = added(SICK)
    assert attachment.scan_state is ScanState.NOT_CONFIGURED and attachment.scanned_at is None and read(attachment) == SICK
    assert jobs.scan_evidence() == 0


def test_a_clean_file_is_noted_as_clean(double):
    attachment = added()
    assert attachment.scan_state is ScanState.CLEAN and attachment.scanned_at and read(attachment) == CLEAN
    assert double.seen == [CLEAN], "the file as it came is scanned, once"


def test_a_large_file_reaches_the_scanner_whole(double):
    data = make.bomb(8, 8) + bytes(range(256)) * 12_000
    added(data, "a.png")
    assert double.seen == [data]


def test_an_infected_file_is_kept_sealed_and_given_to_nobody(double):
    attachment = added(SICK)
    assert (attachment.scan_state, attachment.scan_signature) == (ScanState.INFECTED, scanners.NAME)
    assert attachment.is_quarantined and "材料1.txt查出病毒" in operations.quarantine_words([attachment])
    with pytest.raises(NotFound, match="查出病毒"):
        operations.stream_file(attachment)
    with pytest.raises(refusals.OriginalClosed, match="查出病毒"):
        operations.open_original(attachment)
    assert b"".join(store.read_chunks(attachment.storage_name)), "it may be the only proof"
    assert operations.quarantine_words([added()]) == ""


@pytest.mark.parametrize("address", [NOWHERE, "127.0.0.1:1"])
def test_with_the_scanner_down_the_copy_is_served_and_the_original_stays_closed(house, address):
    house(address)
    attachment = added()
    assert attachment.scan_state is ScanState.PENDING and operations.open_file(attachment)
    with pytest.raises(refusals.OriginalClosed, match="还没有查过病毒"):
        operations.open_original(attachment)
    assert operations.original_name(attachment) == "说明.txt"
    house("")
    with pytest.raises(refusals.OriginalClosed, match="还没有查过病毒"):
        operations.open_original(attachment)


@pytest.mark.same_queries
@pytest.mark.parametrize(
    "answer",
    [b"", b"\0", b"stream: OK", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK FOUND OK\0", b"OK\0", b"x ERROR\0", b"x" * 9000],
)  # fmt: skip
def test_only_a_plain_verdict_counts(house, tmp_path, answer):
    with scanners.double(tmp_path, answer) as server:
        house(server.address)
        with pytest.raises(clamd.ScannerDown):
            clamd.find_virus([b"data"])
        assert added().scan_state is ScanState.PENDING


def test_a_scanner_that_does_not_answer_is_down(house, tmp_path, monkeypatch):
    monkeypatch.setattr(clamd, "ANSWER_SECONDS", 0.2)
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "silent"))
        silent.listen()
        house(f"unix:{tmp_path / 'silent'}")
        assert added().scan_state is ScanState.PENDING


def test_over_tcp_it_works_as_well(house):
    with scanners.double() as server:
        house(server.address)
        assert (added().scan_state, added(SICK).scan_state) == (ScanState.CLEAN, ScanState.INFECTED)


def test_what_waited_is_scanned_when_the_scanner_is_back(house, tmp_path):
    before = added(SICK)
    house(NOWHERE)
    clean, sick, removed, destroyed = added(), added(SICK), added(), added()
    with transaction():
        operations.remove_file(fresh(removed))
        operations._destroy_original(fresh(destroyed))
    assert jobs.scan_evidence() == 0
    with scanners.double(tmp_path) as server:
        house(server.address)
        assert jobs.scan_evidence() == 3 and jobs.scan_evidence() == 0
    states = [fresh(each).scan_state for each in (before, clean, sick, removed, destroyed)]
    assert states == [ScanState.INFECTED, ScanState.CLEAN, ScanState.INFECTED, ScanState.PENDING, ScanState.PENDING]
    assert read(fresh(clean)) == CLEAN


def test_a_damaged_file_does_not_stop_the_others(house, tmp_path):
    house(NOWHERE)
    broken, clean = added(), added()
    store.path_of(broken.original_storage_name).write_bytes(b"damage")
    with scanners.double(tmp_path) as server:
        house(server.address)
        assert jobs.scan_evidence() == 1 and fresh(clean).scan_state is ScanState.CLEAN


def test_an_original_from_custody_is_scanned_when_it_is_opened(house, tmp_path):
    pair = boxes.new_key_pair()
    with transaction():
        add(CustodyKey(number=1, public_key=pair.public))
    house(NOWHERE)
    clean, sick = added(), added(SICK)
    with transaction():
        operations.put_originals_in_custody("report", 7)
    keys = [data_keys.open_with(get_data_key(each.original_key_id), pair.private) for each in (clean, sick)]
    with pytest.raises(refusals.OriginalClosed, match="还没有查过病毒"):
        operations.open_original(clean, keys[0])
    with scanners.double(tmp_path) as server:
        house(server.address)
        assert jobs.scan_evidence() == 0, "the server cannot open them"
        assert read(clean, keys[0]) == CLEAN
        with pytest.raises(refusals.OriginalClosed, match="查出病毒"):
            operations.open_original(sick, keys[1])


@pytest.mark.same_queries
@pytest.mark.parametrize("wrong", ["clamd", "/run/clamd.sock", "unix:", "host:port", "http://127.0.0.1:3310", "a b:1", "127.0.0.1:"])
def test_an_unusable_setting_is_said_at_the_start(house, wrong):
    with pytest.raises(BadSetting, match="CLAMD_SOCKET"):
        house(wrong) or settings()


@pytest.mark.skipif(scanners.CLAMD is None, reason="clamd is not installed")
def test_the_real_clamd_finds_its_virus_also_inside_a_document(house, tmp_path):
    with scanners.clamd(tmp_path) as address:
        house(address)
        assert clamd.version().startswith("ClamAV")
        assert (added().scan_state, added(SICK).scan_state) == (ScanState.CLEAN, ScanState.INFECTED)
        hidden = added(make.docx({"word/media/image9.bin": scanners.VIRUS}), "合同.docx")
        assert hidden.is_quarantined and hidden.scan_signature.startswith(scanners.NAME)
        assert added(make.photo(), "a.jpg").scan_state is ScanState.CLEAN
