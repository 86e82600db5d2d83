"""Public data to try the program on: a fictional register that lies in the checkout, and real ones beside it.

The real ones are too large to carry, and not ours. Where their folder is absent, the tests run on the fictional one.
"""

import csv
import io
import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

OURS = Path(__file__).resolve().parent / "data"

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@dataclass(frozen=True)
class Register:
    """The schools register of one authority with its links and its list of areas, and what is in them."""

    name: str
    code: str  # of the authority
    path: Path  # the extract as it is served: Windows-1252, CRLF
    links_path: Path
    areas_path: Path
    schools: int
    open: int
    extract_date: date
    without_closing_day: tuple[tuple[int, str], ...]  # line and what stands there
    shared_numbers: int  # numbers that two schools have
    same_names: int  # schools that another is called like, at least
    links: int
    successors: dict[int, tuple[int, ...]]  # some of them
    without_successor: int  # a URN whose link says no direction
    closed_with_successor: int  # at least
    area_rows: int
    unknown_area: int  # how many rows name an area "N"
    blank_area: int  # the URN whose row names none
    joined: int  # schools that the list puts into partnerships
    host: tuple[int, str]  # a school of North East
    members: tuple[str, ...]  # some of North East

    @property
    def data(self) -> bytes:
        """The extract as it is served."""
        return self.path.read_bytes()

    @property
    def utf8(self) -> bytes:
        """The same in UTF-8, as somebody converted it who took it for Latin-1: U+0092 stands for an apostrophe."""
        return self.data.decode("latin-1").encode("utf-8")

    @property
    def odd_rows(self) -> bytes:
        """Some rows of it, in UTF-8, under a heading more than usual."""
        rows = list(csv.reader(io.StringIO(self.data.decode("cp1252"), newline="")))
        text = io.StringIO(newline="")
        chosen = [rows[0], *rows[1::7]]
        csv.writer(text).writerows([["why" if row is rows[0] else "odd", *row] for row in chosen])
        return text.getvalue().encode("utf-8")

    @property
    def large(self) -> bytes:
        """The extract with as many rows as a large authority has."""
        top, *rows = self.data.split(b"\r\n")[:-1]
        times = -(-700 // len(rows))
        grown = [b"9%d%s" % (number, row[1:]) for number in range(times) for row in rows]
        return b"\r\n".join([top, *grown, b""])

    @property
    def in_none(self) -> int:
        """Open schools that the list leaves out."""
        return self.open - self.joined

    def __str__(self) -> str:
        return self.name


TESTSHIRE = Register(
    name="Testshire",
    code="998",
    path=OURS / "register.csv",
    links_path=OURS / "links.csv",
    areas_path=OURS / "areas.csv",
    schools=78,
    open=54,
    extract_date=date(2023, 6, 29),
    without_closing_day=((62, "01-01-1900"), (63, "")),
    shared_numbers=12,
    same_names=44,
    links=17,
    successors={910055: (910001,), 910067: (910021, 910022), 910068: (910023,)},
    without_successor=910069,
    closed_with_successor=13,
    area_rows=53,
    unknown_area=1,
    blank_area=910047,
    joined=45,
    host=(910002, "Birchholme Church of England Primary School"),
    members=("Gorsehope High School", "Maplewick Academy"),
)


LEEDS = Register(
    name="Leeds",
    code="383",
    path=SHARED / "gias" / "leeds_gias_full_20230704_cp1252.csv",
    links_path=SHARED / "gias" / "leeds_gias_links_20250422_cp1252.csv",
    areas_path=SHARED / "areas" / "leeds_school_area_lookup.csv",
    schools=771,
    open=306,
    extract_date=date(2023, 7, 3),
    without_closing_day=((336, "01-01-1900"), (587, "01-01-1900"), (623, "")),
    shared_numbers=54,
    same_names=99,
    links=360,
    successors={
        107807: (132019,),
        134885: (145732, 148654),
        108126: (134885,),  # recorded on the successor's side, as its predecessor
    },
    without_successor=130546,
    closed_with_successor=101,
    area_rows=271,
    unknown_area=1,
    blank_area=145879,
    joined=262,
    host=(108057, "Allerton High School"),
    members=("Allerton Grange School", "Roundhay School"),
)


def published(path: str, *facts: Any) -> list[tuple[Any, ...]]:
    """A case of a test: a published file and what is in it, where it lies beside the checkout, else no case."""
    found = SHARED / path
    return [(found, *facts)] if found.is_file() else []


REGISTERS = [TESTSHIRE, *([LEEDS] if SHARED.is_dir() else [])]


@cache
def naughty_strings() -> tuple[str, ...]:
    """What people and attackers type into text fields: the published list where it is at hand, else ours.

    Not both: drawing papers of them is the longest of the tests.
    """
    published = SHARED / "hostile" / "blns.json"
    found: list[str] = json.loads(
        (published if published.is_file() else OURS / "naughty.json").read_text("utf-8")
    )
    return tuple(found)
