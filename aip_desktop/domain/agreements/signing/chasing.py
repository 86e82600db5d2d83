"""What happens on the way to a signature: a party is sent the edition, reminded, declines, or is exempt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.signing.signing import carried_editions, signatures_on
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.lookup import editions, get, in_use
from aip_desktop.models.signatures import Edition, PartyKind, Signature, SigningStep, StepKind
from aip_desktop.wording import day, tidy, tidy_paragraphs


def record_of_party(session: Session, agreement_id: str, key: str) -> str:
    """Return the id of what was last recorded of a party: its signature, else what it was asked; empty if nothing
    was.

    ``key`` is that of a line of the sign-up list. What was taken back counts where there is nothing else.
    """
    of_school = key not in (PartyKind.COUNCIL, PartyKind.CHAIR)
    signed = (
        select(Signature.id)
        .join(Edition, Edition.id == Signature.edition_id)
        .where(Edition.agreement_id == agreement_id)
        .where(Signature.school_id == key if of_school else Signature.party == key)
        .order_by(Signature.retired, Signature.id.desc())
    )
    query = (
        select(SigningStep.id)
        .where(SigningStep.agreement_id == agreement_id)
        .where(SigningStep.school_id == key if of_school else SigningStep.party == key)
        .order_by(SigningStep.retired, SigningStep.id.desc())
    )
    return session.scalars(signed).first() or session.scalars(query).first() or ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Where one party stands, apart from its signature."""

    sent_on: date | None = None
    how: str = ""
    reminders: int = 0
    reminded_on: date | None = None
    declined_on: date | None = None
    exempt_on: date | None = None
    reason: str = ""  # of declining, or of being exempt
    next_step: str = ""
    for_good: bool = False
    step_id: str = ""  # of what is taken back: the exemption, or the declining


def asked_of(session: Session, agreement_id: str, edition: Edition | None) -> dict[str, Asked]:
    """Return where each party stands with an edition and those it carries over; only those of whom something is
    known.
    """
    counted = {each_edition.id for each_edition in carried_editions(session, edition)}
    query = in_use(SigningStep, SigningStep.agreement_id == agreement_id)
    by_party: dict[str, list[SigningStep]] = {}
    for step in session.scalars(query.order_by(*SigningStep.order())):
        if step.kind == StepKind.EXEMPT or step.edition_id in counted:
            by_party.setdefault(step.school_id or step.party, []).append(step)
    return {key: _asked(steps) for key, steps in by_party.items()}


def _asked(steps: Sequence[SigningStep]) -> Asked:
    last = {step.kind: step for step in steps}
    sent, reminded = last.get(StepKind.SENT), last.get(StepKind.REMINDED)
    stands = last.get(StepKind.EXEMPT) or last.get(StepKind.DECLINED)
    return Asked(
        sent_on=sent.on if sent else None,
        how=(sent.how or "") if sent else "",
        reminders=sum(step.kind == StepKind.REMINDED for step in steps),
        reminded_on=reminded.on if reminded else None,
        declined_on=last[StepKind.DECLINED].on if StepKind.DECLINED in last else None,
        exempt_on=last[StepKind.EXEMPT].on if StepKind.EXEMPT in last else None,
        reason=(stands.reason or "") if stands else "",
        next_step=(stands.next_step or "") if stands else "",
        for_good=bool(stands and stands.for_good),
        step_id=stands.id if stands else "",
    )


def record_sent(session: Session, agreement_id: str, keys: Sequence[str], on: date, how: str) -> int:
    """Record that the edition in force was sent to these parties; how many. Refusal before it was issued."""
    if not keys:
        raise Refusal("Tick the parties that it was sent to")
    edition = _edition(session, agreement_id, on)
    for key in keys:
        _add(session, agreement_id, key, StepKind.SENT, on, edition=edition, how=tidy(how))
    return len(keys)


def record_reminded(session: Session, agreement_id: str, keys: Sequence[str], on: date, how: str = "") -> int:
    """Record that these parties were reminded; how many. Refusal if one of them has signed, is exempt or has
    declined for good: nobody is chased who need not be. Nor before the day it was sent."""
    if not keys:
        raise Refusal("Tick the parties that were reminded")
    edition = _edition(session, agreement_id, on)
    signed, requests = signatures_on(session, edition), asked_of(session, agreement_id, edition)
    for key in keys:
        stands = requests.get(key, Asked())
        if key in signed or stands.exempt_on or stands.for_good:
            raise Refusal("One of these parties need not be reminded any more. Look at the list again")
        if stands.sent_on and on < stands.sent_on:
            raise Refusal(f"It was sent on {day(stands.sent_on)}. Enter that day or a later one", "on")
        _add(session, agreement_id, key, StepKind.REMINDED, on, edition=edition, how=tidy(how))
    return len(keys)


def record_declined(
    session: Session,
    agreement_id: str,
    key: str,
    on: date,
    reason: str,
    next_step: str = "",
    *,
    for_good: bool = False,
) -> str:
    """Record that a party declined to sign the edition in force, why, and what follows; the id of the record.

    Refusal without a reason, or if it has signed.
    """
    edition = _edition(session, agreement_id, on)
    if key in signatures_on(session, edition):
        raise Refusal("It has signed. Take the signature back first if that is a mistake")
    reason, next_step = tidy_paragraphs(reason), tidy_paragraphs(next_step)
    if not reason:
        raise Refusal("Enter the reason that was given, or “No reason was given”", "reason")
    if not next_step and not for_good:
        raise Refusal("Enter the next step, or tick that it has declined for good", "next_step")
    before = asked_of(session, agreement_id, edition).get(key, Asked())
    if before.declined_on and not before.exempt_on:  # what is known now stands in place of it
        session.get_one(SigningStep, before.step_id).retired = True
    return _add(
        session, agreement_id, key, StepKind.DECLINED, on, edition=edition, reason=reason, next_step=next_step,
        for_good=for_good,
    )  # fmt: skip


def record_exempt(session: Session, agreement_id: str, key: str, on: date, reason: str) -> str:
    """Record that a school need not sign this agreement, and why; the id of the record.

    Refusal without a reason, and for the council and the chair: without them there is no agreement.
    """
    get(session, Agreement, agreement_id)
    if key in (PartyKind.COUNCIL, PartyKind.CHAIR):
        raise Refusal("The council and the chair must sign: without them there is no agreement")
    all_editions = editions(session, agreement_id)
    edition = all_editions[-1] if all_editions else None
    if key in signatures_on(session, edition):
        raise Refusal("It has signed. Take the signature back first if that is a mistake")
    if asked_of(session, agreement_id, edition).get(key, Asked()).exempt_on:
        raise Refusal("It is recorded as exempt already")
    reason = tidy_paragraphs(reason)
    if not reason:
        raise Refusal("Enter why it need not sign, such as “it closes before the agreement starts”", "reason")
    return _add(session, agreement_id, key, StepKind.EXEMPT, on, reason=reason)


def set_step_day(session: Session, step_id: str, on: date) -> None:
    """Set the day of a step on the way to a signature. Refusal before its edition was issued."""
    step = session.get_one(SigningStep, step_id)
    edition = session.get(Edition, step.edition_id) if step.edition_id else None
    if edition is not None and on < edition.issued_on:
        raise Refusal(f"Edition {edition.number} was issued on {day(edition.issued_on)}", "on")
    step.on = on


def take_back_step(session: Session, step_id: str) -> None:
    """Take back that a party declined or is exempt, or anything else recorded by mistake."""
    session.get_one(SigningStep, step_id).retired = True


def _edition(session: Session, agreement_id: str, on: date) -> Edition:
    get(session, Agreement, agreement_id)
    all_editions = editions(session, agreement_id)
    if not all_editions:
        raise Refusal("Issue the agreement for signature first")
    latest = all_editions[-1]
    if on < latest.issued_on:
        raise Refusal(
            f"Edition {latest.number} was issued on {day(latest.issued_on)}. Enter that day or a later one",
            "on",
        )
    return latest


def _add(
    session: Session,
    agreement_id: str,
    key: str,
    kind: str,
    on: date,
    *,
    edition: Edition | None = None,
    how: str = "",
    reason: str = "",
    next_step: str = "",
    for_good: bool = False,
) -> str:
    step = SigningStep(
        agreement_id=agreement_id,
        edition_id=edition.id if edition else None,
        party=key if key in (PartyKind.COUNCIL, PartyKind.CHAIR) else PartyKind.SCHOOL,
        school_id=None if key in (PartyKind.COUNCIL, PartyKind.CHAIR) else key,
        kind=kind,
        on=on,
        how=how or None,
        reason=reason or None,
        next_step=next_step or None,
        for_good=for_good or None,
    )
    session.add(step)
    return step.id
