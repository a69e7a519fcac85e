"""The public face of the accountability log: proofs to take home, checking them here and offline, heads and how they hang together."""

import copy
import io
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree

from portal import clock
from portal.accountability import offline, operations, queries
from portal.accountability.signing import public_key
from portal.db import transaction
from tests.browser import Browser
from tests.web.public.filling import code_on, submit

pytestmark = pytest.mark.usefixtures("heping")
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def publish() -> None:
    with transaction():
        operations.issue_daily_head()


def downloaded(browser: Browser, words: str = "下载存证证明") -> dict:
    """The proof file behind the link, as it was sent."""
    href = browser.page.xpath(f"//main//a[normalize-space()='{words}']/@href")[0]
    answer = browser.client.get(href)
    assert answer.status_code == 200 and answer.mimetype == "application/json"
    assert "attachment" in answer.headers["Content-Disposition"] and answer.headers["Cache-Control"] == "no-store"
    return json.loads(answer.get_data())


def run_script(folder: Path, script: bytes, proof: object, *more: str) -> subprocess.CompletedProcess:
    """The downloaded script in a process that sees neither the environment nor any library outside the standard one."""
    (folder / "portal-verify.py").write_bytes(script)
    (folder / "proof.json").write_text(json.dumps(proof, ensure_ascii=False), encoding="utf-8")
    command = [sys.executable, "-I", "-S", "portal-verify.py", "proof.json", *more]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", env={"PYTHONIOENCODING": "utf-8"}, check=False)


def test_the_receipt_offers_a_proof_that_the_portal_accepts(browser: Browser) -> None:
    submit(browser)
    proof = downloaded(browser)
    number = proof["case_number"]
    assert number in browser.main and "拖欠" not in json.dumps(proof, ensure_ascii=False)
    code_on(browser)
    visitor = Browser(browser.app)
    visitor.open("/verify/file").fill(text=json.dumps(proof)).press("核对")
    assert "核对一致，没有被改过" in visitor.main and f"收到受理编号为 {number} 的反映" in visitor.main
    assert "最晚" in visitor.main


def test_a_file_is_taken_as_well_as_pasted_words(browser: Browser) -> None:
    submit(browser)
    proof = downloaded(browser)
    proof["head"]["size"] += 1
    visitor = Browser(browser.app)
    visitor.open("/verify/file").fill(file=(io.BytesIO(json.dumps(proof).encode()), "存证证明.json")).press("核对")
    assert "核对不一致" in visitor.main and "签名不对" in visitor.main
    for rubbish in ("{", "[]", '{"format": "xinnuo-proof-v1"}', "[" * 100_000, '{"a": "\\ud800"}', "123", '"\\u0000"'):
        visitor.open("/verify/file").fill(text=rubbish).press("核对")
        assert "核对不一致" in visitor.main, rubbish[:40]
    assert visitor.open("/verify/file").press("核对").errors == ["请选择存证证明文件，或者粘贴它的内容"]


def test_the_page_of_the_case_offers_the_proof_and_nobody_else_gets_it(browser: Browser) -> None:
    submit(browser)
    early = downloaded(browser)
    publish()
    browser.press("打开进度页")
    late = downloaded(browser)
    assert late["head"] == operations.plain_head(queries.newest_head()).plain()
    assert [leaf["body"] for leaf in late["leaves"]] == [leaf["body"] for leaf in early["leaves"]]
    stranger = Browser(browser.app)
    assert stranger.client.get("/track/proof").status_code == 303
    assert stranger.client.get("/report/proof").status_code == 404


def test_the_script_proves_offline_what_is_true_and_refuses_what_is_bent(browser: Browser, tmp_path: Path) -> None:
    submit(browser)
    proof = downloaded(browser)
    script = browser.client.get("/verify/portal-verify.py").get_data()
    good = run_script(tmp_path, script, proof, "--key", public_key())
    assert good.returncode == 0, good.stderr + good.stdout
    assert "核对一致" in good.stdout and proof["case_number"] in good.stdout and good.stderr == ""
    assert run_script(tmp_path, script, proof, "--key", "0" * 64).returncode == 1
    for bend in (bend_body, bend_salt, bend_path, bend_index, bend_size, bend_root, bend_signature, bend_key, bend_number):
        bent = copy.deepcopy(proof)
        bend(bent)
        answer = run_script(tmp_path, script, bent)
        assert answer.returncode == 1 and answer.stdout.startswith("核对不一致"), bend
    assert run_script(tmp_path, script, ["not", "a", "proof"]).returncode == 1


def bend_body(proof: dict) -> None:
    next(leaf for leaf in proof["leaves"] if "due_on" in leaf["body"])["body"]["due_on"] = "2030-01-01"


def bend_salt(proof: dict) -> None:
    proof["leaves"][0]["salt"] = "0" * 64


def bend_path(proof: dict) -> None:
    proof["leaves"][0]["path"][0] = "0" * 64


def bend_index(proof: dict) -> None:
    proof["leaves"][0]["index"] += 1


def bend_size(proof: dict) -> None:
    proof["head"]["size"] += 1


def bend_root(proof: dict) -> None:
    proof["head"]["root"] = "0" * 64


def bend_signature(proof: dict) -> None:
    proof["head"]["signature"] = "0" * 128


def bend_key(proof: dict) -> None:
    proof["head"]["public_key"] = "0" * 64


def bend_number(proof: dict) -> None:
    proof["case_number"] = "120101-20260101-000001"


def test_the_script_joins_a_proof_to_a_later_published_head(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    submit(browser)
    proof = downloaded(browser)
    publish()
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=1))
    publish()
    newest, script = queries.newest_head().size, browser.client.get("/verify/portal-verify.py").get_data()
    joined = browser.client.get("/verify/consistency", query_string={"from": proof["head"]["size"], "to": newest}).get_json()
    head = operations.plain_head(queries.newest_head()).plain()
    (tmp_path / "joined.json").write_text(json.dumps(joined))
    (tmp_path / "head.json").write_text(json.dumps(head))
    good = run_script(tmp_path, script, proof, "--consistency", "joined.json", "--head", "head.json")
    assert good.returncode == 0 and "接着您的日志" in good.stdout, good.stdout
    (tmp_path / "head.json").write_text(json.dumps({**head, "root": "0" * 64}))
    assert run_script(tmp_path, script, proof, "--consistency", "joined.json", "--head", "head.json").returncode == 1
    joined["path"][-1] = "0" * 64
    (tmp_path / "joined.json").write_text(json.dumps(joined))
    assert run_script(tmp_path, script, proof, "--consistency", "joined.json").returncode == 1


def test_the_heads_are_published_on_a_page_and_in_a_feed(browser: Browser) -> None:
    browser.open("/verify").follow("看公布的日志头，下载离线核对程序")
    assert "还没有公布日志头" in browser.main
    publish()
    head = queries.newest_head()
    browser.open("/verify/heads")
    assert head.root in browser.main and public_key() in browser.main
    feed = etree.fromstring(browser.client.get("/verify/heads.atom").get_data())
    (entry,) = feed.findall("a:entry", ATOM)
    plain = json.loads(entry.findtext("a:content", namespaces=ATOM))
    offline.check_head(plain)
    assert plain == operations.plain_head(head).plain()


@pytest.mark.same_queries
@pytest.mark.parametrize("query", ["", "?from=1", "?from=0&to=32", "?from=33&to=32", "?from=1&to=31", "?from=x&to=y", "?from=-1&to=32"])
def test_only_published_heads_can_be_joined(browser: Browser, query: str) -> None:
    publish()
    assert browser.client.get("/verify/consistency" + query).status_code == 404
    answer = browser.client.get("/verify/consistency?from=1&to=32").get_json()
    assert answer["to"]["size"] == 32 and len(answer["path"]) == 5
