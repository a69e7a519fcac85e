"""The command ``redact`` as somebody runs it: another process, an empty environment, no database."""

import json
import subprocess
import sys

import pytest

from portal.config import ROOT

COMMAND = [sys.executable, "-m", "flask", "--app", "portal", "redact"]


@pytest.fixture
def environment(tmp_path):
    """Nothing set but where a database would be made."""
    return {"XINNUO_DATA": str(tmp_path / "data")}


def run(environment, *options, text):
    """The finished process with ``text`` on its standard input."""
    return subprocess.run([*COMMAND, *options], cwd=ROOT, env=environment, input=text.encode(), capture_output=True, check=False)


def test_json_lines_in_json_lines_out_and_no_database_made(environment, tmp_path):
    documents = [
        {"id": "a", "text": "2019年7月3日经办人：张伟，志勇在场", "reporter": {"name": "夏侯志勇", "org": ""}},
        {"id": "b", "text": "镇政府已答复。"},
    ]
    done = run(environment, "--jsonl", text="\n".join(json.dumps(each, ensure_ascii=False) for each in documents) + "\n")
    assert done.returncode == 0, done.stderr.decode()
    assert [json.loads(line) for line in done.stdout.decode().splitlines()] == [
        {"id": "a", "spans": [[13, 15, "PERSON"], [16, 18, "PERSON"]]},
        {"id": "b", "spans": []},
    ]
    assert list(tmp_path.rglob("*.sqlite3*")) == []


def test_lines_are_answered_one_by_one(environment):
    """The first answer is out before the second document is in: a large file needs no large memory."""
    with subprocess.Popen(
        [*COMMAND, "--jsonl"], cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        for number in range(2):
            process.stdin.write(json.dumps({"id": number, "text": "张伟"}) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
    assert process.returncode == 0


def test_a_text_is_marked_for_people(environment):
    done = run(environment, "--text", text="经办人：张伟，已答复。")
    lines = done.stdout.decode().splitlines()
    assert lines[0] == "经办人：⟦张伟⟧1，已答复。"
    assert lines[-1].split() == ["1", "姓名", "张伟", "→", "张某", "surname-and-given", lines[-1].split()[-1]]


@pytest.mark.parametrize("line", ["张伟", '{"id": "1"}', '{"id": "1", "text": null}', '["张伟"]'])
def test_a_line_that_is_no_document_is_named_without_a_traceback(environment, line):
    done = run(environment, "--jsonl", text=line + "\n")
    assert done.returncode == 1
    assert "JSON" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_a_form_must_be_chosen(environment):
    assert run(environment, text="张伟").returncode == 2
