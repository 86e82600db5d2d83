"""The decision trail of an agreement: everything with its dates, for audit or a freedom-of-information request."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from sqlalchemy import ForeignKey, or_, select
from sqlalchemy import inspect as inspect_mapped
from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.ladder import last_day, steps
from aip_desktop.domain.agreements.lifecycle import runs_until
from aip_desktop.domain.agreements.variations import ending, variations
from aip_desktop.domain.clauses.consultation import consultation
from aip_desktop.domain.clauses.queries import wording_of
from aip_desktop.domain.decisions.decision_page import DecisionCard, decision_card
from aip_desktop.domain.decisions.decisions import DATES, FIELDS, label_for
from aip_desktop.domain.decisions.state import followed
from aip_desktop.domain.issued_documents import issued_lines
from aip_desktop.history.head import head_of
from aip_desktop.history.kinds import kinds
from aip_desktop.history.reading import acts_touching
from aip_desktop.history.statements import ActLine, End
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.attachments import Attachment
from aip_desktop.models.authority import LegalBasis
from aip_desktop.models.base import Record
from aip_desktop.models.clauses import ClauseSet
from aip_desktop.models.consultation import OUTCOMES, Comment, SendOut
from aip_desktop.models.decisions import Decision
from aip_desktop.models.lookup import editions, get, in_use, the_authority
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.programmes import Programme
from aip_desktop.models.schools import School
from aip_desktop.models.signatures import Signature, SigningStep, StepKind
from aip_desktop.wording import count, day, listing, pounds

ELSEWHERE = ("partnership", "programme", "school", "legal_basis", "clause_set")  # live on without it
ABOUT = "about_id"  # names a record of whatever kind: an attachment's
APART = ("agreement", "decision", *ELSEWHERE)
SAID = (  # what is printed of a decision, in this order; of its report there is a paper of its own
    *("what", "outcome", "reasons", "key_reason", "options_considered", "consultees", "interests"),
    *("dispensation", "background_papers", "exempt_reason", "late_reason", "withdrawn_reason", "contact"),
)


@dataclass(frozen=True, slots=True)
class TrailEvent:
    """Something that happened on a day. ``about`` is the subject: "Decision D54321", "Signature" ..."""

    on: date
    about: str
    what: str


@dataclass(frozen=True, slots=True)
class TrailDecision:
    """One decision that the agreement rests on, and what it was for."""

    heading: str
    purpose: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TrailSignature:
    """A signature on an edition."""

    edition: int
    party: str
    name: str
    role: str
    signed_on: date
    method: str


@dataclass(frozen=True, slots=True)
class TrailComment:
    """What someone said about the text, and what came of it."""

    on: date
    clause: str
    who: str
    text: str
    outcome: str  # empty while it is open


@dataclass(frozen=True, slots=True)
class TrailDocument:
    """Exact bytes that the file keeps: an edition, another issued document, or an attachment."""

    on: date
    title: str
    code: str  # empty for an attachment
    content_hash: str


@dataclass(frozen=True, slots=True)
class Trail:
    """The whole trail as at a day. ``events`` and ``acts`` are in the order in which they happened."""

    reference: str
    council: str
    partnership: str
    as_at: date
    facts: tuple[tuple[str, str], ...]
    decisions: tuple[TrailDecision, ...]
    events: tuple[TrailEvent, ...]
    comments: tuple[TrailComment, ...]
    signatures: tuple[TrailSignature, ...]
    documents: tuple[TrailDocument, ...]
    acts: tuple[ActLine, ...]
    head: tuple[End, ...]  # of the whole file


HOW = {"email": "email"}
METHOD = {"paper": "On paper", "electronic": "Electronically"}


def decision_trail(session: Session, agreement_id: str, today: date) -> Trail:
    """Return everything that is recorded of an agreement, with its dates. Refusal if the agreement is gone."""
    agreement = get(session, Agreement, agreement_id)
    decisions = _decisions(session, agreement, today)
    events = [event for source in SOURCES for event in source(session, agreement)]
    events += [event for card, _ in decisions for event in _decided(card)]
    cards = [card for card, _ in decisions]
    records = records_of(session, agreement, [card.id for card in cards])
    return Trail(
        reference=agreement.reference,
        council=the_authority(session).name,
        partnership=session.get_one(Partnership, agreement.partnership_id).name,
        as_at=today,
        facts=tuple(_facts(session, agreement)),
        decisions=tuple(_decision(session, card, purpose) for card, purpose in decisions),
        events=tuple(sorted(events, key=attrgetter("on"))),  # of one day, in the order of the sources
        comments=tuple(sorted(_comments(session, agreement), key=attrgetter("on"))),
        signatures=tuple(_signatures(session, agreement)),
        documents=tuple(sorted(_documents(session, agreement, cards), key=attrgetter("on", "title"))),
        acts=acts_touching(session, records | _consultation_records(session, agreement)),
        head=head_of(session),
    )


def _facts(session: Session, agreement: Agreement) -> Iterator[tuple[str, str]]:
    programme = session.get_one(Programme, agreement.programme_id)
    basis = session.get(LegalBasis, agreement.legal_basis_id) if agreement.legal_basis_id else None
    options = f"{count(agreement.option_count, 'option')} of {agreement.option_months} months"
    yield "Reference", agreement.reference
    yield "Partnership", session.get_one(Partnership, agreement.partnership_id).name
    yield "Programme", f"{programme.name} ({programme.funding_source})"
    yield "Initial term", f"{day(agreement.starts_on)} to {day(last_day(agreement))}"
    yield "Options", options if agreement.option_count else "None"
    yield "Runs until", day(runs_until(session, agreement))
    yield "Last day if every option is taken up", day(last_day(agreement, agreement.option_count))
    yield "Legal basis", _upper(basis.citation) if basis else ""
    if agreement.supersedes_id:
        yield "Replaces", session.get_one(Agreement, agreement.supersedes_id).reference


# --- Decisions --------------------------------------------------------------------------------------------


def _decisions(session: Session, agreement: Agreement, today: date) -> list[tuple[DecisionCard, str]]:
    """Return the decisions it rests on, each with what it was for, and those they follow from."""
    wanted = [(agreement.decision_id, "The award")]
    for number, step in sorted(steps(session, agreement.id).items()):
        wanted.append((step.decision_id, f"Option {number}"))
    wanted += [(line.decision_id, f"Variation {line.number}") for line in variations(session, agreement.id)]
    wanted.append((agreement.termination_decision_id, "Ending it early"))
    decisions: dict[str, str] = {}
    for decision_id, purpose in wanted:
        for decision in followed(session, session.get(Decision, decision_id) if decision_id else None):
            seen = decision.id
            what = purpose if seen == decision_id else f"Followed by the decision on {_lower(purpose)}"
            if what not in decisions.get(seen, "").split("; "):
                decisions[seen] = "; ".join(filter(None, (decisions.get(seen, ""), what)))
    return [(decision_card(session, name, today), _listed(purpose)) for name, purpose in decisions.items()]


def _listed(purposes: str) -> str:
    first, *others = purposes.split("; ")
    return "; ".join([first, *map(_lower, others)])


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def _decision(session: Session, card: DecisionCard, purpose: str) -> TrailDecision:
    facts = [
        ("For", purpose),
        (FIELDS["kind"].label, _upper(card.kind)),
        (FIELDS["maker"].label, card.maker),
        ("State", card.state),
    ]
    if card.parent:
        facts.append((FIELDS["parent_id"].label, card.parent))
    facts += [(FIELDS[name].label, day(getattr(card, name))) for name in DATES if getattr(card, name)]
    if card.value is not None:
        facts.append((FIELDS["value"].label, pounds(card.value)))
    if card.legal_basis_id:
        facts.append(
            (
                FIELDS["legal_basis_id"].label,
                _upper(session.get_one(LegalBasis, card.legal_basis_id).citation),
            )
        )
    facts += [(label_for(name, card.kind), getattr(card, name)) for name in SAID if getattr(card, name)]
    if card.lacks:
        facts.append(("Not recorded", _upper(", ".join(card.missing))))
    return TrailDecision(_named(card), purpose, tuple(facts))


def _named(card: DecisionCard) -> str:
    return f"{card.reference}: {card.title}" if card.reference else card.title


def _decided(card: DecisionCard) -> Iterator[TrailEvent]:
    for name in DATES:
        if getattr(card, name):
            yield TrailEvent(
                getattr(card, name), f"Decision {card.reference or card.title}", FIELDS[name].label
            )


# --- What happened ----------------------------------------------------------------------------------------


def _term(session: Session, agreement: Agreement) -> Iterator[TrailEvent]:
    yield TrailEvent(agreement.starts_on, "Agreement", "The initial term begins")
    end = ending(session, agreement)
    if end.given_on:
        words = f"Notice to end it early given by {end.given_by}, for {day(end.last_day)}: {end.reason}"
        yield TrailEvent(end.given_on, "Notice", words)
    yield TrailEvent(end.last_day, "Agreement", "Ends early" if end.terminated else "Ends as it stands")
    if end.answered_on:
        words = ". ".join(filter(None, (end.answer, end.answer_note)))
        yield TrailEvent(end.answered_on, "Agreement", f"What happened at its end: {words}")


def _options(session: Session, agreement: Agreement) -> Iterator[TrailEvent]:
    for number, step in sorted(steps(session, agreement.id).items()):
        if step.taken_up_on:
            by = step.instrument or "an instrument that is not recorded"
            words = f"Taken up by {by}, to {day(last_day(agreement, number))}"
            yield TrailEvent(step.taken_up_on, f"Option {number}", words)
        if step.declined_on:
            words = "Declined" + (f": {step.note}" if step.note else "")
            yield TrailEvent(step.declined_on, f"Option {number}", words)


def _varied(session: Session, agreement: Agreement) -> Iterator[TrailEvent]:
    for line in variations(session, agreement.id):
        words = f"Takes effect: {line.what.rstrip('.')}. Why: {line.why}"
        yield TrailEvent(line.effective_on, f"Variation {line.number}", words)


def _editions(session: Session, agreement: Agreement) -> Iterator[TrailEvent]:
    for edition in editions(session, agreement.id):
        about = f"Edition {edition.number}"
        yield TrailEvent(edition.issued_on, about, f"Issued for signature, code {edition.code}")
        if edition.not_material_on:
            why = edition.not_material
            words = f"Recorded that its change is not material, so that earlier signatures count: {why}"
            yield TrailEvent(edition.not_material_on, about, words)


def _texts(session: Session, agreement: Agreement) -> list[ClauseSet]:
    """Return the kept texts that it, or an edition of it, is worded by."""
    wording = wording_of(session, agreement)
    wanted = {edition.clause_set_id for edition in editions(session, agreement.id)}
    wanted.add(wording.ref if wording.is_kept else None)
    clause_sets = (session.get(ClauseSet, name) for name in sorted(filter(None, wanted)))
    return [clause_set for clause_set in clause_sets if clause_set is not None and not clause_set.retired]


def _consulted(session: Session, agreement: Agreement) -> Iterator[TrailEvent]:
    """Yield how its text was sent out, replied to and approved; what happened on one day in one line."""
    for text in _texts(session, agreement):
        about, days = f"Text {text.version}", defaultdict[tuple[date, str], list[str]](list)
        for sent in consultation(session, text.id, date.max).sent:
            days[sent.sent_on, "Sent for comment to"].append(sent.who)
            if sent.replied_on:
                days[sent.replied_on, "Reply of"].append(sent.who)
        for (on, words), people in days.items():
            who = listing(people) if len(people) <= 3 else count(len(people), "person", "people")
            yield TrailEvent(on, about, f"{words} {who}")
        if text.approved_on:
            yield TrailEvent(text.approved_on, about, f"Approved by {text.approved_by or 'nobody named'}")


def _comments(session: Session, agreement: Agreement) -> Iterator[TrailComment]:
    for text in _texts(session, agreement):
        for line in consultation(session, text.id, date.max).comments:
            outcome = OUTCOMES.get(line.outcome, line.outcome)
            answered = f"{outcome} on {day(line.answered_on)}" if line.answered_on else outcome
            words = ": ".join(filter(None, (answered, line.response)))
            yield TrailComment(line.made_on, f"{text.version}, {line.clause}", line.who, line.text, words)


def _consultation_records(session: Session, agreement: Agreement) -> set[str]:
    """Return the ids of its texts, of their send-outs and of the comments on them."""
    ids = {text.id for text in _texts(session, agreement)}
    sent = session.scalars(select(SendOut.id).where(SendOut.clause_set_id.in_(ids)))
    comments = session.scalars(select(Comment.id).where(Comment.clause_set_id.in_(ids)))
    return {*ids, *sent, *comments}


def _asked(session: Session, agreement: Agreement) -> Iterator[TrailEvent]:
    """Yield who was sent it, reminded, declined or exempt; those of one day in one line."""
    query = in_use(SigningStep, SigningStep.agreement_id == agreement.id)
    together: dict[tuple[date, str, str], list[str]] = {}
    for step in session.scalars(query.order_by(*SigningStep.order())):
        words = "Need not sign" if step.kind == StepKind.EXEMPT else step.kind.capitalize()
        how = f" by {HOW.get(step.how, step.how)}" if step.how else ""
        why = ": ".join(filter(None, (how, step.reason or "")))
        together.setdefault((step.on, words, why), []).append(_party(session, agreement, step))
    for (on, words, why), parties in together.items():
        who = parties[0] if len(parties) == 1 else count(len(parties), "party", "parties")
        joined = why if why.startswith(" by") or not why else f": {why}"
        yield TrailEvent(on, "Sign-up", f"{words}{joined} ({who})")


def _signed(session: Session, agreement: Agreement) -> Iterator[TrailEvent]:
    """Yield signatures, those of one day in one line: each of them is listed further down."""
    by_day: dict[tuple[date, int], list[str]] = {}
    for signature in _signatures(session, agreement):
        by_day.setdefault((signature.signed_on, signature.edition), []).append(signature.party)
    for (on, edition), parties in by_day.items():
        who = parties[0] if len(parties) == 1 else count(len(parties), "party", "parties")
        yield TrailEvent(on, f"Edition {edition}", f"Signed by {who}")


def _issued(session: Session, agreement: Agreement) -> Iterator[TrailEvent]:
    for line in issued_lines(session, agreement_id=agreement.id):
        yield TrailEvent(line.issued_on, "Document", f"{line.title} issued, code {line.code}")


Source = Callable[[Session, Agreement], Iterable[TrailEvent]]
SOURCES: tuple[Source, ...] = (_term, _options, _varied, _consulted, _editions, _asked, _signed, _issued)


def _signatures(session: Session, agreement: Agreement) -> Iterator[TrailSignature]:
    for edition in editions(session, agreement.id):
        query = in_use(Signature, Signature.edition_id == edition.id)
        for signature in session.scalars(query.order_by(*Signature.order())):
            yield TrailSignature(
                edition.number,
                _party(session, agreement, signature),
                signature.name or "",
                signature.role or "",
                signature.signed_on,
                METHOD.get(signature.method, signature.method),
            )


def _party(session: Session, agreement: Agreement, signature: Signature | SigningStep) -> str:
    if signature.school_id:
        return session.get_one(School, signature.school_id).name
    if signature.party == "council":
        return the_authority(session).name
    return f"Chair of {session.get_one(Partnership, agreement.partnership_id).name}"


# --- Documents and the record -----------------------------------------------------------------------------


def _documents(
    session: Session, agreement: Agreement, decisions: Iterable[DecisionCard]
) -> Iterator[TrailDocument]:
    for edition in editions(session, agreement.id):
        yield TrailDocument(
            edition.issued_on, f"Agreement, edition {edition.number}", edition.code, edition.content_hash
        )
    lines = list(issued_lines(session, agreement_id=agreement.id))
    for card in decisions:
        lines += issued_lines(session, decision_id=card.id)
    for line in {issued_line.id: issued_line for issued_line in lines}.values():
        yield TrailDocument(line.issued_on, line.title, line.code, line.content_hash)
    about = records_of(session, agreement, [card.id for card in decisions])
    query = in_use(Attachment, Attachment.id.in_(about))
    for attached in session.scalars(query.order_by(Attachment.id)):
        yield TrailDocument(attached.attached_on, f"Attached: {attached.name}", "", attached.content_hash)


def records_of(session: Session, agreement: Agreement, decision_ids: Iterable[str]) -> set[str]:
    """Return the ids of all that was ever recorded of an agreement and its decisions, retired or not.

    Whatever refers to one of them belongs to it, except other agreements, decisions, schools and the like.
    """
    records, fresh = set[str](), {agreement.id, *decision_ids}
    while fresh:
        records |= fresh
        fresh = {name for record in kinds().values() for name in _referring(session, record, fresh)} - records
    return records


def _referring(session: Session, record: type[Record], to: set[str]) -> set[str]:
    if record.__tablename__ in APART:
        return set()
    columns = inspect_mapped(record).columns
    belonging = [
        column for column in columns if any(map(_leads, column.foreign_keys)) or column.name == ABOUT
    ]
    if not belonging:
        return set()
    return set(session.scalars(select(record.id).where(or_(*(column.in_(to) for column in belonging)))))


def _leads(key: ForeignKey) -> bool:
    """Tell whether a reference says that a record belongs to another, and not only that it names a school or text."""
    return key.target_fullname.split(".")[0] not in ELSEWHERE
