"""The facts that come with the program: every file loads whole, agrees with itself, and with what is published."""

import csv
import dataclasses
import json
import re
import types
import typing
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from aip_desktop import calendar
from aip_desktop.domain.reference import shipped
from aip_desktop.errors import Refusal
from tests.public_data import SHARED, published

UNITS = {"pounds", "percent", "count", "days", "half_days", "clear_days", "working_days", "months", "years"}
EVERYTHING = (
    shipped.bank_holidays,
    shipped.shipped_terms,
    shipped.shipped_measures,
    shipped.shipped_roles,
    shipped.shipped_partnerships,
    shipped.shipped_legal_bases,
    shipped.shipped_thresholds,
    shipped.sample_names,
    lambda: [shipped.clause_set(key) for key in shipped.clause_set_keys()],
)


def no_repeats(codes: typing.Iterable[str]) -> bool:
    return max(Counter(codes).values()) == 1


# --- Everything -------------------------------------------------------------------------------------------


def records(value: object) -> Iterator[typing.Any]:
    """Every dataclass instance in a loaded value, at any depth."""
    if dataclasses.is_dataclass(value):
        yield value
        for field in dataclasses.fields(value):
            yield from records(getattr(value, field.name))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from records(each)


def matches(value: object, hint: typing.Any) -> bool:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is types.UnionType:
        return any(matches(value, each) for each in inner)
    if origin is frozenset:
        return isinstance(value, frozenset) and all(matches(each, inner[0]) for each in value)
    if origin is tuple:
        if not isinstance(value, tuple):
            return False
        hints = [inner[0]] * len(value) if inner[-1] is Ellipsis else list(inner)
        return len(hints) == len(value) and all(map(matches, value, hints))
    return type(value) is hint


@pytest.mark.parametrize("load", EVERYTHING)
def test_every_value_is_of_the_type_it_is_said_to_be(load: typing.Callable[[], object]) -> None:
    found = list(records(load()))
    assert found
    for record in found:
        for name, hint in typing.get_type_hints(type(record)).items():
            value = getattr(record, name)
            assert matches(value, hint), f"{type(record).__name__}.{name} is {value!r}"
            assert not isinstance(value, str) or (value == value.strip() and value), f"{record} {name}"


def test_what_is_loaded_cannot_be_changed() -> None:
    role = shipped.shipped_roles()[0]
    with pytest.raises(dataclasses.FrozenInstanceError):
        role.name = "Other"  # type: ignore[misc]
    assert shipped.shipped_roles() is shipped.shipped_roles()
    assert hash(shipped.clause_set("core-2022")) == hash(shipped.clause_set("core-2022"))


# --- Calendar ---------------------------------------------------------------------------------------------


SPECIAL = {  # by proclamation: the day that fell away if it was moved, and the day that came
    2012: ({date(2012, 5, 28)}, {date(2012, 6, 4), date(2012, 6, 5)}),
    2020: ({date(2020, 5, 4)}, {date(2020, 5, 8)}),
    2022: ({date(2022, 5, 30)}, {date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19)}),
    2023: (set(), {date(2023, 5, 8)}),
}  # fmt: skip


def easter(year: int) -> date:
    """Easter Sunday, by the rule of Meeus and Butcher."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    left = (32 + 2 * e + 2 * i - h - k) % 7
    month, day = divmod(h + left - 7 * ((a + 11 * h + 22 * left) // 451) + 114, 31)
    return date(year, month, day + 1)


def by_law(year: int) -> set[date]:
    """The bank holidays of England and Wales in a year, from the rules by which they are set."""

    def monday(month: int, first: int) -> date:
        start = date(year, month, first)
        return start + timedelta(days=-start.weekday() % 7)

    found = {easter(year) - timedelta(days=2), easter(year) + timedelta(days=1)}
    found |= {monday(5, 1), monday(5, 25), monday(8, 25)}
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        while fixed.weekday() >= 5 or fixed in found:  # the next weekday that is none
            fixed += timedelta(days=1)
        found.add(fixed)
    fell_away, came = SPECIAL.get(year, (set(), set()))
    return (found - fell_away) | came


def test_bank_holidays_are_those_that_the_law_sets() -> None:
    holidays = shipped.bank_holidays()
    for year in range(holidays.known_from.year, holidays.known_until.year + 1):
        assert {day for day in holidays.days if day.year == year} == by_law(year), year


def test_bank_holidays_are_those_published() -> None:
    """The government's own list, where it lies beside the checkout, says the same as the rules."""
    holidays = shipped.bank_holidays()
    assert len(holidays.days) == len(holidays.names)
    for (path,) in published("calendar/govuk_bank_holidays.json"):
        events = json.loads(path.read_text(encoding="utf-8"))
        given = {date.fromisoformat(event["date"]) for event in events["england-and-wales"]["events"]}
        assert holidays.days == {day for day in given if holidays.known_from <= day <= holidays.known_until}
        assert len(holidays.days) == len(given)


def test_bank_holidays_are_weekdays_and_at_least_eight_a_year() -> None:
    holidays = shipped.bank_holidays()
    assert all(day.weekday() < 5 for day in holidays.days)
    years = Counter(day.year for day in holidays.days)
    assert set(years) == set(range(holidays.known_from.year, holidays.known_until.year + 1))
    assert min(years.values()) >= 8
    assert holidays.covers(date(2022, 4, 1), date(2027, 3, 31))
    assert not holidays.covers(date(2028, 12, 1), date(2029, 1, 4))


def test_terms_follow_each_other_in_their_academic_years() -> None:
    terms = shipped.shipped_terms()
    assert [(term.year, term.name) for term in terms] == [
        (year, name) for year in range(2021, 2028) for name in ("Autumn", "Spring", "Summer")
    ]
    assert all(earlier.ends_on < later.starts_on for earlier, later in pairwise(terms))
    for term in terms:
        first, last = calendar.academic_year_span(term.year)
        assert first <= term.starts_on < term.ends_on <= last
        assert calendar.is_working_day(term.starts_on, shipped.bank_holidays().days)
        assert calendar.is_working_day(term.ends_on, shipped.bank_holidays().days)


PUBLISHED_TERMS = {  # by the council, for its community schools
    (2022, "Spring"): (date(2023, 1, 3), date(2023, 3, 31)),
    (2022, "Summer"): (date(2023, 4, 17), date(2023, 7, 25)),
    (2023, "Autumn"): (date(2023, 9, 4), date(2023, 12, 22)),
    (2024, "Autumn"): (date(2024, 9, 2), date(2024, 12, 20)),
    (2024, "Spring"): (date(2025, 1, 6), date(2025, 4, 4)),
    (2024, "Summer"): (date(2025, 4, 22), date(2025, 7, 22)),
    (2025, "Autumn"): (date(2025, 9, 1), date(2025, 12, 19)),
    (2025, "Spring"): (date(2026, 1, 5), date(2026, 4, 2)),
    (2025, "Summer"): (date(2026, 4, 20), date(2026, 7, 21)),
}


def test_confirmed_terms_are_those_published() -> None:
    confirmed = [term for term in shipped.shipped_terms() if term.confirmed]
    assert len(confirmed) == 9
    assert {(term.year, term.name): (term.starts_on, term.ends_on) for term in confirmed} == PUBLISHED_TERMS


# --- Returns ----------------------------------------------------------------------------------------------


def test_measures_and_rules_know_each_other() -> None:
    form = shipped.shipped_measures()
    by_code = {measure.code: measure for measure in form.measures}
    assert len(by_code) == len(form.measures)
    assert no_repeats(measure.label for measure in form.measures)
    assert [measure.order for measure in form.measures] == list(range(1, len(form.measures) + 1))
    assert {measure.unit for measure in form.measures} == {"count", "half_days", "text"}
    sections = [section.code for section in form.sections]
    assert list(dict.fromkeys(measure.section for measure in form.measures)) == sections
    for rule in form.rules:
        assert rule.relation in ("=", "<=")
        assert all(by_code[code].unit != "text" for code in rule.left + rule.right)
        assert rule.sentence.endswith(".")
    assert all({pair.start, pair.end} <= set(by_code) for pair in form.carried)


def test_no_measure_sets_a_target() -> None:
    form = shipped.shipped_measures()
    said = " ".join(measure.label for measure in form.measures).lower()
    assert "target" not in said
    assert not any("target" in field.name for field in dataclasses.fields(shipped.Measure))


@pytest.mark.parametrize(
    ("numbers", "broken"),
    [
        ({"a": 3, "b": 1, "c": 2}, []),
        ({"a": 4, "b": 1, "c": 2}, ["equal", "most"]),
        ({"a": 2, "b": 1, "c": 2}, ["equal"]),
        ({"a": 4, "b": None, "c": 2}, []),
        ({"a": 4, "c": 2}, []),
        ({"a": 0, "b": 0, "c": 0}, []),
    ],
)
def test_rules_are_broken_only_by_figures_that_are_known(
    numbers: dict[str, int | None], broken: list[str]
) -> None:
    rules = [
        shipped.MeasureRule("equal", ("a",), "=", ("b", "c"), "A is b and c."),
        shipped.MeasureRule("most", ("a",), "<=", ("b", "c"), "A is at most b and c."),
    ]
    assert [rule.code for rule in rules if rule.is_broken(numbers)] == broken


def test_the_form_of_a_term_is_what_was_in_force_on_its_first_day() -> None:
    measures = shipped.shipped_measures().measures
    before = {measure.code for measure in shipped.in_force(measures, date(2022, 3, 31))}
    after = {measure.code for measure in shipped.in_force(measures, date(2022, 4, 1))}
    assert "supported_level_1" in after - before
    assert {"pex_issued", "suspensions", "reintegrated"} <= before <= after


# --- Partnerships and law ---------------------------------------------------------------------------------


def test_the_five_partnerships() -> None:
    found = shipped.shipped_partnerships()
    assert [each.name for each in found] == ["East", "North East", "North West", "South", "West"]
    assert all(each.full_name == f"{each.name} Area Inclusion Partnership" for each in found)
    assert [each.code for each in found] == ["E", "NE", "NW", "S", "W"]


def test_exactly_one_role_signs_for_the_partnership() -> None:
    roles = shipped.shipped_roles()
    assert [role.code for role in roles if role.signs] == ["chair"]
    assert no_repeats(role.code for role in roles)
    assert no_repeats(role.name for role in roles)


def test_legal_bases_by_date_each_left_to_legal() -> None:
    bases = shipped.shipped_legal_bases()
    assert no_repeats(basis.code for basis in bases)
    assert all("Legal to confirm" in basis.note and basis.tests for basis in bases)
    assert {basis.kind for basis in bases} == {"award", "decision"}
    changed = date(2025, 2, 24)
    before = {basis.code for basis in shipped.in_force(bases, date(2025, 2, 23))}
    after = {basis.code for basis in shipped.in_force(bases, changed)}
    assert before - after == {"pcr2015_12_7"}
    assert after - before == {"pa2023_horizontal"}


def test_thresholds_of_one_code_do_not_overlap() -> None:
    found = shipped.shipped_thresholds()
    for code in {each.code for each in found}:
        of_code = sorted((each for each in found if each.code == code), key=lambda each: each.from_on)
        assert no_repeats(str(each.from_on) for each in of_code)
        assert len({each.unit for each in of_code}) == 1
        assert all(
            earlier.until_on and earlier.until_on < later.from_on for earlier, later in pairwise(of_code)
        )
    assert {each.unit for each in found} <= UNITS
    assert all(each.value > 0 for each in found)
    assert not any(each.confirmed for each in found if each.code in ("key_decision", "call_in"))


def test_a_threshold_by_date() -> None:
    key = shipped.threshold("key_decision", date(2021, 12, 13))
    assert key is not None
    assert key.amount == Decimal(500000)
    assert shipped.threshold("key_decision", date(2010, 1, 1)) is None
    assert shipped.threshold("unheard_of", date(2021, 1, 1)) is None


def test_the_days_of_notice_are_those_of_the_law() -> None:
    days = {each.code: each.value for each in shipped.shipped_thresholds()}
    assert (days["key_notice"], days["urgent_notice"]) == (28, 5)  # SI 2012/2089, regulations 9 and 10
    assert (days["report_notice"], days["call_in"]) == (5, 5)


# --- Clauses ----------------------------------------------------------------------------------------------


def texts(clauses: shipped.ClauseSet) -> list[str]:
    return [text for clause in clauses.clauses for part in clause.parts for text in (part.text, *part.items)]


@pytest.fixture(params=shipped.clause_set_keys())
def wording_set(request: pytest.FixtureRequest) -> shipped.ClauseSet:
    return shipped.clause_set(request.param)


def test_every_field_is_declared_and_used(wording_set: shipped.ClauseSet) -> None:
    used = shipped.fields_in(" ".join(texts(wording_set)))
    assert used == set(wording_set.fields)
    assert no_repeats(wording_set.fields)
    left = [re.sub(r"\{[a-z_]+(\.[a-z_]+)?\}", "", text) for text in texts(wording_set)]
    assert not any("{" in text or "}" in text for text in left)


def test_clauses_have_stable_keys_and_a_shape_that_can_be_numbered(wording_set: shipped.ClauseSet) -> None:
    assert 10 <= len(wording_set.clauses) <= 30
    assert no_repeats(clause.key for clause in wording_set.clauses)
    assert no_repeats(clause.heading for clause in wording_set.clauses)
    for clause in wording_set.clauses:
        assert 2 <= len(clause.parts) <= 8
        assert no_repeats(part.key for part in clause.parts)
        assert all(re.fullmatch(r"[a-z][a-z_]*", key) for key in (clause.key, *(p.key for p in clause.parts)))


def test_items_read_on_from_the_words_before_them(wording_set: shipped.ClauseSet) -> None:
    for clause in wording_set.clauses:
        for part in clause.parts:
            assert part.text.endswith(":" if part.items else "."), part.text
            if part.items:
                *before, but_one, last = part.items
                assert all(item.endswith(";") for item in before)
                assert re.search(r"(;|; and|; or)$", but_one)
                assert last.endswith(".")
                assert any(re.search(r"; (and|or)$", item) for item in part.items[:-1])


def test_clauses_refer_to_clauses_that_exist(wording_set: shipped.ClauseSet) -> None:
    keys = {clause.key for clause in wording_set.clauses}
    named = [key for text in texts(wording_set) for key in re.findall(r"\{clause\.([a-z_]+)\}", text)]
    assert named
    assert set(named) <= keys
    assert not any(re.search(r"\bclauses? (\d|headed)", text) for text in texts(wording_set))


def test_conditions_are_known_and_come_in_pairs(wording_set: shipped.ClauseSet) -> None:
    conditions = [part.condition for clause in wording_set.clauses for part in clause.parts if part.condition]
    assert set(conditions) == {"options", "no_options"}


def test_a_draft_says_so_and_leaves_its_periods_to_legal(wording_set: shipped.ClauseSet) -> None:
    assert wording_set.draft
    assert "Draft" in wording_set.notice
    assert "Legal" in wording_set.notice
    period = r"(\[?)\b(\d+|two|three|six|twelve)\b\]?'? (?:working days?|hours|weeks|months|years)"
    found = [mark for text in texts(wording_set) for mark, _ in re.findall(period, text)]
    assert found
    assert all(mark == "[" for mark in found)


def test_the_agreement_sets_no_target_and_keeps_the_power_to_exclude(wording_set: shipped.ClauseSet) -> None:
    whole = " ".join(texts(wording_set)).lower()
    assert "target" not in whole
    assert "sets no limit on exclusions" in whole
    assert not any(place in whole for place in ("leeds", "kent", "leicester"))


def test_the_subjects_an_agreement_must_have() -> None:
    keys = {clause.key for clause in shipped.clause_set("core-2022").clauses}
    assert keys >= {
        "parties", "background", "definitions", "term", "outcomes", "council_role", "partnership_role",
        "school_role", "quality", "contracting", "staffing", "funding", "use_of_funding", "reporting",
        "safeguarding", "equality", "data_protection", "information", "records", "liability", "complaints",
        "variation", "breach", "disputes", "ending", "notices", "general",
    }  # fmt: skip


@pytest.mark.parametrize("key", ["", "core-1999", "../measures", "core-2022.toml"])
def test_a_clause_set_that_is_not_there_is_refused(key: str) -> None:
    with pytest.raises(Refusal, match="There is core-2022 and grant-2022"):
        shipped.clause_set(key)


# --- Sample -----------------------------------------------------------------------------------------------


def test_the_sample_has_words_for_about_270_schools_with_names_of_their_own() -> None:
    names = shipped.sample_names()
    assert 265 <= sum(kind.schools for kind in names.kinds) <= 275
    assert no_repeats(names.places)
    assert len(names.places) > sum(kind.schools for kind in names.kinds)
    for kind in names.kinds:
        patterns = set(kind.names)
        assert all(len(shipped.fields_in(pattern) & {"place", "saint"}) == 1 for pattern in patterns)
        if "saint" in shipped.fields_in(kind.names[0]):
            assert kind.schools <= len(names.saints)
        assert kind.ages[0] < kind.ages[1]
        assert 0 < kind.pupils[0] < kind.pupils[1]
    for words in (names.saints, names.given, names.family, names.trusts, names.streets, names.wards):
        assert no_repeats(words)


def test_no_school_of_the_sample_could_be_taken_for_a_real_one() -> None:
    names = shipped.sample_names()
    assert names.first_urn >= 900001
    path = SHARED / "gias" / "leeds_gias_full_20230704_utf8.csv"
    if not path.is_file():
        pytest.skip("the register of real schools is not beside the checkout")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        real = {re.sub(r"[^a-z]", "", row["EstablishmentName"].lower()) for row in csv.DictReader(lines)}
    assert len(real) > 600
    made = [re.sub(r"[^a-z]", "", word.lower()) for word in (*names.places, *names.saints)]
    assert not [word for word in made if any(school.startswith(word) for school in real)]
