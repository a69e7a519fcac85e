"""Endpoints and templates answer each other, and no template holds a style, a script or a rule."""

import ast
import re
from pathlib import Path

import pytest
from werkzeug.routing import Rule

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
AREAS = ("public", "account", "desk", "publication", "oversight", "admin", "display")
ALL = sorted(TEMPLATES.rglob("*.html"))
RENDERERS = {"render_template", "stream_template"}


def name(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def is_page(path: Path) -> bool:
    return name(path).split("/")[0] in AREAS and not path.name.startswith("_")


def rendered_names() -> set[str]:
    """Every template name that stands as a text in the web package."""
    found = set()
    for path in (ROOT / "portal" / "web").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[a-z_]+/[a-z_0-9]+\.html", node.value):
                found.add(node.value)
    return found


def endpoints(app) -> dict[str, Rule]:
    return {rule.endpoint: rule for rule in app.url_map.iter_rules()}


@pytest.mark.parametrize("path", [path for path in ALL if is_page(path)], ids=name)
def test_every_page_template_is_the_page_of_the_endpoint_with_its_name(app, path):
    endpoint = name(path).removesuffix(".html").replace("/", ".")
    assert endpoint in endpoints(app), f"{name(path)}: there is no endpoint {endpoint}"
    assert name(path) in rendered_names(), f"{name(path)} is never rendered"


def test_every_rendered_template_exists_and_bears_the_name_of_an_endpoint(app):
    known = endpoints(app)
    for template in sorted(rendered_names()):
        area = template.split("/")[0]
        if area not in AREAS or template.split("/")[1].startswith("_"):
            continue
        assert (TEMPLATES / template).exists(), f"{template} is rendered but missing"
        assert template.removesuffix(".html").replace("/", ".") in known, f"{template}: no endpoint of that name"


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
    assert re.match(r"(\{#.*?#\}\s*)?\{%-? extends [\"'][a-z]+/_layout\.html[\"'] -?%\}", text, flags=re.DOTALL), "extends no layout first"
    assert "{% block title %}" in text, "no title"


@pytest.mark.parametrize("path", [path for path in ALL if name(path).startswith("components/")], ids=name)
def test_components_take_plain_values(path):
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"\b(current_user|session|request|g)\b\.", text)


@pytest.mark.parametrize("path", ALL, ids=name)
def test_templates_compare_no_roles(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\bRole\.|\.roles\b\s*(==|!=)|\bin\s+\w+\.roles\b", text)


@pytest.mark.parametrize("path", ALL, ids=name)
def test_every_template_can_be_read(app, path):
    app.jinja_env.get_template(name(path))
