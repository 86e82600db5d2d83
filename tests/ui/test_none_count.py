"""A guard against a PySide6 that loses references to None until the program aborts."""

import sys

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row


def test_painting_keeps_the_references_to_none(qapp: QApplication, qtbot: QtBot) -> None:
    """Where None is counted at all (before Python 3.12), 200 paintings must not use its count up."""
    table = Table([Column("School", stretch=True), Column("Pupils", "count")], "Schools")
    qtbot.addWidget(table)
    table.resize(600, 400)
    table.show_rows(Row(k, (f"School {k}", None)) for k in range(50))
    table.show()
    qapp.processEvents()
    before = sys.getrefcount(None)
    for _ in range(200):
        table.viewport().repaint()
    assert sys.getrefcount(None) >= before - 50
