"""The ways out of one broken rule, one under the other, each with a button that takes it."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from aip_desktop.domain.checks.broken_rules import same_ways
from aip_desktop.domain.checks.fix import BrokenRule, WayOut
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.labels import button, label, line

BY_HAND = "Put it right by hand"


class WaysOut(QWidget):
    """``taken`` tells which way a person chose for which rule, or None to leave it after all.

    ``act`` is what the buttons say; ``by_hand`` offers the place in the window where it is put right.
    """

    taken = Signal(object, object)  # the broken rule, and the way out or None
    all_taken = Signal(object, object)  # the broken rule, and a way out to be taken for all rules like it
    place_wanted = Signal(object)

    def __init__(self, rules: QWidget, act: str, *, by_hand: bool) -> None:
        """Build the buttons; ``rules`` is the list of them, from which Tab goes on to the buttons here."""
        super().__init__()
        self._rules, self._act, self._by_hand = rules, act, by_hand
        self._others: Mapping[str, int] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def show_ways(
        self, broken: BrokenRule | None, chosen: WayOut | None = None, others: Mapping[str, int] | None = None
    ) -> None:
        """Show the ways out of a rule, or nothing; ``chosen`` is the one that was chosen before.

        ``others`` says for the key of a way how many other rules have the same.
        """
        self._others = others or {}
        while item := self._column.takeAt(0):
            gone = item.widget()
            if gone is not None:
                gone.hide()
                gone.setParent(None)
                gone.deleteLater()
        if broken is not None:
            self._column.addWidget(self._card(broken, chosen))
        keys_go_on(self._rules, self)

    def _card(self, broken: BrokenRule, chosen: WayOut | None) -> Card:
        card = Card(title=broken.sentence, note=f"{broken.hint}.")
        rows = [self._row(broken, way, is_chosen=way == chosen) for way in broken.ways]
        if chosen is not None:
            rows.append(self._leave(broken))
        if broken.place is not None and self._by_hand:
            rows.append(self._lead(broken))
        for row in rows:
            card.add(line())
            card.add(row)
        return card

    def _row(self, broken: BrokenRule, way: WayOut, *, is_chosen: bool) -> QWidget:
        push_button = button("Chosen" if is_chosen else self._act, "check", "primary" if is_chosen else "")
        push_button.setAccessibleName(f"{push_button.text()}: {way.words}")
        push_button.clicked.connect(partial(self._take, broken, way))
        others = self._others.get(way.key, 0)
        if not others:
            return _beside(way.words, way.note, push_button)
        same = button(f"Do the same for the other {others:,}" if others > 1 else "Do the same for the other")
        same.setAccessibleName(f"{same.text()}: {way.words}")
        same.clicked.connect(partial(self._take_all, broken, way))
        return _beside(way.words, way.note, push_button, same)

    def _leave(self, broken: BrokenRule) -> QWidget:
        push_button = button("Leave it", "x")
        push_button.clicked.connect(partial(self._take, broken, None))
        return _beside("Leave it for now, and put it right after merging", "", push_button)

    def _lead(self, broken: BrokenRule) -> QWidget:
        push_button = button(f"{broken.place.words}…" if broken.place else "", "chevron-right")
        push_button.clicked.connect(partial(self._go, broken))
        return _beside(BY_HAND, "", push_button)

    def _take(self, broken: BrokenRule, way: WayOut | None) -> None:
        self.taken.emit(broken, way)

    def _take_all(self, broken: BrokenRule, way: WayOut) -> None:
        self.all_taken.emit(broken, way)

    def _go(self, broken: BrokenRule) -> None:
        self.place_wanted.emit(broken.place)


def _beside(words: str, note: str, *widgets: QWidget) -> QWidget:
    """Return the words of a way at the left, and its buttons at the right, one below the other."""
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(16))
    layout = QVBoxLayout()
    layout.setSpacing(theme.px(2))
    layout.addWidget(label(words))
    if note:
        layout.addWidget(label(f"{note}.", "muted"))
    row.addLayout(layout, 1)
    buttons = QVBoxLayout()
    buttons.setSpacing(theme.px(6))
    for each in widgets:
        buttons.addWidget(each, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    row.addLayout(buttons)
    return whole


def ways_alike(
    rules: Sequence[BrokenRule], broken: BrokenRule, way: WayOut, answered: Collection[int] = ()
) -> dict[int, WayOut]:
    """Return the same way out of a rule and of all others like it: place in the list -> the way.

    Those that are ``answered`` already keep their answer, as long as any other is left.
    """
    ways = same_ways(rules, way)
    left = {place: same for place, same in ways.items() if place not in answered or rules[place] == broken}
    return left if len(left) > 1 else ways


def others_alike(
    rules: Sequence[BrokenRule], broken: BrokenRule, answered: Collection[int] = ()
) -> dict[str, int]:
    """Count, for the key of each way out of a rule: how many other rules would have the same way taken."""
    return {way.key: len(ways_alike(rules, broken, way, answered)) - 1 for way in broken.ways if way.key}


def keys_into(part: QWidget) -> None:
    """Enter on a row: the keys go to the first button that belongs to it."""
    first = next(
        (push_button for push_button in part.findChildren(QPushButton) if push_button.isVisible()), None
    )
    if first is not None:
        keys_to(first)


def keys_go_on(above: QWidget, part: QWidget) -> None:
    """Let Tab go from what stands above to the buttons of a part just made anew, as they are read."""
    for push_button in part.findChildren(QPushButton):
        QWidget.setTabOrder(above, push_button)
        above = push_button


def keys_to(widget: QWidget) -> None:
    """Give a widget the keys, and bring it into sight."""
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    around = widget.parentWidget()
    while around is not None and not isinstance(around, QScrollArea):
        around = around.parentWidget()
    if around is not None:
        around.ensureWidgetVisible(widget)
