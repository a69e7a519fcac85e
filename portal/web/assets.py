"""Style sheets and scripts: built from one small file per component, served under the fingerprint of what they hold."""

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import click
from flask import Flask, Response, send_from_directory, url_for

from portal.config import ROOT

STATIC = ROOT / "static"
YEAR_SECONDS = 365 * 24 * 3600
FINGERPRINT_LENGTH = 12

_PUBLIC_CSS = (
    "tokens base layout page_header page_footer buttons forms choices error_summary banner summary_list file_list panel_code tags now_box "
    "timeline tabs_nav filter_bar data_table record_card pager outcome figures home help receipt modes print"
)
_DESK_CSS = "desk_layout desk_bar desk_forms desk_tables desk_case desk_redaction desk_cockpit desk_official desk_ledger desk_print"
_PUBLIC_JS = "error-focus char-count upload-progress unit-suggest leave-warning leave-quickly print read-aloud"
_DESK_JS = "list-keys select-all redaction show-password"
_ACCOUNT_JS = "passkey"

BUNDLES = {
    "css/public.css": [f"css/src/{name}.css" for name in _PUBLIC_CSS.split()],
    "css/desk.css": [f"css/src/{name}.css" for name in _DESK_CSS.split()],
    "js/public.js": [f"js/src/{name}.js" for name in _PUBLIC_JS.split()],
    "js/desk.js": [f"js/src/{name}.js" for name in _DESK_JS.split()],
    "js/account.js": [f"js/src/{name}.js" for name in _ACCOUNT_JS.split()],
    "js/admission.js": ["js/src/admission.js"],
}


def minified_css(text: str) -> str:
    """CSS without comments and needless blanks."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    return re.sub(r" ?([{};,>]) ?", r"\1", text).replace(": ", ":").replace(";}", "}").strip() + "\n"


def bundled_js(sources: Iterable[str]) -> str:
    """Modules without imports, one after the other, each in a block so that their names stay apart."""
    return "".join("{\n" + re.sub(r"^\s*//.*\n", "", source, flags=re.MULTILINE).strip() + "\n}\n" for source in sources)


def built(name: str) -> str:
    """What a bundle must hold, from its sources; a source that is not there yet is skipped."""
    sources = [path.read_text(encoding="utf-8") for path in (STATIC / part for part in BUNDLES[name]) if path.exists()]
    return minified_css("\n".join(sources)) if name.endswith(".css") else bundled_js(sources)


def build() -> list[str]:
    """Write all bundles; returns the names of those that changed."""
    changed = []
    for name in BUNDLES:
        target = STATIC / name
        text = built(name)
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8")
            changed.append(name)
    return changed


_known: dict[Path, tuple[float, bytes]] = {}


def _digest(name: str) -> bytes:
    """The hash of a static file, made again when the file changed. Raises ``FileNotFoundError``."""
    path = STATIC / name
    changed_at = path.stat().st_mtime
    if path not in _known or _known[path][0] != changed_at:
        _known[path] = (changed_at, sha256(path.read_bytes()).digest())
    return _known[path][1]


def fingerprint(name: str) -> str:
    """The first digits of the hash of a static file. Raises ``FileNotFoundError``."""
    return _digest(name).hex()[:FINGERPRINT_LENGTH]


def integrity(name: str) -> str:
    """The hash of a script for its ``integrity`` attribute: a browser runs nothing else in its place."""
    return "sha256-" + b64encode(_digest(name)).decode()


def asset(name: str) -> str:
    """The address of a static file that holds its fingerprint, so that it may be kept for a year."""
    return url_for("static", filename=name, fingerprint=fingerprint(name))


def _serve(filename: str, fingerprint: str | None = None) -> Response:
    """A static file; kept for a year when it was asked for by fingerprint, checked each time otherwise."""
    response = send_from_directory(STATIC, filename, max_age=YEAR_SECONDS if fingerprint else 0)
    if fingerprint:
        response.cache_control.public = True
        response.cache_control.immutable = True
        response.cache_control.no_cache = None
    return response


def register(app: Flask) -> None:
    """Give templates ``asset()`` and serve ``/static/kept/<fingerprint>/…`` beside ``/static/…``."""
    app.view_functions["static"] = _serve
    app.add_url_rule("/static/kept/<fingerprint>/<path:filename>", endpoint="static")
    app.jinja_env.globals["asset"] = asset
    app.jinja_env.globals["integrity"] = integrity
    app.cli.command("build-assets")(_build_command)


def _build_command() -> None:
    """Build the style sheets and scripts from their sources."""
    click.echo("\n".join(f"built static/{name}" for name in build()) or "nothing to build")
