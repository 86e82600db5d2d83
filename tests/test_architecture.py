"""The house keeps its rules: who may know whom, how files are written, and what sizes and names they have.

Every rule is a function from a module to its offences. It is run over all of our modules, and over a few lines
that break it, so that no rule can hold for ever by mistake.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = "aip_desktop"
FOLDERS = (PROGRAM, "tests", "benchmarks", "packaging", "proofs")
LONGEST = 420  # lines

ROOMS = ("models", "store", "documents", "sheets", "ui")
CORNERSTONES = ("errors", "wording", "calendar", "paths")
MAY_NOT_IMPORT = {
    "models": ("PySide6", "reportlab", "openpyxl", "store", "documents", "sheets", "ui"),
    "documents": ("PySide6", "sqlalchemy", "store", "sheets", "ui"),
    "sheets": ("PySide6", "reportlab", "store", "documents", "ui"),
    "store": ("PySide6", "reportlab", "documents", "sheets", "ui"),
    "ui": ("reportlab", "openpyxl", "sqlite3"),
}
BANNED_NAMES = {"helper", "helpers", "manager", "managers", "service", "services", "util", "utils"}
KEEPERS_OF_HISTORY = (
    "history/reading.py",
    "history/acts.py",
    "domain/checks/rules.py",
    "history/merge.py",
    "history/replay.py",
    "domain/merging/review.py",
    "history/undo.py",
    "history/causality.py",
    "store/",
)
READERS_OF_HISTORY = (
    "Sight.of",
    "replayed",
    "resolved",
)  # a connection is handed to these and to nobody else
BY_PASSES = {
    "bulk_insert_mappings",
    "bulk_save_objects",
    "bulk_update_mappings",
    "connection",
    "exec_driver_sql",
}


@dataclass(frozen=True)
class Module:
    """One of our files: its path from the top of the checkout, and its text."""

    path: PurePosixPath
    source: str

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.source)

    @property
    def place(self) -> str:
        """The path inside the program ("models/budget.py"), or "" for a file outside it."""
        inside = self.path.parts[0] == PROGRAM
        return "/".join(self.path.parts[1:]) if inside else ""

    @property
    def room(self) -> str:
        """ "models", "ui", ..., or the name of a single module ("wording"); "" outside the program."""
        return PurePosixPath(self.place).parts[0].removesuffix(".py") if self.place else ""

    def imports(self) -> Iterator[str]:
        """Every module named by an import anywhere in it, with dots, however it is written."""
        return (name for name, _ in _imports(self.tree, self.path))


@cache
def _parsed(source: str) -> ast.Module:
    return ast.parse(source)


def _imports(tree: ast.AST, path: PurePosixPath) -> Iterator[tuple[str, ast.AST]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = ".".join([*path.parts[: len(path.parts) - node.level], ""]) if node.level else ""
            source = (start + (node.module or "")).rstrip(".")
            yield source, node
            yield from ((f"{source}.{alias.name}", node) for alias in node.names)
        elif isinstance(node, ast.Call) and _called(node) in {"import_module", "__import__"}:
            for given in node.args[:1]:
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    yield given.value, node


def _called(node: ast.Call) -> str:
    """The last name of what is called: "connection" for ``session.connection()``."""
    called = node.func
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _calls(module: Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))


def _is_within(name: str, whole: str) -> bool:
    return name == whole or name.startswith(f"{whole}.")


# The rules


def rooms_know_only_their_neighbours(module: Module) -> Iterator[str]:
    for banned in MAY_NOT_IMPORT.get(module.room, ()):
        whole = f"{PROGRAM}.{banned}" if banned in ROOMS else banned
        yield from (f"imports {name}" for name in module.imports() if _is_within(name, whole))


def cornerstones_know_no_room(module: Module) -> Iterator[str]:
    if module.room in CORNERSTONES:
        allowed = {f"{PROGRAM}.{name}" for name in CORNERSTONES}
        for name in module.imports():
            ours = _is_within(name, PROGRAM) and name != PROGRAM
            if (
                ours
                and not any(_is_within(name, one) for one in allowed)
                and name != f"{PROGRAM}.__version__"
            ):
                yield f"imports {name}"


def ui_knows_only_the_session_of_sqlalchemy(module: Module) -> Iterator[str]:
    if module.room == "ui":
        allowed = {"sqlalchemy.orm", "sqlalchemy.orm.Session"}
        yield from (
            f"imports {name}"
            for name in module.imports()
            if _is_within(name, "sqlalchemy") and name not in allowed
        )


def tabs_do_not_know_each_other(module: Module) -> Iterator[str]:
    parts = PurePosixPath(module.place).parts
    if module.room == "ui" and len(parts) > 2:
        for name in module.imports():
            other = name.split(".")
            if other[:2] == [PROGRAM, "ui"] and len(other) > 2 and other[2] in _tabs() - {parts[1]}:
                yield f"imports {name}"


@cache
def _tabs() -> frozenset[str]:
    there = {path.name for path in (ROOT / PROGRAM / "ui").iterdir() if path.is_dir()} - {"__pycache__"}
    return frozenset(there | {"partnerships", "agreements", "budget", "returns"})


def heavy_imports_are_made_where_used(module: Module) -> Iterator[str]:
    """reportlab and openpyxl cost a third of a second: the ui and the command import those rooms in functions."""
    if module.room in ("ui", "__main__"):
        top = [node for node in module.tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        for name, _ in _imports(ast.Module(body=list(top), type_ignores=[]), module.path):
            if _is_within(name, f"{PROGRAM}.documents"):
                yield f"imports {name} at its top"


def the_command_starts_light(module: Module) -> Iterator[str]:
    """An act without a window loads no window; and the window is painted before the records are loaded."""
    if module.room == "__main__":
        top = [node for node in module.tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        heavy = ("PySide6", "sqlalchemy", *(f"{PROGRAM}.{room}" for room in ROOMS))
        for name, _ in _imports(ast.Module(body=list(top), type_ignores=[]), module.path):
            yield from (f"imports {name} at its top" for one in heavy if _is_within(name, one))


def history_is_not_by_passed(module: Module) -> Iterator[str]:
    if not module.place or module.place.startswith(KEEPERS_OF_HISTORY):
        return
    handed = [
        it for call in _calls(module) if ast.unparse(call.func) in READERS_OF_HISTORY for it in call.args
    ]
    for call in _calls(module):
        if _called(call) == "connection" and call in handed:
            continue
        receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
        name = _called(call)
        if receiver is not None and name in BY_PASSES:
            yield f"calls .{name}("
        if isinstance(receiver, ast.Name) and receiver.id == "session" and name == "delete":
            yield "calls session.delete("
    writing = {"delete", "insert", "text", "update"}
    for name in module.imports():
        if _is_within(name, "sqlalchemy") and name.rsplit(".", 1)[-1] in writing:
            yield f"imports {name}"


def the_session_comes_first_and_is_not_committed(module: Module) -> Iterator[str]:
    if module.room != "models":
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
            place = names.index("session") if "session" in names else 0
            if place > int(names[:1] in (["self"], ["cls"])):
                yield f"{node.name} takes session, but not first"
    yield from (
        f"calls .{_called(call)}(" for call in _calls(module) if _called(call) in ("commit", "rollback")
    )


def money_is_never_a_float(module: Module) -> Iterator[str]:
    """The chances by which the fictional sample is made up are no figures."""
    if module.room != "models":
        return
    is_sample = module.place.startswith("models/sample/")
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float) and not is_sample:
            yield f"holds the float {node.value}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float":
            yield "calls float("
    kinds = {"Double", "Float", "Numeric"}
    yield from (
        f"imports {name}"
        for name in module.imports()
        if _is_within(name, "sqlalchemy") and name.rsplit(".", 1)[-1] in kinds
    )


def months_are_named_in_wording_only(module: Module) -> Iterator[str]:
    if module.place and module.room != "wording":
        for call in _calls(module):
            if _called(call) == "strftime" and re.search(r"%[bBcxaA]", ast.unparse(call)):
                yield f"formats a date for reading: {ast.unparse(call)}"


def fields_save_when_they_are_left(module: Module) -> Iterator[str]:
    """``valueChanged`` of a scroll bar is not a field's."""
    if module.room == "ui":
        for node in ast.walk(module.tree):
            is_signal = isinstance(node, ast.Attribute) and node.attr == "valueChanged"
            if is_signal and "scrollbar" not in ast.unparse(node).lower():
                yield f"uses {ast.unparse(node)}"


def tables_sort_and_filter_themselves(module: Module) -> Iterator[str]:
    yield from (f"imports {name}" for name in module.imports() if name.endswith(".QSortFilterProxyModel"))


def qt_keeps_its_own_names(module: Module) -> Iterator[str]:
    yield from (f"imports {name}" for name in module.imports() if _is_within(name, "__feature__"))


def work_runs_in_one_kind_of_thread(module: Module) -> Iterator[str]:
    """QThreadPool only; locks and events between those threads are ``threading``'s."""
    if module.place:
        banned = ("asyncio", "concurrent", "multiprocessing", "threading.Thread", "threading.Timer")
        for name in module.imports():
            yield from (f"imports {name}" for one in banned if _is_within(name, one))
        for call in _calls(module):
            if ast.unparse(call.func) in ("threading.Thread", "threading.Timer"):
                yield f"calls {ast.unparse(call.func)}("


def no_test_sleeps(module: Module) -> Iterator[str]:
    if module.path.parts[0] == "tests":
        for call in _calls(module):
            waits = ast.unparse(call.func) in ("qtbot.wait", "QTest.qWait", "QTest.qSleep")
            if _called(call) == "sleep" or waits:
                yield f"line {call.lineno} waits for a length of time"


def every_module_says_what_it_is(module: Module) -> Iterator[str]:
    if not (ast.get_docstring(module.tree) or "").strip():
        yield "has no docstring"


def no_file_is_too_long(module: Module) -> Iterator[str]:
    lines = module.source.count("\n") + 1
    if lines > LONGEST:
        yield f"has {lines} lines, over {LONGEST}"


def files_are_named_after_their_subject(module: Module) -> Iterator[str]:
    parts = {part.removesuffix(".py") for part in module.path.parts}
    yield from (f"is named {name}" for name in sorted(parts & BANNED_NAMES))


Rule = Callable[[Module], Iterator[str]]

# For each rule: files that would break it, as (path, source), and neighbours of theirs that keep it.
BROKEN: list[tuple[Rule, str, str]] = [
    (rooms_know_only_their_neighbours, "aip_desktop/models/a.py", "from PySide6.QtCore import QObject"),
    (rooms_know_only_their_neighbours, "aip_desktop/models/a.py", "def f():\n    import reportlab.lib"),
    (rooms_know_only_their_neighbours, "aip_desktop/models/a.py", "import openpyxl"),
    (rooms_know_only_their_neighbours, "aip_desktop/models/a.py", "from aip_desktop import store"),
    (rooms_know_only_their_neighbours, "aip_desktop/models/b/a.py", "from ...documents import frame"),
    (rooms_know_only_their_neighbours, "aip_desktop/models/a.py", "from ..sheets.cells import x"),
    (
        rooms_know_only_their_neighbours,
        "aip_desktop/models/a.py",
        "import_module('aip_desktop.ui.widgets.page')",
    ),
    (rooms_know_only_their_neighbours, "aip_desktop/documents/a.py", "from sqlalchemy.orm import Session"),
    (rooms_know_only_their_neighbours, "aip_desktop/documents/a.py", "import PySide6"),
    (rooms_know_only_their_neighbours, "aip_desktop/documents/a.py", "import aip_desktop.store.file"),
    (rooms_know_only_their_neighbours, "aip_desktop/documents/a.py", "from aip_desktop import sheets, ui"),
    (rooms_know_only_their_neighbours, "aip_desktop/sheets/a.py", "import reportlab"),
    (rooms_know_only_their_neighbours, "aip_desktop/sheets/a.py", "from aip_desktop.documents import frame"),
    (rooms_know_only_their_neighbours, "aip_desktop/store/a.py", "import PySide6"),
    (rooms_know_only_their_neighbours, "aip_desktop/store/a.py", "from aip_desktop.ui import page"),
    (rooms_know_only_their_neighbours, "aip_desktop/ui/a.py", "import sqlite3"),
    (rooms_know_only_their_neighbours, "aip_desktop/ui/budget/a.py", "if x:\n    import openpyxl"),
    (cornerstones_know_no_room, "aip_desktop/wording.py", "from aip_desktop.models.base import Base"),
    (cornerstones_know_no_room, "aip_desktop/calendar.py", "from . import store"),
    (ui_knows_only_the_session_of_sqlalchemy, "aip_desktop/ui/a.py", "from sqlalchemy import select"),
    (ui_knows_only_the_session_of_sqlalchemy, "aip_desktop/ui/a.py", "from sqlalchemy.orm import Query"),
    (tabs_do_not_know_each_other, "aip_desktop/ui/budget/tab.py", "from aip_desktop.ui.returns.tab import T"),
    (tabs_do_not_know_each_other, "aip_desktop/ui/budget/tab.py", "from ..returns import tab"),
    (heavy_imports_are_made_where_used, "aip_desktop/ui/a.py", "from aip_desktop.documents import frame"),
    (
        the_command_starts_light,
        "aip_desktop/__main__.py",
        "from aip_desktop.ui.shell.window import MainWindow",
    ),
    (the_command_starts_light, "aip_desktop/__main__.py", "import sqlalchemy"),
    (history_is_not_by_passed, "aip_desktop/models/budget.py", "session.connection().execute(x)"),
    (history_is_not_by_passed, "aip_desktop/models/budget.py", "write(session.connection())"),
    (history_is_not_by_passed, "aip_desktop/models/budget.py", "session.delete(row)"),
    (history_is_not_by_passed, "aip_desktop/models/budget.py", "c.exec_driver_sql('DROP TABLE act')"),
    (history_is_not_by_passed, "aip_desktop/models/budget.py", "session.bulk_save_objects(rows)"),
    (history_is_not_by_passed, "aip_desktop/ui/a.py", "from sqlalchemy import update"),
    (history_is_not_by_passed, "aip_desktop/models/a.py", "from sqlalchemy.dialects.sqlite import insert"),
    (the_session_comes_first_and_is_not_committed, "aip_desktop/models/a.py", "def f(a, session): ..."),
    (the_session_comes_first_and_is_not_committed, "aip_desktop/models/a.py", "session.commit()"),
    (money_is_never_a_float, "aip_desktop/models/a.py", "x = pence / 100.0"),
    (money_is_never_a_float, "aip_desktop/models/a.py", "x = float(pounds)"),
    (money_is_never_a_float, "aip_desktop/models/sample/a.py", "x = float(pounds)"),
    (money_is_never_a_float, "aip_desktop/models/a.py", "from sqlalchemy import Numeric"),
    (months_are_named_in_wording_only, "aip_desktop/documents/a.py", "day.strftime('%d %b %Y')"),
    (fields_save_when_they_are_left, "aip_desktop/ui/a.py", "box.valueChanged.connect(save)"),
    (
        tables_sort_and_filter_themselves,
        "aip_desktop/ui/a.py",
        "from PySide6.QtCore import QSortFilterProxyModel",
    ),
    (qt_keeps_its_own_names, "aip_desktop/ui/a.py", "from __feature__ import snake_case"),
    (work_runs_in_one_kind_of_thread, "aip_desktop/store/a.py", "from threading import Thread"),
    (work_runs_in_one_kind_of_thread, "aip_desktop/ui/a.py", "import threading\nthreading.Thread(target=f)"),
    (work_runs_in_one_kind_of_thread, "aip_desktop/ui/a.py", "import asyncio"),
    (no_test_sleeps, "tests/test_a.py", "import time\ntime.sleep(1)"),
    (no_test_sleeps, "tests/ui/test_a.py", "def test_it(qtbot):\n    qtbot.wait(50)"),
    (every_module_says_what_it_is, "tests/test_a.py", "x = 1"),
    (every_module_says_what_it_is, "aip_desktop/models/__init__.py", '"""  """'),
    (no_file_is_too_long, "aip_desktop/a.py", "x = 1\n" * LONGEST),
    (files_are_named_after_their_subject, "aip_desktop/models/helpers.py", ""),
    (files_are_named_after_their_subject, "aip_desktop/services/a.py", ""),
]
KEPT: list[tuple[Rule, str, str]] = [
    (rooms_know_only_their_neighbours, "aip_desktop/models/a.py", "from sqlalchemy.orm import Session"),
    (rooms_know_only_their_neighbours, "aip_desktop/models/a.py", "from .. import errors"),
    (rooms_know_only_their_neighbours, "aip_desktop/ui/a.py", "from aip_desktop.models import uishapes"),
    (cornerstones_know_no_room, "aip_desktop/wording.py", "from aip_desktop.errors import Refusal"),
    (ui_knows_only_the_session_of_sqlalchemy, "aip_desktop/ui/a.py", "from sqlalchemy.orm import Session"),
    (tabs_do_not_know_each_other, "aip_desktop/ui/budget/tab.py", "from aip_desktop.ui.budget.rows import R"),
    (tabs_do_not_know_each_other, "aip_desktop/ui/budget/tab.py", "from aip_desktop.ui import table"),
    (
        heavy_imports_are_made_where_used,
        "aip_desktop/ui/a.py",
        "def f():\n    from aip_desktop.documents import x",
    ),
    (
        the_command_starts_light,
        "aip_desktop/__main__.py",
        "def f():\n    from aip_desktop.ui.shell.window import W",
    ),
    (the_command_starts_light, "aip_desktop/__main__.py", "from aip_desktop import __version__"),
    (history_is_not_by_passed, "aip_desktop/history/acts.py", "session.connection()"),
    (history_is_not_by_passed, "aip_desktop/models/a.py", "replayed(session.connection())"),
    (history_is_not_by_passed, "aip_desktop/ui/a.py", "seen.update(more)"),
    (the_session_comes_first_and_is_not_committed, "aip_desktop/models/a.py", "def f(session, a): ..."),
    (money_is_never_a_float, "aip_desktop/models/a.py", "x = Decimal(pence) / 100"),
    (money_is_never_a_float, "aip_desktop/models/sample/a.py", "is_signed = random() < 0.7"),
    (
        fields_save_when_they_are_left,
        "aip_desktop/ui/a.py",
        "self.verticalScrollBar().valueChanged.connect(f)",
    ),
    (no_file_is_too_long, "aip_desktop/a.py", "x = 1\n" * (LONGEST - 1)),
]
RULES = sorted({rule for rule, _, _ in BROKEN}, key=lambda rule: rule.__name__)


@cache
def our_modules() -> tuple[Module, ...]:
    paths = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    return tuple(
        Module(PurePosixPath(path.relative_to(ROOT).as_posix()), path.read_text(encoding="utf-8"))
        for path in paths
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_house_keeps(rule: Rule) -> None:
    offences = [f"{module.path} {offence}" for module in our_modules() for offence in rule(module)]
    assert not offences, "\n".join(["", *sorted(set(offences))])


@pytest.mark.parametrize(("rule", "path", "source"), BROKEN)
def test_rule_catches_an_offence(rule: Rule, path: str, source: str) -> None:
    assert list(rule(Module(PurePosixPath(path), source)))


@pytest.mark.parametrize(("rule", "path", "source"), KEPT)
def test_rule_lets_pass_what_is_right(rule: Rule, path: str, source: str) -> None:
    assert not list(rule(Module(PurePosixPath(path), source)))


def test_every_room_was_looked_at() -> None:
    looked_at = {module.room for module in our_modules()}
    assert looked_at >= {*ROOMS, *CORNERSTONES}
    assert set(MAY_NOT_IMPORT) == set(ROOMS)
