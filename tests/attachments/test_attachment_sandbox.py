"""Files are opened where a taken-over decoder can do nothing, and whatever it does ends in a sentence."""

import os
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from portal.attachments import operations, sandbox
from portal.config import settings
from portal.errors import RuleBroken
from tests.attachments import sample_files as make

TEXT = "付款".encode()
# What a decoder that was taken over would do; ``found(what)`` tells the test what it got at.
HOSTILE = """
import ctypes, os, signal, socket, subprocess, sys, threading, time
from portal.errors import RuleBroken
def found(what):
    raise RuleBroken("file", "FOUND " + repr(what))
def attempt(action):
    try:
        found(action())
    except (OSError, MemoryError, ValueError) as error:
        raise RuleBroken("file", "STOPPED " + type(error).__name__)
def act(data, name):
    libc = ctypes.CDLL(None)
    {act}
def harmless(data, name):
    return original(data, name)
original = worker.clean
worker._warm_up()
worker._warm_up = lambda: None
worker.WALL_SECONDS = 3
worker.jail.CPU_SECONDS = 1
worker.clean = act
worker.serve()
"""
STOPPED = {
    "read a file": "attempt(lambda: open('/etc/passwd').read())",
    "read the key": "attempt(lambda: open({data!r} + '/keys/server.key').read())",
    "write a file": "attempt(lambda: open('/tmp/xinnuo-escape', 'w').write('x'))",
    "list a folder": "attempt(lambda: os.listdir('/'))",
    "remove a file": "attempt(lambda: os.unlink({data!r} + '/marker'))",
    "make a socket": "attempt(lambda: socket.socket())",
    "make a pair of sockets": "attempt(lambda: socket.socketpair())",
    "start a program": "attempt(lambda: os.execv('/bin/true', ['true']))",
    "start a program beside": "attempt(lambda: subprocess.run(['/bin/true']))",
    "fork": "attempt(lambda: os.fork())",
    "kill the worker": "attempt(lambda: os.kill(os.getppid(), signal.SIGKILL))",
    "kill the portal": "attempt(lambda: os.kill({portal}, signal.SIGTERM))",
    "take an order meant for another": "attempt(lambda: os.read(0, 16))",
    "write to what others read": "attempt(lambda: os.write(1, b'x') + os.write(2, b'x'))",
    "double its descriptor": "attempt(lambda: os.dup(3))",
    "raise its limits": "import resource; attempt(lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)))",
    "become root": "attempt(lambda: os.setuid(0))",
    "take much memory": "attempt(lambda: len(bytearray(2 << 30)))",
}
BROKEN = {
    "abort": "os.abort()",
    "leave": "os._exit(0)",
    "die of a bad pointer": "ctypes.string_at(0)",
    "compute for ever": "\n    while True: pass",
    "sleep for ever": "time.sleep(60)",
    "raise": "raise KeyError('张三')",
    "take all memory": "x = [bytearray(1 << 20) for _ in range(5000)]",
    "answer nothing whole": "os.write(3, worker.LENGTHS.pack(100, 100)); os._exit(0)",
    "announce too much": "os.write(3, worker.LENGTHS.pack(100, 1 << 31)); time.sleep(60)",
    "announce a long header": "os.write(3, worker.LENGTHS.pack(1 << 31, 0)); time.sleep(60)",
    "answer no JSON": "os.write(3, worker.LENGTHS.pack(3, 0) + b'{{]'); os._exit(0)",
    "answer a list": "os.write(3, worker.LENGTHS.pack(2, 0) + b'[]'); os._exit(0)",
    "answer a page": "worker._answer(3, dict(media_type='text/html', extension='html'), b'<script>'); os._exit(0)",
    "answer a wrong extension": "worker._answer(3, dict(media_type='image/png', extension='../x'), b'x'); os._exit(0)",
    "answer no number": "worker._answer(3, dict(media_type='image/png', extension='png', width='1'), b'x'); os._exit(0)",
    "answer emptiness": "worker._answer(3, dict(media_type='image/png', extension='png'), b''); os._exit(0)",
}


@pytest.fixture
def taken_over(monkeypatch, database):
    """Let the decoder do something; gives the sentence it ends in."""
    workshops = []

    def end_of(act):
        code = HOSTILE.replace("{act}", act.format(data=str(settings().data_dir), portal=os.getpid()))
        monkeypatch.setattr(sandbox, "_BOOT", sandbox._BOOT.replace("worker.serve()", code.replace("{", "{{").replace("}", "}}")))
        workshops.append(sandbox._Workshop())
        monkeypatch.setattr(sandbox, "_workshop", workshops[-1])
        with pytest.raises(RuleBroken) as caught:
            sandbox.clean_apart(TEXT, "a.txt")
        return caught.value.message

    yield end_of
    for each in workshops:
        each._control.close()
        each._process.wait(5)


@pytest.mark.same_queries
@pytest.mark.parametrize("act", STOPPED)
def test_a_decoder_that_was_taken_over_gets_at_nothing(taken_over, act):
    (settings().data_dir / "marker").write_text("")
    assert taken_over(STOPPED[act]).startswith("STOPPED ")
    assert (settings().data_dir / "marker").exists() and not Path("/tmp/xinnuo-escape").exists()


def test_it_finds_no_secret_in_its_environment(taken_over, monkeypatch):
    monkeypatch.setenv("MAIL_PASSWORD", "secret")
    said = taken_over("found(sorted(os.environ))")
    assert not any(word in said for word in ("XINNUO", "DATABASE", "MAIL", "PASSWORD", "KEY"))
    assert settings().server_key not in said


def test_it_knows_neither_settings_nor_database_nor_web(taken_over):
    assert taken_over("found([m for m in ('portal.config', 'portal.db', 'sqlalchemy', 'flask') if m in sys.modules])") == "FOUND []"


def status_of_the_child(pid):
    """What the system says of the one child of a process; nothing when there is none, or no longer."""
    with suppress(FileNotFoundError, ProcessLookupError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            return dict(line.split(":\t") for line in Path(f"/proc/{child}/status").read_text().splitlines() if ":\t" in line)
    return {}


def test_it_is_nobody_under_a_filter_and_may_not_become_more(taken_over):
    watched = {}

    def watch():
        while not is_over.wait(0.02) and watched.get("Seccomp") != "2":  # its locks are closed a moment after it was born
            if sandbox._workshop is not before and (worker := sandbox._workshop._process) is not None:
                watched.update(status_of_the_child(worker.pid))

    before, is_over = sandbox._workshop, threading.Event()
    watcher = threading.Thread(target=watch)
    watcher.start()
    taken_over("time.sleep(60)")
    is_over.set()
    watcher.join()
    assert set(watched["Uid"].split()) & {"0"} == set() and watched["CapEff"].strip("0") == ""
    assert watched["NoNewPrivs"] == "1" and watched["Seccomp"] == "2"


@pytest.mark.same_queries
@pytest.mark.parametrize("act", BROKEN)
def test_however_it_ends_the_sender_reads_a_sentence(taken_over, act, caplog):
    begun = time.monotonic()
    assert "换一种方式保存" in taken_over(BROKEN[act])
    assert time.monotonic() - begun < 40 and "张三" not in caplog.text


def test_what_it_says_is_cut_short(taken_over):
    assert len(taken_over("raise RuleBroken('file', 'x' * 3000)")) == 300


def test_the_next_file_does_not_feel_a_crash_and_a_dead_worker_is_replaced(database):
    assert sandbox.clean_apart(TEXT, "a.txt").extension == "txt"
    first = sandbox._workshop._process
    first.kill()
    first.wait()
    assert sandbox.clean_apart(TEXT, "a.txt").extension == "txt" and sandbox._workshop._process.pid != first.pid


def test_without_a_worker_the_sender_is_asked_to_come_back(database, monkeypatch):
    monkeypatch.setattr(sandbox, "_workshop", sandbox._Workshop())
    monkeypatch.setattr(sandbox.sys, "executable", "/nowhere/python")
    with pytest.raises(RuleBroken, match="过一会儿再上传"):
        operations.check_file(TEXT, "a.txt")


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("made", "name"),
    [(make.photo, "a.jpg"), (make.heic, "a.heic"), (make.pdf, "a.pdf"), (make.docx, "a.docx"), (make.xlsx, "a.xlsx"), (make.mp3, "a.mp3"),
     (make.mp4, "a.mp4"), (lambda: TEXT, "a.txt"), (lambda: make.photo("PNG"), "a.png"), (lambda: make.photo("GIF"), "a.gif"),
     (lambda: make.photo("WEBP"), "a.webp"), (lambda: "付款".encode("gb18030"), "b.txt"), (lambda: "付款".encode("utf-16"), "c.txt"),
     (lambda: make.bomb(6000, 6000), "a.png"), (lambda: make.heic((2000, 1500)), "a.heic")],
)  # fmt: skip
def test_every_kind_is_cleaned_inside_the_locks(made, name, database):
    assert sandbox.clean_apart(made(), name).data


def test_several_at_once_all_get_their_own_answer(database):
    answers = {}

    def upload(number):
        answers[number] = sandbox.clean_apart(f"第{number}份".encode(), "a.txt").data.decode("utf-8-sig")

    threads = [threading.Thread(target=upload, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: f"第{number}份" for number in range(12)}
