"""The schools register: values, rows and headings of our own making, and hostile ones."""

import csv
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aip_desktop.domain.schools.register_rows import RegisterExtract, left_out_words
from aip_desktop.errors import Refusal
from aip_desktop.sheets.membership_list import read_memberships
from aip_desktop.sheets.register import read_register
from aip_desktop.sheets.register_links import read_links
from aip_desktop.sheets.writer import write_csv
from tests.public_data import TESTSHIRE


def register(*rows: dict[str, str]) -> RegisterExtract:
    """An extract of rows of our own; each has what it needs unless it says otherwise."""
    needed = {"URN": "900001", "EstablishmentName": "Ash Bank Primary", "EstablishmentStatus (name)": "Open"}
    full = [needed | row for row in rows]
    headings = list(dict.fromkeys(heading for row in full for heading in row))
    return read_register(
        write_csv(headings, [[row.get(heading, "") for heading in headings] for row in full])
    )


def problems(extract: RegisterExtract) -> list[tuple[int, str, str, bool]]:
    return [(each.line, each.column, each.value, each.left_out) for each in extract.problems]


# --- Values -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("31-08-2022", date(2022, 8, 31)),
        ("1/9/2022", date(2022, 9, 1)),
        ("2022-09-01", date(2022, 9, 1)),
        ("2022-09-01 00:00:00", date(2022, 9, 1)),
        ("29-02-2024", date(2024, 2, 29)),
        ("01-01-1900", None),
        ("", None),
    ],
)
def test_dates(written: str, read: date | None) -> None:
    extract = register({"OpenDate": written})
    assert extract.rows[0].opened_on == read
    assert not extract.problems


@pytest.mark.parametrize(
    "written", ["29-02-2023", "31-13-2022", "01-09/2022", "1 Sept 2022", "01-09-22", "x", "0"]
)
def test_a_bad_date_is_listed_and_its_row_stays(written: str) -> None:
    extract = register({"OpenDate": written})
    assert extract.rows[0].opened_on is None
    assert extract.rows[0].unread >= {"opened_on"}
    assert problems(extract) == [(2, "OpenDate", written, False)]
    assert f"OpenDate “{written}” is not" in extract.problems[0].sentence


@pytest.mark.parametrize(
    ("written", "read"),
    [("340", 340), ("1,270", 1270), ("57.0", 57), ("0", 0), (" 12 ", 12), ("", None), ("-", None)],
)
def test_numbers_and_blank_is_not_nought(written: str, read: int | None) -> None:
    extract = register({"NumberOfPupils": written})
    assert extract.rows[0].pupils == read
    assert not extract.problems


@pytest.mark.parametrize("written", ["x", "12a", "-5", "1.5", "1,2,3", "１２", "100000", "9" * 5000, "1e3"])
def test_a_bad_number_is_listed_and_its_row_stays(written: str) -> None:
    extract = register({"NumberOfPupils": written})
    assert extract.rows[0].pupils is None
    assert [(problem.column, problem.left_out) for problem in extract.problems] == [("NumberOfPupils", False)]
    assert len(extract.problems[0].sentence) < 160


def test_percentages_are_exact() -> None:
    extract = register(
        {"PercentageFSM": "12.30"},
        {"PercentageFSM": "7%", "URN": "900002"},
        {"PercentageFSM": "101", "URN": "900003"},
    )
    assert [str(row.percentage_fsm) for row in extract.rows] == ["12.30", "7", "None"]
    assert problems(extract) == [(4, "PercentageFSM", "101", False)]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Open", "open"),
        ("closed", "closed"),
        ("Open, but proposed to close", "open, proposed to close"),
        ("Proposed to open", "proposed to open"),
    ],
)
def test_statuses(written: str, read: str) -> None:
    extract = register({"EstablishmentStatus (name)": written})
    assert extract.rows[0].status == read
    assert extract.open_count == (read in ("open", "open, proposed to close"))


@pytest.mark.parametrize("written", ["Opne", "", "9"])
def test_a_status_that_is_not_known_is_listed(written: str) -> None:
    extract = register({"EstablishmentStatus (name)": written})
    assert extract.rows[0].status is None
    assert "status" in extract.rows[0].unread
    assert problems(extract) == [(2, "EstablishmentStatus (name)", written, False)]


@pytest.mark.parametrize(
    ("title", "first", "last", "job", "head", "job_title"),
    [
        ("Mrs", "Ann", "Example", "Executive Headteacher", "Mrs Ann Example", "Executive Headteacher"),
        ("Principal", "Ann", "Example", "", "Ann Example", "Principal"),
        ("", "A", "Example", "", "A Example", None),
        ("Dr", "", "Example", "Head", "Dr Example", "Head"),
        ("Mr", "", "", "Headteacher", None, "Headteacher"),
    ],
)
def test_heads(title: str, first: str, last: str, job: str, head: str | None, job_title: str | None) -> None:
    (row,) = register(
        {
            "HeadTitle (name)": title,
            "HeadFirstName": first,
            "HeadLastName": last,
            "HeadPreferredJobTitle": job,
        }
    ).rows
    assert (row.head, row.head_job_title) == (head, job_title)


def test_text_is_tidy() -> None:
    (row,) = register(
        {
            "EstablishmentName": "  Ash\u00a0Bank \t Primary\u200b\r\nSchool ",
            "Postcode": "ls74aw",
            "Trusts (name)": "Not applicable",
            "Telephone Num": "1130000000",
            "OfficialSixthForm (name)": "Does not have a sixth form",
            "NurseryProvision (name)": "Has Nursery Classes",
            "LA (code)": "84",
        }
    ).rows
    assert (row.name, row.postcode, row.trust) == ("Ash Bank Primary School", "LS7 4AW", None)
    assert (row.telephone, row.has_sixth_form, row.has_nursery_classes) == ("01130000000", False, True)
    assert (row.la_code, row.laestab) == ("084", None)


# --- Rows -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "urn", ["", "x", "1234", "12345678", "012345", "-900001", "900001.5", "Data as of 1 May"]
)
def test_a_row_without_a_urn_is_left_out_and_listed(urn: str) -> None:
    extract = register({"URN": urn}, {"URN": "900002"})
    assert [row.urn for row in extract.rows] == [900002]
    assert problems(extract) == [(2, "URN", urn, True)]


@pytest.mark.parametrize(
    ("urn", "read"), [("10000", 10000), ("9000010", 9000010), ("900,001", 900001), ("900001.0", 900001)]
)
def test_urns_have_five_to_seven_digits(urn: str, read: int) -> None:
    assert register({"URN": urn}).rows[0].urn == read


def test_a_row_without_a_name_is_left_out_and_listed() -> None:
    assert problems(register({"EstablishmentName": " "})) == [(2, "EstablishmentName", "", True)]


def test_of_a_urn_that_comes_twice_the_last_row_is_used() -> None:
    extract = register(
        {"EstablishmentName": "Old name"},
        {"URN": "900002"},
        {"EstablishmentName": "Middle"},
        {"EstablishmentName": "New"},
    )
    assert [(row.line, row.name) for row in extract.rows] == [(3, "Ash Bank Primary"), (5, "New")]
    assert problems(extract) == [(2, "URN", "900001", True), (4, "URN", "900001", True)]
    assert "URN 900001 comes again on line 4, which is used" in extract.problems[0].sentence


def test_ragged_rows() -> None:
    extract = read_register(
        b"URN,EstablishmentName,EstablishmentStatus (name),NumberOfPupils,Town\n"
        b"900001,Ash Bank,Open,12\n"
        b"900002,Elm Row,Open,13,Leeds,,\n"
        b"900003,Oak, the Hill,Open,14,Leeds\n"
        b"900004,Fir\n"
    )
    ash, elm, fir = extract.rows
    assert (ash.pupils, ash.town, "town" in ash.unread) == (12, None, True)
    assert (elm.town, "town" in elm.unread) == ("Leeds", False)
    assert fir.unread >= {"status", "pupils", "town"}
    assert problems(extract) == [(4, "", "Leeds", True), (2, "", "", False), (5, "", "", False)]
    assert "stops after 4 of 5 cells" in extract.problems[1].sentence
    shifted = read_register(
        b"URN,EstablishmentName,Status,Town\n900001,Oak, the Hill,Open,\n900002,Elm,Open,,\n"
    )
    assert [row.urn for row in shifted.rows] == [900002]
    assert [problem.left_out for problem in shifted.problems] == [True, False]
    assert "may have shifted" in extract.problems[0].sentence


def test_a_closed_school_without_a_date_is_listed_only_where_the_file_has_the_column() -> None:
    assert not register({"EstablishmentStatus (name)": "Closed"}).problems
    listed = register({"EstablishmentStatus (name)": "Closed", "CloseDate": ""})
    assert problems(listed) == [(2, "CloseDate", "", False)]
    assert "does not say since when" in listed.problems[0].sentence


def test_headings_under_a_title_and_with_other_delimiters() -> None:
    data = (
        "Schools, Leeds, May 2023;;\n\nurn;establishment name;establishment_status\n900001;Ash, Bank;Open\n"
    )
    extract = read_register(data.encode())
    (row,) = extract.rows
    assert not extract.problems
    assert (row.line, row.urn, row.name, row.status) == (4, 900001, "Ash, Bank", "open")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"URN,Area\n900001,NE\n", "and “EstablishmentName” was not found"),
        (b"EstablishmentName,EstablishmentStatus (code)\nAsh,1\n", "“URN” was not found"),
        (b"URN,EstablishmentName,EstablishmentStatus (code)\n", "no rows under them"),
        (b'"Code","Ash; Elm and Oak"\n"E1","Fir"\n', "“URN” and “EstablishmentName” were not found"),
        (b'URN,EstablishmentName,Status\n900001,"Ash,Open\n900002,"Elm",Open\n', "quotation marks on line 2"),
        (b'" "\n', "and “URN” and “EstablishmentName” were not found"),
        (b"URN,EstablishmentName,urn,Status\n900001,Ash,900002,Open\n", "“URN” stands over two columns"),
    ],
)
def test_files_that_are_no_register_are_refused(data: bytes, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        read_register(data)


def test_naughty_strings_in_every_field(naughty: tuple[str, ...]) -> None:
    extract = read_register(TESTSHIRE.odd_rows)
    top = TESTSHIRE.odd_rows.decode("utf-8").splitlines()[0]
    headings = ["URN", *(heading for heading in next(csv.reader([top])) if heading != "URN")]
    rows = [[str(900001 + number), *[text] * (len(headings) - 1)] for number, text in enumerate(naughty)]
    hostile = read_register(write_csv(headings, rows))
    out = [problem for problem in hostile.problems if problem.left_out]
    assert len(hostile.rows) + len(out) == len(naughty)
    assert len(hostile.rows) > len(naughty) - 16
    assert hostile.columns == extract.columns
    assert all(row.name == " ".join(row.name.split()) and row.name for row in hostile.rows)


HEADINGS = st.sampled_from(
    [
        "URN",
        "EstablishmentName",
        "EstablishmentStatus (name)",
        "OpenDate",
        "NumberOfPupils",
        "PercentageFSM",
        "why",
    ]
)
CELLS = st.sampled_from(["900001", "Open", "31-02-2020", "2020-01-01", '"', "", "x,y"]) | st.text(max_size=6)


@given(
    st.lists(HEADINGS, max_size=8), st.lists(st.lists(CELLS, max_size=8), max_size=8), st.sampled_from(",;\t")
)
def test_anything_is_read_or_refused(headings: list[str], rows: list[list[str]], delimiter: str) -> None:
    text = "\r\n".join(delimiter.join(row) for row in [headings, *rows])
    try:
        extract = read_register(text.encode("utf-8", "replace"))
    except Refusal:
        return
    assert len({row.urn for row in extract.rows}) == len(extract.rows)
    told = {row.line for row in extract.rows} | {problem.line for problem in extract.problems}
    assert len(told) >= len(extract.rows)
    assert not {row.line for row in extract.rows} & {each.line for each in extract.problems if each.left_out}


@given(st.binary(max_size=300), st.integers(0, 200))
def test_a_file_with_damage_is_read_or_refused(damage: bytes, at: int) -> None:
    sound = write_csv(
        ["URN", "EstablishmentName", "Status"], [[900001 + n, "Ash Bank", "Open"] for n in range(8)]
    )
    try:
        extract = read_register(sound[:at] + damage + sound[at + len(damage) :])
    except Refusal:
        return
    assert all(10_000 <= row.urn <= 9_999_999 and row.name for row in extract.rows)


@pytest.mark.parametrize(
    ("heading", "written", "why"),
    [
        ("Town", "#N/A", "a spreadsheet error"),
        ("Street", "#REF!", "a spreadsheet error"),
        ("TelephoneNum", "########", "a spreadsheet error"),
        ("TelephoneNum", "1.13E+09", "shortened by a spreadsheet"),
        ("NumberOfPupils", "1.2E+02", "shortened by a spreadsheet"),
        ("Town", "Ll\ufffdn", "a letter that was lost"),
        ("Town", "CaffÃ¨", "another character set"),
        ("Street", "St Anne\u00e2\u20ac\u2122s Road", "another character set"),
        ("Street", "St AnneÕs Road", "another character set"),
        ("HeadLastName", "Siƒn", "another character set"),
    ],
)
def test_what_no_one_entered_is_noted_by_row_and_column_and_what_is_stored_stays(
    heading: str, written: str, why: str
) -> None:
    extract = register({heading: written})
    (problem,) = extract.problems
    assert (problem.line, problem.column, problem.value, problem.left_out) == (2, heading, written, False)
    assert why in problem.sentence
    field = {"TelephoneNum": "telephone", "NumberOfPupils": "pupils", "HeadLastName": "head"}.get(
        heading, heading.lower()
    )
    (row,) = extract.rows
    assert getattr(row, field) is None
    assert field in row.unread


@pytest.mark.parametrize(
    "written", ["Ynys Môn", "Curaçao", "No. 5 # the Green", "Élodie’s", "Müller", "Ž Street", "C# House"]
)
def test_what_is_only_unusual_is_taken(written: str) -> None:
    extract = register({"Street": written})
    assert (extract.rows[0].street, extract.problems) == (written, ())


def test_a_urn_that_a_spreadsheet_shortened_leaves_its_row_out() -> None:
    extract = register({"URN": "1.13E+05"})
    assert extract.rows == ()
    assert "shortened by a spreadsheet" in "".join(problem.sentence for problem in extract.problems)
    assert extract.problems[0].left_out


def test_a_second_link_after_the_last_column_loses_no_row() -> None:
    extract = read_register(
        b"URN,EstablishmentName,Status,SchoolWebsite\n"
        b"900001,Ash Bank,Open,www.ash.example,http://ash.example/two\n"
        b"900002,Elm Row,Open,www.elm.example\n"
    )
    assert [row.urn for row in extract.rows] == [900001, 900002]
    assert problems(extract) == [(2, "", "http://ash.example/two", False)]


def test_a_second_link_and_a_doubtful_value_lose_no_row_together() -> None:
    extract = read_register(
        b"URN,EstablishmentName,Status,Town,SchoolWebsite\n900001,Ash,Open,#N/A,www.ash.example,http://ash.example\n"
    )
    assert [row.urn for row in extract.rows] == [900001]
    assert problems(extract) == [(2, "", "http://ash.example", False), (2, "Town", "#N/A", False)]


@pytest.mark.parametrize(
    ("second", "are_read"), [("12/31/2020", False), ("31/12/2020", True), ("3/4/2020", True)]
)
def test_dates_with_the_month_first_are_noted_where_their_column_proves_it(
    second: str, *, are_read: bool
) -> None:
    extract = read_register(
        b"URN,EstablishmentName,Status,OpenDate\n900001,Ash,Open,04/01/2019\n900002,Elm,Open,"
        + second.encode()
    )
    first = extract.rows[0]
    assert (first.opened_on == date(2019, 1, 4)) is are_read
    assert ("opened_on" in first.unread) is not are_read
    assert bool(extract.problems) is not are_read


def test_a_short_download_without_a_status_is_read_and_says_so() -> None:
    extract = read_register(b"URN,EstablishmentName\n900001,Ash Bank\n")
    assert extract.rows[0].urn == 900001
    assert "status" not in extract.columns
    assert "count as open" in extract.problems[0].sentence


def test_how_many_rows_were_left_out_is_said_of_all_of_them() -> None:
    extract = read_register(b"URN,EstablishmentName,Status\n1,Ash,Open\n900002,Elm,Open\n2,Oak,Open\n")
    assert left_out_words(extract.problems, len(extract.rows)) == "2 of 3 rows were left out"
    assert left_out_words((), 3) == ""


def test_a_cell_without_an_end_is_refused_with_its_line() -> None:
    body = b'URN,EstablishmentName,Status\n900001,Ash,Open\n900002,"' + b"x" * 1_100_000 + b'",Open\n'
    with pytest.raises(Refusal, match="A cell on line 3 is longer than 1,000,000 characters"):
        read_register(body)


def test_one_urn_on_many_rows_is_told_of_in_few_words() -> None:
    rows = "".join(f"900001,{'NE' if n % 2 else 'NW'}\n" for n in range(20_000))
    listed = read_memberships(b"URN,Area\n" + rows.encode())
    assert listed.rows == ()
    assert len(listed.problems) == 20_000
    assert max(len(problem.sentence) for problem in listed.problems) < 300
    assert "and 19,996 more rows" in listed.problems[0].sentence
    links = "".join(f"900001,{900002 + n},Successor\n" for n in range(20_000))
    assert len(read_links(b"URN,LinkURN,LinkType\n" + links.encode()).successors()[900001]) == 20_000
