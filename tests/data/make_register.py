"""Writes the fictional schools register, its links and the list of areas: the same bytes each time."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


FIRST = 910001


PLACES = (
    "Aldermoor", "Birchholme", "Cedarbeck", "Dogwood Rise", "Elmscar", "Firgarth", "Gorsehope", "Hazelthwaite",
    "Ivywell", "Juniper Fold", "Larchgate", "Maplewick",
)  # fmt: skip


KINDS = (  # name, type (code, name), group (code, name), phase (code, name), ages
    ("Primary School", "01", "Community school", "4", "Local authority maintained schools", "2", "Primary", 3, 11),
    ("Church of England Primary School", "02", "Voluntary aided school", "4", "Local authority maintained schools",
     "2", "Primary", 5, 11),
    ("High School", "01", "Community school", "4", "Local authority maintained schools", "4", "Secondary", 11, 18),
    ("Academy", "34", "Academy converter", "10", "Academies", "4", "Secondary", 11, 16),
    ("Special School", "07", "Community special school", "5", "Special schools", "0", "Not applicable", 2, 19),
)  # fmt: skip


WARDS = ("Ash & Elm", "Nether Copse", "Old Orchard", "Upper Holt")


AREAS = ("E", "NE", "NW", "S", "W")


TITLES = ("Mrs", "Mr", "Ms", "Dr", "", "Headteacher", "Miss", "Co Headteacher")


ODD_NAMES = {
    3: "St Hilda\u2019s  Primary School",
    8: "Caf\u00e9 Lane Nursery, Infant and Junior School",
    13: 'The "Old Mill" School',
    21: "Birchholme High School ",
}


UNQUOTED = {
    "URN", "StatutoryLowAge", "StatutoryHighAge", "SchoolCapacity", "NumberOfPupils", "NumberOfBoys", "NumberOfGirls",
    "PercentageFSM", "FSM", "Easting", "Northing",
}  # fmt: skip


ALWAYS = {
    "LA (code)": "998", "LA (name)": "Testshire", "ReasonEstablishmentOpened (code)": "00",
    "ReasonEstablishmentOpened (name)": "Not applicable", "Boarders (code)": "1", "Boarders (name)": "No boarders",
    "OfficialSixthForm (code)": "0", "Gender (code)": "3", "Gender (name)": "Mixed", "Diocese (code)": "0000",
    "ReligiousCharacter (code)": "00", "Diocese (name)": "Not applicable", "PreviousLA (code)": "999",
    "GOR (code)": "D", "GOR (name)": "Yorkshire and the Humber", "Town": "Testford", "County (name)": "Testshire",
    "OfstedSpecialMeasures (code)": "0", "OfstedSpecialMeasures (name)": "Not applicable", "QABName (code)": "0",
}  # fmt: skip


SCHOOLS, CLOSED = 78, range(54, 78)  # places in the list; the last are closed


UNLISTED = range(47, 54)  # open, and on no list of areas

Row = dict[str, str]


def schools() -> list[Row]:
    """The rows of the extract."""
    rows = [_school(place) for place in range(SCHOOLS)]
    for place in CLOSED:
        _close(rows, place)
    rows[60]["CloseDate"] = "01-01-1900"
    rows[61]["CloseDate"] = ""
    rows[11]["OpenDate"] = "01-01-1900"
    rows[30] |= {
        "EstablishmentStatus (code)": "3",
        "EstablishmentStatus (name)": "Open, but proposed to close",
    }
    rows[77]["EstablishmentNumber"] = ""
    rows[40]["PercentageFSM"], rows[40]["FSM"] = "0.0", "0"
    return rows


def _school(place: int) -> Row:
    which = 4 if place in UNLISTED else (place + place // 12) % 4
    kind, code, type_, group_code, group, phase_code, phase, low, high = KINDS[which]
    pupils = 90 + place * 7 % 500
    poor = pupils * (place % 9) // 20
    opened = date(1990, 9, 1) + timedelta(days=place * 97)
    return ALWAYS | {
        "URN": str(FIRST + place),
        "EstablishmentNumber": str(2000 + place),
        "EstablishmentName": ODD_NAMES.get(place, f"{PLACES[place % len(PLACES)]} {kind}"),
        "TypeOfEstablishment (code)": code,
        "TypeOfEstablishment (name)": type_,
        "EstablishmentTypeGroup (code)": group_code,
        "EstablishmentTypeGroup (name)": group,
        "EstablishmentStatus (code)": "1",
        "EstablishmentStatus (name)": "Open",
        "OpenDate": f"{opened:%d-%m-%Y}" if place % 3 else "",
        "ReasonEstablishmentClosed (code)": "00",
        "ReasonEstablishmentClosed (name)": "Not applicable",
        "PhaseOfEducation (code)": phase_code,
        "PhaseOfEducation (name)": phase,
        "StatutoryLowAge": str(low),
        "StatutoryHighAge": str(high),
        "NurseryProvision (name)": "Has Nursery Classes" if low == 3 else "No Nursery Classes",
        "OfficialSixthForm (name)": "Has a sixth form" if high == 18 else "Does not have a sixth form",
        "ReligiousCharacter (name)": "Church of England" if code == "02" else "Does not apply",
        "SchoolCapacity": str(pupils + 20),
        "CensusDate": "19-01-2023",
        "NumberOfPupils": str(pupils),
        "NumberOfBoys": str(pupils // 2),
        "NumberOfGirls": str(pupils - pupils // 2),
        "PercentageFSM": f"{100 * poor / pupils:.2f}",
        "FSM": str(poor),
        "Trusts (name)": "THE HEDGEROW ACADEMIES TRUST" if code == "34" else "",
        "SchoolSponsors (name)": "St Hilda\u2019s Trust" if code == "34" else "",
        "Federations (name)": "The Copse & Holt Federation" if place % 17 == 2 else "",
        "UKPRN": str(10990000 + place),
        "LastChangedDate": f"{date(2023, 5, 1) + timedelta(days=place % 60):%d-%m-%Y}",
        "Street": f"{place + 1} Orchard Lane",
        "Locality": "Holt" if place % 4 == 1 else "",
        "Postcode": f"ZZ{place % 20 + 1} {place % 9 + 1}ZZ",
        "SchoolWebsite": f"www.school{place:02}.example",
        "TelephoneNum": f"01632960{place:03}",
        **_head(place),
        "AdministrativeWard (code)": f"E0599900{place % len(WARDS)}",
        "AdministrativeWard (name)": WARDS[place % len(WARDS)],
        "Easting": str(400000 + place),
        "Northing": str(430000 + place),
    }


def _head(place: int) -> Row:
    if place % 13 == 5:
        return {"HeadPreferredJobTitle": "Headteacher"}
    return {
        "HeadTitle (name)": TITLES[place % len(TITLES)],
        "HeadFirstName": "" if place % 11 == 7 else f"{chr(65 + place % 26)} {chr(66 + place % 24)}",
        "HeadLastName": "Exampl\u00e9" if place == 9 else "Example",
        "HeadPreferredJobTitle": "" if place % 7 == 3 else "Principal" if place % 5 == 0 else "Headteacher",
    }


def _close(rows: list[Row], place: int) -> None:
    """A closed school; the first dozen became the academies at the head of the list, with their numbers."""
    on = date(2010, 8, 31) + timedelta(days=(place - CLOSED.start) * 90)
    counts = ("NumberOfPupils", "NumberOfBoys", "NumberOfGirls", "PercentageFSM", "FSM", "CensusDate")
    rows[place] |= dict.fromkeys(counts, "") | {
        "EstablishmentStatus (code)": "2",
        "EstablishmentStatus (name)": "Closed",
        "CloseDate": f"{on:%d-%m-%Y}",
        "ReasonEstablishmentClosed (code)": "10",
        "ReasonEstablishmentClosed (name)": "Academy Converter",
        "TelephoneNum": "",
        "SchoolWebsite": "",
    }
    after = place - CLOSED.start
    if after < 12:
        rows[after]["OpenDate"] = f"{on + timedelta(days=1):%d-%m-%Y}"
        rows[place]["EstablishmentNumber"] = rows[after]["EstablishmentNumber"]


def links() -> list[list[str]]:
    """The rows of the links file, in the order of its headings."""
    urn = [str(FIRST + place) for place in range(SCHOOLS)]
    rows = [
        [urn[54 + place], urn[place], f"School {place}", "Successor", "01-09-2012"] for place in range(12)
    ]
    rows += [
        [urn[66], urn[20], "Ivywell  Primary School", "Successor - Split School", ""],
        [urn[66], urn[21], "Birchholme High School ", "Successor - Split School", ""],
        [
            urn[22],
            urn[67],
            "\u00c9cole Copse",
            "Predecessor - amalgamated",
            "01-09-2015",
        ],  # told by the successor
        [urn[68], urn[69], "Upper Holt School", "Result of Amalgamation", ""],  # which says no direction
        [urn[70], urn[71], "Old Orchard School", "Other", "13-01-2015"],
    ]
    return rows


def areas() -> list[list[str]]:
    """The rows of the list of areas: every open school but a few, with what goes wrong in such lists."""
    listed = [row for place, row in enumerate(schools()) if place < UNLISTED.start]
    rows = [
        [row["URN"], row["LA (code)"] + row["EstablishmentNumber"], " ".join(row["EstablishmentName"].split()),
         row["AdministrativeWard (name)"], AREAS[place % len(AREAS)]]
        for place, row in enumerate(listed)
    ]  # fmt: skip
    rows[45][4], rows[46][4] = "N", ""
    rows += [["", "", name, "", "NE"] for name in ("A school to come", "Another", "One more")]
    rows += [list(rows[place]) for place in (4, 5, 6)]
    return rows


def written() -> dict[str, bytes]:
    """Each file by its name."""
    headings = (FOLDER / "headings.txt").read_text("utf-8").split("\n")[:-1]
    lines = [
        ",".join(headings),
        *(",".join(_cell(it, row.get(it, "")) for it in headings) for row in schools()),
    ]
    return {
        "register.csv": "".join(f"{line}\r\n" for line in lines).encode("cp1252"),
        "links.csv": _table(
            ["URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"], links(), "cp1252"
        ),
        "areas.csv": _table(["URN", "LAESTAB", "SourceName", "Ward", "Area"], areas(), "utf-8"),
    }


def _cell(heading: str, value: str) -> str:
    return value if heading in UNQUOTED and value else '"{}"'.format(value.replace('"', '""'))


def _table(headings: list[str], rows: list[list[str]], encoding: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([headings, *rows])
    return text.getvalue().encode(encoding)


if __name__ == "__main__":
    for name, data in written().items():
        (FOLDER / name).write_bytes(data)
