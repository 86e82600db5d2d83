"""Who may know whom: the layers of the house, no circle anywhere, and no package that hands names on.

A layer is a row of ``LAYERS``. Imports in functions and for typing count like any other.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

import pytest

from tests.our_modules import PROGRAM, Module, is_within, our_imports, our_modules, place_of

PLAIN = (
    "errors",
    "wording",
    "calendar",
    "paths",
    "clock",
    "file_writing",
    "lazy_import",
    "names",
    "printable",
    "charts",
    "managed",
)
ENGINE_KNOWS = ("models/base.py", "models/describe.py", "models/ids.py", "models/types.py")
ABOVE = ("models", "history", "domain", "store", "documents", "sheets")

# Room -> the rooms of ours that it may import, besides itself and the plain functions.
LAYERS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(PLAIN, ()),
    "models": (),
    "history": ("models",),  # of which only the files of ENGINE_KNOWS
    "domain": ("history", "models"),
    "store": ("history", "models"),
    "documents": ("domain", "history"),
    "sheets": ("domain", "history"),
    "paperwork": ABOVE,
    "operations": (*ABOVE, "paperwork"),
    "sample": (*ABOVE, "paperwork", "operations"),
    "ui": (*ABOVE, "paperwork", "operations", "sample"),
    "commands": (*ABOVE, "paperwork", "operations", "sample", "ui"),
    "__main__": ("commands", "ui"),
}

# The folders of a room in their order: one knows only those on lines above its own, and itself.
FOLDERS_IN_ORDER: dict[str, tuple[tuple[str, ...], ...]] = {
    "domain": (
        ("attachments", "issued_documents", "places"),
        ("authority", "reference"),
        ("schools",),
        ("budget",),
        ("partnerships",),
        ("clauses",),
        ("decisions",),
        ("agreements",),
        ("returns",),
        ("payments",),
        ("checks", "desk", "sharing", "summary"),
        ("merging",),
    ),
    "ui": (
        ("theme",),
        ("widgets",),
        ("printing", "merge"),
        ("agreements", "budget", "files", "history", "partnerships", "returns"),
        ("shell",),
    ),
}
FOREIGN = {
    "models": ("PySide6", "reportlab", "openpyxl"),
    "history": ("PySide6", "reportlab", "openpyxl"),
    "domain": ("PySide6", "reportlab", "openpyxl"),
    "store": ("PySide6", "reportlab", "openpyxl"),
    "documents": ("PySide6", "sqlalchemy"),
    "sheets": ("PySide6", "reportlab"),
    "paperwork": ("PySide6",),
    "operations": ("PySide6",),
    "sample": ("PySide6",),
    "commands": ("reportlab", "openpyxl"),
    "ui": ("reportlab", "openpyxl", "sqlite3"),
}
MAY_ACT = (
    "__init__.py",
    "documents/__init__.py",
    "ui/__init__.py",
)  # what must be done before anything else is imported

Graph = Mapping[str, Iterable[str]]


def room_of(place: str) -> str:
    """ "models" for "models/base.py", "wording" for "wording.py"."""
    return PurePosixPath(place).parts[0].removesuffix(".py")


def folder_of(place: str) -> str:
    """The folder of a room that a file stands in, or its own name where it stands loose."""
    parts = PurePosixPath(place).parts
    return parts[1].removesuffix(".py") if len(parts) > 1 else ""


# --- The rules: from all imports of the program to the offences ------------------------------------------


def layers_are_kept(graph: Graph) -> Iterator[str]:
    for place, others in graph.items():
        if place == "__init__.py":
            continue
        for other in others:
            here, there = room_of(place), room_of(other)
            if other == "__init__.py" or there == here or (there in PLAIN and here != "__main__"):
                continue
            if here == "__main__" and there == "errors":
                continue
            engine = here == "history" and other not in (*ENGINE_KNOWS, "models/__init__.py")
            if engine or there not in LAYERS.get(here, ()):
                yield f"layer: {place} knows {other}"


def documents_know_statements_only(graph: Graph) -> Iterator[str]:
    for place, others in graph.items():
        if room_of(place) in ("documents", "sheets"):
            told = {"history/__init__.py", "history/statements.py"}
            yield from (
                f"layer: {place} knows {other}"
                for other in others
                if room_of(other) == "history" and other not in told
            )


def folders_are_in_order(graph: Graph) -> Iterator[str]:
    for place, others in graph.items():
        order = FOLDERS_IN_ORDER.get(room_of(place))
        if order is None or folder_of(place) == "__init__":
            continue
        rank = {name: number for number, names in enumerate(order) for name in names}
        here = folder_of(place)
        if here not in rank:
            yield f"folder: {place} has no place in the order of {room_of(place)}"
        for other in others:
            there = folder_of(other)
            if room_of(other) != room_of(place) or there in (here, "__init__"):
                continue
            if rank.get(there, 99) >= rank.get(here, -1):
                yield f"folder: {place} knows {other}"


def no_circles(graph: Graph) -> Iterator[str]:
    for circle in circles(graph):
        yield from (f"circle: {place}" for place in circle)


def circles(graph: Graph) -> list[list[str]]:
    """The sets of files each of which leads to every other, by Tarjan's algorithm."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    path: list[str] = []
    found: list[list[str]] = []

    def visit(it: str) -> None:
        number[it] = lowest[it] = len(number)
        path.append(it)
        for other in graph.get(it, ()):
            if other not in number:
                visit(other)
                lowest[it] = min(lowest[it], lowest[other])
            elif other in path:
                lowest[it] = min(lowest[it], number[other])
        if lowest[it] == number[it]:
            circle = path[path.index(it) :]
            del path[path.index(it) :]
            if len(circle) > 1:
                found.append(sorted(circle))

    for it in graph:
        if it not in number:
            visit(it)
    return found


# --- The rules: from one file to its offences ------------------------------------------------------------


def packages_hand_no_names_on(module: Module) -> Iterator[str]:
    if module.place.endswith("__init__.py") and module.place not in MAY_ACT and len(module.tree.body) > 1:
        yield f"face: {module.place} is more than a docstring"


def screens_see_no_record(module: Module) -> Iterator[str]:
    """Of ``models`` a screen, a command or a sheet names codes only: constants and enums, no mapped class."""
    if module.room not in ("ui", "commands", "sheets", "documents"):
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and is_within(node.module or "", f"{PROGRAM}.models"):
            found = node.module == f"{PROGRAM}.models.lookup"
            for name in node.names:
                if found or name.name in mapped_classes():
                    yield f"record: {module.place} knows {name.name}"


def mapped_classes() -> frozenset[str]:
    """The names of the classes that have a table."""
    return frozenset(
        node.name
        for module in our_modules()
        if module.place
        for node in module.tree.body
        if isinstance(node, ast.ClassDef)
        and any(
            isinstance(it, ast.Assign) and ast.unparse(it.targets[0]) == "__tablename__" for it in node.body
        )
    )


def foreign_libraries_stay_in_their_rooms(module: Module) -> Iterator[str]:
    for banned in FOREIGN.get(module.room, ()):
        yield from (
            f"library: {module.place} imports {it}" for it in module.imports() if is_within(it, banned)
        )


def screens_know_only_the_session_of_sqlalchemy(module: Module) -> Iterator[str]:
    if module.room == "ui":
        allowed = {"sqlalchemy.orm", "sqlalchemy.orm.Session"}
        for name in module.imports():
            if is_within(name, "sqlalchemy") and name not in allowed:
                yield f"library: {module.place} imports {name}"


def heavy_imports_are_made_where_used(module: Module) -> Iterator[str]:
    """A window is painted before the rooms that draw paper are loaded."""
    if module.room in ("ui", "__main__"):
        for name in module.imports_at_its_top():
            if is_within(name, f"{PROGRAM}.documents"):
                yield f"heavy: {module.place} imports {name} at its top"


def the_command_starts_light(module: Module) -> Iterator[str]:
    """An act without a window loads no window; and the window is painted before the records are loaded."""
    if module.room == "__main__":
        heavy = ("PySide6", "sqlalchemy", *(f"{PROGRAM}.{room}" for room in LAYERS if room not in PLAIN))
        for name in module.imports_at_its_top():
            yield from (
                f"heavy: {module.place} imports {name} at its top" for it in heavy if is_within(name, it)
            )


OF_ALL = (layers_are_kept, documents_know_statements_only, folders_are_in_order, no_circles)
OF_ONE = (
    packages_hand_no_names_on,
    screens_see_no_record,
    foreign_libraries_stay_in_their_rooms,
    screens_know_only_the_session_of_sqlalchemy,
    heavy_imports_are_made_where_used,
    the_command_starts_light,
)


def all_offences() -> set[str]:
    """What breaks a rule in the program as it is."""
    found = {it for rule in OF_ALL for it in rule(our_imports())}
    return found | {it for rule in OF_ONE for module in our_modules() if module.place for it in rule(module)}


def test_no_rule_is_broken() -> None:
    found = all_offences()
    assert not found, "\n".join(["", *sorted(found)])


# --- The rules can fail -----------------------------------------------------------------------------------

BROKEN: list[tuple[object, str, str]] = [
    (layers_are_kept, "models/a.py", "domain/schools/schools.py"),
    (layers_are_kept, "models/a.py", "store/file.py"),
    (layers_are_kept, "history/a.py", "models/schools.py"),
    (layers_are_kept, "history/a.py", "domain/places.py"),
    (layers_are_kept, "domain/schools/a.py", "store/file.py"),
    (layers_are_kept, "store/a.py", "domain/places.py"),
    (layers_are_kept, "documents/a.py", "models/schools.py"),
    (layers_are_kept, "documents/a.py", "sheets/writer.py"),
    (layers_are_kept, "paperwork/a.py", "operations/new_file.py"),
    (layers_are_kept, "operations/a.py", "ui/theme/theme.py"),
    (layers_are_kept, "ui/shell/a.py", "commands/parser.py"),
    (layers_are_kept, "wording.py", "models/base.py"),
    (documents_know_statements_only, "documents/a.py", "history/acts.py"),
    (folders_are_in_order, "domain/schools/a.py", "domain/agreements/awards.py"),
    (folders_are_in_order, "domain/checks/a.py", "domain/desk/b.py"),
    (folders_are_in_order, "ui/budget/a.py", "ui/returns/tab.py"),
    (folders_are_in_order, "ui/widgets/a.py", "ui/shell/window.py"),
    (folders_are_in_order, "ui/budget/a.py", "ui/loose.py"),
]
KEPT: list[tuple[object, str, str]] = [
    (layers_are_kept, "models/a.py", "errors.py"),
    (layers_are_kept, "history/a.py", "models/base.py"),
    (layers_are_kept, "domain/schools/a.py", "models/schools.py"),
    (layers_are_kept, "ui/shell/a.py", "operations/new_file.py"),
    (documents_know_statements_only, "sheets/a.py", "history/statements.py"),
    (folders_are_in_order, "domain/agreements/a.py", "domain/schools/schools.py"),
    (folders_are_in_order, "ui/budget/a.py", "ui/widgets/table.py"),
    (folders_are_in_order, "ui/budget/a.py", "ui/budget/tab.py"),
]
ONE_BROKEN: list[tuple[object, str, str]] = [
    (packages_hand_no_names_on, "models/__init__.py", '"""A."""\nfrom a import b'),
    (screens_see_no_record, "ui/a.py", "def f():\n    from aip_desktop.models.schools import School"),
    (foreign_libraries_stay_in_their_rooms, "models/a.py", "from PySide6.QtCore import QObject"),
    (foreign_libraries_stay_in_their_rooms, "domain/a.py", "def f():\n    import reportlab.lib"),
    (foreign_libraries_stay_in_their_rooms, "documents/a.py", "from sqlalchemy.orm import Session"),
    (foreign_libraries_stay_in_their_rooms, "ui/budget/a.py", "if x:\n    import openpyxl"),
    (foreign_libraries_stay_in_their_rooms, "store/a.py", "import_module('PySide6.QtCore')"),
    (screens_know_only_the_session_of_sqlalchemy, "ui/a.py", "from sqlalchemy import select"),
    (screens_know_only_the_session_of_sqlalchemy, "ui/a.py", "from sqlalchemy.orm import Query"),
    (heavy_imports_are_made_where_used, "ui/a.py", "from aip_desktop.documents import frame"),
    (the_command_starts_light, "__main__.py", "from aip_desktop.ui.shell.window import MainWindow"),
    (the_command_starts_light, "__main__.py", "import sqlalchemy"),
]
ONE_KEPT: list[tuple[object, str, str]] = [
    (packages_hand_no_names_on, "models/__init__.py", '"""A."""'),
    (foreign_libraries_stay_in_their_rooms, "models/a.py", "from sqlalchemy.orm import Session"),
    (screens_know_only_the_session_of_sqlalchemy, "ui/a.py", "from sqlalchemy.orm import Session"),
    (heavy_imports_are_made_where_used, "ui/a.py", "def f():\n    from aip_desktop.documents import x"),
    (the_command_starts_light, "__main__.py", "def f():\n    from aip_desktop.ui.shell.window import W"),
    (the_command_starts_light, "__main__.py", "from aip_desktop import __version__"),
]


@pytest.mark.parametrize(("rule", "place", "other"), BROKEN)
def test_a_wrong_import_is_caught(rule, place: str, other: str) -> None:  # type: ignore[no-untyped-def]
    assert list(rule({place: [other]}))


@pytest.mark.parametrize(("rule", "place", "other"), KEPT)
def test_a_right_import_passes(rule, place: str, other: str) -> None:  # type: ignore[no-untyped-def]
    assert not list(rule({place: [other]}))


@pytest.mark.parametrize(("rule", "place", "source"), ONE_BROKEN)
def test_a_wrong_file_is_caught(rule, place: str, source: str) -> None:  # type: ignore[no-untyped-def]
    assert list(rule(Module(PurePosixPath(PROGRAM) / place, source)))


@pytest.mark.parametrize(("rule", "place", "source"), ONE_KEPT)
def test_a_right_file_passes(rule, place: str, source: str) -> None:  # type: ignore[no-untyped-def]
    assert not list(rule(Module(PurePosixPath(PROGRAM) / place, source)))


def test_a_circle_is_found_however_long() -> None:
    assert circles({"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"]}) == [["a", "b", "c"]]
    assert not circles({"a": ["b", "c"], "b": ["c"], "c": []})


def test_imports_in_functions_and_for_typing_count() -> None:
    source = "if TYPE_CHECKING:\n    from .b import c\ndef f():\n    import aip_desktop.store.file"
    module = Module(PurePosixPath(f"{PROGRAM}/models/a.py"), source)
    there = frozenset({"models/b.py", "store/file.py"})
    assert {place_of(it, there) for it in module.imports()} - {""} == there


def test_every_room_was_looked_at() -> None:
    looked_at = {module.room for module in our_modules()}
    assert {*LAYERS, ""} - {"charts", "managed"} <= looked_at
    assert looked_at <= {*LAYERS, "__init__", ""}
