"""Merging a file: see what it would do, then do it, as one act that can be undone."""

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QWidget

from aip_desktop.errors import Refusal
from aip_desktop.models.review import Disagreement, MergeReview
from aip_desktop.store.backups import make_backup
from aip_desktop.store.file import File, open_to_read
from aip_desktop.ui import choosing, theme
from aip_desktop.ui.card import Card, FigureCard
from aip_desktop.ui.copies.disagreements import DisagreementsDialog
from aip_desktop.ui.job import Job
from aip_desktop.ui.job_dialog import JobDialog
from aip_desktop.ui.labels import button
from aip_desktop.ui.page import Page
from aip_desktop.ui.page_dialog import PageDialog
from aip_desktop.ui.passphrases import with_passphrase
from aip_desktop.ui.pill import Pill
from aip_desktop.ui.rows import Column, Row
from aip_desktop.ui.scroll import Scroll
from aip_desktop.ui.table import Table
from aip_desktop.wording import count, listing, moment

RECORDS = (Column("What", stretch=True), Column("Would be", "pill"))
APART = (
    Column("Record", stretch=True),
    Column("Field"),
    Column("Before", letters=18),
    Column("Newest", letters=30),
    Column("Other", letters=30),
)
BROKEN = (Column("What would not hold", stretch=True), Column("Ways out", letters=64))


def merge_file(file: File, parent: QWidget, path: Path | None = None) -> bool:
    """Show what merging a copy would do, and merge it if that is wanted; whether it was. Without a path it asks.

    Refusal if it is not ours, not whole, or not a copy of this file.
    """
    path = path or choosing.file_to_open(parent, "Merge a copy of this file", choosing.OURS, file.path)
    if path is None:
        return False
    if path.resolve() == file.path.resolve():
        raise Refusal("That is the file you are working on. Choose the copy that came back")
    other = with_passphrase(path, lambda words: open_to_read(path, words), parent)
    if other is None:
        return False
    try:
        found = JobDialog(Job(lambda _job: file.try_merge(other)), "Comparing the two files", parent).run()
        if not isinstance(found, MergeReview):
            return False
        if found.merged.is_nothing:
            raise Refusal(f"{path.name} has nothing that this file has not, so there is nothing to merge")
        if not MergeDialog(file, other, found, parent).exec():
            return False
    finally:
        other.close()
    if found.disagreements:
        DisagreementsDialog(file, parent).exec()
    return True


class MergeDialog(PageDialog):
    """The review of a merge. Nothing is written until *Merge*."""

    def __init__(self, file: File, other: File, found: MergeReview, parent: QWidget | None = None) -> None:
        acts = count(found.merged.acts, "act")
        words = f"{acts} that this file has not. {origin_words(found)} Nothing is written until you merge."
        page = Page(f"Merge {other.path.name}", words, primary="Merge", primary_icon="check")
        super().__init__(page, "Merge a file", parent)
        self._file, self._other, self.found = file, other, found
        self.records = Table(RECORDS, "Records that would change", empty="No record would change.", tall=8)
        self.apart = Table(APART, "Disagreements", empty="Nobody disagrees.", tall=4)
        self._lay_out()

    def _lay_out(self) -> None:
        found = self.found
        figures = QHBoxLayout()
        figures.setSpacing(theme.px(12))
        for name, number, note in (
            ("To add", len(found.added), "records"),
            ("To change", len(found.changed), "records"),
            ("To remove", len(found.retired), "records"),
            ("Disagreements", len(found.disagreements), "to settle"),
            ("Rules broken", len(found.broken), "to put right"),
        ):
            figures.addWidget(FigureCard(name, f"{number:,}", note), 1)
        self.page.add(figures)
        self._cards = Scroll()
        self.page.add(self._cards, 1)
        self._show_apart()
        self._show_broken()
        self._show_records()
        cancel = button("Cancel")
        cancel.clicked.connect(self.reject)
        self.page.add_tool(cancel)
        if self.page.primary:
            self.page.primary.clicked.connect(self._merge)
            self.page.primary.setDefault(True)

    def _show_broken(self) -> None:
        if self.found.broken:
            self.broken = Table(BROKEN, "Rules that would not hold", tall=4)
            pairs = zip(self.found.broken, self.found.ways_out, strict=True)
            self.broken.show_rows(Row(place, pair) for place, pair in enumerate(pairs))
            note = "Nobody’s entry is dropped for it: merge, then put it right, or cancel and put it right first."
            self._cards.add(Card(self.broken, title="What would not hold together", note=note))

    def _show_apart(self) -> None:
        if self.found.disagreements:
            self.apart.show_rows(_apart(place, it) for place, it in enumerate(self.found.disagreements))
            self._cards.add(Card(self.apart, title="Set differently by two people"))

    def _show_records(self) -> None:
        rows = [(name, Pill("Added", "ok")) for name in self.found.added]
        rows += [(name, Pill("Changed", "info")) for name in self.found.changed]
        rows += [(name, Pill("Removed", "off")) for name in self.found.retired]
        self.records.show_rows(Row(place, row) for place, row in enumerate(rows))
        self._cards.add(Card(self.records, title="What would change in this file"), 1)

    def _merge(self) -> None:
        with self.page.refusals():
            make_backup(self._file, "before a merge")
            self._file.merge(self._other, f"Merge {self._other.path.name}")
            self.accept()


def _apart(place: int, it: Disagreement) -> Row:
    sides = [f"{side.shown} ({side.who}, {moment(side.at)})" for side in it.sides]
    return Row(place, (it.what, it.label, it.before, sides[0], "; ".join(sides[1:])))


def origin_words(found: MergeReview) -> str:
    """Whose the other file is, from when, and since when the two have gone apart."""
    origin = found.origin
    who = f"By {listing(origin.who)}" if origin.who else "By nobody"
    last = f", the last at {moment(origin.last_at)}" if origin.last_at else ""
    common = f" Both had the same until {moment(origin.common_at)}." if origin.common_at else ""
    return f"{who}{last}.{common}"
