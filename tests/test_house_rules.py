"""How files are written: sizes, names, docstrings, and what nobody may call.

Every rule is a function from a module to its offences. It is run over all of our modules, and over a few lines
that break it, so that no rule can hold for ever by mistake. Who may know whom is in ``test_architecture``.
"""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

import pytest

from tests.our_modules import Module, called, is_within, our_modules

LONGEST = 420  # lines
BANNED_NAMES = {"helper", "helpers", "manager", "managers", "service", "services", "util", "utils"}
OF_RECORDS = ("models", "history", "domain", "sample")  # the rooms that work on the records
KEEPERS_OF_HISTORY = (
    "domain/checks/rules.py",
    "domain/merging/review.py",
    "history/",
    "operations/share_copy.py",
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


def history_is_not_by_passed(module: Module) -> Iterator[str]:
    if not module.place or module.place.startswith(KEEPERS_OF_HISTORY):
        return
    handed = [
        it for call in module.calls() if ast.unparse(call.func) in READERS_OF_HISTORY for it in call.args
    ]
    for call in module.calls():
        if called(call) == "connection" and call in handed:
            continue
        receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
        name = called(call)
        if receiver is not None and name in BY_PASSES:
            yield f"calls .{name}("
        if isinstance(receiver, ast.Name) and receiver.id == "session" and name == "delete":
            yield "calls session.delete("
    writing = {"delete", "insert", "text", "update"}
    for name in module.imports():
        if is_within(name, "sqlalchemy") and name.rsplit(".", 1)[-1] in writing:
            yield f"imports {name}"


def the_session_comes_first_and_is_not_committed(module: Module) -> Iterator[str]:
    if module.room not in OF_RECORDS:
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
            place = names.index("session") if "session" in names else 0
            if place > int(names[:1] in (["self"], ["cls"])):
                yield f"{node.name} takes session, but not first"
    yield from (
        f"calls .{called(call)}(" for call in module.calls() if called(call) in ("commit", "rollback")
    )


def money_is_never_a_float(module: Module) -> Iterator[str]:
    """The chances by which the fictional sample is made up are no figures."""
    if module.room not in OF_RECORDS:
        return
    is_sample = module.room == "sample"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float) and not is_sample:
            yield f"holds the float {node.value}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float":
            yield "calls float("
    kinds = {"Double", "Float", "Numeric"}
    yield from (
        f"imports {name}"
        for name in module.imports()
        if is_within(name, "sqlalchemy") and name.rsplit(".", 1)[-1] in kinds
    )


def months_are_named_in_wording_only(module: Module) -> Iterator[str]:
    if module.place and module.room != "wording":
        for call in module.calls():
            if called(call) == "strftime" and re.search(r"%[bBcxaA]", ast.unparse(call)):
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
    yield from (f"imports {name}" for name in module.imports() if is_within(name, "__feature__"))


def work_runs_in_one_kind_of_thread(module: Module) -> Iterator[str]:
    """QThreadPool only; locks and events between those threads are ``threading``'s."""
    if module.place:
        banned = ("asyncio", "concurrent", "multiprocessing", "threading.Thread", "threading.Timer")
        for name in module.imports():
            yield from (f"imports {name}" for one in banned if is_within(name, one))
        for call in module.calls():
            if ast.unparse(call.func) in ("threading.Thread", "threading.Timer"):
                yield f"calls {ast.unparse(call.func)}("


def no_test_sleeps(module: Module) -> Iterator[str]:
    if module.path.parts[0] == "tests":
        for call in module.calls():
            waits = ast.unparse(call.func) in ("qtbot.wait", "QTest.qWait", "QTest.qSleep")
            if called(call) == "sleep" or waits:
                yield f"line {call.lineno} waits for a length of time"


def every_module_says_what_it_is(module: Module) -> Iterator[str]:
    if not (ast.get_docstring(module.tree) or "").strip():
        yield "has no docstring"


NO_NOUNS = {"it", "found", "told", "made", "said", "asked"}
NO_VERB = re.compile(
    r"(a|after|all|an|another|around|as|before|by|each|every|everything|from|how|in|its?|nobody|nothing|no|of|once|one|on"
    r"|only|several|something|so|that|these|the|this|those|two|to|what|when|where|whether|which|whose|who|why|with|\d+)\b",
    re.IGNORECASE,
)


def variables_are_nouns(module: Module) -> Iterator[str]:
    """What ``it`` stands for has a name, and what was found or made is called by what it is."""
    if module.place:
        for node in ast.walk(module.tree):
            name = node.arg if isinstance(node, ast.arg) else node.id if isinstance(node, ast.Name) else ""
            is_bound = isinstance(node, ast.arg) or isinstance(getattr(node, "ctx", None), ast.Store)
            if is_bound and name in NO_NOUNS:
                yield f"line {node.lineno} calls something “{name}”"


def docstrings_say_what_to_do(module: Module) -> Iterator[str]:
    """The docstring of a function is in the imperative (ruff D401 sees verbs, not a noun in the place of one)."""
    functions = [node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef) and module.place]
    for node in functions:
        is_property = any("property" in ast.unparse(decorator) for decorator in node.decorator_list)
        begins = NO_VERB.match(ast.get_docstring(node) or "")
        if begins and not is_property:
            yield f"line {node.lineno}: the docstring begins with “{begins[0]}”"


def codes_are_enumerations(module: Module) -> Iterator[str]:
    """The few values of a state or a code are members of a ``StrEnum``, not constants side by side."""
    if module.room not in (*OF_RECORDS, "store", "operations", "paperwork") or module.room == "sample":
        return
    for node in module.tree.body:
        values = node.value.elts if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple) else []
        if (
            values
            and isinstance(node.targets[0], ast.Tuple)
            and all(isinstance(part, ast.Constant) and isinstance(part.value, str) for part in values)
        ):
            yield f"line {node.lineno} sets strings side by side"


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
    (history_is_not_by_passed, "aip_desktop/models/budget.py", "session.connection().execute(x)"),
    (history_is_not_by_passed, "aip_desktop/models/budget.py", "write(session.connection())"),
    (history_is_not_by_passed, "aip_desktop/domain/budget/a.py", "session.delete(row)"),
    (history_is_not_by_passed, "aip_desktop/models/budget.py", "c.exec_driver_sql('DROP TABLE act')"),
    (history_is_not_by_passed, "aip_desktop/models/budget.py", "session.bulk_save_objects(rows)"),
    (history_is_not_by_passed, "aip_desktop/ui/a.py", "from sqlalchemy import update"),
    (history_is_not_by_passed, "aip_desktop/models/a.py", "from sqlalchemy.dialects.sqlite import insert"),
    (the_session_comes_first_and_is_not_committed, "aip_desktop/models/a.py", "def f(a, session): ..."),
    (the_session_comes_first_and_is_not_committed, "aip_desktop/domain/a.py", "session.commit()"),
    (money_is_never_a_float, "aip_desktop/models/a.py", "x = pence / 100.0"),
    (money_is_never_a_float, "aip_desktop/domain/budget/a.py", "x = float(pounds)"),
    (money_is_never_a_float, "aip_desktop/sample/a.py", "x = float(pounds)"),
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
    (variables_are_nouns, "aip_desktop/a.py", "[it.name for it in schools]"),
    (variables_are_nouns, "aip_desktop/a.py", "lambda it: it.name"),
    (variables_are_nouns, "aip_desktop/a.py", "found: list[str] = []"),
    (variables_are_nouns, "aip_desktop/a.py", "def show(told): ..."),
    (docstrings_say_what_to_do, "aip_desktop/a.py", 'def a():\n    """The school of a URN."""'),
    (docstrings_say_what_to_do, "aip_desktop/a.py", 'def a():\n    """4 is "four"."""'),
    (codes_are_enumerations, "aip_desktop/domain/a.py", 'OPEN, CLOSED = "open", "closed"'),
    (no_file_is_too_long, "aip_desktop/a.py", "x = 1\n" * LONGEST),
    (files_are_named_after_their_subject, "aip_desktop/models/helpers.py", ""),
    (files_are_named_after_their_subject, "aip_desktop/services/a.py", ""),
]
KEPT: list[tuple[Rule, str, str]] = [
    (history_is_not_by_passed, "aip_desktop/history/acts.py", "session.connection()"),
    (history_is_not_by_passed, "aip_desktop/models/a.py", "replayed(session.connection())"),
    (history_is_not_by_passed, "aip_desktop/ui/a.py", "seen.update(more)"),
    (the_session_comes_first_and_is_not_committed, "aip_desktop/models/a.py", "def f(session, a): ..."),
    (money_is_never_a_float, "aip_desktop/models/a.py", "x = Decimal(pence) / 100"),
    (money_is_never_a_float, "aip_desktop/sample/a.py", "is_signed = random() < 0.7"),
    (
        fields_save_when_they_are_left,
        "aip_desktop/ui/a.py",
        "self.verticalScrollBar().valueChanged.connect(f)",
    ),
    (docstrings_say_what_to_do, "aip_desktop/a.py", '@property\ndef a():\n    """The school of a URN."""'),
    (codes_are_enumerations, "aip_desktop/domain/a.py", "YOUNGEST, OLDEST = 3, 19"),
    (no_file_is_too_long, "aip_desktop/a.py", "x = 1\n" * (LONGEST - 1)),
]
RULES = sorted({rule for rule, _, _ in BROKEN}, key=lambda rule: rule.__name__)


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
