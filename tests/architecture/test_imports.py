"""Who may import whom, and which words may stand where (``docs/architecture.md`` §2)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PORTAL = ROOT / "portal"
FOUNDATION = 0
# portal/__init__.py puts the application together, so it stands above all; the registry of models only names them.
TOP = 10
FLOORS = {
    **dict.fromkeys(
        ["db", "clock", "config", "errors", "events", "richtext", "vocabulary", "profiles", "crypto", "identifiers", "textsearch"], FOUNDATION
    ),
    "accounts": 1,
    "access": 2,
    **dict.fromkeys(["routing", "deadlines", "attachments", "audit"], 3),
    "cases": 4,
    "records": 5,
    **dict.fromkeys(["supervision", "publication"], 6),
    **dict.fromkeys(["exchange", "notifications"], 7),
    **dict.fromkeys(["wiring", "jobs", "demo"], 8),
    **dict.fromkeys(["web", "cli", "serve"], 9),
    "models_registry": TOP,
    "__init__": TOP,
}
FLASK_PLACES = ("__init__.py", "cli.py", "cli/", "notifications/mailer.py", "web/")
# cases/exchanges.py holds the second half of the models of a case.
SQLALCHEMY_PLACES = re.compile(r"db\.py|(.+/)?models\.py|cases/exchanges\.py|(.+/)?queries(\.py|/.+)|web/errors\.py|.+/models/.+")
ONE_PLACE = {r"\.commit\(": {"db.py"}, r"\b(datetime\.(now|utcnow)|date\.today)\(": {"clock.py"}}


def modules() -> list[Path]:
    return sorted(path for path in PORTAL.rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(PORTAL).as_posix()


def room(path: Path) -> str:
    """The part of the house a file belongs to: its package, or its own name on the top level."""
    return Path(name(path)).parts[0].removesuffix(".py")


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every imported module with its line; ``from portal import clock`` counts as ``portal.clock``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: relative import"
            if node.module == "portal":
                yield from ((node.lineno, f"portal.{alias.name}") for alias in node.names)
            elif node.module == "portal.web":
                yield from ((node.lineno, f"portal.web.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, str(node.module)


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def floor_of(part: str) -> int:
    assert part in FLOORS, f"portal/{part} stands on no floor: give it one in FLOORS and in docs/architecture.md"
    return FLOORS[part]


def too_high(own: str, wanted: str) -> bool:
    """Whether one part may not see another: a higher floor, or the same floor above the foundation."""
    if own == wanted or floor_of(wanted) == FOUNDATION:
        return False
    return floor_of(wanted) >= floor_of(own) and floor_of(own) != TOP


@pytest.mark.parametrize("path", modules(), ids=name)
def test_a_module_imports_from_its_own_package_or_from_floors_below(path):
    wrong = []
    for line, module in imports(parsed(path)):
        parts = module.split(".")
        if parts[0] == "portal" and len(parts) > 1 and too_high(room(path), parts[1]):
            wrong.append(f"{name(path)}:{line} imports {module}")
    assert not wrong, "\n".join(wrong)


def test_every_package_stands_on_a_floor():
    lost = sorted({room(path) for path in modules()} - set(FLOORS))
    assert not lost, f"no floor for {lost}"


def test_areas_of_the_web_do_not_import_each_other():
    areas = {path.parent.name for path in PORTAL.glob("web/*/__init__.py")}
    wrong = []
    for path in modules():
        parts = Path(name(path)).parts
        if parts[0] != "web" or parts[1] not in areas:
            continue
        for line, module in imports(parsed(path)):
            seen = module.split(".")
            if seen[:2] == ["portal", "web"] and len(seen) > 2 and seen[2] in areas - {parts[1]}:
                wrong.append(f"{name(path)}:{line} imports {module}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", modules(), ids=name)
def test_libraries_stay_in_their_places(path):
    here = name(path)
    for line, module in imports(parsed(path)):
        library = module.split(".")[0]
        if library.startswith(("flask", "werkzeug", "wtforms")):
            assert here.startswith(FLASK_PLACES), f"{here}:{line} imports {module}"
        if library == "sqlalchemy":
            assert SQLALCHEMY_PLACES.fullmatch(here), f"{here}:{line} imports {module}"
        if library == "bleach":
            assert here == "richtext.py", f"{here}:{line} imports bleach"


@pytest.mark.parametrize("path", modules(), ids=name)
def test_commit_and_the_clock_have_one_place_each(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        for pattern, places in ONE_PLACE.items():
            assert name(path) in places or not re.search(pattern, line), f"{name(path)}:{number}: {line.strip()}"


@pytest.mark.parametrize("path", modules(), ids=name)
def test_nothing_is_imported_inside_a_function(path):
    for function in ast.walk(parsed(path)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            inner = [node.lineno for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
            assert not inner, f"{name(path)}: import inside a function in lines {inner}"


@pytest.mark.parametrize("path", [path for path in modules() if path.name == "queries.py" or "queries" in path.parent.parts], ids=name)
def test_queries_do_not_write(path):
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("sqlalchemy"):
            assert not {alias.name for alias in node.names} & {"insert", "update", "delete"}, f"{name(path)}:{node.lineno}"
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "session":
            assert node.attr not in {"add", "add_all", "delete", "merge", "flush"}, f"{name(path)}:{node.lineno}"


@pytest.mark.parametrize("path", [path for path in modules() if "workflow" in path.name], ids=name)
def test_workflows_are_pure(path):
    seen = {module.split(".")[0] for _line, module in imports(parsed(path))} | {module for _line, module in imports(parsed(path))}
    assert not seen & {"sqlalchemy", "flask", "portal.db", "portal.clock"}


@pytest.mark.parametrize("path", modules(), ids=name)
def test_public_functions_and_classes_are_documented(path):
    tree = parsed(path)
    if not tree.body:
        return
    silent = []
    for node in [*tree.body, *(inner for outer in tree.body if isinstance(outer, ast.ClassDef) for inner in outer.body)]:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node):
            silent.append(f"{name(path)}:{node.lineno} {node.name}")
    assert ast.get_docstring(tree), f"{name(path)} says nothing about itself"
    assert not silent, "no docstring: " + ", ".join(silent)
