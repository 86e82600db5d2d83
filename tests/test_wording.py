"""Wording: what is shown can be read back, and what people type is read or refused in a plain sentence."""

import csv
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aip_desktop import wording
from aip_desktop.errors import Refusal
from tests.public_data import OURS, SHARED

READERS: tuple[Callable[[str], object], ...] = (
    wording.read_pounds,
    wording.read_date,
    wording.read_year,
    wording.read_count,
    wording.read_half_days,
)
NEVER_SAID = ("invalid", "oops", "please", "error", "sorry")

amounts = st.integers(-99_999_999_999_999, 99_999_999_999_999).map(lambda pence: Decimal(pence) / 100)
most_amounts = amounts.filter(lambda amount: abs(amount) < 999_999_000_000)  # leaves room to round up
days = st.dates(date(wording.FIRST_YEAR, 1, 1), date(wording.LAST_YEAR, 12, 31))
near_misses = st.text(alphabet="0123456789.,-−–/() £½mkMKdays Aprilt\u00a0\u212a\u017f\u0663", max_size=24)


def expected(kind: str) -> list[dict[str, str]]:
    """The rows of a kind: ours, and those made from the locale data where they lie beside the checkout."""
    published = SHARED / "locale" / "expected_en_GB_formats.csv"
    rows: list[dict[str, str]] = []
    for path in (OURS / "british_formats.csv", *([published] if published.is_file() else [])):
        with path.open(encoding="utf-8", newline="") as lines:
            rows += [row for row in csv.DictReader(lines) if row["kind"] == kind]
    return rows


# --- Against the Unicode locale data ----------------------------------------------------------------------


def test_dates_are_written_as_the_locale_data_writes_them() -> None:
    show: dict[str, Callable[[date], str]] = {
        "medium": wording.day_short,
        "long": wording.day,
        "full": lambda when: wording.day_and_weekday(when).replace("day ", "day, ", 1),
    }
    rows = [row for row in expected("date") if row["pattern"] in show]
    assert len(rows) > 20
    for row in rows:
        when = date.fromisoformat(row["input"])
        assert show[row["pattern"]](when) == row["expected"]


def test_every_date_of_the_locale_data_is_read_back() -> None:
    for row in expected("date"):
        assert wording.read_date(row["expected"]) == date.fromisoformat(row["input"])


def test_pounds_are_written_and_read_as_in_the_locale_data() -> None:
    rows = expected("GBP")
    assert len(rows) > 15
    for row in rows:
        amount = Decimal(row["input"])
        if row["pattern"] == "standard":
            assert wording.pounds(amount) == row["expected"].replace("-", "−")
        assert wording.read_pounds(row["expected"]) == amount.quantize(Decimal("0.01"))


def test_percentages_are_written_as_in_the_locale_data() -> None:
    for row in expected("percent"):
        assert wording.percent(Decimal(row["input"]), 1, places=0) == row["expected"]


# --- Pounds -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("5.056m", "5056000"),
        ("£5,056,000", "5056000"),
        ("5056000", "5056000"),
        (" £\u00a05,056,000.00 ", "5056000"),
        ("5.056 million", "5056000"),
        ("12k", "12000"),
        ("12 K", "12000"),
        ("£1.23456k", "1234.56"),
        ("1,234.5", "1234.5"),
        ("(1,234.50)", "-1234.5"),
        ("(£1,234.50)", "-1234.5"),
        ("-12.50", "-12.5"),
        ("−£12.50", "-12.5"),
        ("£-12.50", "-12.5"),
        (".50", "0.5"),
        ("-0", "0"),
        ("000123", "123"),
    ],
)
def test_pounds_are_read_as_people_type_them(typed: str, amount: str) -> None:
    read = wording.read_pounds(typed)
    assert read == Decimal(amount)
    assert read.as_tuple().exponent == -2
    assert not (read.is_zero() and read.is_signed())


@pytest.mark.parametrize(
    "typed",
    ["", " ", "£", "-", "abc", "1,23", "12,34,567", ",123", "5.", "1.2.3", "--5", "££5", "(-5)", "(5", "5)",
     "5 6", "1e6", "5mm", "£5p", "٣", "½", "nan", "Infinity"],
)  # fmt: skip
def test_what_is_not_an_amount_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(Refusal, match=r"Enter pounds, such as 5,056,000"):
        wording.read_pounds(typed)


@pytest.mark.parametrize("typed", ["1.005", "1.500", "£0.001", "1.234567891m", "0.000001k"])
def test_parts_of_a_penny_are_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="whole pence"):
        wording.read_pounds(typed)


@pytest.mark.parametrize("typed", ["1000000000000", "1000000m", "9" * 5000, "1" + ",000" * 2000])
def test_amounts_that_the_file_cannot_sum_are_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="too large"):
        wording.read_pounds(typed)


@given(amounts)
def test_pounds_read_back_what_was_shown(amount: Decimal) -> None:
    assert wording.read_pounds(wording.pounds(amount)) == amount


@given(most_amounts)
def test_pounds_without_pence_are_the_nearest_pound(amount: Decimal) -> None:
    assert abs(wording.read_pounds(wording.pounds(amount, pence=False)) - amount) <= Decimal("0.5")


@given(most_amounts)
def test_short_pounds_are_within_rounding_of_the_amount(amount: Decimal) -> None:
    shown = wording.pounds_short(amount)
    slack = {"m": Decimal(5000), "k": Decimal(500)}.get(shown[-1], Decimal("0.5"))
    assert abs(wording.read_pounds(shown) - amount) <= slack


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("5056000", "£5.06m"), ("191167", "£191k"), ("950", "£950"), ("0", "£0"), ("-0.4", "£0"),
     ("999.49", "£999"), ("999.50", "£1k"), ("999499.99", "£999k"), ("999500", "£1m"), ("-5000000", "−£5m"),
     ("12345678901", "£12,345.68m")],
)  # fmt: skip
def test_short_pounds(amount: str, shown: str) -> None:
    assert wording.pounds_short(Decimal(amount)) == shown


def test_pounds_use_the_minus_sign_and_never_a_minus_nought() -> None:
    assert wording.pounds(Decimal("-1234.5")) == "−£1,234.50"
    assert wording.pounds(Decimal("-0.001")) == "£0.00"
    assert wording.pounds(Decimal("-0.4"), pence=False) == "£0"
    assert wording.pounds(Decimal("5056000"), pence=False) == "£5,056,000"


# --- Dates ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    ["1/4/22", "01/04/2022", "01.04.2022", "1 Apr 2022", "1 April 2022", "1 apr. 22", "2022-04-01",
     "1-4-2022",
     "1 4 2022", "1-Apr-2022", "1st April 2022", "1st of April, 2022", "Fri 1 April 2022",
     "Friday, 1 April 2022", " 1\u00a0April  2022 ", "2022/4/1"],
)  # fmt: skip
def test_one_date_typed_in_many_ways(typed: str) -> None:
    assert wording.read_date(typed) == date(2022, 4, 1)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter a day, month and year"),
        ("1/4", "“1/4” is not a date"),
        ("1 Ma 22", "is not a date"),
        ("1 Smarch 22", "is not a date"),
        ("Someday 1 April 2022", "is not a date"),
        ("31 February 2022", "There is no 31 February 2022"),
        ("29/2/23", "There is no 29 February 2023"),
        ("0/4/22", "There is no 0 April 2022"),
        ("4/13/2022", "There is no month 13"),
        ("1/0/2022", "There is no month 0"),
        ("1/4/0022", "Enter a year from 1900 to 2099"),
        ("1/4/20222", "is not a date"),
        ("Mon 1 April 2022", "1 April 2022 is a Friday"),
    ],
)
def test_what_is_not_a_date_is_refused_with_the_reason(typed: str, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        wording.read_date(typed)


@given(days, st.sampled_from([wording.day, wording.day_short, wording.day_and_weekday, date.isoformat]))
def test_dates_read_back_what_was_shown(when: date, show: Callable[[date], str]) -> None:
    assert wording.read_date(show(when)) == when


@given(days, st.sampled_from("/.- "))
def test_the_day_comes_first(when: date, mark: str) -> None:
    assert wording.read_date(f"{when.day}{mark}{when.month}{mark}{when.year}") == when


@given(st.integers(0, 99))
def test_of_a_two_digit_year_that_could_be_either_it_is_asked_which_is_meant(year: int) -> None:
    now = date(2026, 12, 1)
    if 46 < year < 70:
        with pytest.raises(Refusal, match=f"Does {year} mean 19{year} or 20{year}"):
            wording.read_date(f"1/4/{year:02}", now)
    else:
        assert wording.read_date(f"1/4/{year:02}", now).year == (2000 + year if year <= 46 else 1900 + year)


def test_today_is_the_day_that_is_given() -> None:
    assert wording.read_date(" Today", today=date(2024, 2, 29)) == date(2024, 2, 29)
    assert abs((wording.read_date("today") - date.today()).days) <= 1  # noqa: DTZ011


def test_moments_and_september() -> None:
    assert wording.moment(datetime(2022, 4, 1, 9, 5)) == "09:05 on 1 April 2022"  # noqa: DTZ001
    assert wording.day_short(date(2022, 9, 1)) == "1 Sept 2022"
    assert wording.read_date("1 Sept 22") == wording.read_date("1 Sep 22") == date(2022, 9, 1)


# --- Years, counts and words ------------------------------------------------------------------------------


@given(st.integers(wording.FIRST_YEAR, wording.LAST_YEAR))
def test_years_read_back_what_was_shown(year: int) -> None:
    label = wording.year_label(year)
    assert len(label) == 7
    for typed in (label, label.replace("/", "-"), label.replace("/", " – "), str(year), f"{year}/{year + 1}"):
        assert wording.read_year(typed) == year


@pytest.mark.parametrize(
    "typed", ["", "22", "2022/24", "2022/2024", "2022/22", "1850", "2022/2", "next year"]
)
def test_what_is_not_a_year_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="Enter a year such as 2022/23"):
        wording.read_year(typed)


@given(st.integers(0, wording.MOST_COUNT))
def test_counts_read_back_what_was_shown(n: int) -> None:
    assert wording.read_count(wording.number(n)) == n
    assert wording.read_count(f"{n}.0") == n


@given(st.integers(0, wording.MOST_COUNT))
def test_half_days_read_back_what_was_shown(n: int) -> None:
    assert wording.read_half_days(wording.half_days(n)) == n
    assert wording.read_half_days(str(Decimal(n) / 2)) == n


def test_blank_is_not_known_and_never_nought() -> None:
    assert wording.read_count(" \u00a0") is None
    assert wording.read_half_days("") is None
    assert wording.read_count("0") == 0
    assert wording.read_half_days("0") == 0


@pytest.mark.parametrize("typed", ["-1", "1.5", "1.000", "1,23", "twelve", "12 13", "1" * 5000, "²"])
def test_what_is_not_a_count_is_refused(typed: str) -> None:
    with pytest.raises(Refusal):
        wording.read_count(typed)


@pytest.mark.parametrize("typed", ["-1", "3.25", "3.7", "days", ".", "3,5", "½½", "9" * 5000])
def test_what_is_not_half_days_is_refused(typed: str) -> None:
    with pytest.raises(Refusal):
        wording.read_half_days(typed)


def test_half_days_in_words() -> None:
    shown = [wording.half_days(n) for n in (0, 1, 2, 3, 4, 7, 2469)]
    assert shown == ["0 days", "½ day", "1 day", "1½ days", "2 days", "3½ days", "1,234½ days"]
    assert [wording.read_half_days(typed) for typed in ("3.5", "3½", "½", ".5", "3.0 days")] == [
        7,
        7,
        1,
        1,
        6,
    ]


def test_counts_and_lists_in_words() -> None:
    assert [wording.count(n, "school") for n in (0, 1, 1270)] == ["0 schools", "1 school", "1,270 schools"]
    assert wording.count(2, "query") == "2 queries"
    assert wording.count(2, "branch") == "2 branches"
    assert wording.count(3, "half-day") == "3 half-days"
    assert wording.count(2, "child", "children") == "2 children"
    assert [wording.number_word(n) for n in (0, 4, 20, 21, 1270, -2)] == [
        "zero", "four", "twenty", "21", "1,270", "−2",
    ]  # fmt: skip
    assert [wording.listing("abc"[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert wording.listing(["East", "West"], last="or") == "East or West"


def test_percentages() -> None:
    assert wording.percent(1, 8) == "12.5%"
    assert wording.percent(2, 3) == "66.7%"
    assert wording.percent(Decimal("5056000"), Decimal("5056000")) == "100.0%"
    assert wording.percent(-1, 8) == "−12.5%"
    assert wording.percent(3, 0) == "–"


# --- Text -------------------------------------------------------------------------------------------------


def test_text_is_tidied() -> None:
    assert wording.tidy("  St\u00a0Anne’s \t\r\n Primary\u200b\x00 ") == "St Anne’s Primary"
    assert wording.tidy("\u202eevil\u202c \ud800caf\u0065\u0301") == "evil caf\u00e9"
    assert wording.tidy("a\x1cb\u2028c") == "a b c"
    assert wording.tidy("👩‍🏫") == "👩‍🏫"
    assert wording.tidy_paragraphs("\n One\u00a0 line \r\n\r\n\r\n\r\n two \x00\n") == "One line\n\ntwo"


@given(st.text())
def test_tidy_text_is_stable_and_can_be_kept(text: str) -> None:
    kept = wording.tidy(text)
    assert wording.tidy(kept) == kept
    assert kept == " ".join(kept.split())
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert all(mark.isprintable() or mark not in wording.UNSEEN for mark in kept)
    paragraphs = wording.tidy_paragraphs(text)
    assert wording.tidy_paragraphs(paragraphs) == paragraphs
    assert paragraphs.split() == kept.split()


# --- Anything may be typed --------------------------------------------------------------------------------


def refused_plainly(read: Callable[[str], object], typed: str) -> None:
    """Reads it, or refuses it in a sentence that fits on the screen and blames nobody."""
    try:
        read(typed)
    except Refusal as refusal:
        sentence = refusal.sentence
        assert sentence.endswith(".")
        assert len(sentence) < 200
        said = sentence.replace(wording._typed(typed), "").lower()
        assert not any(word in said for word in NEVER_SAID)


@given(st.one_of(st.text(), near_misses))
def test_nothing_typed_raises_anything_but_a_refusal(typed: str) -> None:
    for read in READERS:
        refused_plainly(read, typed)


def test_naughty_strings_raise_nothing_but_a_refusal(naughty: tuple[str, ...]) -> None:
    assert len(naughty) > 100
    for typed in naughty:
        for read in READERS:
            refused_plainly(read, typed)
        assert "\n" not in wording.tidy(typed)


def test_no_float_comes_in() -> None:
    """A float in money is a mistake in the making: the module neither makes one nor names the type."""
    source = Path(wording.__file__).read_text(encoding="utf-8")
    assert "float" not in source
    assert all(isinstance(wording.read_pounds(typed), Decimal) for typed in ("1.1", "2m", "-3.25"))


@pytest.mark.parametrize(
    ("noun", "said"),
    [
        ("agreement", "an agreement"),
        ("Element", "an Element"),
        ("issued document", "an issued document"),
        ("option", "an option"),
        ("budget", "a budget"),
        ("URN", "a URN"),
        ("", "a "),
    ],
)
def test_a_noun_has_the_article_it_is_said_with(noun: str, said: str) -> None:
    assert wording.with_article(noun) == said


def test_email_is_written_in_one_way() -> None:
    top = Path(__file__).parents[1]
    read = [top / "README.md", *top.glob("docs/*.md"), *top.glob("resources/**/*.toml")]
    read += top.glob("aip_desktop/**/*.py")
    assert len(read) > 300
    assert [it.name for it in read if "e-mail" in it.read_text("utf-8").casefold()] == []
