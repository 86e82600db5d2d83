"""Asking which file or folder; in one place, so that every question starts where the last one ended."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from aip_desktop.paths import SUFFIX, file_name

OURS = f"AIP Desktop files (*{SUFFIX})"
TABLES = "Tables (*.csv *.txt *.xlsx *.ods *.zip);;All files (*)"
PDFS = "PDF documents (*.pdf)"

_last: list[Path] = []


def start_folder(beside: Path | None = None) -> Path:
    """Return where a question starts: the last folder chosen, else beside the file, else at home."""
    if _last and _last[0].is_dir():
        return _last[0]
    return beside.parent if beside and beside.parent.is_dir() else Path.home()  # a database lies in no folder


def file_to_open(parent: QWidget | None, title: str, kinds: str, beside: Path | None = None) -> Path | None:
    """Return which file to read; None if the officer thought better of it."""
    chosen, _ = QFileDialog.getOpenFileName(parent, title, str(start_folder(beside)), kinds)
    return _remembered(chosen)


def file_to_save(
    parent: QWidget | None, title: str, name: str, kinds: str, beside: Path | None = None
) -> Path | None:
    """Return where to write; None if the officer thought better of it.

    A name typed without its ending gets that of ``name`` at once, so that the dialog itself asks before that file is
    written over.
    """
    dialog = QFileDialog(parent, title, str(start_folder(beside)), kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix(Path(name).suffix)
    dialog.selectFile(file_name(name))
    chosen = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return _remembered(chosen[0] if chosen else "")


def folder(parent: QWidget | None, title: str, beside: Path | None = None) -> Path | None:
    """Return which folder; None if the officer thought better of it."""
    chosen = QFileDialog.getExistingDirectory(parent, title, str(start_folder(beside)))
    return _remembered(chosen, is_folder=True)


def _remembered(chosen: str, *, is_folder: bool = False) -> Path | None:
    if not chosen:
        return None
    path = Path(chosen)
    _last[:] = [path if is_folder else path.parent]
    return path
