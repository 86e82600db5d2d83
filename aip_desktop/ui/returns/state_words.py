"""The words and colours in which the tab speaks of a return."""

from aip_desktop.domain.returns import grid
from aip_desktop.domain.returns.grid import ReturnCell
from aip_desktop.ui.theme.palette import Tone
from aip_desktop.ui.widgets.pill import Pill
from aip_desktop.wording import UNKNOWN, day, half_days, number

TONES: dict[str, Tone] = {
    grid.ReturnState.NOT_ASKED: "off",
    grid.ReturnState.NOT_DUE: "off",
    grid.ReturnState.DUE: "info",
    grid.ReturnState.OVERDUE: "bad",
    grid.ReturnState.RECEIVED: "info",
    grid.ReturnState.CHANGES_REQUESTED: "warn",
    grid.ReturnState.SCRUTINISED: "info",
    grid.ReturnState.FEEDBACK_SENT: "info",
    grid.ReturnState.CLOSED: "ok",
}


def state_pill(state: str) -> Pill:
    """Return the state of a return as a pill."""
    return Pill(state, TONES[state])


def cell_note(cell: ReturnCell) -> str:
    """Return what stands under the state in the grid: when it came or is due, and how late it is."""
    if cell.received_on is None:
        return cell.note
    came = f"Came {day(cell.received_on)}"
    return f"{came}, {cell.note}" if cell.note else came


def cell_words(cell: ReturnCell) -> str:
    """Return a cell of the grid in one line, for the tool tip and for those who hear it."""
    due = "" if cell.note.startswith("Due") else f"; it was due {day(cell.due_on)}"
    return f"{cell.state}: {cell_note(cell)}{due}"


def figure(value: int | None, unit: str) -> str:
    """Return an answer as the form shows it: blank is an en dash, nought is 0, half-days are days such as 3½."""
    if value is None:
        return UNKNOWN
    return half_days(value).rpartition(" ")[0] if unit == "half_days" else number(value)
