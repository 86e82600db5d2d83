"""A lifelike agreement to print: sixty fictional schools, fifteen clauses, everything filled in."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from aip_desktop.domain.agreements.agreement_statement import (
    AgreementPaper,
    Clause,
    FundingLine,
    MemberSchool,
    Particular,
    Party,
)
from aip_desktop.domain.agreements.ladder import Rung

HEADINGS = (
    "Parties and background", "Definitions", "Term and options", "Purpose", "Roles and responsibilities",
    "Quality assurance", "Leadership and staffing", "Funding", "Reporting and scrutiny", "Data protection",
    "Safeguarding", "Variation", "Disputes", "Ending this agreement", "General",
)  # fmt: skip
SENTENCES = (
    "The Partnership arranges early help for pupils at risk of exclusion, in the school they attend wherever it can.",
    "Each Member School shares what it knows about a pupil in time for a placement to be planned.",
    "The Council pays the funding in Schedule A in equal instalments, and no payment is due before this "
    "agreement is signed by the Council and by the Host School.",
    "A return is due within 15 working days of the end of each term, in the form the Council has published.",
    "Where the Council has a question about a return, the Partnership answers it within ten working days.",
    "Nothing in clause 4.2 limits a duty that a governing body or an academy trust has in law.",
    "The Host School keeps the funding apart from its own budget and shows it apart in its accounts.",
    "From 1 April 2022 the Chair is elected each year by the heads of the Member Schools.",
)
FIRST = (
    "Ash Beech Cedar Dale Elm Fern Glebe Heath Ivy Juniper "
    "Kings Lark Meadow North Oak Priory Quarry Rowan Thorn Willow"
)
LAST = ("Bank Primary School", "Hill Church of England Academy", "Green Infant School", "Park High School")


def _text(chance: random.Random, sentences: int) -> str:
    return " ".join(chance.choice(SENTENCES) for _ in range(sentences))


def _clauses(chance: random.Random) -> tuple[Clause, ...]:
    clauses = []
    for number, heading in enumerate(HEADINGS, 1):
        clauses.append(Clause(str(number), 1, heading, ""))
        clauses += [Clause(f"{number}.{part}", 2, "", _text(chance, 1 + part % 3)) for part in range(1, 5)]
        clauses.append(Clause(f"{number}.5", 2, "", "The Partnership makes sure that:"))
        clauses += [Clause(f"({letter})", 3, "", _text(chance, 1)) for letter in "abc"]
        clauses.append(Clause(f"{number}.6", 2, "", f"{_text(chance, 2)}\n{_text(chance, 1)}"))
    return tuple(clauses)


def _members(chance: random.Random, count: int) -> tuple[MemberSchool, ...]:
    names = [f"{first} {last}" for last in LAST for first in FIRST.split()]
    names[3] = (
        "St Brigid’s and Our Lady of Perpetual Succour Catholic Voluntary Aided Primary School and Nursery"
    )
    names[5] = "Gŵyl Façade Łódź Español Primary School"
    return tuple(
        MemberSchool(
            school_id=f"school-{number}",
            urn=900001 + number,
            name=names[number],
            phase="Secondary" if "High" in names[number] else "Primary",
            kind=chance.choice(("Community school", "Academy converter", "Voluntary aided school")),
            joined_on=date(2011, 9, 1) if number % 7 else date(2019, 9, 1),
            signatory="Mrs A. Example" if number % 3 else "",
        )
        for number in range(count)
    )


def make_paper(**changes: Any) -> AgreementPaper:
    """A draft; ``changes`` replace fields."""
    chance = random.Random(7)
    starts = [date(2022 + year, 4, 1) for year in range(5)]
    ladder = tuple(
        Rung(
            n,
            f"Option {n}" if n else "Initial term",
            day,
            date(day.year + 1, 3, 31),
            "Available" if n else "In force",
        )
        for n, day in enumerate(starts)
    )
    paper = AgreementPaper(
        agreement_id="5b0c7b52-7a6c-4d0e-9a57-0d2b9ac1c001",
        reference="AIP-NE-2022",
        title="Cooperation agreement with the North East Area Inclusion Partnership",
        council="Example City Council",
        council_address="Civic Hall, Calverley Street, Exampleton EX1 1UR",
        partnership="North East Area Inclusion Partnership",
        partnership_code="NE",
        programme="Area Inclusion Partnerships",
        dated=date(2022, 3, 14),
        starts_on=date(2022, 4, 1),
        ends_on=date(2023, 3, 31),
        edition=0,
        code="",
        is_draft=True,
        particulars=(
            Particular("Reference", "AIP-NE-2022"),
            Particular("Council", "Example City Council"),
            Particular("Address of the council", "Civic Hall, Calverley Street, Exampleton EX1 1UR"),
            Particular("Partnership", "North East Area Inclusion Partnership"),
            Particular("Host school", "Ash Bank Primary School"),
            Particular("Programme", "Area Inclusion Partnerships (High Needs Block)"),
            Particular("Initial term", "1 April 2022 to 31 March 2023"),
            Particular("Options", "4 options of 12 months"),
            Particular("Last day if every option is taken up", "31 March 2027"),
            Particular("Allocation for 2022/23", "£1,011,200.00"),
            Particular("Decision", "D54321 of 13 December 2021, in force from 22 December 2021"),
            Particular(
                "Legal basis",
                "Cooperation between public bodies, Public Contracts Regulations 2015, regulation 12(7)",
            ),
            Particular("Contact for the council", "Ms C. Example, inclusion@example.org"),
            Particular("Contact for the partnership", "Dr Example Ní Bhriain, Rowan Park High School"),
            Particular("Member schools", "60"),
        ),
        clause_set="Cooperation agreement, version 0.1",
        clause_notice="Draft wording for Legal to review. Periods in [brackets] are proposals.",
        clauses=_clauses(chance),
        ladder=ladder,
        funding_year="2022/23",
        funding=(
            FundingLine(
                "Base", "Leadership, staffing and early help in every Member School", Decimal("611111.11")
            ),
            FundingLine(
                "Intensive support",
                "Places and support for pupils with the highest need",
                Decimal("400088.89"),
            ),
        ),
        funding_total=Decimal("1011200.00"),
        members=_members(chance, 60),
        parties=(
            Party("council", "Example City Council", "Director of Children and Families", "Ms B. Example"),
            Party("chair", "North East Area Inclusion Partnership", "Chair", ""),
        ),
        blanks=("The date on which Legal approved the wording",),
    )
    return replace(paper, **changes)


@pytest.fixture(scope="session")
def paper_with() -> Callable[..., AgreementPaper]:
    return make_paper


@pytest.fixture(scope="session")
def draft() -> AgreementPaper:
    return make_paper()


@pytest.fixture(scope="session")
def issued() -> AgreementPaper:
    return make_paper(is_draft=False, edition=2, code="7KQ4M2XN", clause_notice="", blanks=())
