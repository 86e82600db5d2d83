"""The states of agreements, options, decisions and signatures as pills: words first, colour to help."""

from collections.abc import Mapping

from aip_desktop.domain.agreements.lifecycle import State
from aip_desktop.domain.agreements.rungs import LadderRung
from aip_desktop.domain.agreements.terms import TermState
from aip_desktop.ui.theme.palette import Tone
from aip_desktop.ui.widgets.pill import Pill

AGREEMENT: Mapping[str, Tone] = {
    State.DRAFT: "info",
    State.CONSULTATION: "warn",
    State.APPROVED: "ok",
    State.ISSUED: "info",
    State.PART_SIGNED: "warn",
    State.SIGNED: "ok",
    State.ACTIVE: "ok",
    State.NOT_IN_FORCE: "bad",
    State.EXPIRED: "off",
    State.SUPERSEDED: "off",
    State.TERMINATED: "off",
}
DECISION: Mapping[str, Tone] = {
    "Draft": "info",
    "Notice published": "info",
    "Report published": "info",
    "Decided": "info",
    "In call-in": "warn",
    "Called in": "bad",
    "Effective": "ok",
}
OPTION: Mapping[str, Tone] = {
    TermState.TAKEN_UP: "ok",
    TermState.AVAILABLE: "info",
    TermState.PENDING: "warn",
}
TEXT: Mapping[str, Tone] = {
    "Comes with the program": "off",
    "Came with the program": "off",
    "Draft for Legal": "info",
    "Out for consultation": "warn",
    "In use": "ok",
}
CHANGE: Mapping[str, Tone] = {"Added": "ok", "Removed": "bad", "Changed": "warn", "Moved": "info"}
OUTCOME: Mapping[str, Tone] = {
    "Accepted": "ok",
    "Accepted in part": "ok",
    "Not accepted": "off",
    "Question put back": "info",
}


def agreement_pill(state: State, in_force: str = "") -> Pill:
    """Return the state of an agreement, and why it is not in force where it should be."""
    why = in_force if state in (State.NOT_IN_FORCE, State.PART_SIGNED, State.ISSUED) else ""
    return Pill(state, AGREEMENT.get(state, "off"), why)


def decision_pill(state: str) -> Pill:
    """Return the state of a decision."""
    return Pill(state, DECISION.get(state, "off"))


def rung_pill(rung: LadderRung) -> Pill:
    """Return the state of the initial term or of an option; a rung that no decision covers is a warning."""
    if rung.rung.number == 0:
        return Pill("Not covered", "warn") if rung.cover else Pill("Awarded", "ok")
    tone = OPTION.get(rung.rung.state, "off")
    return Pill(rung.rung.state, "warn" if rung.cover else tone)


def text_pill(state: str) -> Pill:
    """Return the state of a clause set."""
    return Pill(state, "ok" if state.startswith("Approved") else TEXT.get(state, "off"))


def change_pill(kind: str) -> Pill:
    """Return what became of a clause."""
    return Pill(kind, CHANGE.get(kind, "off"))


def outcome_pill(outcome: str) -> Pill:
    """Return what came of a comment; one not answered yet is a warning."""
    return Pill(outcome, OUTCOME.get(outcome, "off")) if outcome else Pill("Not answered", "warn")


def reply_pill(state: str) -> Pill:
    """Tell whether someone replied who was sent a text."""
    return Pill(state, "ok" if state == "Replied" else "bad" if state.endswith("overdue") else "info")
