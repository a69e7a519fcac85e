"""Caps well above the signals of ``docs/architecture.md`` §9: whatever passes one of these is surely two ideas in one place."""

import ast
from pathlib import Path

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


def too_long(path: Path, limit: int) -> list[str]:
    return [f"{name(path)}: {length(path)} lines"] if length(path) > limit else []


def long_functions(path: Path, limit: int, only_views: bool = False) -> list[str]:
    found = [function for function in functions(path) if is_view(function) or not only_views]
    return [f"{name(path)}: {function.name} {lines_of(function)} lines" for function in found if lines_of(function) > limit]


def test_modules_hold_one_idea():
    assert not [line for path in python_files("portal") for line in too_long(path, MODULE_LINES)]


def test_functions_hold_one_idea():
    assert not [line for path in python_files("portal") for line in long_functions(path, FUNCTION_LINES)]


def test_views_load_validate_act_and_redirect():
    assert not [line for path in python_files("portal/web") for line in long_functions(path, VIEW_LINES, only_views=True)]


def test_page_templates_are_short():
    assert not [line for path in sorted((ROOT / "templates").rglob("*.html")) for line in too_long(path, TEMPLATE_LINES)]


def test_test_files_are_short():
    limits = {"conftest.py": CONFTEST_LINES}
    assert not [line for path in python_files("tests") for line in too_long(path, limits.get(path.name, TEST_LINES))]
