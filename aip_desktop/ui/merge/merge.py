"""Merging a file: see what it would do, then do it, as one act that can be undone."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from aip_desktop.domain.checks.fix import BrokenRule, WayOut
from aip_desktop.domain.merging.dry_run import Foreseen
from aip_desktop.domain.merging.settling import Several, shown
from aip_desktop.domain.merging.statements import Disagreement, MergeReview
from aip_desktop.errors import Refusal
from aip_desktop.operations.merging import merge, try_choices, try_merge
from aip_desktop.store.backups import make_backup
from aip_desktop.store.file import open_to_read
from aip_desktop.store.open_file import File
from aip_desktop.ui.merge.conflict_sides import Sides
from aip_desktop.ui.merge.fixes import WaysOut, keys_into, keys_to, others_alike, ways_alike
from aip_desktop.ui.merge.preview import foreseen_answers
from aip_desktop.ui.merge.several import SeveralAtOnce
from aip_desktop.ui.merge.summary_words import WEIGHTS
from aip_desktop.ui.widgets import file_choosers
from aip_desktop.ui.widgets.card import Card, FigureCard
from aip_desktop.ui.widgets.dialogs import CheckAnswers
from aip_desktop.ui.widgets.job import Job
from aip_desktop.ui.widgets.job_dialog import JobDialog
from aip_desktop.ui.widgets.labels import button
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.page_dialog import PageDialog
from aip_desktop.ui.widgets.passphrases import with_passphrase
from aip_desktop.ui.widgets.pill import Pill
from aip_desktop.ui.widgets.scroll import Scroll
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.ui.widgets.wrapping_row import Flow
from aip_desktop.wording import count, listing, moment

RECORDS = (Column("What", stretch=True), Column("Would be", "pill"))
APART = (
    Column("Record", stretch=True),
    Column("Field"),
    Column("Shown until settled", letters=30),
    Column("Settled", letters=24),
)
BROKEN = (Column("What was found", stretch=True), Column("Status", "pill"), Column("Way out", letters=40))

CHECK = (
    "What is below is written with what comes in from the other file, as one act. Ctrl+Z takes back all of it. "
    "Nothing is written until you merge."
)


def merge_file(file: File, parent: QWidget, path: Path | None = None) -> bool:
    """Show what merging a copy would do, and merge it if that is wanted; whether it was. Without a path it asks.

    Refusal if it is not ours, not whole, or not a copy of this file.
    """
    path = path or file_choosers.file_to_open(
        parent, "Merge a copy of this file", file_choosers.OURS, file.path
    )
    if path is None:
        return False
    if path.resolve() == file.path.resolve():
        raise Refusal("That is the file you are working on. Choose the copy that came back")
    other = with_passphrase(path, lambda words: open_to_read(path, words or file.key or ""), parent)
    if other is None:
        return False
    try:
        review = JobDialog(Job(lambda _job: try_merge(file, other)), "Comparing the two files", parent).run()
        if not isinstance(review, MergeReview):
            return False
        if review.merged.is_nothing:
            raise Refusal(f"{path.name} has nothing that this file has not, so there is nothing to merge")
        if not MergeDialog(file, other, review, parent).exec():
            return False
    finally:
        other.close()
    return True


class MergeDialog(PageDialog):
    """The review of a merge. Nothing is written until *Merge*."""

    def __init__(self, file: File, other: File, review: MergeReview, parent: QWidget | None = None) -> None:
        acts = count(review.merged.acts, "act")
        words = f"{acts} that this file has not. {origin_words(review)} Nothing is written until you merge."
        page = Page(f"Merge {other.path.name}", words, primary="Merge", primary_icon="check")
        super().__init__(page, "Merge a file", parent)
        self._file, self._other, self.review = file, other, review
        self._apart = {
            (disagreement.record, disagreement.field): disagreement for disagreement in review.disagreements
        }
        self._settled: dict[tuple[str, str], tuple[str, str]] = {}  # value and words, of those a person chose
        self._rules = (*review.broken, *review.to_do, *review.noted)
        self._ways: dict[int, WayOut] = {}  # place of the broken rule -> the way out that a person chose
        self.apart = Table(APART, "Disagreements", empty="Nobody disagrees.", tall=4)
        self.sides = Sides(self.apart, merging=True)
        self.sides.kept.connect(self._settle)
        self.several = SeveralAtOnce(self.sides)
        self.several.wanted.connect(self._settle_several)
        self.broken = Table(BROKEN, "Rules that would not hold", empty="Every rule holds.", tall=4)
        self.ways = WaysOut(self.broken, "Choose this", by_hand=False)
        self.ways.taken.connect(self._choose_way)
        self.ways.all_taken.connect(self._choose_for_all)
        self.records = Table(RECORDS, "Records that would change", empty="No record would change.", tall=8)
        self._lay_out()
        if review.origin.clock_warning:
            self.page.banner.say(f"{review.origin.clock_warning}.", "warn")

    def _lay_out(self) -> None:
        review = self.review
        row = QWidget()
        figures = Flow(row, fill=True, gap=12)
        for name, number, note in (
            ("To add", len(review.added), _records(len(review.added))),
            ("To change", len(review.changed), _records(len(review.changed))),
            ("To remove", len(review.retired), _records(len(review.retired))),
            ("Disagreements", len(review.disagreements), "to settle"),
            ("Rules broken", len(review.broken), "to put right"),
            ("To do", len(review.to_do), "left unfinished"),
        ):
            figures.addWidget(FigureCard(name, f"{number:,}", note))
        self._cards = Scroll()
        self._cards.add(row)
        self.page.add(self._cards, 1)
        self._show_apart()
        self._show_broken()
        self._show_records()
        cancel = button("Cancel")
        cancel.clicked.connect(self.reject)
        self.page.add_tool(cancel)
        if self.page.primary:
            self.page.primary.clicked.connect(self._merge)
        self._first_keys()

    def _first_keys(self) -> None:
        """Give the keys to the first list there is, never on *Merge*: a second Enter must not write anything."""
        review = self.review
        first = self.apart if review.disagreements else self.broken if self._rules else self.records
        first.setFocus()

    def _show_broken(self) -> None:
        if self._rules:
            self.broken.chosen.connect(self._show_ways)
            self.broken.opened.connect(lambda _: keys_into(self.ways))
            note = "Choose a way out, which is taken with the merge; or leave it, and F3 lists it afterwards."
            self._cards.add(Card(self.broken, title="Problems, work to do and notes", note=note))
            self._cards.add(self.ways)
            self._list_broken()

    def _list_broken(self) -> None:
        """Show which way out was chosen for each, and go to the next without one."""
        self.broken.show_rows(
            Row(
                place,
                (rule.sentence, WEIGHTS[rule.weight], self._ways[place].words if place in self._ways else ""),
            )
            for place, rule in enumerate(self._rules)
        )
        left = [place for place, rule in enumerate(self._rules) if rule.ways and place not in self._ways]
        chosen = self.broken.chosen_id()
        if chosen not in left:
            self.broken.choose(left[0] if left else chosen or 0)
        self._show_ways(self.broken.chosen_id())

    def _show_ways(self, place: object) -> None:
        if isinstance(place, int):
            broken = self._rules[place]
            others = others_alike(self._rules, broken, self._ways)
            self.ways.show_ways(broken, self._ways.get(place), others)
        else:
            self.ways.show_ways(None)

    def _choose_way(self, broken: BrokenRule, way: WayOut | None) -> None:
        place = self._rules.index(broken)
        if way is None:
            self._ways.pop(place, None)
        else:
            self._ways[place] = way
        self._list_broken()
        keys_to(self.broken)

    def _choose_for_all(self, broken: BrokenRule, way: WayOut) -> None:
        """Choose the same way out for all rules like it; what that does to each is shown before the merge."""
        self._ways.update(ways_alike(self._rules, broken, way, self._ways))
        self._list_broken()
        keys_to(self.broken)

    def _show_apart(self) -> None:
        if self._apart:
            self.apart.chosen.connect(self._show_sides)
            self.apart.opened.connect(lambda _: keys_into(self.sides))
            note = "Settle them here, or leave them: one value shows, and F3 lists the others afterwards."
            self._cards.add(Card(self.apart, title="Set differently by two people", note=note))
            self._cards.add(self.sides)
            self._cards.add(self.several)
            self._list_apart()

    def _list_apart(self) -> None:
        """Show which are settled, and go to the next that is not."""
        self.apart.show_rows(
            _apart(key, disagreement, self._settled.get(key, ("", ""))[1])
            for key, disagreement in self._apart.items()
        )
        left = [key for key in self._apart if key not in self._settled]
        chosen = self.apart.chosen_id()
        if chosen not in left:
            self.apart.choose(left[0] if left else chosen or next(iter(self._apart)))
        self._show_sides(self.apart.chosen_id())

    def _show_sides(self, key: object) -> None:
        disagreements = [disagreement for known, disagreement in self._apart.items() if known == key]
        self.sides.show_sides(disagreements[0] if disagreements else None)
        left = [
            disagreement
            for known, disagreement in self._apart.items()
            if known == key or known not in self._settled
        ]
        self.several.show_for(
            left if len(left) > 1 else [*self._apart.values()], disagreements[0] if disagreements else None
        )

    def _settle(self, disagreement: Disagreement, value: str, words: str) -> None:
        self._settled[disagreement.record, disagreement.field] = (value, words)
        self._list_apart()
        keys_to(self.apart)

    def _settle_several(self, several: Several) -> None:
        """List each of them with what is kept; each can still be resolved otherwise."""
        for conflict, value in several.kept:
            self._settled[conflict.record, conflict.field] = (value, shown(conflict, value))
        self._list_apart()
        keys_to(self.apart)

    def _show_records(self) -> None:
        rows = [(name, Pill("Added", "ok")) for name in self.review.added]
        rows += [(name, Pill("Changed", "info")) for name in self.review.changed]
        rows += [(name, Pill("Removed", "off")) for name in self.review.retired]
        self.records.show_rows(Row(place, row) for place, row in enumerate(rows))
        self._cards.add(Card(self.records, title="What would change in this file"), 1)

    def _merge(self) -> None:
        with self.page.refusals():
            if not self._settled and not self._ways:
                self._write()
                self.accept()
            elif self._is_agreed():
                self.accept()

    def _is_agreed(self) -> bool:
        """Say in full what was chosen here and what it does, and merge if that is wanted; whether it was.

        Refusal if what was chosen cannot be done together.
        """
        chosen = self._choices()
        work = Job(lambda _job: try_choices(self._file, self._other, *chosen))
        outcome = JobDialog(work, "Working out what your choices do", self).run()
        if not isinstance(outcome, Foreseen):
            return False
        check = CheckAnswers(
            [*self._answers(), *foreseen_answers(outcome)],
            "Merge",
            intro=CHECK,
            on_act=self._write,
            back="Back to the choices",
            parent=self,
        )
        return check.ask()

    def _answers(self) -> list[tuple[str, str]]:
        """Return what was chosen for each rule and each disagreement."""
        answers = []
        for place, way in sorted(self._ways.items()):
            words = f"{way.words}. {way.note}" if way.note else way.words
            answers.append((self._rules[place].sentence, words))
        for key, (_, words) in self._settled.items():
            disagreement = self._apart[key]
            answers.append((f"{disagreement.label.capitalize()} of {disagreement.what}", words))
        return answers

    def _choices(self) -> tuple[list[tuple[Disagreement, str]], list[WayOut]]:
        settled = [(self._apart[key], value) for key, (value, _) in self._settled.items()]
        return settled, [self._ways[place] for place in sorted(self._ways)]

    def _write(self) -> None:
        make_backup(self._file, "before a merge")
        merge(self._file, self._other, f"Merge {self._other.path.name}", *self._choices())


def _apart(key: object, disagreement: Disagreement, settled: str) -> Row:
    return Row(key, (disagreement.what, disagreement.label, disagreement.shown, settled))


def origin_words(review: MergeReview) -> str:
    """Return whose the other file is, from when, and since when the two have gone apart."""
    origin = review.origin
    who = f"By {listing(origin.who)}" if origin.who else "By nobody"
    last = f", the last at {moment(origin.last_at)}" if origin.last_at else ""
    common = f" Both had the same until {moment(origin.common_at)}." if origin.common_at else ""
    return f"{who}{last}.{common}"


def _records(number: int) -> str:
    return "record" if number == 1 else "records"
