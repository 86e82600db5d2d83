"""What two people set apart, and the rules that do not hold: a person chooses, each time as an act of its own."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from aip_desktop.domain.checks.broken_rules import broken_rules, take_ways
from aip_desktop.domain.checks.fault import Weight
from aip_desktop.domain.checks.fix import BrokenRule, WayOut
from aip_desktop.domain.merging.dry_run import Foreseen
from aip_desktop.domain.merging.review import disagreements, settle
from aip_desktop.domain.merging.settling import Several, settle_several, shown
from aip_desktop.domain.merging.statements import Disagreement
from aip_desktop.domain.places import Place
from aip_desktop.operations.merging import try_ways
from aip_desktop.store.open_file import File
from aip_desktop.ui.merge.conflict_sides import Sides
from aip_desktop.ui.merge.fixes import WaysOut, keys_into, keys_to, others_alike, ways_alike
from aip_desktop.ui.merge.preview import foreseen_answers
from aip_desktop.ui.merge.several import UNDO, SeveralAtOnce
from aip_desktop.ui.merge.summary_words import NOTHING, WEIGHTS, standing_words
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.dialogs import CheckAnswers
from aip_desktop.ui.widgets.job import Job
from aip_desktop.ui.widgets.job_dialog import JobDialog
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.page_dialog import PageDialog
from aip_desktop.ui.widgets.scroll import Scroll
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.wording import count

COLUMNS = (Column("Record", stretch=True), Column("Field"), Column("Shown now", letters=40))
RULES = (Column("What was found", stretch=True), Column("Status", "pill"), Column("Ways out", "count"))


def _order(rule: BrokenRule) -> int:
    """Return problems first, notes last."""
    return tuple(Weight).index(rule.weight)


class DisagreementsDialog(PageDialog):
    """Two lists, and below each the ways out of the one chosen. ``wanted`` is where to go afterwards, if anywhere."""

    def __init__(self, file: File, parent: QWidget | None = None) -> None:
        page = Page("Disagreements and broken rules", primary="Close", primary_icon="check")
        super().__init__(page, "Disagreements and broken rules", parent, wide=1000, tall=760)
        self._file = file
        self.wanted: Place | None = None
        self._found: dict[object, Disagreement] = {}
        self._rules: dict[object, BrokenRule] = {}
        self.table = Table(COLUMNS, "Disagreements", empty=NOTHING, tall=5)
        self.rules = Table(RULES, "Rules that do not hold", empty=NOTHING, tall=5)
        self._last = self.table  # the list that was worked on last
        self.sides = Sides(self.table)
        self.several = SeveralAtOnce(self.sides)
        self.ways = WaysOut(self.rules, "Do this", by_hand=True)
        self._lay_out()
        self.refresh()
        self._keys_to_a_list()

    def refresh(self) -> None:
        """Read both anew; the next one is chosen when one was settled."""
        self._file.count_as_seen()
        with self._file.reading() as session:
            conflicts, broken = disagreements(session), sorted(broken_rules(session), key=_order)
        self._found = {(disagreement.record, disagreement.field): disagreement for disagreement in conflicts}
        self._rules = {(rule.sentence, rule.record): rule for rule in broken}
        self.table.show_rows(
            Row(key, (disagreement.what, disagreement.label, disagreement.shown))
            for key, disagreement in self._found.items()
        )
        self.rules.show_rows(
            Row(key, (rule.sentence, WEIGHTS[rule.weight], len(rule.ways)))
            for key, rule in self._rules.items()
        )
        weights = [rule.weight for rule in broken]
        problems, to_do = weights.count(Weight.FAULT), weights.count(Weight.TO_DO)
        self.page.set_subtitle(standing_words(len(conflicts), problems, to_do))
        for table, there in ((self.table, self._found), (self.rules, self._rules)):
            if there and table.chosen_id() not in there:
                table.choose(next(iter(there)))
        self._apart.setVisible(bool(conflicts) or not broken)
        self.sides.setVisible(bool(conflicts))
        self._broken.setVisible(bool(broken))
        self.ways.setVisible(bool(broken))
        self._show(self.table.chosen_id())
        self._show_ways(self.rules.chosen_id())

    def _lay_out(self) -> None:
        if self.page.primary:
            self.page.primary.clicked.connect(self.accept)
        self.sides.kept.connect(self._settle)
        self.several.wanted.connect(self._settle_several)
        self.ways.taken.connect(self._take)
        self.ways.all_taken.connect(self._take_all)
        self.ways.place_wanted.connect(self._go)
        self.table.chosen.connect(self._show)
        self.rules.chosen.connect(self._show_ways)
        self.table.opened.connect(lambda _: keys_into(self.sides))
        self.rules.opened.connect(lambda _: keys_into(self.ways))
        self.table.record_of = lambda key: key
        self.rules.record_of = lambda key: (self._rules[key].record, "")
        self._apart = Card(self.table)
        self._broken = Card(self.rules, title="Problems, work to do and notes")
        inside = Scroll()
        for part in (self._apart, self.sides, self.several, self._broken, self.ways):
            inside.add(part)
        inside.column.addStretch()
        self.page.add(inside, 1)

    def _show(self, key: object) -> None:
        self.sides.show_sides(self._found.get(key))
        self.several.show_for([*self._found.values()], self._found.get(key))

    def _show_ways(self, key: object) -> None:
        broken = self._rules.get(key)
        self.ways.show_ways(broken, others=others_alike([*self._rules.values()], broken) if broken else None)

    def _settle(self, disagreement: Disagreement, value: str, _words: str) -> None:
        with self.page.refusals():
            with self._file.act(f"Settle {disagreement.label} of {disagreement.what}") as session:
                settle(session, disagreement.record, disagreement.kind, disagreement.field, value)
            self._done(self.table)

    def _settle_several(self, several: Several) -> None:
        """Resolve several alike, in one act, after a look at each of them."""
        answers = [
            (f"{disagreement.label.capitalize()} of {disagreement.what}", shown(disagreement, value))
            for disagreement, value in several.kept
        ]

        def act() -> None:
            with self._file.act(several.words) as session:
                settle_several(session, several)

        with self.page.refusals():
            if CheckAnswers(answers, several.words, intro=UNDO, on_act=act, parent=self).ask():
                self._done(self.table)

    def _take(self, broken: BrokenRule, way: WayOut) -> None:
        """Take a way out: at once, or after a look at it where it touches what was issued, signed or decided."""

        def act() -> None:
            with self._file.act(f"{way.words} ({broken.sentence})") as session:
                way.take(session)

        if way.is_legal:
            with self.page.refusals():
                if self._is_agreed(broken, way, act):
                    self._done(self.rules)
            return
        with self.page.refusals():
            act()
            self._done(self.rules)

    def _take_all(self, broken: BrokenRule, way: WayOut) -> None:
        """Take the same way out of every rule that has it, in one act, after a look at each of them."""
        rules = [*self._rules.values()]
        chosen = [(rules[place], same) for place, same in ways_alike(rules, broken, way).items()]
        words = f"{way.words} ({count(len(chosen), 'pair')})"

        def act() -> None:
            with self._file.act(words) as session:
                take_ways(session, [same for _, same in chosen])

        with self.page.refusals():
            work = Job(lambda _job: try_ways(self._file, chosen))
            outcome = JobDialog(work, "Working out what this does", self).run()
            if not isinstance(outcome, Foreseen):
                return
            answers = [("What is done for each", way.words)]
            answers += [(rule.sentence, same.note) for rule, same in chosen]
            answers += foreseen_answers(outcome)
            do = f"Do this for all {len(chosen):,}"
            if CheckAnswers(answers, do, intro=UNDO, on_act=act, parent=self).ask():
                self._done(self.rules)

    def _is_agreed(self, broken: BrokenRule, way: WayOut, act: Callable[[], None]) -> bool:
        """Say in full what a way out would do, and do it if that is wanted. Refusal if it cannot be taken."""
        answers = [("What does not hold", broken.sentence), ("What is done", way.words)]
        if way.note:
            answers.append(("What follows", way.note))
        answers += foreseen_answers(try_ways(self._file, [(broken, way)]))
        answers.append(("To take it back", "Ctrl+Z, once this list is closed"))
        return CheckAnswers(answers, "Do this", on_act=act, parent=self).ask()

    def _done(self, worked_on: Table) -> None:
        self._last = worked_on
        self.refresh()
        self.page.banner.say("Done, as one act. Ctrl+Z takes it back, once this list is closed.", "ok")
        QTimer.singleShot(0, self, self._keys_to_a_list)  # the button that had the keys is gone

    def _keys_to_a_list(self) -> None:
        """Give the keys to the list that was worked on last, else the first with something in it."""
        lists = [(self.table, self._found), (self.rules, self._rules)]
        table = next(
            (
                each_table
                for each_table, there in (lists if self._last is self.table else lists[::-1])
                if there
            ),
            None,
        )
        if table is not None:
            keys_to(table)
        elif self.page.primary:
            self.page.primary.setFocus()

    def _go(self, place: Place) -> None:
        self.wanted = place
        self.accept()
