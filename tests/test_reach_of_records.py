"""How far a change of a record reaches: the files that read or write an attribute of its class, as mypy resolves it.

Fields of a statement do not count, nor what every record has (``id``, ``retired``, ``order``).
"""

import os
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from mypy import build
from mypy.config_parser import parse_config_file
from mypy.modulefinder import BuildSource
from mypy.nodes import MemberExpr, Node, TypeInfo
from mypy.options import Options
from mypy.types import CallableType, Instance, Type, TypeType, UnionType, get_proper_type

ROOT = Path(__file__).resolve().parent.parent
RECORDS = {
    "aip_desktop.models.schools.School",
    "aip_desktop.models.decisions.Decision",
    "aip_desktop.models.agreements.Agreement",
    "aip_desktop.models.budget.AnnualBudget",
}
OF_EACH = {"id", "retired", "order"}
MOST = 3  # files, in the median
ELSEWHERE = {
    "info",
    "node",
    "type",
    "unanalyzed_type",
    "names",
    "imports",
    "mro",
    "original",
    "unanalyzed_items",
}


@cache
def parts_of(kind: type[Node]) -> tuple[str, ...]:
    """The attributes of a node of the type checker below which there may be expressions."""
    found = {name for base in kind.__mro__ for name in getattr(base, "__mypyc_attrs__", ())}
    return tuple(sorted(name for name in found - ELSEWHERE if not name.startswith("__")))


def attributes_in(tree: Node) -> Iterator[MemberExpr]:
    """Each ``x.name`` in a file."""
    todo: list[object] = [tree]
    seen = set()
    while todo:
        node = todo.pop()
        if isinstance(node, list | tuple):
            todo.extend(node)
        elif isinstance(node, Node) and not isinstance(node, TypeInfo) and id(node) not in seen:
            seen.add(id(node))
            if isinstance(node, MemberExpr):
                yield node
            todo.extend(getattr(node, name, None) for name in parts_of(type(node)))


def classes_of(found: Type | None) -> Iterator[str]:
    """The full names of the classes that an expression may be of, or may be."""
    kind = get_proper_type(found) if found is not None else None
    if isinstance(kind, UnionType):
        for one in kind.items:
            yield from classes_of(one)
    elif isinstance(kind, Instance):
        yield kind.type.fullname
    elif isinstance(kind, TypeType):
        yield from classes_of(kind.item)
    elif isinstance(kind, CallableType) and kind.is_type_obj():
        yield kind.type_object().fullname


def reach() -> dict[str, dict[str, set[str]]]:
    """Class -> attribute -> the modules outside ``models`` that read or write it."""
    options = Options()
    parse_config_file(options, lambda: None, str(ROOT / "pyproject.toml"), sys.stdout, sys.stderr)
    options.export_types = options.preserve_asts = True
    options.incremental = options.fine_grained_incremental = False
    paths = sorted((ROOT / "aip_desktop").rglob("*.py"))
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in paths
    ]
    done = build.build(
        [BuildSource(str(path), name) for path, name in zip(paths, names, strict=True)], options
    )
    assert done.errors == []
    found: dict[str, dict[str, set[str]]] = {name: defaultdict(set) for name in RECORDS}
    for module, state in done.graph.items():
        if module.startswith("aip_desktop.") and not module.startswith("aip_desktop.models.") and state.tree:
            for part in attributes_in(state.tree):
                for name in (
                    RECORDS.intersection(classes_of(done.types.get(part.expr)))
                    if part.name not in OF_EACH
                    else ()
                ):
                    found[name][part.name].add(module)
    return found


@pytest.mark.skipif("AIP_CHECK_REACH" not in os.environ, reason="how far records reach is asked by make lint")
def test_an_attribute_of_a_record_is_known_to_few_files(capsys: pytest.CaptureFixture[str]) -> None:
    found = reach()
    numbers = []
    with capsys.disabled():
        print()
        for name, attributes in sorted(found.items()):
            files = sorted(map(len, attributes.values()))
            numbers += files
            most = max(attributes, key=lambda one: len(attributes[one]))
            of, half = name.rpartition(".")[2], statistics.median(files)
            print(f"{of}: {len(files)} attributes, in {half:g} files in the median, {most} in {files[-1]}")
    assert min(len(attributes) for attributes in found.values()) >= 5  # the type checker resolved them
    assert statistics.median(numbers) <= MOST
