"""The agreements of the sample: made, issued, signed (not by all), extended four times; and a new award in draft."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from random import Random

from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.awards import edit_agreement, make_agreements, preview_award
from aip_desktop.domain.agreements.cautions import TICKS, CautionKind
from aip_desktop.domain.agreements.issued_text import printed
from aip_desktop.domain.agreements.prepare import prepare_edition
from aip_desktop.domain.agreements.signing.chasing import record_reminded, record_sent
from aip_desktop.domain.agreements.signing.sign_up import sign_up
from aip_desktop.domain.agreements.signing.signing import issue_edition, record_signature, take_back_signature
from aip_desktop.domain.agreements.taking_up import take_up_option
from aip_desktop.domain.authority.council import legal_bases
from aip_desktop.domain.reference.shipped import sample_names, shipped_legal_bases
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.lookup import core_programme, get
from aip_desktop.models.partnerships import KnownRole
from aip_desktop.models.signatures import PartyKind, SentBy, SigningMethod
from aip_desktop.sample.decisions import AWARD, NEW_AWARD, OPTIONS
from aip_desktop.sample.diary import CODES, IMRAN, RUTH, Entry, Memory
from aip_desktop.sample.roles import SIGNATORY, SIGNATORY_ROLE, Holding, holdings
from aip_desktop.sample.schools import FIRST_YEAR, SampleSchool, sample_schools
from aip_desktop.sample.schools_import import REFRESHED_ON, joined_late
from aip_desktop.wording import count, day

STARTS_ON, NEXT_STARTS_ON = date(2022, 4, 1), date(2027, 4, 1)
ISSUED_ON = date(2022, 2, 28)
CHAIRS_SIGNED_ON, COUNCIL_SIGNED_ON = date(2022, 3, 24), date(2022, 3, 30)
# The days on which the post was opened and signatures recorded; most came in March.
_POST = (
    (date(2022, 3, 4), 12),
    (date(2022, 3, 11), 24),
    (date(2022, 3, 18), 26),
    (date(2022, 3, 25), 22),
    (date(2022, 3, 31), 9),
    (date(2022, 4, 29), 5),
    (date(2022, 6, 17), 2),
)
_REMINDED_ON = (date(2022, 4, 4), date(2022, 5, 9))
_NEVER_SIGNED = {"NW": 2, "S": 4}
_MISTAKE_ON = date(2022, 3, 14)


@dataclass(frozen=True, slots=True)
class Signed:
    """A school's signature, and the day on which it was recorded."""

    school: SampleSchool
    code: str
    signed_on: date
    recorded_on: date
    name: str
    method: str


@cache
def signatures() -> tuple[Signed, ...]:
    """Return who signed the agreements of 2022 before they were extended. Some never did."""
    chance = Random(2022)  # noqa: S311 - a repeatable sample, not a secret
    signings = []
    for code in CODES:
        schools = [
            school for school in sample_schools() if school.code == code and school.opened_on <= STARTS_ON
        ]
        staying = [school for school in schools if school.closed_on is None]
        never = chance.sample(staying, _NEVER_SIGNED.get(code, 0))
        signings += [_signed(chance, school, code) for school in schools if school not in never]
    return tuple(signings)


def _signed(chance: Random, school: SampleSchool, code: str) -> Signed:
    recorded_on = chance.choices([on for on, _ in _POST], [share for _, share in _POST])[0]
    signed_on = max(recorded_on - timedelta(days=chance.randint(1, 4)), ISSUED_ON + timedelta(days=1))
    method = SigningMethod.ELECTRONIC if chance.random() < 0.6 else SigningMethod.PAPER
    return Signed(school, code, signed_on, recorded_on, school.heads[0], method)


def entries() -> Iterator[Entry]:
    """Yield the award of 2022 from its making to its last option, and the drafts for 2027."""
    yield Entry(date(2022, 1, 20), RUTH, "Make 5 agreements from 1 April 2022", _make)
    yield Entry(date(2022, 1, 20), RUTH, "Record the contacts of 5 agreements", partial(_contacts, 2022))
    yield Entry(ISSUED_ON, RUTH, f"Issue 5 agreements for signature on {day(ISSUED_ON)}", _issue)
    yield from _signing()
    for lead in _later_leads():
        words = f"Update the contact of AIP-{lead.code}-2022: {lead.person}"
        yield Entry(lead.from_on + timedelta(days=5), IMRAN, words, partial(_change_contact, lead))
    for option, (_, _, effective_on) in OPTIONS.items():
        taken_up_on = effective_on + timedelta(days=1)
        words = f"Take up option {option} of 5 agreements by letter"
        if taken_up_on > date(2022 + option, 3, 31):  # the third: the alarm tells of it
            words += f". Accepted: {TICKS[CautionKind.AFTER_THE_END]}"
        yield Entry(taken_up_on, RUTH, words, partial(_take_up, option, taken_up_on))
    yield Entry(date(2026, 11, 17), RUTH, "Make 5 agreements from 1 April 2027", _make_next)
    yield Entry(date(2026, 11, 17), RUTH, "Record the contacts of 5 agreements", partial(_contacts, 2027))


def _signing() -> Iterator[Entry]:
    yield Entry(ISSUED_ON, IMRAN, "Record 5 agreements as sent to every party", _send)
    for on in _REMINDED_ON:
        yield Entry(on, IMRAN, "Record a reminder to everyone who has not signed", partial(_remind, on))
    for on, _ in _POST:
        arrived = [signature for signature in signatures() if signature.recorded_on == on]
        words = f"Record {count(len(arrived), 'signature')} that came by {day(on)}"
        yield Entry(on, IMRAN, words, partial(_record, arrived))
    yield Entry(_MISTAKE_ON, IMRAN, f"Record signature of {_mistaken().name}", _mistake)
    words = f"Take back a signature of {_mistaken().name}: recorded for the wrong school"
    yield Entry(_MISTAKE_ON + timedelta(days=1), IMRAN, words, _put_right)
    yield Entry(CHAIRS_SIGNED_ON, RUTH, "Record the signatures of the chairs", _chairs_sign)
    yield Entry(COUNCIL_SIGNED_ON, RUTH, "Record the council’s signature on 5 agreements", _council_signs)
    yield Entry(date(2022, 6, 20), RUTH, "Write notes on the agreements not fully signed", _note_missing)
    for signed in _accessions():
        words = f"Record signature of {signed.school.name}, which joined {signed.code}"
        yield Entry(signed.recorded_on, IMRAN, words, partial(_record, [signed]))


def _accessions() -> list[Signed]:
    """Return schools that joined later sign the edition in force; in South one has not."""
    accessions = []
    for school, code, joined_on in joined_late():
        if code == "S" and joined_on.year == 2023 and joined_on.month == 9:
            continue
        known_on = next(on for on in REFRESHED_ON if on >= max(joined_on, school.opened_on))
        recorded_on = max(joined_on, known_on if school.opened_on == joined_on else joined_on) + timedelta(35)
        head = school.heads[recorded_on.year - FIRST_YEAR - (recorded_on.month < 9)]
        accessions.append(
            Signed(school, code, recorded_on - timedelta(3), recorded_on, head, SigningMethod.ELECTRONIC)
        )
    return accessions


def _make(session: Session, memory: Memory) -> None:
    _make_award(session, memory, STARTS_ON, AWARD, "pcr2015_12_7")


def _make_next(session: Session, memory: Memory) -> None:
    _make_award(session, memory, NEXT_STARTS_ON, NEW_AWARD, "pa2023_horizontal")


def _make_award(session: Session, memory: Memory, starts_on: date, decision: str, basis: str) -> None:
    programme_id = core_programme(session).id
    name = next(base.name for base in shipped_legal_bases() if base.code == basis)
    agreements = make_agreements(
        session,
        preview_award(session, programme_id, starts_on),
        programme_id=programme_id,
        decision_id=memory.decisions[decision],
        legal_basis_id=next(basis_id for basis_id, label in legal_bases(session) if label == name),
        council_signatory=SIGNATORY,
        council_signatory_role=SIGNATORY_ROLE,
    )
    codes = {partnership_id: code for code, partnership_id in memory.partnerships.items()}
    for agreement_id in agreements:
        code = codes[get(session, Agreement, agreement_id).partnership_id]
        memory.agreements[code, starts_on.year] = agreement_id


def _contacts(year: int, session: Session, memory: Memory) -> None:
    mail = f"learning.inclusion@{sample_names().mail_domain}"
    for code in CODES:
        agreement_id = memory.agreements[code, year]
        lead = [
            holding
            for holding in holdings()
            if holding.code == code and holding.kind == KnownRole.LEAD and holding.from_on.year < year
        ][-1]
        edit_agreement(session, agreement_id, "council_contact", f"Learning Inclusion, {mail}")
        edit_agreement(session, agreement_id, "partnership_contact", f"{lead.person}, {lead.email}")


def _later_leads() -> list[Holding]:
    return [
        holding for holding in holdings() if holding.kind == KnownRole.LEAD and holding.from_on > ISSUED_ON
    ]


def _change_contact(lead: Holding, session: Session, memory: Memory) -> None:
    agreement_id = memory.agreements[lead.code, 2022]
    edit_agreement(session, agreement_id, "partnership_contact", f"{lead.person}, {lead.email}")


def _issue(session: Session, memory: Memory) -> None:
    for code in CODES:
        agreement_id = memory.agreements[code, 2022]
        ready = prepare_edition(session, agreement_id, ISSUED_ON)
        pdf = memory.print_paper(ready.paper)
        issue_edition(session, agreement_id, ready.edition_id, ISSUED_ON, pdf, printed(ready.paper))


def _send(session: Session, memory: Memory) -> None:
    for code in CODES:
        agreement = get(session, Agreement, memory.agreements[code, 2022])
        keys = [line.key for line in sign_up(session, agreement, ISSUED_ON).lines]
        record_sent(session, agreement.id, keys, ISSUED_ON, SentBy.EMAIL)


def _remind(on: date, session: Session, memory: Memory) -> None:
    for code in CODES:
        agreement = get(session, Agreement, memory.agreements[code, 2022])
        keys = [line.key for line in sign_up(session, agreement, on).lines if line.is_to_chase]
        if keys:
            record_reminded(session, agreement.id, keys, on, SentBy.EMAIL)


def _record(arrived: list[Signed], session: Session, memory: Memory) -> None:
    for signed in arrived:
        record_signature(
            session,
            memory.agreements[signed.code, 2022],
            memory.schools[signed.school.urn],
            signed.signed_on,
            name=signed.name,
            role="Principal" if signed.school.trust else "Headteacher",
            method=signed.method,
        )


def _mistaken() -> SampleSchool:
    """Return a school whose signature was recorded by mistake, some time before its own came."""
    return next(
        signed.school
        for signed in signatures()
        if signed.code == "E" and signed.recorded_on > date(2022, 3, 20)
    )


def _mistake(session: Session, memory: Memory) -> None:
    school_id = memory.schools[_mistaken().urn]
    memory.mistake = record_signature(session, memory.agreements["E", 2022], school_id, date(2022, 3, 10))


def _put_right(session: Session, memory: Memory) -> None:
    take_back_signature(session, memory.mistake)


def _chairs_sign(session: Session, memory: Memory) -> None:
    for code in CODES:
        chairs = [
            holding for holding in holdings() if holding.code == code and holding.kind == KnownRole.CHAIR
        ]
        chair = [holding for holding in chairs if holding.from_on <= CHAIRS_SIGNED_ON][-1]
        agreement_id = memory.agreements[code, 2022]
        record_signature(
            session, agreement_id, PartyKind.CHAIR, CHAIRS_SIGNED_ON, name=chair.person, role="Chair"
        )


def _council_signs(session: Session, memory: Memory) -> None:
    for code in CODES:
        agreement_id = memory.agreements[code, 2022]
        record_signature(
            session, agreement_id, PartyKind.COUNCIL, COUNCIL_SIGNED_ON, name=SIGNATORY, role=SIGNATORY_ROLE
        )


def _note_missing(session: Session, memory: Memory) -> None:
    for code, missing in _NEVER_SIGNED.items():
        text = f"{count(missing, 'school')} had not signed by 17 June 2022. Written to on 4 April and 9 May."
        edit_agreement(session, memory.agreements[code, 2022], "notes", text)


def _take_up(option: int, on: date, session: Session, memory: Memory) -> None:
    late = [CautionKind.AFTER_THE_END]
    for code in CODES:
        decision = memory.decisions[f"option {option}"]
        take_up_option(session, memory.agreements[code, 2022], decision, on, accepted=late)
