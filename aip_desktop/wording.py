"""Pounds, dates, years and counts in British words, and reading what people type."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from aip_desktop.errors import Refusal

MINUS = "−"
UNKNOWN = "–"

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NUMBER_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "twenty",
)  # fmt: skip

# soft hyphen, zero-width space, reading-order marks, word joiner, byte order mark, non-characters
UNSEEN = frozenset(
    "\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\ufffe\uffff"
)
FIRST_YEAR, LAST_YEAR = 1900, 2099  # beyond these a typed year is taken for a slip
AHEAD = 20  # years from now to which two digits reach: agreements end and are planned within them
MOST_POUNDS = Decimal("999999999999.99")  # whole pence still fit the file with room for sums
MOST_COUNT = 999_999_999


PENNY = Decimal("0.01")
MILLION, THOUSAND = Decimal(1_000_000), Decimal(1000)

AMOUNT = re.compile(
    r"(?P<number>(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+)"
    r" ?(?P<unit>m|million|k|thousand)?",
    re.IGNORECASE,
)
WHOLE = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.00?)?")
DAYS = re.compile(
    r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?P<half>\.[05]0?| ?½)?(?: ?days?)?",
    re.IGNORECASE,
)
YEARS = re.compile(r"(?P<first>[0-9]{4}|[0-9]{2}(?= ?[/–-]))(?: ?[/–-] ?(?P<second>[0-9]{4}|[0-9]{2}))?")
YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})")
DAY_FIRST = re.compile(
    r"(?:(?P<weekday>[A-Za-z]{3,9}),? )?"
    r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?: of)?[ ./-] ?"
    r"(?P<month>[0-9]{1,2}|[A-Za-z]{3,9})\.?,?[ ./-] ?"
    r"(?P<year>[0-9]{4}|[0-9]{2})",
    re.IGNORECASE,
)


# --- Text -------------------------------------------------------------------------------------------------


def tidy(text: str) -> str:
    """Return one line of text as it should be kept: trimmed, white space folded, nothing invisible in it.

    Control characters, lone surrogates, zero-width spaces and marks that reverse the reading order go;
    accents are put into their composed form so that two ways of typing one name are equal.
    """
    if text.isascii() and text.isprintable():  # nearly every cell of a register: ten times as fast
        return " ".join(text.split())
    seen = "".join(" " if mark.isspace() else mark for mark in text if mark.isspace() or not _unseen(mark))
    return " ".join(unicodedata.normalize("NFC", seen).split())


def tidy_paragraphs(text: str) -> str:
    """Return several lines of text, each one tidy, with at most one empty line between them."""
    lines = "\n".join(tidy(line) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


def _unseen(mark: str) -> bool:
    return mark in UNSEEN or unicodedata.category(mark) in ("Cc", "Cs")


def listing(items: Iterable[str], last: str = "and") -> str:
    """Return joined as "a", "a and b", "a, b and c"; nothing for no items."""
    *before, end = [*items] or [""]
    return f"{', '.join(before)} {last} {end}" if before else end


def _typed(text: str) -> str:
    """Return what was typed, quoted and cut to a length that a sentence can bear."""
    shown = tidy(text)
    return f"“{shown if len(shown) <= 40 else shown[:39] + '…'}”"


# --- Counts -----------------------------------------------------------------------------------------------


def number(n: int) -> str:
    """Write 1270 as "1,270"."""
    return f"{MINUS if n < 0 else ''}{abs(n):,}"


def number_word(n: int) -> str:
    """Write 4 as "four"; above twenty, digits."""
    return NUMBER_WORDS[n] if 0 <= n < len(NUMBER_WORDS) else number(n)


def count(n: int, thing: str, plural: str | None = None) -> str:
    """Count things: "1 school", "1,270 schools"; ``plural`` where the regular one would be wrong."""
    return f"{number(n)} {thing if n == 1 else plural or _plural(thing)}"


def with_article(noun: str) -> str:
    """Put the article before a noun: “an agreement”, “a budget”. Of our nouns, none begins with an h or a u that
    would need the other one.
    """
    return f"{'an' if noun[:1].casefold() in tuple('aeio') else 'a'} {noun}"


def _plural(thing: str) -> str:
    if re.search(r"[^aeiou]y$", thing):
        return thing[:-1] + "ies"
    return thing + ("es" if re.search(r"(s|x|ch|sh)$", thing) else "s")


def read_count(text: str) -> int | None:
    """Return a whole number of things; blank is not known, which is never nought."""
    entry = tidy(text)
    if not entry:
        return None
    if not WHOLE.fullmatch(entry):
        raise Refusal(f"{_typed(text)} is not a whole number. Enter one such as 12, or leave it blank.")
    return _small_enough(entry.split(".")[0])


def half_days(n: int) -> str:
    """Return half-days as days: 7 is "3½ days", 1 is "½ day"."""
    whole, half = divmod(abs(n), 2)
    shown = ("" if half and not whole else f"{whole:,}") + "½" * half
    return f"{MINUS if n < 0 else ''}{shown} {'day' if 0 < abs(n) <= 2 else 'days'}"


def read_half_days(text: str) -> int | None:
    """Return half-days from days as typed: "3.5", "3½" and "3½ days" are 7; blank is not known."""
    entry = tidy(text)
    if not entry:
        return None
    match = DAYS.fullmatch(entry)
    if not match or not (match["whole"] or match["half"]):
        raise Refusal(f"{_typed(text)} is not a number of days. Enter whole or half days, such as 3 or 3.5.")
    half = match["half"] or ""
    return 2 * _small_enough(match["whole"] or "0") + int("5" in half or "½" in half)


def _small_enough(digits: str) -> int:
    plain = digits.replace(",", "").lstrip("0") or "0"
    if len(plain) > len(str(MOST_COUNT)):
        raise Refusal(f"{_typed(digits)} is too large. Enter a number up to {number(MOST_COUNT)}.")
    return int(plain)


def percent(part: Decimal | int, whole: Decimal | int, *, places: int = 1) -> str:
    """Write 1 of 8 as "12.5%"; an en dash when there is no whole to be a part of."""
    if not whole:
        return UNKNOWN
    share = (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{MINUS if share < 0 else ''}{abs(share):,}%"


# --- Pounds -----------------------------------------------------------------------------------------------


def pounds(amount: Decimal, *, pence: bool | None = None) -> str:
    """Write with pence, "£5,056,000.00"; with ``pence=False`` "£5,056,000"; negative amounts as "−£1,234.50"."""
    shown = f"{abs(amount):,.{0 if pence is False else 2}f}"
    negative = amount < 0 and shown.strip("0.,")
    return f"{MINUS if negative else ''}£{shown}"


def pounds_short(amount: Decimal) -> str:
    """Write for charts and summaries, to three figures or so: "£5.06m", "£191k", "£950"."""
    size = abs(amount)
    if size >= Decimal(999_500):
        shown = f"{_without_zeros((size / MILLION).quantize(PENNY, ROUND_HALF_UP))}m"
    elif size >= Decimal("999.5"):
        shown = f"{(size / THOUSAND).quantize(Decimal(1), ROUND_HALF_UP)}k"
    else:
        shown = f"{size.quantize(Decimal(1), ROUND_HALF_UP)}"
    return f"{MINUS if amount < 0 and shown != '0' else ''}£{shown}"


def _without_zeros(amount: Decimal) -> str:
    return f"{amount:,.2f}".rstrip("0").rstrip(".")


def read_pounds(text: str) -> Decimal:
    """Return pounds and whole pence from "£5,056,000", "5.056m", "12k", "-12.50" or "(1,234.50)"."""
    entry, negative = _sign(tidy(text))
    match = AMOUNT.fullmatch(entry)
    if not match:
        raise Refusal(_not_an_amount(text))
    units = {"m": MILLION, "k": THOUSAND, "t": THOUSAND}
    written = match["number"].replace(",", "")
    if len(written) > 28:  # more digits than Decimal multiplies exactly
        raise Refusal(_too_large(text))
    amount = Decimal(written) * units.get((match["unit"] or " ")[0].lower(), Decimal(1))
    if amount > MOST_POUNDS:
        raise Refusal(_too_large(text))
    pence = amount.quantize(PENNY, ROUND_HALF_EVEN)
    if pence != amount or (not match["unit"] and len(written.partition(".")[2]) > 2):
        raise Refusal(f"{_typed(text)} has parts of a penny. Enter pounds and whole pence, such as 1,234.50.")
    return -pence if negative and pence else pence


def _sign(entry: str) -> tuple[str, bool]:
    """Return the entry without its pound sign and its sign, and whether it is negative."""
    bracketed = re.fullmatch(r"\((.+)\)", entry)
    if bracketed:
        return re.sub(r"^ ?£ ?", "", bracketed[1]).strip(), True
    signed = re.fullmatch(rf"(£?) ?([-{MINUS}]?) ?(£?) ?(.*)", entry)
    if not signed or (signed[1] and signed[3]):
        return "", False
    return signed[4], bool(signed[2])


def _not_an_amount(text: str) -> str:
    example = "Enter pounds, such as 5,056,000 or 1,234.50, or 5.056m for millions."
    return f"{_typed(text)} is not an amount of money. {example}" if tidy(text) else example


def _too_large(text: str) -> str:
    return f"{_typed(text)} is too large. Enter an amount up to {pounds(MOST_POUNDS)}."


# --- Dates and years --------------------------------------------------------------------------------------


def month_short(month: int) -> str:
    """Write 9 as "Sept", as British English has it; all others are the first three letters."""
    return "Sept" if month == 9 else MONTHS[month - 1][:3]


def day(when: date) -> str:
    """Write in full: "1 April 2022"."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year:04}"


def day_short(when: date) -> str:
    """Return Short: "1 Apr 2022"."""
    return f"{when.day} {month_short(when.month)} {when.year:04}"


def day_and_weekday(when: date) -> str:
    """Write in full with its weekday: "Friday 1 April 2022"."""
    return f"{WEEKDAYS[when.weekday()]} {day(when)}"


def moment(when: datetime) -> str:
    """Return a time and date: "14:32 on 1 April 2022", in the time zone the moment is given in."""
    return f"{when.hour:02}:{when.minute:02} on {day(when)}"


def length_of_time(length: timedelta) -> str:
    """Return a length of time in its largest unit: "10 years", "3 days", "2 hours"."""
    days = length // timedelta(days=1)
    if days >= 365:
        return count(round(days / 365.25), "year")
    return count(days, "day") if days else count(length // timedelta(hours=1), "hour")


def read_date(text: str, today: date | None = None) -> date:
    """Return a date as people type it, day first: "1/4/22", "01.04.2022", "1 Apr 2022", "2022-04-01", "today".

    Two-digit years are 2000 to 20 years from now, and 1970 to 1999; of those between the Refusal asks which they
    mean. ``today`` is what "today" means.
    """
    entry, now = tidy(text), today or _now()
    if entry.lower() == "today":
        return now
    match = YEAR_FIRST.fullmatch(entry) or DAY_FIRST.fullmatch(entry)
    month = _month(match["month"]) if match else None
    if not match or month is None:
        raise Refusal(_not_a_date(text))
    real_day = _real_date(_full_year(match["year"], now), month, int(match["day"]))
    _same_weekday(match.groupdict().get("weekday"), real_day, text)
    return real_day


def _not_a_date(text: str) -> str:
    example = "Enter a day, month and year, such as 1 April 2022 or 1/4/22."
    return f"{_typed(text)} is not a date. {example}" if tidy(text) else example


def _month(written: str) -> int | None:
    """Return a month by number (perhaps out of range), by name, or by the first letters of its name."""
    if written.isdigit():
        return int(written)
    return next((n for n, name in enumerate(MONTHS, 1) if name.lower().startswith(written.lower())), None)


def _now() -> date:
    return datetime.now(UTC).astimezone().date()


def _full_year(written: str, now: date) -> int:
    year = int(written)
    if len(written) == 4 or year >= 70:
        return year if len(written) == 4 else 1900 + year
    if 2000 + year > now.year + AHEAD:
        raise Refusal(f"Does {written} mean {1900 + year} or {2000 + year}? Enter the year with four digits.")
    return 2000 + year


def _real_date(year: int, month: int, number_of_day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refusal(f"The year {year} is out of reach. Enter a year from {FIRST_YEAR} to {LAST_YEAR}.")
    if not 1 <= month <= 12:
        raise Refusal(f"There is no month {month}. Enter the day first, then the month, such as 1/4/2022.")
    try:
        return date(year, month, number_of_day)
    except ValueError:
        typed_day = f"{number_of_day} {MONTHS[month - 1]} {year}"
        raise Refusal(f"There is no {typed_day}. Enter a real date, such as 1 April 2022.") from None


def _same_weekday(written: str | None, when: date, text: str) -> None:
    if written is None:
        return
    name = WEEKDAYS[when.weekday()]
    if not any(weekday.lower().startswith(written.lower()) for weekday in WEEKDAYS):
        raise Refusal(_not_a_date(text))
    if not name.lower().startswith(written.lower()):
        raise Refusal(f"{day(when)} is a {name}, not what {_typed(text)} says. Enter the date you mean.")


def year_label(year: int) -> str:
    """Return the financial or academic year that starts in ``year``: 2022 is "2022/23"."""
    return f"{year}/{(year + 1) % 100:02}"


def read_year(text: str) -> int:
    """Return the year in which "2022/23", "2022-23", "2022/2023" or "2022" starts."""
    match = YEARS.fullmatch(tidy(text))
    if not match:
        raise Refusal(_not_a_year(text))
    first, second = _full_year(match["first"], _now()), match["second"]
    if second and int(second) != (first + 1) % (10 ** len(second)):
        raise Refusal(_not_a_year(text))
    if not FIRST_YEAR <= first <= LAST_YEAR:
        raise Refusal(_not_a_year(text))
    return first


def _not_a_year(text: str) -> str:
    example = "Enter a year such as 2022/23."
    return f"{_typed(text)} is not a year. {example}" if tidy(text) else example
