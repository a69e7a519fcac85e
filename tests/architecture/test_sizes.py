"""Caps well above the signals of ``docs/architecture.md`` §9: whatever passes one of these is surely two ideas in one place."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULE_LINES = 350
FUNCTION_LINES = 45
VIEW_LINES = 25
TEMPLATE_LINES = 120
TEST_LINES = 400
CONFTEST_LINES = 150


def python_files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)]


def lines_of(function: ast.FunctionDef) -> int:
    """Lines of a function without its decorators and its docstring."""
    documented = function.body[0]
    has_docstring = isinstance(documented, ast.Expr) and isinstance(documented.value, ast.Constant)
    spared = (documented.end_lineno or 0) - documented.lineno + 1 if has_docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - spared


def is_view(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute) and decorator.func.attr in {"route", "get", "post"}
        for decorator in function.decorator_list
    )


@pytest.mark.parametrize("path", python_files("portal"), ids=name)
def test_modules_and_functions_hold_one_idea(path):
    assert length(path) <= MODULE_LINES, f"{name(path)} has {length(path)} lines"
    long = [f"{function.name}: {lines_of(function)}" for function in functions(path) if lines_of(function) > FUNCTION_LINES]
    assert not long, f"{name(path)}: {long}"


@pytest.mark.parametrize("path", python_files("portal/web"), ids=name)
def test_views_load_validate_act_and_redirect(path):
    long = [f"{function.name}: {lines_of(function)}" for function in functions(path) if is_view(function) and lines_of(function) > VIEW_LINES]
    assert not long, f"{name(path)}: {long}"


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=name)
def test_page_templates_are_short(path):
    assert length(path) <= TEMPLATE_LINES, f"{name(path)} has {length(path)} lines"


@pytest.mark.parametrize("path", python_files("tests"), ids=name)
def test_test_files_are_short(path):
    limit = CONFTEST_LINES if path.name == "conftest.py" else TEST_LINES
    assert length(path) <= limit, f"{name(path)} has {length(path)} lines"
