"""What has changed since the text before: clause by clause, in words and with marks, with why and who asked."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from aip_desktop.domain.clauses.clause_set_page import SetCard
from aip_desktop.domain.clauses.comparison import ChangeKind, ClauseChange, PartChange, PieceKind
from aip_desktop.domain.clauses.diff_spans import Span, condition_note, spans_of
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.labels import button, label
from aip_desktop.ui.widgets.pill import pill_label
from aip_desktop.ui.widgets.scroll import Scroll
from aip_desktop.ui.widgets.state_pills import change_pill
from aip_desktop.wording import count

KEY = (
    "What was taken out stands between [– and –] and is struck through; "
    "what was put in stands between [+ and +] and is underlined."
)


class Changes(QWidget):
    """``go`` opens the clause of a key in the editor."""

    def __init__(self, go: Callable[[str], object]) -> None:
        super().__init__()
        self._go = go
        self.cards = Scroll()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.cards)
        self.said: list[str] = []

    def show_card(self, card: SetCard) -> None:
        """Show what has changed in another text, or in this one now."""
        while (old := self.cards.column.takeAt(0)) is not None:
            widget = old.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.said = []
        differing = [clause_change for clause_change in card.changes if clause_change.differs]
        if card.base is None:
            self.cards.add(
                label("This text was not started from another, so there is nothing to compare.", "muted")
            )
        elif not differing:
            self.cards.add(label(f"Nothing has changed since version {card.base.version}.", "muted"))
        else:
            same = len(card.changes) - len(differing)
            words = f"{count(len(differing), 'clause')} changed since version {card.base.version}, "
            self.cards.add(label(f"{words}{count(same, 'clause')} stayed as before. {KEY}", "muted"))
            for change in differing:
                self.cards.add(self._card_of(change, card))
        self.cards.column.addStretch()

    def _card_of(self, change: ClauseChange, card: SetCard) -> Card:
        new_card = Card(title="-")
        new_card.title.setTextFormat(Qt.TextFormat.RichText)
        new_card.title.setText(html(spans_of(change.heading, card.headings), f"{change.now or change.was}"))
        kinds = [change.kind] if change.kind != ChangeKind.UNCHANGED else []
        for kind in [*kinds, *(["Moved"] if change.moved else [])]:
            new_card._head.addWidget(pill_label(change_pill(kind)))
        open_ = button("Open", look="quiet")
        open_.setAccessibleName(f"Open clause {change.now or ''}")
        open_.clicked.connect(lambda: self._go(change.key))
        open_.setVisible(change.now is not None)
        new_card.add_button(open_)
        for sentence in notes_of(change):
            new_card.add(label(sentence, "muted"))
        for part in change.parts:
            new_card.add(_part(change, part, card.headings))
            for sentence in condition_note(part.conditions) if part.was and part.now else ():
                new_card.add(label(f"{change.now}.{part.now}: {sentence}", "muted"))
        reason = card.reasons.get(change.key)
        why = reason.why if reason and reason.why else "Not yet said"
        who = reason.asked_by if reason and reason.asked_by else "Not yet said"
        new_card.add(label(f"Why: {why}"))
        new_card.add(label(f"Who asked: {who}"))
        return new_card


def notes_of(change: ClauseChange) -> Sequence[str]:
    """Return what is to be said of a clause apart from its words."""
    notes = []
    if change.moved or (change.was and change.now and change.was != change.now):
        notes.append(f"It was clause {change.was}; it is clause {change.now}.")
    if change.was and change.now:
        notes += condition_note(change.conditions)
    return notes


def _part(change: ClauseChange, part: PartChange, headings: Mapping[str, str]) -> QWidget:
    number = f"{change.now or change.was}.{part.now or part.was}"
    caption = QLabel()
    caption.setTextFormat(Qt.TextFormat.RichText)
    caption.setWordWrap(True)
    caption.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    caption.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    what = part.kind if part.kind != ChangeKind.UNCHANGED else ""
    if part.moved:
        what = f"{what} and moved" if what else "Moved"
    words = f"{number} {what}" if what else number
    caption.setAccessibleName(f"Clause {words}")
    caption.setText(html(spans_of(part.text, headings), words))
    return caption


def html(spans: Sequence[Span], number: str) -> str:
    """Return spans for a label: marks and words for what came and went, and not by colour alone."""
    c = theme.colours()
    html_parts = [f'<span style="font-weight:600">{escape(number)}</span>&nbsp; ']
    for kind, group in groupby(spans, key=lambda span: span.kind):
        words = "".join(map(_html, group))
        if kind == PieceKind.DELETED:
            words = f'<span style="color:{c.tones["bad"][1]}">[–<s>{words}</s>–]</span>'
        elif kind == PieceKind.INSERTED:
            words = f'<span style="color:{c.tones["ok"][1]}">[+<u>{words}</u>+]</span>'
        html_parts.append(words)
    return "".join(html_parts)


def _html(span: Span) -> str:
    words = escape(span.text).replace("\n", "<br>")
    words = f"<b>{words}</b>" if span.bold else words
    return f"<i>{words}</i>" if span.italic else words
