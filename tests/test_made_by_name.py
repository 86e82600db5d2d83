"""What the world has a name for is made by ``make`` alone: built otherwise, two people would make two of it."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from aip_desktop.models.base import Base, Record

ROOT = Path(__file__).resolve().parent.parent


PROGRAM = ROOT / "aip_desktop"


MAKER = "make.py"


def built_otherwise(source: str) -> Iterator[str]:
    """Each call of a class with an identity, by whatever name the source imports it."""
    tree = ast.parse(source)
    named = {
        alias.asname or alias.name: (node.module or "", alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and _says_identity(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            name = node.func.id
            if name in own or (name in named and _has_identity(*named[name])):
                yield f"line {node.lineno} builds {name}"


def _says_identity(node: ast.ClassDef) -> bool:
    targets = (target for it in node.body if isinstance(it, ast.Assign) for target in it.targets)
    return any(isinstance(it, ast.Name) and it.id == "identity" for it in targets)


def _has_identity(module: str, name: str) -> bool:
    if not module.startswith("aip_desktop.models"):
        return False
    found = getattr(importlib.import_module(module), name, None)
    return (
        isinstance(found, type)
        and issubclass(found, Record)
        and found is not Record
        and bool(found.__kind__.identity)
    )


def test_what_has_a_name_is_made_by_make_alone() -> None:
    assert Base.metadata.tables
    offences = [
        f"{path.relative_to(ROOT)} {offence}"
        for path in sorted(PROGRAM.rglob("*.py"))
        if path.name != MAKER
        for offence in built_otherwise(path.read_text("utf-8"))
    ]
    assert offences == []


@pytest.mark.parametrize(
    "source",
    [
        "from aip_desktop.models.schools import School\nsession.add(School(urn=1))",
        "def f():\n    from aip_desktop.models.partnerships import Membership as M\n    return M(x=1)",
        "class Term(Record):\n    identity = ('name',)\n\nterm = Term(name='x')",
    ],
)
def test_building_one_is_an_offence(source: str) -> None:
    assert list(built_otherwise(source))


@pytest.mark.parametrize(
    "source",
    [
        "from aip_desktop.models.schools import School\nmake(session, School, urn=1)",
        "from aip_desktop.domain.reference.shipped import Term\nTerm(name='x')",
        "from aip_desktop.models.decisions import Decision\nDecision(title='x')",
    ],
)
def test_the_rest_is_none(source: str) -> None:
    assert not list(built_otherwise(source))
