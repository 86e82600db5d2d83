"""Ways out where agreements, options, decisions, variations or what was issued do not hold together."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.awards import let_follow
from aip_desktop.domain.agreements.options import keep_declined, keep_taken_up, take_back_one_option
from aip_desktop.domain.agreements.removal import remove_agreement, why_not_removed
from aip_desktop.domain.agreements.signing.chasing import take_back_step
from aip_desktop.domain.agreements.signing.signing import set_signed_on, take_back_signature
from aip_desktop.domain.agreements.variations import remove_variation, take_back_termination
from aip_desktop.domain.attachments import remove_attachment
from aip_desktop.domain.checks.fix import WayOut, day_before
from aip_desktop.domain.checks.record_fixes import made_by
from aip_desktop.domain.checks.rules import BOTH, NO_DECISION, Fault
from aip_desktop.domain.clauses.revert import put_text_back
from aip_desktop.domain.decisions.decisions import edit_decision
from aip_desktop.domain.decisions.state import followed
from aip_desktop.domain.issued_documents import take_back_issue
from aip_desktop.history.kinds import find_record
from aip_desktop.models.agreements import Agreement, OptionStep, Variation
from aip_desktop.models.attachments import Attachment
from aip_desktop.models.decisions import KEY, Decision, label_of
from aip_desktop.models.issued import IssuedDocument
from aip_desktop.models.lookup import live
from aip_desktop.models.signatures import Edition, Signature, SigningStep
from aip_desktop.wording import day

_MOST_DECISIONS = 3  # that are offered to be followed, or to rest on


def ways_of_agreements(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Let the later follow the earlier, or remove one that was not issued."""
    earlier, later = (session.get_one(Agreement, it) for it in fault.about)
    if earlier.starts_on < later.starts_on and later.supersedes_id != earlier.id:
        words = f"Let {later.reference} follow {earlier.reference}"
        note = f"{earlier.reference} then ends on {day(day_before(later.starts_on))}"
        yield WayOut(words, let_follow, (later.id, earlier.id), note, is_legal=True)
    for it in (earlier, later):
        if not why_not_removed(session, it):
            words = f"Remove {it.reference}, which starts on {day(it.starts_on)}"
            note = f"Made {made_by(session, it.id)}. It was not issued"
            yield WayOut(words, remove_agreement, (it.id,), note, is_legal=True)


def ways_of_options(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Take the option back; say which holds of one both taken up and declined; name the decision it rests on."""
    step = session.get_one(OptionStep, fault.about[1])
    name, taken = f"option {step.number}", f"Recorded {made_by(session, step.id)}"
    if fault.case == BOTH and step.taken_up_on and step.declined_on:
        words = f"It was taken up on {day(step.taken_up_on)}"
        yield WayOut(words, keep_taken_up, (step.id,), "That it was declined is taken off", is_legal=True)
        words = f"It was declined on {day(step.declined_on)}"
        yield WayOut(words, keep_declined, (step.id,), "That it was taken up is taken off", is_legal=True)
        return
    if fault.case == NO_DECISION:
        made = [it for it in live(session, Decision) if it.decided_on is not None and it.kind != KEY]
        for decision in made[:_MOST_DECISIONS]:
            words = f"Let {name} rest on {label_of(decision)}"
            yield WayOut(words, keep_taken_up, (step.id, decision.id), is_legal=True)
    yield WayOut(f"Take back {name}", take_back_one_option, (step.id,), taken, is_legal=True)


def ways_of_parents(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Let the decision follow one of the key decisions, or take the option back."""
    _, step_id, decision_id = fault.about
    decision = session.get_one(Decision, decision_id)
    keys = [it for it in live(session, Decision) if it.kind == KEY and decision not in followed(session, it)]
    for key in keys[:_MOST_DECISIONS]:
        words = f"Let it follow the key decision {label_of(key)}"
        yield WayOut(words, edit_decision, (decision_id, "parent_id", key.id), is_legal=True)
    step = session.get_one(OptionStep, step_id)
    yield WayOut(f"Take back option {step.number}", take_back_one_option, (step_id,), is_legal=True)


def ways_of_variations(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Remove the variation, or take back the early end."""
    if len(fault.about) > 1:
        it = session.get_one(Variation, fault.about[1])
        words = f"Remove the variation from {day(it.effective_on)}"
        note = f"Recorded {made_by(session, it.id)}"
        yield WayOut(words, remove_variation, (it.id,), note, is_legal=True)
        return
    words = "Take back the early end: the agreement runs its term"
    yield WayOut(words, take_back_termination, (fault.about[0],), is_legal=True)


def ways_of_decisions(session: Session, fault: Fault) -> Iterator[WayOut]:
    """The two days of a decision, made one; or no day of effect, until it is known."""
    it = session.get_one(Decision, fault.about[0])
    if it.decided_on is None or it.effective_on is None:
        return
    days = (("effective_on", it.decided_on, "takes effect"), ("decided_on", it.effective_on, "was decided"))
    for field, on, what in days:
        yield WayOut(f"It {what} on {day(on)}", edit_decision, (it.id, field, on), is_legal=True)
    words = "Leave blank when it takes effect"
    yield WayOut(words, edit_decision, (it.id, "effective_on", None), is_legal=True)


def ways_of_issues(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Of a paper that was issued twice, take back the one that did not go out."""
    for record in fault.about:
        it = session.get_one(IssuedDocument, record)
        words = f"Take back the one with the code {it.code}: it did not go out"
        note = f"Issued {made_by(session, it.id)}"
        yield WayOut(words, take_back_issue, (it.id,), note, is_legal=True)


def ways_of_signatures(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Date the signature as its edition, or take it back."""
    it, edition = session.get_one(Signature, fault.about[0]), session.get_one(Edition, fault.about[1])
    words = f"It was signed on {day(edition.issued_on)}, the day of issue"
    yield WayOut(words, set_signed_on, (it.id, edition.issued_on), is_legal=True)
    note = f"Recorded {made_by(session, it.id)}"
    yield WayOut("Take the signature back", take_back_signature, (it.id,), note, is_legal=True)


def ways_of_steps(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Take the step of the sign-up back."""
    it = session.get_one(SigningStep, fault.about[0])
    note = f"Recorded {made_by(session, it.id)}"
    words = f"Take back that it was {it.kind} on {day(it.on)}"
    yield WayOut(words, take_back_step, (it.id,), note, is_legal=True)


def ways_of_texts(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Put the text back to what the edition was issued with."""
    code = session.get_one(Edition, fault.about[1]).code
    note = "What was changed in it since stays in the history"
    yield WayOut(
        f"Put the text back to that of edition {code}", put_text_back, fault.about, note, is_legal=True
    )


def ways_of_bytes(session: Session, fault: Fault) -> Iterator[WayOut]:
    """An attachment that cannot be read is removed; what was issued comes back only from a whole copy."""
    it = find_record(session, fault.about[0])
    if isinstance(it, Attachment):
        yield WayOut(f"Remove the attachment {it.name}", remove_attachment, (it.id,))
