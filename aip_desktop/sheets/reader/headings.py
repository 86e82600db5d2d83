"""Finding the columns of a CSV file by their headings, in any order."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from aip_desktop.errors import Refusal
from aip_desktop.sheets.reader.csv_text import Row, likely_delimiters, rows_of, text_of
from aip_desktop.wording import listing

TOP = 1_000_000  # characters in which the headings are looked for
MOST_HEADINGS = 2_000
ROWS_ABOVE = 10  # rows in which the headings may stand: some lists have a title above them

Columns = Mapping[str, Sequence[str]]  # field: its possible headings, the best first
Needed = Sequence[Sequence[str]]  # groups of fields, one of each of which must be there


@dataclass(frozen=True, slots=True)
class Table:
    """The rows under a row of headings, and where each field stands."""

    headings: Row
    places: dict[str, int]  # field: index of its cell
    absent: frozenset[str]  # fields without a column
    rows: tuple[Row, ...]


def read_table(data: bytes, columns: Columns, needed: Needed, what: str) -> Table:
    """Return the table with the needed headings; Refusal naming those not found, or one that comes twice.

    ``what`` names the file in sentences, "schools register". Headings are compared by their letters and
    digits alone: "LA (name)", "la_name" and "LA Name" are one. Where the first choice of delimiter does not
    find them, as under a title with a comma in it, the others are tried.
    """
    text = text_of(data)
    delimiters = likely_delimiters(text)
    for delimiter in delimiters:
        if headings := _headings(text, delimiter, columns, needed):
            rows = (row for row in rows_of(text, delimiter) if row.line > headings.line)
            return _table(headings, columns, rows, what)
    lacks = [
        _lacking(_places(top, columns), needed)
        for top in islice(rows_of(text[:TOP], delimiters[0]), ROWS_ABOVE)
    ]
    raise Refusal(_not_found(min(lacks, key=len, default=needed), columns, needed, what))


def _headings(text: str, delimiter: str, columns: Columns, needed: Needed) -> Row | None:
    """Return the first row near the top with all that is needed; None too where quotation marks stand in the way."""
    tops = _tops(text, delimiter)
    return next((top for top in tops if not _lacking(_places(top, columns), needed)), None)


def _tops(text: str, delimiter: str) -> Iterator[Row]:
    """Yield the first rows of a file; none from where they cannot be told apart."""
    with suppress(Refusal):
        yield from islice(rows_of(text[:TOP], delimiter), ROWS_ABOVE)


def _table(headings: Row, columns: Columns, rows: Iterable[Row], what: str) -> Table:
    places = _places(headings, columns)
    _refuse_twins(headings, places)
    table_rows = tuple(rows)
    if not table_rows:
        raise Refusal(f"The {what} has its headings but no rows under them. Download or save it again.")
    return Table(headings, places, frozenset(columns) - frozenset(places), table_rows)


def _places(headings: Row, columns: Columns) -> dict[str, int]:
    first: dict[str, int] = {}
    for place, heading in enumerate(headings.cells[:MOST_HEADINGS]):
        first.setdefault(_key(heading), place)
    places: dict[str, int] = {}
    for field, names in columns.items():
        key = next((key for key in map(_key, names) if key in first), None)
        if key is not None:
            places[field] = first[key]
    return places


def _key(heading: str) -> str:
    return re.sub(r"[^a-z0-9]", "", heading.lower())


def _lacking(places: Mapping[str, int], needed: Needed) -> Needed:
    return [group for group in needed if not any(field in places for field in group)]


def _refuse_twins(headings: Row, places: Mapping[str, int]) -> None:
    keys = [_key(heading) for heading in headings.cells[:MOST_HEADINGS]]
    times = Counter(keys)
    for place in places.values():
        if times[keys[place]] > 1:
            heading = headings.cells[place].strip()
            raise Refusal(
                f"The heading “{heading}” stands over two columns. Delete or rename the one you do not want, "
                "and save the file again."
            )


def _not_found(lacks: Needed, columns: Columns, needed: Needed, what: str) -> str:
    wanted, lost = (listing(f"“{columns[group[0]][0]}”" for group in each) for each in (needed, lacks))
    return (
        f"This does not look like a {what}: it needs the headings {wanted}, and {lost} "
        f"{'was' if len(lacks) == 1 else 'were'} not found. Choose the file as it was downloaded, "
        "or put the headings in its first row."
    )
