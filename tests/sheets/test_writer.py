"""Writing CSV: nothing runs as a formula, and what is written is read back."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aip_desktop.sheets.reader.csv_text import read_rows
from aip_desktop.sheets.writer import Cell, guarded, unguarded, write_csv

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=15).map(
    lambda text: "".join(mark for mark in text if mark != "\0" and not "\x80" <= mark <= "\x9f")
)
dangers = st.tuples(st.sampled_from(["", "'", "''", " ", "\ufeff"]), st.sampled_from("=+-@\t\r\n＝'"), texts)
any_text = texts | dangers.map("".join)
any_cell = (
    any_text | st.integers() | st.decimals(allow_nan=False, allow_infinity=False) | st.none() | st.dates()
)


def as_read(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return "" if cell is None else str(cell)


def is_blank(cell: Cell) -> bool:
    """Blank as written; a lone tab is not, since its guard stands before it."""
    return not guarded(as_read(cell)).strip()


def test_the_bytes() -> None:
    rows: list[list[Cell]] = [
        ["Ash Bank, “A”", 12, Decimal("-1.50"), date(2022, 4, 1), None],
        ['="x"', 0, Decimal("1E+3"), "", True],
    ]
    assert write_csv(["School", "Pupils", "£", "From", "Note"], rows) == (
        b"\xef\xbb\xbf"
        b'"School","Pupils","\xc2\xa3","From","Note"\r\n'
        b'"Ash Bank, \xe2\x80\x9cA\xe2\x80\x9d",12,-1.50,2022-04-01,\r\n'
        b'"\'=""x""",0,1000,"","Yes"\r\n'
    )


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+44 113",
        "-5",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "＝1",
        "\ufeff=1",
        "\u00ad=1",
        "\u202e=1",
        "\u2067@SUM(A1)",
        "\u061c\u00ad+1",
        "\0=1",
        "'=1",
        "\rAsh",
        "\nAsh",
        "\tAsh",
    ],
)
def test_text_that_would_be_a_formula_is_guarded(text: str) -> None:
    line = write_csv([text], []).decode("utf-8-sig")
    assert "\0" not in line
    assert line.startswith("\"'")


@pytest.mark.parametrize("text", ["Ash Bank", "", "St Mary’s", "'tis", "1-2", "'", "5%", "a=b"])
def test_other_text_stands_as_it_is(text: str) -> None:
    assert guarded(text) == text == unguarded(text)


def test_numbers_are_never_guarded() -> None:
    data = write_csv(["a", "b"], [[-5, Decimal("-0.01")]])
    assert data.endswith(b"\r\n-5,-0.01\r\n")


@given(any_text)
def test_guarding_is_undone_exactly(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.data(), st.integers(1, 5))
def test_any_table_is_read_back_equal(data: st.DataObject, width: int) -> None:
    headings = data.draw(st.lists(any_text.filter(str.strip), min_size=width, max_size=width))
    rows = data.draw(st.lists(st.lists(any_cell, min_size=width, max_size=width), max_size=6))
    read = [tuple(map(unguarded, row.cells)) for row in read_rows(write_csv(headings, rows))]
    expected = [tuple(map(as_read, row)) for row in rows if not all(map(is_blank, row))]
    assert read == [tuple(headings), *expected]


def test_the_naughty_strings_are_read_back(naughty: tuple[str, ...]) -> None:
    rows: list[list[Cell]] = [[number, text] for number, text in enumerate(naughty, 1)]
    data = write_csv(["Number", "Text"], rows)
    read = [row.cells for row in read_rows(data)][1:]
    assert len(read) == len(naughty)
    strays = {chr(code): bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0)}
    for (number, text), (read_number, read_text) in zip(rows, read, strict=True):
        expected = "".join(strays.get(mark, mark) for mark in str(text).replace("\0", ""))
        assert (read_number, unguarded(read_text)) == (str(number), expected)
    theirs = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert not [row for row in theirs if row[1].startswith(("=", "+", "-", "@", "\t", "\r"))]
