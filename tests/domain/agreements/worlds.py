"""Random worlds of agreements: facts by chance, and the same as records of a file."""

from datetime import date, timedelta
from random import Random

from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.endings import EndAnswer
from aip_desktop.domain.agreements.facts import (
    AgreementFact,
    DecisionFact,
    EditionFact,
    Facts,
    MemberFact,
    StepFact,
)
from aip_desktop.models.agreements import Agreement, OptionStep
from aip_desktop.models.decisions import Decision
from aip_desktop.models.partnerships import Membership
from aip_desktop.models.signatures import Edition, PartyKind, Signature, SigningStep, StepKind

START = date(2022, 4, 1)


PARTNERSHIP, PROGRAMME = "p", "g"


SCHOOLS = ("s1", "s2", "s3")


class Chance(Random):
    """Days and choices by chance, those that make a sound agreement more often."""

    def early(self) -> date:
        """A day before the first award starts."""
        return START - timedelta(self.randint(20, 120))

    def day(self) -> date:
        """Any day from before the first award to after the last option."""
        return START + timedelta(self.randint(-400, 2200))

    def often(self) -> date | None:
        """An early day, as a rule; else any day, or none."""
        return self.early() if self.random() < 0.75 else self.choice((None, self.day()))

    def one_in(self, number: int) -> bool:
        """True once in so many times."""
        return self.randrange(number) == 0

    def decision(self) -> str | None:
        """The id of one of the three decisions, or none."""
        return self.choice(("d0", "d1", "d2", "d0", "d1", "d2", "d0", None))


def _decision(chance: Chance, number: int) -> DecisionFact:
    made = chance.often()
    called_in = made + timedelta(3) if made and chance.one_in(5) else None
    return DecisionFact(
        id=f"d{number}",
        title=f"D{number}",
        parent_id=f"d{chance.randrange(number)}" if number and chance.one_in(2) else None,
        decided_on=made,
        effective_on=made,
        called_in_on=called_in,
        released_on=called_in + timedelta(40) if called_in and chance.one_in(2) else None,
        withdrawn_on=made + timedelta(200) if made and chance.one_in(5) else None,
    )


def _steps(chance: Chance, agreement: AgreementFact) -> dict[int, StepFact]:
    steps = {}
    for number in range(1, agreement.option_count + 1):
        what, on = chance.choice("TTTTD-"), chance.choice((chance.early(), chance.early(), chance.day()))
        if what != "-":
            steps[number] = StepFact(
                agreement_id=agreement.id,
                number=number,
                id=f"{agreement.id}o{number}",
                decision_id=chance.decision() if what == "T" else None,
                taken_up_on=on if what == "T" else None,
                declined_on=on if what == "D" else None,
            )
    return steps


def _editions(chance: Chance, agreement: str) -> tuple[tuple[EditionFact, ...], dict[str, dict[str, date]]]:
    editions: tuple[EditionFact, ...] = ()
    signed: dict[str, dict[str, date]] = {}
    for number in range(1, chance.choice((1, 1, 1, 2, 2, 3, 0)) + 1):
        carries = editions[-1].id if editions and chance.one_in(2) else None
        issued = START - timedelta(150) if number == 1 else max(editions[-1].issued_on, chance.day())
        editions += (EditionFact(f"{agreement}e{number}", agreement, number, issued, carries),)
        here = {party: chance.often() for party in (PartyKind.COUNCIL, PartyKind.CHAIR)}
        here |= {key: chance.choice((None, chance.early())) for key in SCHOOLS}
        signed[editions[-1].id] = {key: max(on, issued) for key, on in here.items() if on}
    return editions, signed


def world(seed: int) -> tuple[Facts, date]:
    """Up to three agreements of one partnership, all that was done about them, and a day to look at them."""
    chance = Chance(seed)
    decisions = {f"d{number}": _decision(chance, number) for number in range(3)}
    agreements: list[AgreementFact] = []
    steps, editions, signed, exempt = {}, {}, {}, {}
    for year in sorted(chance.sample((2022, 2023, 2024), chance.randint(1, 3))):
        id_, starts = f"a{year}", date(year, 4, 1)
        agreement = AgreementFact(
            id=id_,
            reference=f"A-{year}",
            partnership_id=PARTNERSHIP,
            programme_id=PROGRAMME,
            starts_on=starts,
            option_count=chance.randint(0, 3),
            decision_id=chance.decision(),
            supersedes_id=agreements[-1].id if agreements and chance.one_in(2) else None,
            terminated_on=max(chance.day(), starts) if chance.one_in(4) else None,
            ended_as=chance.choice((None, None, EndAnswer.LAPSED, EndAnswer.EXTENDED)),
        )
        agreements.append(agreement)
        steps[id_] = _steps(chance, agreement)
        editions[id_], mine = _editions(chance, id_)
        signed.update(mine)
        exempt[id_] = frozenset(chance.sample(SCHOOLS, chance.randint(0, 1)))
    members = []
    for key in SCHOOLS:
        joined, left = chance.choice((chance.early(), chance.day())), chance.choice((None, chance.day()))
        members.append(MemberFact(PARTNERSHIP, key, joined, left if left and left >= joined else None))
    facts = Facts(
        tuple(agreements), steps, decisions, editions, signed, exempt, {PARTNERSHIP: tuple(members)}
    )
    return facts, chance.day()


def write(session: Session, facts: Facts) -> None:
    """Put a world into a file that has the partnership, the programme and the schools."""
    for decision in facts.decisions.values():
        session.add(Decision(**decision._asdict()))
    for agreement in facts.agreements:
        session.add(Agreement(**agreement._asdict()))
    for each in facts.steps.values():
        session.add_all(OptionStep(**step._asdict()) for step in each.values())
    for issued in facts.editions.values():
        for edition in issued:
            session.add(Edition(code=edition.id, content_hash="", **edition._asdict()))
    for edition_id, signed in facts.signed.items():
        for key, on in signed.items():
            party = key if key in (PartyKind.COUNCIL, PartyKind.CHAIR) else PartyKind.SCHOOL
            school = key if party == PartyKind.SCHOOL else None
            session.add(Signature(edition_id=edition_id, party=party, school_id=school, signed_on=on))
    for agreement_id, schools in facts.exempt.items():
        for key in schools:
            session.add(
                SigningStep(
                    agreement_id=agreement_id,
                    party=PartyKind.SCHOOL,
                    school_id=key,
                    kind=StepKind.EXEMPT,
                    on=START,
                )
            )
    for members in facts.members.values():
        session.add_all(Membership(**member._asdict()) for member in members)
