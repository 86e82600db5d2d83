"""A column is described once: in its class, with who may have it, and nowhere else again."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from aip_desktop.models.describe import Described, Duplicates, Kind, Share, SharedBy
from aip_desktop.paths import resources
from aip_desktop.store.schema import SCHEMA_VERSION, schema_of

ROOT = Path(__file__).resolve().parents[2]


def test_the_tables_are_those_of_the_form_to_the_letter() -> None:
    """The order of columns in a class is the order in the file: a described column changes no table."""
    pinned = json.loads((resources() / "forms" / f"{SCHEMA_VERSION}.json").read_text("utf-8"))
    assert schema_of(SCHEMA_VERSION) == pinned


SNIPPET = """
from aip_desktop.models.base import Record
from aip_desktop.models.describe import Kind, Share, SharedBy, field
from sqlalchemy.orm import Mapped


class Bench(Record, kw_only=True):
    __tablename__ = "bench"
    __kind__ = Kind(label="bench", title="{name}", shared_by=SharedBy.NEVER)

    name: Mapped[str] = field("Name", Share.YES)
    seats: Mapped[int | None] = field("Seats", Share.YES, default=None)


Bench(name="By the gate")
Bench(name="By the pond", seats=3)
"""


FAULTS = {
    "Bench(seats=2)": 'Missing named argument "name"',
    "Bench(name=3)": 'Argument "name" to "Bench" has incompatible type "int"',
    "Bench(name='', legs=4)": 'Unexpected keyword argument "legs"',
    "field('Colour')": 'Missing positional argument "share"',
    "field('Colour', Share.YES, colour='red')": 'Unexpected keyword argument "colour"',
}


@pytest.mark.slow
def test_the_type_checker_knows_what_a_record_is_made_with(tmp_path: Path) -> None:
    """One run for all: what is right has no fault, and each wrong line has its own."""
    asked = tmp_path / "asked.py"
    asked.write_text(SNIPPET + "\n".join(FAULTS), "utf-8")
    command = (sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", str(asked))
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    told = [line.split(": error: ") for line in done.stdout.splitlines() if ": error: " in line]
    first = SNIPPET.count("\n") + 1
    assert [int(place.rsplit(":", 1)[1]) - first for place, _ in told] == list(range(len(FAULTS)))
    for (_, words), fault in zip(told, FAULTS.values(), strict=True):
        assert fault in words


def test_a_label_in_the_midst_of_a_sentence() -> None:
    assert Described(label="Type group", share=Share.YES).words == "type group"
    assert Described(label="URN", share=Share.YES).words == "URN"


@pytest.mark.parametrize(
    ("title", "values", "name"),
    [
        ("{name}", {"name": "Alder School"}, "Alder School"),
        ("{name}", {}, "(no name)"),
        (
            "{kind} of {where}: {person}",
            {"kind": "Chair", "where": "East", "person": "A"},
            "Chair of East: A",
        ),
        ("{kind} of {where}: {person}", {"kind": "Chair", "person": "A"}, "Chair of blank: A"),
        ("{school|party} on {edition}", {"party": "the council", "edition": "E 1"}, "the council on E 1"),
        ("{a} · {b} · option {c}", {"a": "1", "c": "3"}, "1 · option 3"),
        ("{a} · option {c}", {"a": "1"}, "1"),
        ("{words}", {"words": "long " * 20}, "long " * 12),
    ],
)
def test_a_record_is_named_by_its_fields(title: str, values: dict[str, str], name: str) -> None:
    kind = Kind(label="thing", title=title, shared_by=SharedBy.NEVER)
    assert kind.duplicates is Duplicates.PLAIN
    assert kind.titled(lambda field: values.get(field, "")) == name
