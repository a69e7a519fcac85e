"""``python -m portal.serve``: the web server and the worker together, stopped together."""

import os
import signal
import subprocess
import sys
import time
from types import FrameType

from portal import create_app
from portal.cli import welcome_text
from portal.config import settings

STOP_SECONDS = 15


def commands(port: int) -> list[list[str]]:
    """The two programs to run."""
    web = [sys.executable, "-m", "gunicorn", "--config", "python:portal.web.gunicorn_settings", "--bind", f"127.0.0.1:{port}"]
    web += ["portal:create_app()"]
    return [web, [sys.executable, "-m", "flask", "--app", "portal", "worker"]]


def main() -> int:
    """Start both, wait until one ends or a signal comes, then stop both. Returns the exit status."""
    port = int(os.environ.get("PORT") or 8000)
    os.environ.setdefault("PUBLIC_BASE_URL", f"http://127.0.0.1:{port}")
    with create_app().app_context():
        print(welcome_text(settings().public_base_url), flush=True)
    children = [subprocess.Popen(each) for each in commands(port)]
    asked_to_stop = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked_to_stop
        asked_to_stop = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    while not asked_to_stop and all(child.poll() is None for child in children):
        time.sleep(0.2)
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
    return 0 if asked_to_stop else 1


if __name__ == "__main__":
    sys.exit(main())
