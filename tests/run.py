"""``make test``: everything on SQLite, then whatever uses the database once more on PostgreSQL.

What is missing for a part is installed through apt where that is allowed; otherwise the part is skipped, and said so in one line.
With ``CI=true`` a skipped part is a failure.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import psycopg

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
MEMORY = Path("/dev/shm")
ENOUGH = 4 * 2**30  # bytes
SERVER = os.environ.get("XINNUO_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/")
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
KINDS = ("passed", "failed", "skipped")


def main() -> int:
    """Run both rounds, say the sums, and return the exit status."""
    skipped_parts = [part for part in (_prepare_browser(), _prepare_postgresql()) if part]
    for part in skipped_parts:
        print(part, flush=True)
    sums, status = _round("SQLite", {})
    if _answers(SERVER):
        more, second = _round(
            "PostgreSQL", {"XINNUO_TEST_DATABASE": "postgresql", "XINNUO_TEST_POSTGRESQL": SERVER}, "-p", "tests.database_only"
        )
        sums, status = sums + more, status or second
    print(", ".join(f"{sums[kind]} {kind}" for kind in KINDS))
    if skipped_parts and IN_CI:
        print("Parts were skipped, which CI does not accept.")
        return 1
    return status


def _round(name: str, environment: dict[str, str], *options: str) -> tuple[Counter[str], int]:
    """One run of pytest on all cores: how many tests passed, failed and were skipped, and its exit status."""
    print(f"── {name} ──", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-n", str(os.cpu_count() or 1), "--dist", "worksteal", f"--junitxml={report}", *options]
        environment = {**os.environ, **_quick_folder(), **environment}
        status = subprocess.run([*command, *sys.argv[1:]], cwd=ROOT, env=environment, check=False).returncode
        return _sums(report), status


def _quick_folder() -> dict[str, str]:
    """Where the tests keep their files: in memory, where there is enough of it, because there no commit waits for a disk."""
    is_there = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH
    return {"TMPDIR": str(MEMORY)} if is_there else {}


def _sums(report: Path) -> Counter[str]:
    if not report.exists():
        return Counter(failed=1)
    suites = [suite.attrib for suite in ElementTree.parse(report).getroot().iter("testsuite")]
    total, failed, skipped = (
        sum(int(suite.get(name, 0)) for suite in suites for name in names) for names in (["tests"], ["failures", "errors"], ["skipped"])
    )
    return Counter(passed=total - failed - skipped, failed=failed, skipped=skipped)


def _prepare_browser() -> str:
    """Chromium and Chinese fonts; a sentence when they are not to be had."""
    wanted = [] if _browser() else ["chromium"]
    wanted += [] if _has_chinese_font() else ["fonts-noto-cjk"]
    if wanted and os.geteuid() == 0 and shutil.which("apt-get"):
        _install(wanted)
    if not _browser():
        return "No Chromium here and none could be installed: the browser journeys are skipped (apt-get install chromium fonts-noto-cjk)."
    if not _has_chinese_font():
        print("No Chinese font here: the browser journeys run, but sideways scroll is measured with other widths.")
    return ""


def _prepare_postgresql() -> str:
    return "" if _answers(SERVER) else "No PostgreSQL answers on 127.0.0.1:5432 (or XINNUO_TEST_POSTGRESQL): its run is skipped."


def _browser() -> str | None:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def _has_chinese_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout.strip())


def _install(packages: list[str]) -> None:
    print(f"Installing {', '.join(packages)} …", flush=True)
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        command = ["apt-get", "-qq", *arguments]
        subprocess.run(
            command,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=False,
        )


def _answers(server: str) -> bool:
    try:
        psycopg.connect(server.replace("+psycopg", "") + "postgres", connect_timeout=3).close()
    except psycopg.Error:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
