"""The schools of the sample, as a fictional register would give them on any day: some convert, some close."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from random import Random

from aip_desktop.calendar import academic_year_of
from aip_desktop.domain.reference.shipped import SampleKind, sample_names
from aip_desktop.domain.schools.register_import import FIELDS
from aip_desktop.domain.schools.register_rows import RegisterExtract, RegisterRow
from aip_desktop.sample.people import people

LA_CODE = "999"  # no authority has it
TOWN = "Aldermere"
FIRST_YEAR, LAST_YEAR = 2021, 2026  # academic years whose autumn register the sample holds

# Partnership -> how many member schools it begins with. Uneven, as areas are.
SIZES = {"E": 62, "NE": 43, "NW": 57, "S": 65, "W": 43}
# Partnership -> the share of its pupils entitled to free meals, in per cent: least and most.
_FREE_MEALS = {"E": (18, 52), "NE": (5, 26), "NW": (7, 31), "S": (14, 44), "W": (16, 41)}

_GROUPS = {
    "Academy converter": "Academies",
    "Academy sponsor led": "Academies",
    "Free schools": "Free Schools",
    "Academy special converter": "Academies",
    "Academy alternative provision converter": "Academies",
    "Community special school": "Special schools",
    "Foundation special school": "Special schools",
    "Other independent school": "Independent schools",
    "Other independent special school": "Independent schools",
}

# Schools that belong to no partnership.
_OUTSIDE = (
    SampleKind(
        "Nursery", "Local authority nursery school", 4, (2, 5), (48, 110), ("{place} Nursery School",)
    ),
    SampleKind(
        "Not applicable", "Other independent school", 4, (3, 18), (90, 620), ("{place} House School",)
    ),
    SampleKind("Not applicable", "Other independent special school", 2, (8, 18), (18, 56), ("{place} Hall",)),
    SampleKind(
        "Not applicable", "Foundation special school", 1, (3, 19), (96, 110), ("{place} Lodge School",)
    ),
)

# (place among the schools of the kind, day on which it becomes an academy)
_CONVERSIONS = {
    ("Primary", "Community school"): (
        (7, date(2022, 9, 1)),
        (23, date(2023, 4, 1)),
        (41, date(2024, 9, 1)),
        (66, date(2025, 9, 1)),
        (88, date(2026, 9, 1)),
    ),
    ("Primary", "Voluntary controlled school"): ((5, date(2023, 9, 1)),),
    ("Secondary", "Community school"): ((3, date(2024, 1, 1)),),
}
_AMALGAMATED_ON = date(2024, 8, 31)  # the last day of an infant school, whose pupils stay with a primary


@dataclass(frozen=True, slots=True)
class SampleSchool:
    """A school of the sample from its opening to its closing. ``code`` is empty if it is in no partnership."""

    urn: int
    name: str
    phase: str | None
    kind: str
    number: str
    ages: tuple[int, int]
    pupils: tuple[int, ...]  # one figure for each autumn from FIRST_YEAR
    free_meals: int  # per cent
    heads: tuple[str, ...]  # likewise
    code: str
    ward: str
    street: str
    postcode: str
    telephone: str
    trust: str | None
    opened_on: date
    closed_on: date | None = None
    successor_urn: int | None = None


def register_on(when: date) -> RegisterExtract:
    """Return what the register says on a day: schools open then, and those that have closed."""
    known = [school for school in sample_schools() if school.opened_on <= when]
    rows = tuple(_row(line, school, when) for line, school in enumerate(known, 2))
    return RegisterExtract(rows, (), frozenset(FIELDS), when)


def successors() -> dict[int, tuple[int, ...]]:
    """Return URN of a closed school -> the one that followed it, as the register's links give it."""
    return {
        school.urn: (school.successor_urn,) for school in sample_schools() if school.successor_urn is not None
    }


@cache
def sample_schools() -> tuple[SampleSchool, ...]:
    """Return every school there is in the sample, in the order of their URNs."""
    return tuple(_Builder(Random(1944)).build())  # noqa: S311 - a repeatable sample, not a secret


class _Builder:
    """Makes the schools one after the other from the same chances."""

    def __init__(self, chance: Random) -> None:
        words = sample_names()
        self.chance, self.words = chance, words
        self.names = (person.name for person in people(chance))
        self.places = list(words.places)
        chance.shuffle(self.places)
        self.urn = words.first_urn - 1
        self.numbers: dict[str, int] = {}
        self.wards = _wards_by_code(words.wards)
        self.taken: set[str] = set()
        self.trusts = [trust for trust in words.trusts if "Catholic" not in trust]

    def build(self) -> list[SampleSchool]:
        """Return all schools: members, schools outside, those long closed, then the academies that came later."""
        members = [self.school(kind, place, code) for kind, place, code in _dealt(self.words.kinds)]
        outside = [self.school(kind, place, "") for kind in _OUTSIDE for place in range(kind.schools)]
        gone = [self._long_closed(members[place]) for place in (12, 150)]
        before, after = self._converted(members)
        all_schools = before + outside + gone
        return _amalgamated(all_schools) + after

    def school(self, kind: SampleKind, place: int, code: str) -> SampleSchool:
        """Return one school of a kind; ``place`` is its place among them."""
        self.urn += 1
        fewest, largest = kind.pupils
        pupils = int(self.chance.triangular(fewest, largest, fewest + (largest - fewest) / 3))
        least, most = _FREE_MEALS.get(code, (2, 18))
        is_academy = _GROUPS.get(kind.kind) in ("Academies", "Free Schools")
        ward = self.chance.choice(self.wards.get(code, self.words.wards))
        return SampleSchool(
            urn=self.urn,
            name=self._name(kind.names[place % len(kind.names)]),
            phase=None if kind.phase == "Not applicable" else kind.phase,
            kind=kind.kind,
            number=self._number(kind),
            ages=kind.ages,
            pupils=self._pupils(pupils),
            free_meals=self.chance.randint(least, most),
            heads=self._heads(),
            code=code,
            ward=ward,
            street=f"{self.chance.randint(1, 180)} {self.chance.choice(self.words.streets)}",
            postcode=self._postcode(ward),
            telephone=f"{self.words.telephone_stem}{self.urn % 1000:03}",
            trust=self.chance.choice(self.trusts) if is_academy else None,
            opened_on=self._opened(kind.kind),
        )

    def _postcode(self, ward: str) -> str:
        letters = self.chance.choice("ABDEFGHJLN") + self.chance.choice("PQRSTUWXYZ")
        district = self.words.wards.index(ward) + 1
        return f"{self.words.postcode_stem}{district} {self.chance.randint(1, 9)}{letters}"

    def _name(self, pattern: str) -> str:
        while True:
            saint = self.chance.choice(self.words.saints)
            name = pattern.format(place=self.places[-1], saint=saint)
            if "{place}" in pattern:
                self.places.pop()
            if name not in self.taken:
                self.taken.add(name)
                return name

    def _number(self, kind: SampleKind) -> str:
        """Return establishment numbers run in ranges by kind, as the department gives them."""
        first = {"Secondary": "4", "All-through": "4", "Nursery": "1"}.get(kind.phase, "2")
        if kind.phase == "Not applicable":
            first = "6" if "independent" in kind.kind else "1" if "Pupil referral" in kind.kind else "7"
        elif "Voluntary" in kind.kind and kind.phase == "Primary":
            first = "3"
        self.numbers[first] = self.numbers.get(first, 0) + self.chance.randint(1, 3)
        return f"{first}{self.numbers[first]:03}"

    def _pupils(self, first: int) -> tuple[int, ...]:
        figures = [first]
        for _ in range(LAST_YEAR - FIRST_YEAR):
            figures.append(round(figures[-1] * self.chance.triangular(0.955, 1.035, 0.998)))
        return tuple(figures)

    def _heads(self) -> tuple[str, ...]:
        """Return most heads stay; about one in fourteen changes in a year."""
        heads = [next(self.names)]
        for _ in range(LAST_YEAR - FIRST_YEAR):
            heads.append(next(self.names) if self.chance.random() < 0.07 else heads[-1])
        return tuple(heads)

    def _opened(self, kind: str) -> date:
        if _GROUPS.get(kind) not in ("Academies", "Free Schools"):
            return date(self.chance.randint(1908, 1998), 9, 1)
        return date(self.chance.randint(2011, 2016), self.chance.choice((4, 9, 9)), 1)

    def _long_closed(self, successor: SampleSchool) -> SampleSchool:
        """Return a school that had closed before the file was begun: it is in the register, and was never a
        member.
        """
        self.urn += 1
        closed_on = date(2016, 8, 31)
        name = f"{self.places.pop()} Junior School"
        return replace(
            successor,
            urn=self.urn,
            name=name,
            kind="Community school",
            number=f"28{self.urn % 100:02}",
            trust=None,
            code="",
            opened_on=date(1961, 9, 1),
            closed_on=closed_on,
            successor_urn=successor.urn,
        )

    def _converted(self, members: Sequence[SampleSchool]) -> tuple[list[SampleSchool], list[SampleSchool]]:
        """Return (the members, some with a day of closing; the academies that follow them on the next day)."""
        days = _conversion_days(members)
        before = list(members)
        after: list[SampleSchool] = []
        for place, school in enumerate(members):
            if school.urn not in days:
                continue
            academy = self._academy(school, days[school.urn], len(after))
            closed_on = days[school.urn] - timedelta(days=1)
            before[place] = replace(school, closed_on=closed_on, successor_urn=academy.urn)
            after.append(academy)
        return before, after

    def _academy(self, school: SampleSchool, opened_on: date, place: int) -> SampleSchool:
        return replace(
            school,
            urn=self.words.first_urn + 290 + place,
            name=_as_academy(school.name),
            kind="Academy converter",
            trust=self.trusts[place % len(self.trusts)],
            opened_on=opened_on,
        )


def _as_academy(name: str) -> str:
    for ending in ("Community Primary School", "Primary School"):
        if name.endswith(ending):
            return name.removesuffix(ending) + "Primary Academy"
    return name.removesuffix("High School").removesuffix("School") + "Academy"


def _conversion_days(members: Sequence[SampleSchool]) -> dict[int, date]:
    by_school = {}
    for (phase, kind), days in _CONVERSIONS.items():
        alike = [
            school
            for school in members
            if (school.phase, school.kind) == (phase, kind) and school.ages[1] > 7
        ]
        by_school.update({alike[place].urn: when for place, when in days})
    return by_school


def _amalgamated(schools: list[SampleSchool]) -> list[SampleSchool]:
    """Return one infant school closes; a primary of the same partnership takes its pupils."""
    infants = [school for school in schools if school.ages == (3, 7)]
    closing = infants[2]
    stays = [
        school
        for school in schools
        if school.code == closing.code
        and school.phase == "Primary"
        and school.closed_on is None
        and school.ages[1] == 11
    ]
    primary = stays[4]
    changed = replace(closing, closed_on=_AMALGAMATED_ON, successor_urn=primary.urn)
    return [changed if school is closing else school for school in schools]


def _wards_by_code(wards: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return neighbouring wards for each partnership; the larger have more of them."""
    counts = {"E": 4, "NE": 3, "NW": 4, "S": 4, "W": 3}
    by_code, place = {}, 0
    for code, how_many in counts.items():
        by_code[code] = tuple(wards[place : place + how_many])
        place += how_many
    return by_code


def _dealt(kinds: Sequence[SampleKind]) -> Iterator[tuple[SampleKind, int, str]]:
    """Yield every kind of school dealt out so that each partnership gets its share of each kind."""
    whole, dealt, given = sum(SIZES.values()), 0, dict.fromkeys(SIZES, 0)
    for kind in kinds:
        for place in range(kind.schools):
            dealt += 1
            code = max(SIZES, key=lambda name: SIZES[name] * dealt / whole - given[name])
            given[code] += 1
            yield kind, place, code


def _row(line: int, school: SampleSchool, when: date) -> RegisterRow:
    year = min(max(academic_year_of(when), FIRST_YEAR), LAST_YEAR) - FIRST_YEAR
    pupils = school.pupils[year]
    closed = school.closed_on is not None and school.closed_on < when
    return RegisterRow(
        line=line,
        urn=school.urn,
        name=school.name,
        la_code=LA_CODE,
        establishment_number=school.number,
        kind=school.kind,
        kind_group=_GROUPS.get(school.kind, "Local authority maintained schools"),
        status="closed" if closed else "open",
        phase=school.phase,
        opened_on=school.opened_on,
        closed_on=school.closed_on if closed else None,
        low_age=school.ages[0],
        high_age=school.ages[1],
        pupils=pupils,
        fsm_pupils=round(pupils * school.free_meals / 100),
        capacity=-(-max(school.pupils) // 15) * 15 + 15,
        trust=school.trust,
        head=school.heads[year],
        head_job_title="Principal" if school.trust else "Headteacher",
        street=school.street,
        town=TOWN,
        postcode=school.postcode,
        ward=school.ward,
        telephone=school.telephone,
    )
