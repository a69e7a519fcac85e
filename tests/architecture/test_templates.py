"""Endpoints and templates answer each other, and no template holds a style, a script or a rule."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
AREAS = ("public", "account", "desk", "publication", "records", "leads", "oversight", "admin", "custody", "display")
ALL = sorted(TEMPLATES.rglob("*.html"))


def name(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def is_page(path: Path) -> bool:
    return name(path).split("/")[0] in AREAS and not path.name.startswith("_")


def web_strings() -> Iterator[tuple[str, ast.AST]]:
    """Every text in the web package, with the area whose package it stands in."""
    for path in sorted((ROOT / "portal" / "web").rglob("*.py")):
        area = path.relative_to(ROOT / "portal" / "web").parts[0].removesuffix(".py")
        yield from ((area, node) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def rendered_names() -> set[str]:
    """The template names that views write out."""
    texts = {node.value for _area, node in web_strings() if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {text for text in texts if re.fullmatch(r"[a-z_]+/[a-z_0-9]+\.html", text)}


def areas_that_compute_names() -> set[str]:
    """Areas where one view function serves several endpoints and makes the name of the template from that of the endpoint."""
    return {area for area, node in web_strings() if isinstance(node, ast.JoinedStr) and ast.unparse(node).endswith(".html'")}


def endpoint_of(template: str) -> str:
    return template.removesuffix(".html").replace("/", ".")


def test_every_page_template_is_the_page_of_the_endpoint_with_its_name(app):
    known, rendered, computing = {rule.endpoint for rule in app.url_map.iter_rules()}, rendered_names(), areas_that_compute_names()
    pages = [name(path) for path in ALL if is_page(path)]
    assert not [page for page in pages if endpoint_of(page) not in known], "no endpoint of that name"
    assert not [page for page in pages if page not in rendered and page.split("/")[0] not in computing], "never rendered"


def test_every_rendered_template_exists_and_bears_the_name_of_an_endpoint(app):
    known = {rule.endpoint for rule in app.url_map.iter_rules()}
    pages = [page for page in rendered_names() if page.split("/")[0] in AREAS and "/_" not in page]
    assert not [page for page in pages if not (TEMPLATES / page).exists()], "missing"
    assert not [page for page in pages if endpoint_of(page) not in known], "no endpoint of that name"


@pytest.mark.parametrize("path", ALL, ids=name)
def test_nothing_is_inline(path):
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    if name(path).startswith("email/"):
        pytest.skip("mail programs read no style sheets")
    assert not re.search(r"<style\b|\sstyle\s*=", text), "style"
    assert not re.search(r"<script\b(?![^>]*\bsrc=)", text), "inline script"
    assert not re.search(r"<[^>]*\son[a-z]+\s*=\s*[\"']", text), "on… attribute"
    assert not re.search(r"[\"'](javascript|data):", text), "javascript: or data: address"


@pytest.mark.parametrize("path", [path for path in ALL if is_page(path)], ids=name)
def test_a_page_template_extends_a_layout_and_says_its_title(path):
    text = path.read_text(encoding="utf-8")
    frame = re.match(r"(?:\{#.*?#\}\s*)?\{%-? extends [\"']([a-z]+/_[a-z_]+\.html)[\"'] -?%\}", text, flags=re.DOTALL)
    assert frame, "extends no layout first"
    assert "{% block title %}" in text or "{% block title %}" in (TEMPLATES / frame.group(1)).read_text(encoding="utf-8"), "no title"


@pytest.mark.parametrize("path", [path for path in ALL if name(path).startswith("components/")], ids=name)
def test_components_take_plain_values(path):
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"\b(current_user|session|request|g)\b\.", text)


@pytest.mark.parametrize("path", ALL, ids=name)
def test_templates_compare_no_roles(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\bRole\.|\.roles\b\s*(==|!=)|\bin\s+\w+\.roles\b", text)


def test_every_template_can_be_read(app):
    for path in ALL:
        app.jinja_env.get_template(name(path))
