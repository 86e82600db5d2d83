"""CSV bytes to rows: encodings, delimiters, quotation marks, and files that are something else."""

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable

import openpyxl
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aip_desktop.errors import Refusal
from aip_desktop.sheets.membership_list import read_memberships
from aip_desktop.sheets.reader.csv_text import likely_delimiters, read_rows, text_of
from aip_desktop.sheets.register import read_register
from aip_desktop.sheets.register_links import read_links
from tests.public_data import SHARED, published

SPECTRUM = SHARED / "hostile" / "csv-spectrum"


DIALECTS: list[tuple[str, bytes, list[dict[str, str]]]] = [
    ("comma in quotes", b'school,address\n"Ash Bank","1, Orchard Lane"\n',
     [{"school": "Ash Bank", "address": "1, Orchard Lane"}]),
    ("empty", b'a,b,c\n1,"",""\n2,3,4\n', [{"a": "1", "b": "", "c": ""}, {"a": "2", "b": "3", "c": "4"}]),
    ("empty, CRLF", b'a,b\r\n1,""\r\n', [{"a": "1", "b": ""}]),
    ("quotes in quotes", b'a,b\n1,"ha ""ha"" ha"\n', [{"a": "1", "b": 'ha "ha" ha'}]),
    ("JSON", b'key,val\n1,"{""type"": ""Point"", ""at"": [102.0, 0.5]}"\n',
     [{"key": "1", "val": '{"type": "Point", "at": [102.0, 0.5]}'}]),
    ("figures", b"Name,Easting,Telephone\nAsh Bank,-1.54378,01632960000\n",
     [{"Name": "Ash Bank", "Easting": "-1.54378", "Telephone": "01632960000"}]),
    ("lines in quotes", b'a,b\n1,"Once \nupon a \ntime"\n', [{"a": "1", "b": "Once \nupon a \ntime"}]),
    ("lines in quotes, CRLF", b'a,b\r\n1,"Once\r\nupon"\r\n', [{"a": "1", "b": "Once\r\nupon"}]),
    ("quotes and lines", b'a,b\n1,"ha \n""ha"" \nha"\n', [{"a": "1", "b": 'ha \n"ha" \nha'}]),
    ("simple", b"a,b,c\n1,2,3\n", [{"a": "1", "b": "2", "c": "3"}]),
    ("simple, CRLF, no last line end", b"a,b,c\r\n1,2,3", [{"a": "1", "b": "2", "c": "3"}]),
    ("UTF-8", "a,b\n1,\u02a4\n".encode(), [{"a": "1", "b": "\u02a4"}]),
]  # fmt: skip


def published_dialects() -> list[tuple[str, bytes, list[dict[str, str]]]]:
    """The files of csv-spectrum, where they lie beside the checkout."""
    found = []
    for file in sorted((SPECTRUM / "csvs").glob("*.csv")):
        expected = json.loads((SPECTRUM / "json" / f"{file.stem}.json").read_bytes())
        if file.stem == "location_coordinates":  # its expected telephone number is not the one in its file
            expected = [expected | {"Contact Phone Number": "2095257564"}]
        found.append((file.stem, file.read_bytes(), expected))
    return found


def cells(data: bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in read_rows(data)]


@pytest.mark.parametrize(
    ("data", "expected"), [pytest.param(*rest, id=name) for name, *rest in (*DIALECTS, *published_dialects())]
)
def test_dialects(data: bytes, expected: list[dict[str, str]]) -> None:
    headings, *rows = cells(data)
    assert [dict(zip(headings, row, strict=True)) for row in rows] == expected


@pytest.mark.parametrize(
    "data",
    [
        "URN,Name\r\n900001,Ysgol Tŷ’r Ash – café\r\n".encode(),
        "URN,Name\r\n900001,Ysgol Tŷ’r Ash – café\r\n".encode("utf-8-sig"),
        "URN,Name\r\n900001,Ysgol Tŷ’r Ash – café\r\n".encode("utf-16"),
        "\ufeffURN,Name\r\n900001,Ysgol Tŷ’r Ash – café\r\n".encode("utf-16-be"),
        "URN,Name\r\n900001,Ysgol Tŷ\u0092r Ash \u0096 café\r\n".encode(),
    ],
)
def test_every_unicode_encoding_gives_the_same_text(data: bytes) -> None:
    assert cells(data) == [("URN", "Name"), ("900001", "Ysgol Tŷ’r Ash – café")]


def test_windows_1252_is_read_where_utf_8_is_not() -> None:
    assert text_of("St Mary’s, £5 – café".encode("cp1252")) == "St Mary’s, £5 – café"


def test_codes_without_meaning_show_and_a_stray_byte_in_marked_utf_8_is_put_right() -> None:
    assert text_of(b"a\x81\xe9") == "a\ufffdé"
    assert text_of("a\u0081é".encode()) == "a\ufffdé"
    assert text_of("\ufeffTŷ ".encode() + b"St Mary\x92s") == "Tŷ St Mary’s"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(delimiter: str, end: str) -> None:
    lines = [["URN", "Area, old; or new\tname"], ["900001", "NE"], ["900002", "two\nlines"], ["900003", ""]]
    text = end.join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    assert cells(text.encode()) == [tuple(line) for line in lines]


def test_the_delimiter_a_spreadsheet_names_on_the_first_line() -> None:
    rows = read_rows(b"sep=;\r\nURN;Area,s\r\n900001;NE\r\n")
    assert [(row.line, row.cells) for row in rows] == [(2, ("URN", "Area,s")), (3, ("900001", "NE"))]


def test_delimiter_is_taken_from_the_first_line_that_has_any() -> None:
    assert likely_delimiters("Schools\nURN;Area\n1;a,b,c,d")[0] == ";"
    assert likely_delimiters('"a,b,c,d";URN;Area')[0] == ";"
    assert likely_delimiters("URN")[0] == ","


def test_rows_know_their_line_and_blank_rows_are_left_out() -> None:
    rows = read_rows(b'a,b\r\n\r\n"two\r\nlines",x\r\n , \xa0\r\nshort\r\nlong,er,row\r\n,,\r\n\r\n')
    assert [(row.line, row.cells) for row in rows] == [
        (1, ("a", "b")),
        (3, ("two\r\nlines", "x")),
        (6, ("short",)),
        (7, ("long", "er", "row")),
    ]
    assert rows[2].cell(0) == "short"
    assert rows[2].cell(1) == ""


def test_a_huge_cell_is_read() -> None:
    text = "long " * 200_000
    assert cells(f'a,"{text}"\n'.encode()) == [("a", text)]


@pytest.mark.parametrize("text", ['a,b\n1,2\n"open,3\n4,5\n', 'a,b\n1,2\n"shut"up,3\n'])
def test_quotation_marks_that_do_not_pair_up_are_refused_by_line(text: str) -> None:
    with pytest.raises(Refusal, match="quotation marks on line 3 do not pair up"):
        read_rows(text.encode())


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "file is empty"),
        (b"\xef\xbb\xbf", "holds no rows"),
        (b" \r\n\r\n", "holds no rows"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "damaged"),
        (zipped("word/document.xml"), "Word document"),
        (zipped("one.csv", "two.csv"), "with several. Unpack"),
        (zipped("picture.png"), "no CSV file in it"),
        (zipped("edubasealldata.csv")[:-30], "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "old Excel or Word"),
        (b"\x0bAsh Example".ljust(55) + bytes(110), "keeps while a file is open"),
        (b"\x0bAsh Example".ljust(54), "keeps while a file is open"),
        (b"%PDF-1.7\n", "PDF"),
        (b"SQLite format 3\0" + bytes(84), "database"),
        (gzip.compress(b"URN,Area", mtime=0), "compressed"),
        (b"\r\n<!DOCTYPE html><html><body>Session ended", "web page"),
        (b"URN,Area\n900001,N\0E\n", "zero byte on line 2"),
        ("URN,Area\n".encode("utf-16-le"), "zero byte on line 1"),
        ("URN,Area\n".encode("utf-32"), "zero byte on line 1"),
        ("URN,Area\n".encode("utf-16")[:-1], "cut short"),
    ],
)
def test_other_files_are_refused_by_what_they_are(data: bytes, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        read_rows(data)


def a_workbook() -> bytes:
    made = io.BytesIO()
    openpyxl.Workbook().save(made)
    return made.getvalue()


def a_pdf() -> bytes:
    made = pypdfium2.PdfDocument.new()
    made.new_page(100, 100)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


OTHER_KINDS = [
    (a_workbook, "file is empty"),
    (a_pdf, "PDF"),
    *(
        (path.read_bytes, words)
        for path, words in (
            *published("xlsx/~$ofqual_provisional_entries_2021.xlsx", "keeps while a file is open"),
            *published("pdfua/verapdf_ua1/5-t01-pass-a.pdf", "PDF"),
        )
    ),
]


@pytest.mark.parametrize(("made", "words"), OTHER_KINDS)
def test_files_of_other_kinds_are_refused(made: Callable[[], bytes], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        read_rows(made())


@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_random_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        rows = read_rows(data)
    except Refusal:
        return
    assert rows
    assert [row.line for row in rows] == sorted({row.line for row in rows})


@pytest.mark.parametrize("read", [read_register, read_links, read_memberships])
@given(data=st.binary(max_size=200) | st.text(st.sampled_from('URN,;"\n 9\t'), max_size=40).map(str.encode))
def test_readers_refuse_random_bytes(read: Callable[[bytes], object], data: bytes) -> None:
    with pytest.raises(Refusal, match=r"\.$"):
        read(data)


# no half of a pair, no zero byte, no C1 control: those are dealt with above
STRAYS = "".join(map(chr, range(0x80, 0xA0)))
written = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0" + STRAYS), max_size=12)


@given(st.lists(st.lists(written, min_size=2, max_size=5), min_size=1), st.sampled_from(["\r\n", "\n"]))
def test_what_the_standard_library_writes_is_read_back(rows: list[list[str]], end: str) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator=end).writerows(rows)
    data = file.getvalue().encode("utf-8-sig")
    expected = [tuple(row) for row in rows if "".join(row).strip()]
    if expected:
        assert cells(data) == expected
    else:
        with pytest.raises(Refusal):
            read_rows(data)
