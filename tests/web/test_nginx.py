"""The nginx configuration in docs/: it is one, it says what the portal says, and it writes down nothing of anybody."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from portal.config import ROOT
from portal.web import security


def test_the_headers_of_nginx_are_those_of_the_portal() -> None:
    lines = (ROOT / "docs" / "nginx-headers.conf").read_text().splitlines()
    told = dict(re.fullmatch(r'add_header (\S+) "(.*)" always;', line).groups() for line in lines if not line.startswith("#"))
    assert told == {**security.HEADERS, "Strict-Transport-Security": security.TWO_YEARS}


@pytest.mark.skipif(shutil.which("nginx") is None, reason="no nginx here")
def test_the_documented_nginx_configuration_is_one(tmp_path: Path) -> None:
    keys = ["-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", tmp_path / "key.pem", "-out", tmp_path / "cert.pem", "-subj", "/CN=x"]
    subprocess.run(["openssl", "req", *map(str, keys)], check=True, capture_output=True)
    text = (ROOT / "docs" / "nginx.conf").read_text()
    for path, own in {
        "/etc/ssl/xinnuo/fullchain.pem": tmp_path / "cert.pem",
        "/etc/ssl/xinnuo/private.pem": tmp_path / "key.pem",
        "/etc/nginx/xinnuo-headers.conf": ROOT / "docs" / "nginx-headers.conf",
        "/var/log/nginx": tmp_path,
        "/run/xinnuo-bodies": tmp_path / "bodies",
    }.items():
        assert path in text
        text = text.replace(path, str(own))
    (tmp_path / "site.conf").write_text(text)
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/log; events {{}} http {{ include {tmp_path}/site.conf; }}"
    )
    tried = subprocess.run(["nginx", "-t", "-c", str(tmp_path / "nginx.conf")], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr


def test_what_nginx_logs_names_no_visitor_and_no_token() -> None:
    text = (ROOT / "docs" / "nginx.conf").read_text()
    (written,) = re.findall(r"log_format xinnuo '([^']*)'", text)
    assert set(re.findall(r"\$\w+", written)) == {
        "$time_iso8601", "$request_method", "$xinnuo_page", "$status", "$body_bytes_sent", "$request_time", "$upstream_response_time"
    }  # fmt: skip
    pattern = re.compile(re.search(r'"~(\^\(.*)" \$1;', text).group(1))
    for path, page in {
        "/": None,
        "/track/files/xYz-123": "/track/files",
        "/account/invitation/AbC_d": "/account/invitation",
        "/desk/cases/12": "/desk/cases",
        "/report/3": "/report",
    }.items():
        found = pattern.match(path)
        assert (found.group(1) if found else None) == page
    assert text.count("error_log /dev/null emerg;") == text.count("error_log")
