"""Who may import whom, and which words may stand where (``docs/architecture.md`` §2)."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PORTAL = ROOT / "portal"
FOUNDATION = 0
# portal/__init__.py puts the application together and serve starts it, so they stand above all; the registry only names the models.
TOP = 12
FLOORS = {
    **dict.fromkeys(
        [
            "append_only",
            "codes",
            "db",
            "clock",
            "config",
            "errors",
            "events",
            "richtext",
            "vocabulary",
            "profiles",
            "crypto",
            "identifiers",
            "textsearch",
            "spreadsheets",
            "filled_rows",
            "documents",
            "upkeep",
            "versions",
        ],
        FOUNDATION,
    ),
    "accounts": 1,
    "access": 2,
    "bookmarks": 2,
    "custody": 3,
    **dict.fromkeys(["routing", "deadlines", "attachments", "audit", "prepared"], 4),
    "cases": 5,
    "records": 6,
    **dict.fromkeys(["supervision", "publication", "registers", "ledger", "accountability", "leads"], 7),
    **dict.fromkeys(["bulletins", "evaluation"], 8),
    **dict.fromkeys(["exchange", "notifications"], 9),
    **dict.fromkeys(["wiring", "jobs", "demo"], 10),
    **dict.fromkeys(["web", "cli"], 11),
    "models_registry": TOP,
    "serve": TOP,
    "__init__": TOP,
    "create_app": TOP,
}
FLASK_PLACES = ("__init__.py", "cli.py", "cli/", "notifications/mailer.py", "web/")
# cases/exchanges.py holds the second half of the models of a case.
SQLALCHEMY_PLACES = re.compile(r"db\.py|(.+/)?models\.py|cases/exchanges\.py|(.+/)?queries(\.py|/.+)|web/errors\.py|.+/models/.+")
ONE_PLACE = {r"\.commit\(": {"db.py"}, r"\b(datetime\.(now|utcnow)|date\.today)\(": {"clock.py"}}


@cache
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


@cache
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


def every_import() -> Iterator[tuple[Path, str, str]]:
    """Every import of the house: the file, where, and what."""
    for path in modules():
        for line, module in imports(parsed(path)):
            yield path, f"{name(path)}:{line} imports {module}", module


def none_of(wrong: list[str]) -> None:
    assert not wrong, "\n".join(wrong)


def test_a_module_imports_from_its_own_package_or_from_floors_below():
    parts = [(path, said, module.split(".")) for path, said, module in every_import()]
    none_of([said for path, said, part in parts if part[0] == "portal" and len(part) > 1 and too_high(room(path), part[1])])


def test_every_package_stands_on_a_floor():
    none_of(sorted({room(path) for path in modules()} - set(FLOORS)))


def test_areas_of_the_web_do_not_import_each_other():
    areas = {path.parent.name for path in PORTAL.glob("web/*/__init__.py")}
    wrong = []
    for path, said, module in every_import():
        own, seen = Path(name(path)).parts, module.split(".")
        if own[0] == "web" and own[1] in areas and seen[:2] == ["portal", "web"] and len(seen) > 2 and seen[2] in areas - {own[1]}:
            wrong.append(said)
    none_of(wrong)


def test_flask_stays_at_the_edge():
    web = ("flask", "werkzeug", "wtforms")
    none_of([said for path, said, module in every_import() if module.startswith(web) and not name(path).startswith(FLASK_PLACES)])


def test_sqlalchemy_stays_in_models_and_queries():
    found = [(path, said) for path, said, module in every_import() if module.split(".")[0] == "sqlalchemy"]
    none_of([said for path, said in found if not SQLALCHEMY_PLACES.fullmatch(name(path))])


def test_bleach_has_one_place():
    none_of([said for path, said, module in every_import() if module == "bleach" and name(path) != "richtext.py"])


def test_commit_and_the_clock_have_one_place_each():
    wrong = []
    for path in modules():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            for pattern, places in ONE_PLACE.items():
                if name(path) not in places and re.search(pattern, line):
                    wrong.append(f"{name(path)}:{number}: {line.strip()}")
    none_of(wrong)


def test_nothing_is_imported_inside_a_function():
    wrong = []
    for path in modules():
        functions = [node for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        inner = {node.lineno for function in functions for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)}
        wrong += [f"{name(path)}:{line}" for line in sorted(inner)]
    none_of(wrong)


def test_queries_do_not_write():
    wrong = []
    for path in modules():
        if path.name != "queries.py" and path.parent.name != "queries":
            continue
        for node in ast.walk(parsed(path)):
            names = (
                {alias.name for alias in node.names}
                if isinstance(node, ast.ImportFrom) and str(node.module).startswith("sqlalchemy")
                else set()
            )
            called = (
                node.attr if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "session" else ""
            )
            if names & {"insert", "update", "delete"} or called in {"add", "add_all", "delete", "merge", "flush"}:
                wrong.append(f"{name(path)}:{node.lineno}")
    none_of(wrong)


def test_operations_neither_select_nor_read_the_request():
    """That they never commit is said above; SELECTs need sqlalchemy, the request needs flask: both have their places."""
    wrong = []
    for path in modules():
        if path.name == "operations.py":
            text = path.read_text(encoding="utf-8")
            wrong += [
                f"{name(path)}: {word}" for word in ("session.query(", "session.scalars(", "session.execute(", "select(") if word in text
            ]
    none_of(wrong)


def test_workflows_are_pure():
    impure = {"sqlalchemy", "flask", "portal.db", "portal.clock"}
    none_of([said for path, said, module in every_import() if "workflow" in path.name and {module, module.split(".")[0]} & impure])


def test_public_functions_and_classes_are_documented():
    silent = []
    for path in modules():
        tree = parsed(path)
        if tree.body and not ast.get_docstring(tree):
            silent.append(name(path))
        for node in [*tree.body, *(inner for outer in tree.body if isinstance(outer, ast.ClassDef) for inner in outer.body)]:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node):
                silent.append(f"{name(path)}:{node.lineno} {node.name}")
    none_of(silent)
