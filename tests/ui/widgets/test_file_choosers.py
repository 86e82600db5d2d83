"""Asking where to write: a name typed without its ending gets it before it is asked about what is there."""

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox

from aip_desktop.ui.widgets import file_choosers


def _type(name: str, asked: list[str]) -> None:
    """Type a name into the dialog that comes up; if it asks whether to write over a file, say no, and give up."""

    def no() -> None:
        question = QApplication.activeModalWidget()
        if isinstance(question, QMessageBox):
            asked.append(question.text())
            question.button(QMessageBox.StandardButton.No).click()

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        line = dialog.findChild(QLineEdit)
        assert line is not None
        line.setText(name)
        QTimer.singleShot(50, no)
        dialog.accept()
        if dialog.isVisible():
            dialog.reject()

    QTimer.singleShot(50, look)


def test_a_name_gets_its_ending_in_the_dialog(qapp: QApplication, tmp_path: Path) -> None:
    asked: list[str] = []
    _type(str(tmp_path / "for Bob"), asked)
    assert (
        file_choosers.file_to_save(None, "Export", "copy.aip", file_choosers.OURS) == tmp_path / "for Bob.aip"
    )
    (tmp_path / "for Bob.aip").write_bytes(b"somebody's work")
    assert not asked
    _type(str(tmp_path / "for Bob"), asked)
    assert file_choosers.file_to_save(None, "Export", "copy.aip", file_choosers.OURS) is None
    assert "for Bob.aip" in asked[0]


def test_the_name_that_is_offered_is_one_that_every_laptop_can_have(
    qapp: QApplication, tmp_path: Path
) -> None:
    offered: list[str] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        offered.extend(dialog.selectedFiles())
        dialog.reject()

    QTimer.singleShot(50, look)
    beside = tmp_path / "x.aip"
    assert (
        file_choosers.file_to_save(None, "New", "Leeds: Children / Families.aip", file_choosers.OURS, beside)
        is None
    )
    assert [Path(it).name for it in offered] == ["Leeds- Children - Families.aip"]
