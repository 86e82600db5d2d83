"""Dialogs before an act: fill in a form, and check your answers."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from aip_desktop.errors import Refusal
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.banner import Banner
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.history_shortcut import offer_history
from aip_desktop.ui.widgets.labels import button, label, line
from aip_desktop.ui.widgets.scroll import BAR, Scroll


class _Asking(QDialog):
    """A heading, what is asked, and two buttons: the act in its own words, and Cancel."""

    def __init__(
        self,
        title: str,
        act: str,
        intro: str,
        on_act: Callable[[], object] | None,
        parent: QWidget | None,
        back: str = "Cancel",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self._on_act = on_act
        self.banner = Banner()
        self.act = button(act, look="primary")
        self.cancel = button(back)
        self.inside = Scroll()
        self._lay_out(title, intro)
        offer_history(self)
        self.act.clicked.connect(self._do)
        self.cancel.clicked.connect(self.reject)

    def ask(self) -> bool:
        """Show the dialog and wait; True once the act is done."""
        done = self.exec() == QDialog.DialogCode.Accepted
        self.deleteLater()  # else it stays a child of the window for as long as that lives
        return done

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Page Down and Page Up move what does not fit in, while a button has the keys."""
        pages = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()), 0)
        bar = self.inside.verticalScrollBar()
        bar.setValue(bar.value() + pages * bar.pageStep())
        if not pages:
            super().keyPressEvent(event)

    def _do(self) -> None:
        self.banner.clear()
        try:
            if self._on_act:
                self._on_act()
        except Refusal as refusal:
            self._refused(refusal)
            return
        self.accept()

    def _refused(self, refusal: Refusal) -> None:
        self.banner.say(refusal.sentence)

    def _lay_out(self, title: str, intro: str) -> None:
        column = QVBoxLayout(self)
        side = theme.px(28)
        column.setContentsMargins(side, theme.px(24), side - theme.px(BAR), theme.px(20))
        column.setSpacing(theme.px(14))
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(10))
        buttons.addStretch()
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.act)
        words = QVBoxLayout()
        words.setContentsMargins(0, 0, theme.px(BAR), theme.px(4))
        words.setSpacing(theme.px(8))
        words.addWidget(label(title, "title"))
        if intro:
            words.addWidget(label(intro, "muted"))
        words.addWidget(self.banner)
        foot = QVBoxLayout()
        foot.setContentsMargins(0, 0, theme.px(BAR), 0)
        foot.setSpacing(theme.px(16))
        foot.addWidget(line())
        foot.addLayout(buttons)
        column.addLayout(words)
        column.addWidget(self.inside, 1)
        column.addLayout(foot)
        self.act.setDefault(True)

    def _fit(self, letters: int, spare: float = 0) -> None:
        """Make it as large as its contents and a spare, and never larger than the main window or the screen."""
        parent = self.parentWidget()
        while parent and (above := parent.window().parentWidget()):
            parent = above  # a small dialog that asked for this one says nothing about the room there is
        room = parent.window().size() if parent else self.screen().availableSize()
        wide = min(
            self.fontMetrics().averageCharWidth() * letters + theme.px(80), room.width() - theme.px(20)
        )
        inner, outer = self.inside.inside.layout(), self.layout()
        if not inner or not outer:
            return
        self.resize(wide, self.height())
        outer.activate()
        within = wide - theme.px(2 * 28 - BAR)
        tall = max(inner.totalHeightForWidth(within), inner.totalMinimumSize().height())
        around = outer.totalHeightForWidth(wide) - self.inside.sizeHint().height()
        self.resize(wide, min(tall + around + theme.px(8 + spare), room.height() - theme.px(40)))


class CheckAnswers(_Asking):
    """ "Check your answers": what an act will do, line by line; the button carries the act's name.

    ``on_act`` does it; a ``Refusal`` keeps the dialog open with the sentence. ``below`` may hold a table; ``back``
    says where leaving it leads, if there is something to go back to.
    """

    def __init__(
        self,
        answers: Sequence[tuple[str, str]],
        act: str,
        *,
        title: str = "Check your answers",
        intro: str = "",
        on_act: Callable[[], object] | None = None,
        below: QWidget | None = None,
        back: str = "Cancel",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, act, intro, on_act, parent, back)
        self.answers = tuple(answers)
        rows = QWidget()
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(24))
        grid.setVerticalSpacing(theme.px(9))
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        for place, (name, value) in enumerate(self.answers):
            caption = label(value)
            caption.setAccessibleName(f"{name}: {value}")
            grid.addWidget(label(name, "label"), 2 * place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(caption, 2 * place, 1, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(line(), 2 * place + 1, 0, 1, 2)
        if self.answers:
            self.inside.add(rows)
        if below:
            self.inside.add(below, 1)
        else:
            self.inside.column.addStretch()
        self._fit(96 if below else 64)
        self.act.setFocus()


class FormDialog(_Asking):
    """A form to fill in before an act; ``on_act`` reads the fields' ``value()`` and does it.

    Fields that cannot be read, and a ``Refusal`` that names a field, are shown there; others on top.
    """

    def __init__(
        self,
        title: str,
        form: Form,
        act: str,
        on_act: Callable[[], object],
        *,
        intro: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, act, intro, on_act, parent)
        self.form = form
        self.inside.add(form)
        self.inside.column.addStretch()
        self._fit(72 if form.columns > 1 else 48, spare=40)
        if form.fields:
            form.fields[0].control.setFocus()

    def _do(self) -> None:
        if self.form.check():
            super()._do()

    def _refused(self, refusal: Refusal) -> None:
        if not self.form.show_refusal(refusal):
            super()._refused(refusal)
