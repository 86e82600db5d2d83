"""The questions of the Budget tab: a new year, a new programme, an element."""

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from aip_desktop.domain.budget.statement import ElementLine
from aip_desktop.domain.budget.years import YearColumn
from aip_desktop.errors import Refusal
from aip_desktop.models.authority import PROGRAMME
from aip_desktop.models.budget import BUDGET, ELEMENT
from aip_desktop.ui.budget.actions import Acts
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.dialogs import CheckAnswers, FormDialog
from aip_desktop.ui.widgets.fields import ChoiceField, MoneyField, TextField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.labels import button
from aip_desktop.wording import pounds, read_year, year_label


def new_year_dialog(
    acts: Acts, programme_id: str, suggested: int, columns: Sequence[YearColumn], parent: QWidget
) -> tuple[FormDialog, TextField]:
    """Return the dialog that begins a year like the last one before it, and its field for the year."""
    year, total = (
        TextField(BUDGET["year"].label, name="year"),
        MoneyField(BUDGET["total"].label, name="total"),
    )
    like = ChoiceField("Start from", _patterns(columns), name="like", hint=_LIKE_HINT)
    before = [column for column in columns if column.year < suggested]
    pattern = before[-1] if before else None
    year.set_value(year_label(suggested))
    total.set_value(pattern.total if pattern else None)
    like.set_value(pattern.year if pattern else None)

    def begin() -> None:
        acts.start_year(_year(year.value()), _total(total.value()), programme_id, _chosen(like.value()))

    fields = (year, total, like) if columns else (year, total)
    dialog = FormDialog(
        "New year",
        Form(*fields, columns=1),
        "Begin the year",
        begin,
        intro="The total stays approximate until you confirm it.",
        parent=parent,
    )
    return dialog, year


_LIKE_HINT = (
    "The elements keep their shares of the total and their methods. "
    "Schools and pupils are counted on the first day of the new year."
)


def _patterns(columns: Sequence[YearColumn]) -> list[tuple[int | None, str]]:
    """Return the years to begin like, the latest first; and from nothing."""
    years: list[tuple[int | None, str]] = [
        (column.year, f"{column.label}, {pounds(column.total)}") for column in reversed(columns)
    ]
    return [*years, (None, "Nothing: enter the elements yourself")]


def _year(typed: str) -> int:
    try:
        return read_year(typed)
    except Refusal as refusal:
        raise Refusal(refusal.sentence, "year") from None


def _total(total: Decimal | None) -> Decimal:
    if total is None:
        raise Refusal("Enter the total, such as 5,056,000 or 5.056m", "total")
    return total


def _chosen(value: object) -> int | None:
    return value if isinstance(value, int) else None


def ask_new_element(acts: Acts, parent: QWidget) -> bool:
    """Add an element; True if it was."""
    name, purpose = (TextField(ELEMENT[field].label, name=field) for field in ("name", "purpose"))
    form = Form(name, purpose, columns=1)
    return FormDialog(
        "Add an element",
        form,
        "Add element",
        lambda: acts.add_element(name.value(), purpose.value()),
        intro="It is added to every year of this programme, without an amount.",
        parent=parent.window(),
    ).ask()


def ask_edit_element(acts: Acts, line: ElementLine, parent: QWidget) -> bool:
    """Rename an element, say what it is for, or remove it; True if that was done."""
    name, purpose = (TextField(ELEMENT[field].label, name=field) for field in ("name", "purpose"))
    name.set_value(line.name)
    purpose.set_value(line.purpose)
    dialog = FormDialog(
        f"Edit {line.name}",
        Form(name, purpose, columns=1),
        "Save",
        lambda: acts.edit_element(line, name.value(), purpose.value()),
        intro="The name changes in every year, and on agreements not yet issued.",
        parent=parent.window(),
    )
    remove = button("Remove element…", look="quiet")
    remove.clicked.connect(lambda: _remove(acts, line, dialog))
    dialog.inside.column.insertWidget(1, remove, 0, Qt.AlignmentFlag.AlignLeft)
    dialog.resize(dialog.width(), dialog.height() + remove.sizeHint().height() + theme.px(16))
    return dialog.ask()


def _remove(acts: Acts, line: ElementLine, dialog: FormDialog) -> None:
    check = CheckAnswers(
        [("Element", line.name), (ELEMENT["purpose"].label, line.purpose or "Not said")],
        "Remove element",
        title=f"Remove {line.name}?",
        intro="It goes from every year. The history keeps it, and Undo brings it back.",
        on_act=lambda: acts.remove_element(line),
        parent=dialog,
    )
    if check.ask():
        dialog.accept()


def ask_new_programme(acts: Acts, parent: QWidget) -> str:
    """Add a programme; its id, or nothing."""
    new_ids: list[str] = []
    name, source, code = _programme_fields()
    FormDialog(
        "New programme",
        Form(name, source, code, columns=1),
        "Add programme",
        lambda: new_ids.append(acts.add_programme(name.value(), source.value(), code.value())),
        intro="Money of another kind, such as a grant. Its budgets and agreements never mix with others.",
        parent=parent.window(),
    ).ask()
    return new_ids[0] if new_ids else ""


def ask_edit_programme(acts: Acts, parent: QWidget) -> bool:
    """Change the programme that is shown; what depends on it is said. True once it is changed."""
    card = acts.programme()
    name, source, code = _programme_fields()
    for field, value in ((name, card.name), (source, card.funding_source), (code, card.code)):
        field.set_value(value)
    code.entry.setPlaceholderText(card.stem)
    return FormDialog(
        f"Change {card.name}",
        Form(name, source, code, columns=1),
        "Save",
        lambda: acts.edit_programme(card, name.value(), source.value(), code.value()),
        intro=card.reach,
        parent=parent.window(),
    ).ask()


def _programme_fields() -> tuple[TextField, TextField, TextField]:
    name, source, code = (
        TextField(PROGRAMME[value].label, name=value, hint=PROGRAMME[value].hint)
        for value in ("name", "funding_source", "code")
    )
    return name, source, code
