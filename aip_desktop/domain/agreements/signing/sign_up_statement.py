"""Statements behind the papers of the sign-up: sheets to sign, who has not signed, and the certificate at the end."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from aip_desktop.calendar import on as holds_on
from aip_desktop.domain.agreements.ladder import last_day
from aip_desktop.domain.agreements.signing.sign_up import SignatureLine, SignUp, sign_up
from aip_desktop.domain.schools.schools import ADDRESS
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.lookup import get, in_use, the_authority
from aip_desktop.models.partnerships import Partnership, Role
from aip_desktop.models.programmes import Programme
from aip_desktop.models.schools import School
from aip_desktop.wording import count, day


@dataclass(frozen=True, slots=True)
class Address:
    """An email address that the file has for an agreement, and whose it is."""

    whose: str
    email: str
    key: str  # of the party it reaches; empty for the partnership's office and people


@dataclass(frozen=True, slots=True)
class SignUpPaper:
    """One agreement and its sign-up on a day, as its papers say it."""

    agreement_id: str
    reference: str
    council: str
    partnership: str
    programme: str
    starts_on: date
    ends_on: date
    last_end: date
    contact: str  # of the council, for questions and for what comes back
    sign_up: SignUp
    as_at: date
    addresses: tuple[Address, ...] = ()

    @property
    def edition(self) -> str:
        """The edition in words: "Edition 2 of 3 March 2026"."""
        issued = self.sign_up.issued_on
        return f"Edition {self.sign_up.edition} of {day(issued)}" if issued else "Not issued yet"

    def emails(self, key: str) -> tuple[str, ...]:
        """Return the addresses that reach one party."""
        return tuple(address.email for address in self.addresses if address.key == key)

    @property
    def to_chase(self) -> tuple[SignatureLine, ...]:
        """Who may be reminded."""
        return tuple(line for line in self.sign_up.lines if line.is_to_chase)

    @property
    def not_signed(self) -> tuple[SignatureLine, ...]:
        """Who must sign and has not, also those that declined for good."""
        return tuple(line for line in self.sign_up.lines if line.counts and line.signed_on is None)


def sign_up_paper(session: Session, agreement_id: str, today: date) -> SignUpPaper:
    """Return one agreement and its sign-up, with all its papers need."""
    agreement = get(session, Agreement, agreement_id)
    return SignUpPaper(
        agreement_id=agreement.id,
        reference=agreement.reference,
        council=the_authority(session).name,
        partnership=session.get_one(Partnership, agreement.partnership_id).name,
        programme=session.get_one(Programme, agreement.programme_id).name,
        starts_on=agreement.starts_on,
        ends_on=last_day(agreement),
        last_end=last_day(agreement, agreement.option_count),
        contact=agreement.council_contact or "",
        sign_up=(signing := sign_up(session, agreement, today)),
        as_at=today,
        addresses=addresses(session, agreement, signing, today),
    )


def addresses(session: Session, agreement: Agreement, up: SignUp, today: date) -> tuple[Address, ...]:
    """Return the addresses the file has: of the partnership, of who holds a role in it, and of its schools. Where a
    school has none of its own, the first one in its notes is taken.
    """
    partnership = session.get_one(Partnership, agreement.partnership_id)
    known = [Address(f"{partnership.name}, office", partnership.email, "")] if partnership.email else []
    query = in_use(Role, Role.partnership_id == partnership.id, Role.email.is_not(None))
    known += [
        Address(
            f"{role.person}, {role.kind.lower()}", str(role.email), "chair" if role.kind == "Chair" else ""
        )
        for role in session.scalars(query.order_by(Role.kind, Role.id))
        if holds_on(role.from_on, role.to_on, today)
    ]
    for line in up.lines:
        school = session.get(School, line.key) if line.urn else None
        if school is None:
            continue
        if school.email:
            whose = f"{school.contact}, {school.name}" if school.contact else school.name
            known += [Address(whose, part, line.key) for part in school.email.split("; ")]
        elif written := ADDRESS.search(school.notes or ""):
            known.append(Address(school.name, written[0], line.key))
    return tuple(known)


def reminder_subject(paper: SignUpPaper) -> str:
    """Return the subject line of a reminder."""
    return f"Reminder: {paper.reference} is waiting for your signature"


def reminder_text(paper: SignUpPaper, line: SignatureLine | None = None) -> str:
    """Return the text of a reminder to one party, or to all that have not signed. For the officer to change and
    send.
    """
    whom = f"Dear {line.suggested}" if line and line.suggested else "Dear colleague"
    whose = f"for {line.who}" if line else "from you"
    starts = "starts" if paper.as_at < paper.starts_on else "started"
    parts = [
        f"{whom},",
        f"The cooperation agreement {paper.reference} between {paper.council} and {paper.partnership} {starts} on "
        f"{day(paper.starts_on)}. We have no signature {whose} yet on edition {paper.sign_up.edition}, "
        f"issued on {day(paper.sign_up.issued_on or paper.as_at)} with the code {paper.sign_up.code}.",
        "To sign, send back the signed signature sheet, or sign the PDF in the field with your name. "
        "If you have signed in the last few days, there is nothing more to do.",
        "If there is something in the agreement that keeps you from signing, tell us what it is, so that it can be "
        "talked about.",
        paper.contact or paper.council,
    ]
    return "\n\n".join(parts)


def progress(paper: SignUpPaper) -> str:
    """Return how far the sign-up is, in one sentence."""
    up = paper.sign_up
    sentence = f"{up.signed} of {count(up.parties, 'party', 'parties')} have signed"
    more = [
        f"{up.in_state(state)} {words}"
        for state, words in (("Declined", "declined"), ("Exempt", "need not sign"))
        if up.in_state(state)
    ]
    return f"{sentence}; {', '.join(more)}" if more else sentence
