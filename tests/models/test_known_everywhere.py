"""Every record class describes itself and its columns; what is said is pinned, and a new kind needs no more."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect as inspect_mapped

from aip_desktop.history.kinds import kinds
from aip_desktop.history.words import Names, field_name, kind_name
from aip_desktop.models.base import Record
from aip_desktop.models.describe import (
    NAMELESS,
    Described,
    Duplicates,
    Kind,
    SharedBy,
    described,
    description,
)
from aip_desktop.models.registry import SUBJECTS

ROOT = Path(__file__).resolve().parents[2]


PINNED = Path(__file__).with_name("described.json")


KINDS = kinds() if SUBJECTS else {}


def _of_kind(said: Kind) -> str:
    parts = [said.label, said.title, f"shared by {said.shared_by}"]
    if said.shared_only:
        parts.append(f"only {said.shared_only[0]} {', '.join(said.shared_only[1])}")
    parts.append(f"order {', '.join(said.order)}")
    if said.identity:
        parts.append(f"identity {', '.join(said.identity)}")
    if said.one_each:
        parts.append(f"unique {', '.join(said.one_each)}")
    if said.duplicates is not Duplicates.PLAIN:
        parts.append(said.duplicates.name.lower())
    return " | ".join(parts)


def _of_field(said: Described) -> str:
    parts = [said.label, said.share.name.lower()]
    parts += ["long"] if said.long else []
    parts += [f"codes {code}: {words}" for code, words in (said.codes or {}).items()]
    parts += [f"hint {said.hint}"] if said.hint else []
    parts += [f"printed {said.printed}"] if said.printed else []
    parts += [f"register {', '.join(said.register)}"] if said.register else []
    return " | ".join(parts)


def said() -> dict[str, dict[str, str]]:
    """Give what each record class says, as it is pinned."""
    return {
        kind: {"": _of_kind(record.__kind__), **{name: _of_field(it) for name, it in described(record)}}
        for kind, record in KINDS.items()
    }


def test_what_is_said_is_what_was_decided() -> None:
    """A label, a hint or who may have a field changes on purpose: in the class, and in ``described.json``."""
    pinned = json.loads(PINNED.read_text("utf-8"))
    assert said() == pinned


def test_every_column_of_every_kind_is_described() -> None:
    bare = [
        f"{kind}.{column.key}"
        for kind, record in KINDS.items()
        for column in inspect_mapped(record).columns
        if column.key != "id" and description(record, column.key) is None
    ]
    assert bare == []


@pytest.mark.parametrize("record", KINDS.values(), ids=KINDS)
def test_a_kind_names_its_own_fields(record: type[Record]) -> None:
    kind, columns = record.__kind__, inspect_mapped(record).columns
    named = {name for place in re.findall(r"\{(.+?)\}", kind.title) for name in place.split("|")}
    only = {kind.shared_only[0]} if kind.shared_only else set()
    assert named | only | {*kind.order, *kind.identity, *kind.one_each} <= set(columns.keys())
    assert named
    assert kind.order
    assert "id" in kind.order or {*kind.order} >= {*(kind.unique or kind.order)}
    if kind.shared_by not in list(SharedBy):
        assert kind.shared_by == "id" or columns[kind.shared_by].foreign_keys


@pytest.mark.parametrize("record", KINDS.values(), ids=KINDS)
def test_a_label_is_a_label(record: type[Record]) -> None:
    labels = [it.label for _, it in described(record)]
    assert [label for label, times in Counter(labels).items() if times > 1] == []
    for label in labels:
        assert label[0].isupper(), label
        assert label.rstrip(".:") == label.strip(), label
    assert record.__kind__.label[0].islower()
    for name, it in described(record):
        if it.codes is not None:
            assert inspect_mapped(record).columns[name].type.python_type is str


@pytest.mark.parametrize("record", KINDS.values(), ids=KINDS)
def test_a_blank_record_has_a_name(record: type[Record]) -> None:
    kind = record.__tablename__
    blank = dict.fromkeys(inspect_mapped(record).columns.keys())
    names = Names({(kind, "a"): blank})
    assert names.of("a") == NAMELESS
    assert names.titled("a").casefold().startswith(kind_name(kind).casefold())


@pytest.mark.parametrize("record", KINDS.values(), ids=KINDS)
def test_codes_are_read_out_as_the_class_says(record: type[Record]) -> None:
    names = Names({})
    for name, it in described(record):
        assert field_name(record.__tablename__, name) == it.words
        for code, words in (it.codes or {}).items():
            assert names.shown(record.__tablename__, name, json.dumps(code)) == words


def test_what_no_class_says_is_still_read_out() -> None:
    """A kind or a field that a later version of the program writes."""
    assert kind_name("garden_bench") == "garden bench"
    assert field_name("garden_bench", "bought_on") == "bought on"
    assert Names({}).of("a") == "a record not in this file"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the program makes of a kind of record it does not have."""
    folder = tmp_path_factory.mktemp("bench")
    command = (sys.executable, "-m", "tests.models.new_kind", str(folder))
    env = {**os.environ, "AIP_DESKTOP_HOME": str(folder / "home")}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


NAME = "Garden bench Gate · East Area Inclusion Partnership"


TWIN = "Garden bench Pond · East Area Inclusion Partnership"


def test_the_history_knows_a_new_kind(bench: dict[str, Any]) -> None:
    assert bench["heading"] == NAME
    assert bench["fields"]["place"] == "where the bench is"
    made, *changes = bench["history"]
    assert "price: £90.00; remarks: First; where the bench is: Gate; wood: Oak" in made
    assert set(changes) == {"remarks: First → By Ann", "remarks: First → By Ben", "wood: Oak → Ash"}


def test_a_merge_knows_a_new_kind(bench: dict[str, Any]) -> None:
    assert bench["conflict"] == [["remarks", True, NAME]]
    assert bench["typed"] == [False, True, False]


def test_duplicates_of_a_new_kind_are_found_and_made_one(bench: dict[str, Any]) -> None:
    assert bench["doubles"] == [f"There are two of this: {TWIN}. Two people made one each"]
    assert sorted(note.partition(". ")[2] for note in bench["fixes"]) == [
        "",
        "Of the other it takes bought on, which it leaves blank",
    ]
    assert bench["filled"] == "2026-04-01"
    assert bench["foreseen"] == [
        f"{TWIN} has “bought on” changed from blank to 1 April 2026",
        f"{TWIN} is removed",
    ]


def test_a_new_kind_is_in_its_order(bench: dict[str, Any]) -> None:
    assert bench["places"] == ["Gate", "Pond", "Pond"]


def test_a_partnership_gets_what_a_new_kind_shares(bench: dict[str, Any]) -> None:
    assert bench["shared"] == ["Gate", "ash", None, None]
