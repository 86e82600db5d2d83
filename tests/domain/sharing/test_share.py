"""A share copy holds what was decided for one partnership, and nothing else: its bytes are searched."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table
from sqlalchemy import inspect as inspect_mapped
from sqlalchemy.orm import Session

from aip_desktop.domain.sharing.share import shared_fields
from aip_desktop.errors import Refusal
from aip_desktop.history.blobs import keep_bytes
from aip_desktop.history.chain import broken_links
from aip_desktop.history.encoding import fields_of
from aip_desktop.history.kinds import kinds
from aip_desktop.history.verify import differences
from aip_desktop.models.base import Base, Record
from aip_desktop.models.decisions import Decision
from aip_desktop.models.describe import SharedBy
from aip_desktop.models.partnerships import Partnership, Role
from aip_desktop.models.share_copy import ShareCopy
from aip_desktop.models.types import Day, Flag, Pounds
from aip_desktop.operations.merging import try_merge
from aip_desktop.operations.share_copy import share_copy
from aip_desktop.store.file import create_file, open_file, open_to_read
from aip_desktop.store.open_file import File

# What is withheld is said here once more, so that one slip in the table is not two.
PRIVATE = {
    ("partnership", "notes"),
    ("school", "notes"),
    ("school", "contact"),
    ("school", "email"),
    ("decision", "notes"),
    ("agreement", "notes"),
    ("option_step", "note"),
    ("legal_basis", "note"),
    ("annual_budget", "notes"),
    ("termly_return", "notes"),
    ("signing_step", "reason"),
    ("signing_step", "next_step"),
    ("agreement", "ended_note"),
    ("figure", "source"),
}
_REPORT = """
    wards portfolio_holder lead_director department exempt_reason interests dispensation background_papers
    late_reason withdrawn_reason author about recommendations impact consultation resources
    legal risks priorities measures implementation appendices
"""
PRIVATE |= {("decision", field) for field in _REPORT.split()}
EVERYBODYS = {"authority", "programme", "legal_basis", "element", "term", "measure", "figure", "holiday"}
NOBODYS = {"attachment", "comment", "send_out", "legal_answer", "clause_reason"}


def test_every_kind_and_every_field_is_decided() -> None:
    """A new record or field? Say in its class whether a partnership may have it."""
    for kind, record in kinds().items():
        withheld = set(fields_of(record)) - {"retired", *shared_fields(record)}
        if record.__kind__.shared_by != SharedBy.NEVER:
            columns = inspect_mapped(record).columns
            needed = {name for name in withheld if not columns[name].nullable}
            assert needed == set(), f"{kind} cannot be written without {needed}"


class _Marks:
    """Fills a file: for each kind one record of either side, each field with a value found nowhere else."""

    def __init__(self, session: Session) -> None:
        self.session, self._numbers = session, count(810_000_001)
        self.said: dict[tuple[str, str, str], str] = {}  # (kind, field, side) -> what to look for
        self.ids: dict[tuple[str, str], str] = {}
        self.amounts: dict[str, Decimal] = {}

    def plant(self) -> None:
        for table in Base.metadata.sorted_tables:
            if table.name in kinds() and table.name != ShareCopy.__tablename__:
                for side in "AB":
                    self._plant(table, kinds()[table.name], side)

    def _plant(self, table: Table, kind: type[Record], side: str) -> None:
        values = {
            column.key: self._value(table.name, column, side)
            for column in inspect_mapped(kind).columns
            if column.key not in ("id", "retired")
        }
        record = kind(**values)
        self.session.add(record)
        self.session.flush()
        self.ids[table.name, side] = record.id

    def _value(self, kind: str, column: Any, side: str) -> Any:
        number = next(self._numbers)
        if column.foreign_keys:
            target = next(iter(column.foreign_keys)).column.table.name
            return self.ids.get((target, side))
        if isinstance(column.type, Day):
            return date(2001, 1, 1) + timedelta(days=number % 9000)
        if isinstance(column.type, Pounds):
            self.amounts[f"{kind} {side}"] = Decimal(number * 11) / 100
            return self.amounts[f"{kind} {side}"]
        if isinstance(column.type, Flag):
            return False
        if column.type.python_type is int:
            return number
        if kind == "issued_document" and column.key == "kind":
            return "letter"
        mark = f"mark {kind} {column.key} {side} {number}"
        self.said[kind, column.key, side] = mark
        return keep_bytes(self.session, mark.encode()) if column.key in HASHED else mark


HASHED = ("content_hash", "printed_hash", "document_hash")


@pytest.fixture
def marked(tmp_path: Path) -> Iterator[tuple[File, _Marks]]:
    """A file with two partnerships, full of marks, with something taken out and something written over."""
    found: list[_Marks] = []

    def start(session: Session) -> None:
        found.append(_Marks(session))
        found[0].plant()

    file = create_file(tmp_path / "marked.aip", "Officer", "Start", start)
    marks = found[0]
    with file.act("Over") as session:
        own = session.get_one(Partnership, marks.ids["partnership", "A"])
        marks.said["partnership", "name before", "A"] = own.name
        own.name = marks.said["partnership", "name", "A"] = "mark of the name as it is now"
        session.add(
            Role(
                partnership_id=own.id,
                kind="mark gone kind",
                person="mark gone person",
                from_on=date(2020, 1, 1),
            )
        )
    with file.act("Out") as session:
        for role in session.query(Role).filter(Role.person == "mark gone person"):
            role.retired = True
    yield file, marks
    file.close()


def test_a_search_of_the_bytes_finds_nothing_withheld(marked: tuple[File, _Marks], tmp_path: Path) -> None:
    file, marks = marked
    code = marks.said["partnership", "code", "A"]
    body = share_copy(file, code, tmp_path / "share", "Officer").path.read_bytes()
    for (kind, field, side), mark in marks.said.items():
        theirs = kind in EVERYBODYS or (side == "A" and kind not in NOBODYS)
        expected = theirs and (kind, field) not in PRIVATE and field not in ("name before", "based_on_id")
        assert (mark.encode() in body) == expected, (kind, field, side)
    assert b"mark gone" not in body
    for whose, amount in marks.amounts.items():
        pence = int(amount * 100)
        there = pence.to_bytes(6, "big") in body or str(pence).encode() in body
        assert there == (whose == "allocation A"), whose  # totals are those of this partnership alone
    for (kind, side), record in marks.ids.items():
        if kind in NOBODYS or (side == "B" and kind not in EVERYBODYS):
            assert record.encode() not in body, (kind, side)


def test_the_whole_file_does_hold_the_marks(marked: tuple[File, _Marks]) -> None:
    """Else the search above could not fail."""
    file, marks = marked
    body = file.path.read_bytes()
    assert [mark for mark in marks.said.values() if mark.encode() not in body] == []


def test_it_is_a_file_of_its_own_that_is_only_read(marked: tuple[File, _Marks], tmp_path: Path) -> None:
    file, marks = marked
    code = marks.said["partnership", "code", "A"]
    path = share_copy(file, code, tmp_path / "share", "Ann").path
    copy = open_file(path, "B")
    assert copy.read_only
    assert copy.lineage != file.lineage
    assert copy.mark.startswith(f"Share copy for {code}: for reading only")
    assert "by Ann, mark authority name" in copy.mark
    with copy.reading() as session:
        assert differences(session.connection()) == []
        assert broken_links(session.connection()) == []
    before = path.read_bytes()
    with pytest.raises(Refusal, match="Share copy for"), copy.act("Change"):
        pass
    for mine, theirs in ((file, copy), (copy, file)):
        with pytest.raises(Refusal, match=r"share\.aip is a share copy.*never merged"):
            try_merge(mine, theirs)
        with pytest.raises(Refusal, match="never merged"):
            mine.merge(theirs, "Merge")
    with pytest.raises(Refusal, match="a share copy itself"):
        share_copy(copy, code, tmp_path / "again", "B")
    copy.close()
    assert path.read_bytes() == before


def test_what_an_exempt_decision_says_is_withheld(marked: tuple[File, _Marks], tmp_path: Path) -> None:
    file, marks = marked
    with file.act("Exempt") as session:
        session.get_one(Decision, marks.ids["decision", "A"]).exempt = True
    body = share_copy(
        file, marks.said["partnership", "code", "A"], tmp_path / "share", "Ann"
    ).path.read_bytes()
    for field in ("what", "reasons", "key_reason", "options_considered", "consultees"):
        assert marks.said["decision", field, "A"].encode() not in body
    assert marks.said["decision", "title", "A"].encode() in body


def test_an_unknown_code_is_refused_with_those_there_are(new_file: File, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"No partnership has the code XX\. The codes are .*NE"):
        share_copy(new_file, "XX", tmp_path / "share", "Ann")
    assert not (tmp_path / "share.aip").exists()


@pytest.mark.usefixtures("quick_passphrases")
def test_it_can_have_a_passphrase(new_file: File, tmp_path: Path) -> None:
    from aip_desktop.store import exchange_file

    path = share_copy(new_file, "ne", tmp_path / "share", "Ann", "long enough").path
    assert exchange_file.is_sealed(path)
    copy = open_to_read(path, "long enough")
    assert "Share copy for NE" in copy.mark
    copy.close()


def test_everybodys_is_what_is_always_shared() -> None:
    assert {
        kind for kind, record in kinds().items() if record.__kind__.shared_by == SharedBy.ALWAYS
    } == EVERYBODYS
