"""Taking up an option, or declining it: asked for, checked, then done as one act."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from aip_desktop.clock import today
from aip_desktop.domain.agreements.agreement_page import AgreementCard
from aip_desktop.domain.agreements.cautions import Caution, accepted_words
from aip_desktop.domain.agreements.decision_choices import decision_choices
from aip_desktop.domain.agreements.rungs import LadderRung
from aip_desktop.domain.agreements.taking_up import (
    check_take_up,
    decline_option,
    take_back_decline,
    take_up_option,
)
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import EXTENSION_PAPERS, OPTION, ExtensionPaper
from aip_desktop.store.open_file import File
from aip_desktop.ui.agreements.accepting import Accepting
from aip_desktop.ui.widgets.dialogs import CheckAnswers, FormDialog
from aip_desktop.ui.widgets.fields import ChoiceField, DateField, LongTextField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.remark_list import decision_named
from aip_desktop.wording import day


class _TakeUp(NamedTuple):
    decision_id: str
    on: date
    instrument: str


def ask_take_up(file: File, card: AgreementCard, parent: QWidget) -> bool:
    """Ask under which decision, from which day and by what; True once the option is taken up."""
    rung = card.next_option
    assert rung is not None
    name = rung.rung.name.lower()
    with file.reading() as session:
        choices = [choice for choice in decision_choices(session, today()) if choice.id != card.decision_id]
    offered = [(choice.id, decision_named(choice)) for choice in choices]
    decision = ChoiceField(
        "Decision to take it up",
        offered,
        hint="A decision that follows the decision on the award",
        name="decision_id",
        unknown="Choose a decision",
    )
    when = DateField(OPTION["taken_up_on"].label, name="taken_up_on")
    when.set_value(today())
    instrument = ChoiceField(OPTION["instrument"].label, tuple(EXTENSION_PAPERS.items()), name="instrument")
    instrument.set_value(ExtensionPaper.LETTER)
    answers: list[_TakeUp] = []
    cautions: list[Caution] = []

    def read() -> None:
        wanted = _read(decision, when, instrument)
        with file.reading() as session:
            _, cautions[:] = check_take_up(session, card.line.id, wanted.decision_id, wanted.on)
        answers[:] = [wanted]

    intro = f"{card.line.reference} would run on to {day(rung.rung.ends_on)}."
    if not choices:
        intro += " There is no decision for it yet: record one under Decisions first."
    decision.wide = True
    form = Form(decision, when, instrument)
    if not FormDialog(f"Take up {name}", form, "Continue", read, intro=intro, parent=parent).ask():
        return False
    return _check_take_up(file, card, answers[0], (dict(offered), cautions), parent)


def _read(decision: ChoiceField, when: DateField, instrument: ChoiceField) -> _TakeUp:
    chosen, on = decision.value(), when.value()
    if not chosen:
        raise Refusal("Choose the decision under which it is taken up", "decision_id")
    if on is None:
        raise Refusal("Enter the day on which it is taken up, such as 1 March 2023", "taken_up_on")
    return _TakeUp(str(chosen), on, str(instrument.value()))


def _check_take_up(
    file: File,
    card: AgreementCard,
    wanted: _TakeUp,
    known: tuple[dict[str, str], Sequence[Caution]],
    parent: QWidget,
) -> bool:
    """Show the answers and what must be accepted; True once the option is taken up."""
    rung, reference = card.next_option, card.line.reference
    assert rung is not None
    name, (decisions, cautions) = rung.rung.name.lower(), known
    accepting = Accepting(cautions) if cautions else None

    def act() -> None:
        accepted = accepting.accepted() if accepting else frozenset()
        with file.act(f"Take up {name} of {reference}{accepted_words(cautions, accepted)}") as session:
            take_up_option(
                session, card.line.id, wanted.decision_id, wanted.on, wanted.instrument, accepted=accepted
            )

    answers = [
        ("Agreement", f"{reference}, {card.line.partnership}"),
        ("Option", f"{rung.rung.name} of {len(card.ladder) - 1}"),
        ("Runs from", f"{day(rung.rung.starts_on)} to {day(rung.rung.ends_on)}"),
        ("Decision", decisions[wanted.decision_id]),
        ("Taken up on", day(wanted.on)),
        (OPTION["instrument"].label, EXTENSION_PAPERS[wanted.instrument]),
    ]
    return CheckAnswers(answers, f"Take up {name}", on_act=act, below=accepting, parent=parent).ask()


def ask_decline(file: File, card: AgreementCard, parent: QWidget) -> bool:
    """Ask from which day and why; True once it is recorded that the option will not be taken up."""
    if card.declined_option is not None:
        return _ask_take_back(file, card, card.declined_option, parent)
    rung = card.next_option
    assert rung is not None
    name = rung.rung.name.lower()
    when = DateField(OPTION["declined_on"].label, name="declined_on")
    when.set_value(today())
    why = LongTextField(OPTION["note"].label, name="why", hint=OPTION["note"].hint)
    given_answers: list[tuple[date, str]] = []

    def read() -> None:
        on = when.value()
        if on is None:
            raise Refusal("Enter the day on which it was declined", "declined_on")
        given_answers[:] = [(on, why.value())]

    form = Form(when, why, columns=1)
    if not FormDialog(f"Decline {name}", form, "Continue", read, parent=parent).ask():
        return False
    on, note = given_answers[0]

    def act() -> None:
        with file.act(f"Decline {name} of {card.line.reference}") as session:
            decline_option(session, card.line.id, on, note)

    answers = [
        ("Agreement", f"{card.line.reference}, {card.line.partnership}"),
        ("It will end on", day(card.line.runs_until)),
        ("Declined on", day(on)),
        (OPTION["note"].label, note.strip() or "Not recorded"),
    ]
    return CheckAnswers(answers, f"Decline {name}", on_act=act, parent=parent).ask()


def _ask_take_back(file: File, card: AgreementCard, rung: LadderRung, parent: QWidget) -> bool:
    """Take back that an option was declined; True once it is done."""
    name = rung.rung.name.lower()

    def act() -> None:
        with file.act(f"Take back declining {name} of {card.line.reference}") as session:
            take_back_decline(session, card.line.id)

    answers = [
        ("Agreement", f"{card.line.reference}, {card.line.partnership}"),
        ("Declined on", day(rung.declined_on) if rung.declined_on else "Not recorded"),
        (OPTION["note"].label, rung.note or "Not recorded"),
    ]
    return CheckAnswers(answers, f"Take back declining {name}", on_act=act, parent=parent).ask()
