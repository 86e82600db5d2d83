"""Sign-up: every party of an agreement, how far it is, and what follows from that. All computed, nothing stored."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.agreement_statement import sign_field
from aip_desktop.domain.agreements.facts import read_facts
from aip_desktop.domain.agreements.issued_text import printed_schools
from aip_desktop.domain.agreements.lifecycle import lifecycle_of, lifecycles
from aip_desktop.domain.agreements.signing.chasing import Asked, asked_of
from aip_desktop.domain.agreements.signing.signing import signatures_on
from aip_desktop.domain.partnerships.queries import holder, memberships
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.attachments import Attachment
from aip_desktop.models.lookup import editions, live, the_authority
from aip_desktop.models.partnerships import KnownRole, Partnership
from aip_desktop.models.schools import School
from aip_desktop.models.signatures import METHODS, Edition, PartyKind, Signature
from aip_desktop.names import sort_key
from aip_desktop.wording import day


class PartyStanding(StrEnum):
    """How a party stands to the edition in force."""

    MEMBER = "member"
    JOINED = "joined"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """A party of an agreement: whether it has signed the edition in force, and if not, how far that is."""

    key: str  # the school's id, or "council" or "chair"
    party: str
    who: str
    urn: int  # 0 for the council and the chair
    standing: str  # member, joined after the issue, or left
    since: date | None  # the day it joined or left
    suggested: str
    suggested_role: str
    field: str  # the name of its signature field in the PDF
    request: Asked
    signature_id: str
    name: str
    role: str
    signed_on: date | None
    method: str
    certificate: str
    edition: int  # of its signature: an earlier one where the change was not material; 0 without
    evidence: int  # how many files are attached to its signature

    @property
    def state(self) -> str:
        """Signed, Exempt, Declined, Left, Reminded, Sent or Not sent."""
        if self.signed_on is not None:
            return "Signed"
        if self.request.exempt_on:
            return "Exempt"
        if self.standing == PartyStanding.LEFT:
            return "Left"
        if self.request.declined_on:
            return "Declined"
        if self.request.reminders:
            return "Reminded"
        return "Sent" if self.request.sent_on else "Not sent"

    @property
    def counts(self) -> bool:
        """Whether its signature is needed, or given: schools that left unsigned and exempt ones are not counted."""
        return self.state not in ("Exempt", "Left")

    @property
    def is_to_chase(self) -> bool:
        """Whether it may be reminded: it must sign, has not, and has not declined for good."""
        return self.counts and self.signed_on is None and not self.request.for_good

    @property
    def remark(self) -> str:
        """What sets this party apart, in words: accession, leaving, declining, being exempt, an earlier edition."""
        remarks = []
        if self.standing == PartyStanding.JOINED:
            remarks.append(f"Accession: joined on {day(self.since)}" if self.since else "Accession")
        if self.standing == PartyStanding.LEFT and self.since:
            remarks.append(f"Left on {day(self.since)}")
        if self.state == "Exempt":
            remarks.append(f"Need not sign: {self.request.reason}")
        if self.state == "Declined":
            after = "for good" if self.request.for_good else f"next: {self.request.next_step}"
            remarks.append(f"{self.request.reason.rstrip('.')} ({after})")
        return ". ".join(remarks)

    @property
    def how(self) -> str:
        """How it was signed, in words; empty where it was not."""
        return METHODS.get(self.method, "")


@dataclass(frozen=True, slots=True)
class SignUp:
    """The state of signing of the edition in force."""

    edition_id: str
    edition: int  # 0 when not issued
    issued_on: date | None
    code: str
    lines: tuple[SignatureLine, ...]
    lost: int = 0  # signatures on the edition before, which do not count for this one
    not_material: str = ""  # why earlier signatures count for this edition too; empty if they do not
    not_material_on: date | None = None
    in_force: int = 0  # the edition that the council and the partnership signed last; 0 while there is none

    @property
    def parties(self) -> int:
        """How many parties must sign, or have."""
        return sum(line.counts for line in self.lines)

    @property
    def signed(self) -> int:
        """How many parties have signed."""
        return sum(line.signed_on is not None for line in self.lines)

    @property
    def to_sign(self) -> int:
        """How many signatures are still to come."""
        return self.parties - self.signed

    def in_state(self, *states: str) -> int:
        """Return how many parties are in one of these states."""
        return sum(line.state in states for line in self.lines)

    @property
    def is_complete(self) -> bool:
        """Whether every party that must sign has signed."""
        return self.edition > 0 and self.to_sign == 0

    @property
    def is_fully_signed(self) -> bool:
        """Whether it is complete without anyone being exempt."""
        return self.is_complete and self.in_state("Exempt") == 0

    @property
    def state(self) -> str:
        """Not issued, Issued, Part-signed, Complete or Fully signed."""
        if not self.edition:
            return "Not issued"
        if self.is_complete:
            return "Fully signed" if self.is_fully_signed else "Complete"
        return "Part-signed" if self.signed else "Issued"


@dataclass(frozen=True, slots=True)
class SignUpLine:
    """The sign-up of one agreement among all of them."""

    agreement_id: str
    reference: str
    partnership: str
    programme_id: str
    sign_up: SignUp


def sign_up(session: Session, agreement: Agreement, today: date) -> SignUp:
    """Return who must sign the latest edition and who has. Before it is issued: who would have to sign it."""
    life = lifecycle_of(session, agreement, today)
    all_editions = editions(session, agreement.id)
    edition = all_editions[-1] if all_editions else None
    signed = signatures_on(session, edition)
    requests = asked_of(session, agreement.id, edition)
    evidence = _evidence(session, [signature.id for signature, _ in signed.values()])
    lines = tuple(
        _line(party, requests.get(party.key, Asked()), signed.get(party.key), evidence)
        for party in _parties(session, agreement, edition, life.counted_on, {*signed, *requests})
    )
    before = all_editions[-2] if len(all_editions) > 1 and edition and not edition.carries_from_id else None
    return SignUp(
        edition_id=edition.id if edition else "",
        edition=edition.number if edition else 0,
        issued_on=edition.issued_on if edition else None,
        code=edition.code if edition else "",
        lines=lines,
        lost=len(set(signatures_on(session, before)) - set(signed)),
        not_material=(edition.not_material or "") if edition and edition.carries_from_id else "",
        not_material_on=edition.not_material_on if edition else None,
        in_force=life.signing.in_force.number if life.signing.in_force else 0,
    )


def all_sign_ups(session: Session, today: date) -> tuple[SignUpLine, ...]:
    """Return the sign-up of every agreement that runs on a day or is still to begin, the partnerships in their
    order.
    """
    lives = lifecycles(read_facts(session), today)
    return tuple(
        SignUpLine(
            agreement.id,
            agreement.reference,
            session.get_one(Partnership, agreement.partnership_id).name,
            agreement.programme_id,
            sign_up(session, agreement, today),
        )
        for agreement in live(session, Agreement)
        if lives[agreement.id].ends_on >= today
    )


@dataclass(frozen=True, slots=True)
class _Party:
    key: str
    party: str
    who: str
    urn: int
    standing: str
    since: date | None
    suggested: str
    role: str


def _parties(
    session: Session, agreement: Agreement, edition: Edition | None, when: date, known: set[str]
) -> Iterator[_Party]:
    """Yield schools in the order of the membership schedule, those that joined later, those that left, chair,
    council.
    """
    partnership = session.get_one(Partnership, agreement.partnership_id)
    schools = sorted(
        _schools(session, agreement, edition, when, known), key=lambda party: (sort_key(party.who), party.urn)
    )
    for standing in (PartyStanding.MEMBER, PartyStanding.JOINED, PartyStanding.LEFT):
        yield from (party for party in schools if party.standing == standing)
    chair = holder(session, partnership.id, KnownRole.CHAIR, when)
    yield _Party(
        PartyKind.CHAIR,
        PartyKind.CHAIR,
        partnership.name,
        0,
        PartyStanding.MEMBER,
        None,
        chair.person if chair else "",
        "Chair",
    )
    authority = the_authority(session)
    name = agreement.council_signatory or authority.signatory or ""
    role = agreement.council_signatory_role or authority.signatory_role or ""
    yield _Party(
        PartyKind.COUNCIL, PartyKind.COUNCIL, authority.name, 0, PartyStanding.MEMBER, None, name, role
    )


def _schools(
    session: Session, agreement: Agreement, edition: Edition | None, when: date, known: set[str]
) -> Iterator[_Party]:
    """Yield members on the day, and schools that were asked to sign, or did, and have left since."""
    was_asked = max(edition.issued_on, agreement.starts_on) if edition else when
    printed = printed_schools(session, edition) if edition else None
    done: set[str] = set()
    since: date | None
    rows = memberships(session, agreement.partnership_id)
    for membership, school in sorted(rows, key=lambda row: row[0].joined_on, reverse=True):
        if school.id in done or membership.joined_on > when:
            continue
        if membership.left_on is not None and membership.left_on < when:
            if not (school.id in known or (printed is not None and school.id in printed)):
                continue
            standing, since = PartyStanding.LEFT, membership.left_on
        else:
            later = membership.joined_on > was_asked if printed is None else school.id not in printed
            standing = PartyStanding.JOINED if edition and later else PartyStanding.MEMBER
            since = membership.joined_on if edition and later else None
        done.add(school.id)
        yield _school(school, standing, since)
    for key in sorted(
        known - done - {PartyKind.CHAIR, PartyKind.COUNCIL}
    ):  # its membership was taken back, yet it was asked
        if (left_school := session.get(School, key)) is not None:
            yield _school(left_school, PartyStanding.LEFT, None)


def _school(school: School, standing: str, since: date | None) -> _Party:
    return _Party(
        school.id,
        PartyKind.SCHOOL,
        school.name,
        school.urn,
        standing,
        since,
        school.head or "",
        school.head_job_title or "Headteacher",
    )


def _line(
    party: _Party, request: Asked, by_signature: tuple[Signature, Edition] | None, evidence: dict[str, int]
) -> SignatureLine:
    signature, edition = by_signature if by_signature else (None, None)
    return SignatureLine(
        key=party.key,
        party=party.party,
        who=party.who,
        urn=party.urn,
        standing=party.standing,
        since=party.since,
        suggested=party.suggested,
        suggested_role=party.role,
        field=sign_field(party.party, party.urn),
        request=request,
        signature_id=signature.id if signature else "",
        name=(signature.name or "") if signature else "",
        role=(signature.role or "") if signature else "",
        signed_on=signature.signed_on if signature else None,
        method=signature.method if signature else "",
        certificate=(signature.certificate or "") if signature else "",
        edition=edition.number if edition else 0,
        evidence=evidence.get(signature.id, 0) if signature else 0,
    )


def _evidence(session: Session, ids: list[str]) -> dict[str, int]:
    """Return how many files are attached to each of these records."""
    query = select(Attachment.about_id, func.count()).where(~Attachment.retired)
    counted = session.execute(query.group_by(Attachment.about_id))
    wanted = set(ids)
    return {about: number for about, number in counted if about in wanted}
