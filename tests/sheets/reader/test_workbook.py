"""One table in a zip, an .xlsx or an .ods is read as the CSV it would be, and what is hostile is refused in time."""

import io
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest

from aip_desktop.errors import Refusal
from aip_desktop.sheets.reader.csv_text import read_rows
from aip_desktop.sheets.register import read_register

ROWS: list[list[Any]] = [
    ["URN", "EstablishmentName", "EstablishmentStatus (name)", "NumberOfPupils", "OpenDate"],
    [900001, "Ash Bank", "Open", 210.0, date(2020, 9, 1)],
    [],
    [900002, 'Elm "Row", upper', "Open", None, "#N/A"],
]


def xlsx(rows: list[list[Any]] = ROWS) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    hidden = book.create_sheet("Codes", 0)
    hidden.append(["not this one"])
    hidden.sheet_state = "hidden"
    for row in rows:
        book["Sheet"].append(row)
    book.save(out)
    return out.getvalue()


def packed(**files: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name.replace("__", "."), body)
    return out.getvalue()


def ods(rows: str, head: str = "") -> bytes:
    content = (
        f'<?xml version="1.0"?>{head}<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x">'
        f'<table:table table:name="One">{rows}</table:table><table:table><table:table-row><table:table-cell>'
        "<text:p>not this one</text:p></table:table-cell></table:table-row></table:table></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def cell(words: str, more: str = "") -> str:
    return f"<table:table-cell {more}><text:p>{words}</text:p></table:table-cell>"


def line(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


BLANK = "<table:table-cell/>"
ODS = (
    line(*map(cell, ROWS[0]))
    + line(
        cell("900,001", "office:value='900001'"),
        cell("Ash Bank"),
        cell("Open"),
        cell("210"),
        cell("1 Sep", "office:date-value='2020-09-01'"),
    )
    + line('<table:table-cell table:number-columns-repeated="16384"/>')
    + line(cell("900002"), cell("Elm &quot;Row&quot;, upper"), cell("Open"), BLANK, cell("#N/A"))
    + line(BLANK, more='table:number-rows-repeated="1048000"')
)


@pytest.mark.parametrize("body", [xlsx(), ods(ODS)], ids=["xlsx", "ods"])
def test_the_first_sheet_is_read_as_a_register(body: bytes) -> None:
    extract = read_register(body)
    ash, elm = extract.rows
    assert (ash.urn, ash.name, ash.pupils, ash.opened_on) == (900001, "Ash Bank", 210, date(2020, 9, 1))
    assert (elm.urn, elm.name, elm.pupils) == (900002, 'Elm "Row", upper', None)
    assert [(problem.line, problem.column, problem.value) for problem in extract.problems] == [
        (4, "OpenDate", "#N/A")
    ]


def test_a_zip_with_one_csv_is_read() -> None:
    body = packed(register__csv="URN,EstablishmentName\n900001,Ash\n", readme__txt="x", __MACOSX="x")
    assert [row.cells[0] for row in read_rows(body)] == ["URN", "900001"]


ENTITY = '<!DOCTYPE a [<!ENTITY b "bbbbbbbb">]>'
FAR = line(cell("x"), more="table:number-rows-repeated='900000'")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (packed(a__csv=b"a" * 30_000_000), "contents of this zip file are too large"),
        (ods(ODS, ENTITY), "damaged"),
        (ods(FAR), "more than 200,000 rows"),
        (ods("<table:table-row>"), "damaged"),
        (xlsx()[:2_000], "damaged"),
        (xlsx([["x"]] * 3).replace(b"sheet2.xml", b"sheet9.xml"), "damaged"),
    ],
    ids=["bomb", "entity", "far", "torn", "cut", "renamed"],
)
def test_what_is_hostile_or_damaged_is_refused(body: bytes, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        read_rows(body)
