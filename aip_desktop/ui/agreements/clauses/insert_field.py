"""The list from which a field is inserted, by keyboard: facts of the agreement, and references to other clauses."""

from collections.abc import Mapping

from PySide6.QtWidgets import QMenu, QWidget

from aip_desktop.domain.clauses.statement import CLAUSE_FIELD, FIELDS
from aip_desktop.ui.agreements.clauses.rich_text_field import RichEntry


def field_menu(entry: RichEntry, headings: Mapping[str, str], parent: QWidget) -> QMenu:
    """Return a menu of all fields; the one picked goes where the cursor of ``entry`` stands."""
    menu = QMenu(parent)
    menu.setAccessibleName("Insert a field")
    for name, label in FIELDS.items():
        _add(menu, label, name, entry)
    menu.addSeparator()
    clauses = menu.addMenu("Refer to a clause")
    for number, (key, heading) in enumerate(headings.items(), 1):
        _add(clauses, f"{number} {heading}", CLAUSE_FIELD + key, entry)
    return menu


def _add(menu: QMenu, label: str, name: str, entry: RichEntry) -> None:
    action = menu.addAction(label.replace("&", "&&"))

    def put() -> None:
        entry.setFocus()
        entry.put_field(name)

    action.triggered.connect(put)
