"""What is asked before one act on several agreements: its fields, how they are read, and what must not be blank."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from aip_desktop.clock import today
from aip_desktop.domain.agreements.awards import reference_of
from aip_desktop.domain.agreements.bulk_acts import (
    Answer,
    Decline,
    RemoveVariation,
    TakeBackAnswer,
    TakeBackEnd,
    TakeBackOption,
    TakeUp,
    Terminate,
    TogetherAct,
    Vary,
)
from aip_desktop.domain.agreements.decision_choices import decision_choices
from aip_desktop.domain.agreements.endings import ANSWERS
from aip_desktop.domain.agreements.variations import GIVERS, end_of_notice, usual_notice, variations
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import AGREEMENT, EXTENSION_PAPERS, OPTION, VARIATION, ExtensionPaper
from aip_desktop.store.open_file import File
from aip_desktop.ui.widgets.field import Field
from aip_desktop.ui.widgets.fields import ChoiceField, CountField, DateField, LongTextField
from aip_desktop.ui.widgets.remark_list import decision_named, named
from aip_desktop.wording import day

STAYS = "What was issued about it keeps its code and stays on the record: tell those who had it."


@dataclass(frozen=True, slots=True)
class Question:
    """One kind of act: its fields by name, how they are read, and how they are told before the act."""

    title: str
    intro: str
    fields: dict[str, Field[Any]]
    read: Callable[[dict[str, Field[Any]]], TogetherAct]
    needed: dict[str, str]  # fields that must not be blank, and what is said of each


def _decisions(file: File, title: str, *, needed: bool) -> ChoiceField:
    with file.reading() as session:
        decisions = [(choice.id, decision_named(choice)) for choice in decision_choices(session, today())]
    choices = decisions if needed else [("", "None"), *decisions]
    field = ChoiceField(title, choices, name="decision_id", unknown="Choose a decision")
    field.wide = True
    if not needed:
        field.set_value("")
    return field


def _date(title: str, name: str, value: date | None, hint: str = "") -> DateField:
    field = DateField(title, name=name, hint=hint)
    field.set_value(value)
    return field


def _day(fields: dict[str, Field[Any]], name: str) -> date:
    value = fields[name].value()
    if not isinstance(value, date):
        raise Refusal(f"Enter the day: {fields[name].title.lower()}", name)
    return value


def take_up_question(file: File, ids: Sequence[str]) -> Question:
    """Ask about taking up the next option of each."""
    instrument = ChoiceField(OPTION["instrument"].label, tuple(EXTENSION_PAPERS.items()), name="instrument")
    instrument.set_value(ExtensionPaper.LETTER)
    fields: dict[str, Field[Any]] = {
        "decision_id": _decisions(file, "Decision to take it up", needed=True),
        "taken_up_on": _date(OPTION["taken_up_on"].label, "taken_up_on", today()),
        "instrument": instrument,
    }

    def read(values: dict[str, Field[Any]]) -> TogetherAct:
        return TakeUp(
            str(values["decision_id"].value() or ""),
            _day(values, "taken_up_on"),
            str(values["instrument"].value()),
        )

    return Question(
        "Take up the next option",
        "Under a decision that follows the decision on the award. Letter or re-issue: both use one option.",
        fields,
        read,
        {"decision_id": "Choose the decision under which it is taken up"},
    )


def in_time_question(file: File, ids: Sequence[str]) -> Question:
    """Ask about recording an option that was taken up before its agreement ended, though it is recorded only now."""
    fields = dict(take_up_question(file, ids).fields)
    fields["taken_up_on"] = _date("Taken up on", "taken_up_on", None, "The date on which it was taken up")

    def read(values: dict[str, Field[Any]]) -> TogetherAct:
        on, instrument = _day(values, "taken_up_on"), str(values["instrument"].value())
        return TakeUp(str(values["decision_id"].value() or ""), on, instrument, in_time=True)

    return Question(
        "Record an option taken up in time",
        "For an agreement that has ended, where the option was taken up on or before its last day.",
        fields,
        read,
        {"decision_id": "Choose the decision under which it was taken up"},
    )


def decline_question(_: File, ids: Sequence[str]) -> Question:
    """Ask about recording that the next option of each will not be taken up."""
    fields: dict[str, Field[Any]] = {
        "declined_on": _date(OPTION["declined_on"].label, "declined_on", today()),
        "note": LongTextField(OPTION["note"].label, name="note", hint=OPTION["note"].hint, lines=2),
    }

    def read(values: dict[str, Field[Any]]) -> TogetherAct:
        return Decline(_day(values, "declined_on"), str(values["note"].value()))

    return Question("Decline the next option", "The agreements then end on their last day.", fields, read, {})


def vary_question(file: File, ids: Sequence[str]) -> Question:
    """Ask about varying the terms of each from one day on."""
    fields: dict[str, Field[Any]] = {
        "effective_on": _date(VARIATION["effective_on"].label, "effective_on", today()),
        "decision_id": _decisions(file, VARIATION["decision_id"].label, needed=True),
        "what": LongTextField(VARIATION["what"].label, name="what", lines=3),
        "why": LongTextField(VARIATION["why"].label, name="why", lines=2),
    }

    def read(values: dict[str, Field[Any]]) -> TogetherAct:
        return Vary(
            str(values["what"].value()),
            str(values["why"].value()),
            _day(values, "effective_on"),
            str(values["decision_id"].value() or ""),
        )

    return Question(
        "Record a variation",
        "The same change for each agreement that is ticked.",
        fields,
        read,
        {
            "decision_id": "Choose the decision under which it is varied",
            "what": "Enter what is varied",
            "why": "Enter why it is varied",
        },
    )


def terminate_question(file: File, ids: Sequence[str]) -> Question:
    """Ask about ending each early after notice."""
    with file.reading() as session:
        usual = usual_notice(session, today())
    giver = ChoiceField(
        AGREEMENT["notice_given_by"].label,
        [(giver, giver[0].upper() + giver[1:]) for giver in GIVERS],
        name="given_by",
    )
    giver.set_value(GIVERS[0])
    months = CountField(
        AGREEMENT["notice_months"].label, name="months", hint=f"Usually {usual}, by the figures in force"
    )
    months.set_value(usual)
    fields: dict[str, Field[Any]] = {
        "given_by": giver,
        "given_on": _date(AGREEMENT["notice_given_on"].label, "given_on", today()),
        "months": months,
        "last_day": _date("Last day", "last_day", None, "Blank: so many months after the notice"),
        "decision_id": _decisions(file, "Decision", needed=False),
        "reason": LongTextField("Reason", name="reason", lines=2),
    }

    def read(values: dict[str, Field[Any]]) -> TogetherAct:
        given_on, months = _day(values, "given_on"), values["months"].value()
        if months is None:
            raise Refusal("Enter the months of notice; 0 if none was given", "months")
        last = values["last_day"].value() or end_of_notice(given_on, months)
        return Terminate(
            str(values["given_by"].value()),
            given_on,
            months,
            last,
            str(values["reason"].value()),
            str(values["decision_id"].value() or ""),
        )

    return Question(
        "End early",
        "After notice. Options that are not taken up end too.",
        fields,
        read,
        {"reason": "Enter the reason for ending it early"},
    )


def answer_question(_: File, ids: Sequence[str]) -> Question:
    """Return what happened when each ran out."""
    answer = ChoiceField(
        "What happened?", [(answer, answer) for answer in ANSWERS], name="answer", unknown="Choose an answer"
    )
    answer.wide = True
    fields: dict[str, Field[Any]] = {
        "answer": answer,
        "on": _date("Recorded on", "on", today()),
        "note": LongTextField("Note", name="note", lines=2),
    }

    def read(values: dict[str, Field[Any]]) -> TogetherAct:
        return Answer(str(values["answer"].value() or ""), _day(values, "on"), str(values["note"].value()))

    return Question(
        "What happened?",
        "Agreements that ran out are asked about until it is answered.",
        fields,
        read,
        {"answer": "Choose what happened"},
    )


# --- Taking back what was recorded by mistake -----------------------------------------------------------------


def take_back_option_question(_: File, ids: Sequence[str]) -> Question:
    """Ask about taking back the last option taken up of each."""
    intro = f"The option is free again, and the agreement ends before it. {STAYS}"
    return Question("Take back the last option taken up", intro, {}, lambda _: TakeBackOption(), {})


def remove_variation_question(file: File, ids: Sequence[str]) -> Question:
    """Ask about removing a variation from each; which one is chosen among those of these agreements."""
    with file.reading() as session:
        choices = {
            (line.effective_on, line.what): f"From {day(line.effective_on)}"
            for id_ in ids
            for line in variations(session, id_)
        }
        if not choices:
            none = reference_of(session, ids[0]) if len(ids) == 1 else "these agreements"
            raise Refusal(f"No variation of {none} is recorded, so there is none to remove")
    latest = sorted(choices, reverse=True)
    which = ChoiceField(
        "Variation", [(key, named(choices[key], key[1].splitlines()[0])) for key in latest], name="variation"
    )
    which.wide = True
    which.set_value(latest[0])

    def read(fields: dict[str, Field[Any]]) -> TogetherAct:
        return RemoveVariation(*fields["variation"].value())

    intro = f"The agreement reads again as before it. {STAYS}"
    return Question("Remove a variation", intro, {"variation": which}, read, {})


def take_back_end_question(_: File, ids: Sequence[str]) -> Question:
    """Ask about taking back the early end of each."""
    intro = f"The agreement runs on as if notice had not been given. {STAYS}"
    return Question("Take back the early end", intro, {}, lambda _: TakeBackEnd(), {})


def take_back_answer_question(_: File, ids: Sequence[str]) -> Question:
    """Ask about taking back what was said to have happened at the end of each."""
    intro = "It is asked again until it is answered."
    return Question("Take back what happened at the end", intro, {}, lambda _: TakeBackAnswer(), {})


Asking = Callable[[File, Sequence[str]], Question]  # about these agreements

QUESTIONS: tuple[tuple[str, Asking], ...] = (
    ("Take up the next option…", take_up_question),
    ("Record an option taken up in time…", in_time_question),
    ("Decline the next option…", decline_question),
    ("Record a variation…", vary_question),
    ("End early…", terminate_question),
    ("What happened at the end?…", answer_question),
)
TAKING_BACK: tuple[tuple[str, Asking], ...] = (
    ("Take back the last option taken up…", take_back_option_question),
    ("Remove a variation…", remove_variation_question),
    ("Take back the early end…", take_back_end_question),
    ("Take back what happened…", take_back_answer_question),
)
