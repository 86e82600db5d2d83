"""A field for a sub-clause: bold and italic as they look, items as a list, and fields as labels that stay whole."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextDocumentFragment,
    QTextFormat,
    QTextListFormat,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from aip_desktop.domain.clauses.markup import Line, Run, lines_of, marked, written
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.controls import belongs_to_window
from aip_desktop.ui.widgets.field import Field, Save

FIELD = QTextFormat.Property.UserProperty.value + 1
CHIP = FIELD + 1  # tells two labels of one field that stand side by side apart
OURS = "application/x-aip-clause"
CTRL = Qt.KeyboardModifier.ControlModifier
LabelOf = Callable[[str], str]


class RichEntry(QTextEdit):
    """Words with emphasis, items and fields. Ctrl+Enter and leaving it finish, Escape restores."""

    entered = Signal()

    def __init__(self, finish: Callable[[], None], restore: Callable[[], None], label_of: LabelOf) -> None:
        super().__init__()
        self._finish, self._restore, self.label_of = finish, restore, label_of
        self._chips = 0
        self._was = 0
        self.setAcceptRichText(True)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(theme.px(2))
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._grow())
        self.cursorPositionChanged.connect(self._step_over)

    # What is in it

    def show_markup(self, text: str) -> None:
        """Show a text in mark-up instead."""
        self.blockSignals(True)
        self.clear()
        cursor = QTextCursor(self.document())
        self._put(cursor, lines_of(text))
        cursor.movePosition(QTextCursor.MoveOperation.Start)
        self.setTextCursor(cursor)
        self.document().clearUndoRedoStacks()
        self.document().setModified(False)
        self.blockSignals(False)
        self._grow()

    def markup(self) -> str:
        """Return what is written, in mark-up."""
        return written(_lines(self.document()))

    def put_field(self, name: str) -> None:
        """Insert a field where the cursor is."""
        cursor = self.textCursor()
        cursor.insertText(self.label_of(name), self._chip(name, cursor.charFormat()))
        self.setTextCursor(cursor)
        self._step_over()

    def turn_bold(self) -> None:
        """Make what is selected, or typed next, bold, or ordinary again."""
        look = QTextCharFormat()
        is_bold = self.fontWeight() >= QFont.Weight.Bold
        look.setFontWeight(QFont.Weight.Normal if is_bold else QFont.Weight.Bold)
        self.mergeCurrentCharFormat(look)

    def turn_italic(self) -> None:
        """Make what is selected, or typed next, italic, or ordinary again."""
        look = QTextCharFormat()
        look.setFontItalic(not self.fontItalic())
        self.mergeCurrentCharFormat(look)

    def turn_items(self) -> None:
        """Make the paragraphs that are selected items of a list, or paragraphs again."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        new_cursor = QTextCursor(self.document())
        new_cursor.setPosition(cursor.selectionStart())
        last = self.document().findBlock(cursor.selectionEnd()).blockNumber()
        on = new_cursor.block().textList() is None
        while new_cursor.block().isValid() and new_cursor.block().blockNumber() <= last:
            self._set_item(new_cursor, on=on)
            if not new_cursor.movePosition(QTextCursor.MoveOperation.NextBlock):
                break
        cursor.endEditBlock()

    def _set_item(self, cursor: QTextCursor, *, on: bool) -> None:
        text_list = cursor.block().textList()
        if on and not text_list:
            before = cursor.block().previous()
            if before.isValid() and before.textList():
                before.textList().add(cursor.block())
            else:
                cursor.createList(_list_format())
        elif not on and text_list:
            text_list.remove(cursor.block())
            cursor.setBlockFormat(_block_format())

    def _put(self, cursor: QTextCursor, lines: Iterable[Line]) -> None:
        for place, line in enumerate(lines):
            if place:
                cursor.insertBlock(_block_format(), QTextCharFormat())
            else:
                cursor.mergeBlockFormat(_block_format())
            if line.is_item or cursor.block().textList():
                self._set_item(cursor, on=line.is_item)
            for run in line.runs:
                look = _look(run)
                if run.field:
                    cursor.insertText(self.label_of(run.field), self._chip(run.field, look))
                else:
                    cursor.insertText(run.text, look)

    def _chip(self, name: str, look: QTextCharFormat) -> QTextCharFormat:
        self._chips += 1
        c = theme.colours()
        char_format = QTextCharFormat(_plain(look))
        char_format.setProperty(FIELD, name)
        char_format.setProperty(CHIP, self._chips)
        char_format.setBackground(QColor(c.soft))
        char_format.setForeground(QColor(c.accent))
        return char_format

    # Labels of fields stay whole

    def _step_over(self) -> None:
        """Keep the cursor from standing inside a label, and what is typed beside one is no part of it."""
        cursor = self.textCursor()
        start, end = self._chip_around(cursor.position())
        if start < cursor.position() < end:
            forward = cursor.position() > self._was
            keep = (
                QTextCursor.MoveMode.KeepAnchor if cursor.hasSelection() else QTextCursor.MoveMode.MoveAnchor
            )
            cursor.setPosition(end if forward else start, keep)
            self.setTextCursor(cursor)
        self._was = cursor.position()
        if not cursor.hasSelection() and self.currentCharFormat().hasProperty(FIELD):
            self.setCurrentCharFormat(_plain(self.currentCharFormat()))

    def _chip_around(self, position: int) -> tuple[int, int]:
        """Return the label the position is inside, or ends at the right of; (0, 0) if it is in none."""
        block = self.document().findBlock(position)
        iterator = block.begin()
        while not iterator.atEnd():
            part = iterator.fragment()
            start, end = part.position(), part.position() + part.length()
            if part.charFormat().hasProperty(FIELD) and start < position <= end:
                return start, end
            iterator += 1
        return 0, 0

    def _remove_chip(self, *, before: bool) -> bool:
        cursor = self.textCursor()
        if cursor.hasSelection():
            return False
        start, end = self._chip_around(cursor.position() + (0 if before else 1))
        if not end:
            return False
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        return True

    # Keys, copying and pasting

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.modifiers() == CTRL and event.key() in (Qt.Key.Key_B, Qt.Key.Key_I):
                event.accept()
                return True
            if belongs_to_window(event, typing=self.document().isModified()):
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers()
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and held & CTRL:
            self._finish()
        elif key == Qt.Key.Key_Escape and self.document().isModified():
            self._restore()
        elif self.isReadOnly():
            super().keyPressEvent(event)
        elif held == CTRL and key == Qt.Key.Key_B:
            self.turn_bold()
        elif held == CTRL and key == Qt.Key.Key_I:
            self.turn_italic()
        elif enter and self.textCursor().block().textList() and not self.textCursor().block().text():
            self._set_item(self.textCursor(), on=False)  # Enter on an empty item ends the list
        elif key == Qt.Key.Key_Backspace and self._at_start_of_item():
            self._set_item(self.textCursor(), on=False)
        elif key not in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) or not self._remove_chip(
            before=key == Qt.Key.Key_Backspace
        ):
            super().keyPressEvent(event)

    def _at_start_of_item(self) -> bool:
        cursor = self.textCursor()
        return cursor.atBlockStart() and not cursor.hasSelection() and cursor.block().textList() is not None

    def createMimeDataFromSelection(self) -> QMimeData:
        inside = QTextDocument()
        QTextCursor(inside).insertFragment(QTextDocumentFragment(self.textCursor()))
        text = written(_lines(inside))
        mime_data = QMimeData()
        mime_data.setText(self.textCursor().selection().toPlainText())
        mime_data.setData(OURS, text.encode())
        return mime_data

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Insert words pasted from elsewhere without their looks; lines that begin with a bullet become items."""
        if source.hasFormat(OURS):
            text = bytes(source.data(OURS).data()).decode(errors="replace")
        else:
            text = "\n".join(_from_elsewhere(line) for line in source.text().splitlines() if line.strip())
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        lines = lines_of(text)
        if len(lines) == 1:  # a part of a line goes into the line
            for run in lines[0].runs:
                if run.field:
                    cursor.insertText(self.label_of(run.field), self._chip(run.field, _look(run)))
                else:
                    cursor.insertText(run.text, _look(run))
        elif lines:
            if cursor.block().text():
                cursor.insertBlock(_block_format(), QTextCharFormat())
            self._put(cursor, lines)
        cursor.endEditBlock()
        self.setTextCursor(cursor)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._finish()

    # As high as its words

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._grow()

    def _grow(self) -> None:
        least = self.fontMetrics().lineSpacing()
        tall = max(least, round(self.document().size().height())) + theme.px(14)
        if self.height() != tall or self.minimumHeight() != tall:
            self.setFixedHeight(tall)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(240), self.minimumHeight())


class RichField(Field[str]):
    """A sub-clause in mark-up, saved when it is left."""

    def __init__(
        self, title: str, label_of: LabelOf, save: Save[str] | None = None, *, name: str = ""
    ) -> None:
        self._label_of = label_of
        super().__init__(title, save, name=name, wide=True)

    def _control(self) -> QWidget:
        self.entry = RichEntry(self.finish, self.restore, self._label_of)
        self.entry.textChanged.connect(self.edited)
        return self.entry

    def set_read_only(self, why: str) -> None:
        """Let words that may not be changed still be read, selected and copied."""
        self.entry.setReadOnly(bool(why))
        self.entry.setAccessibleDescription(why)

    def name_it(self, title: str) -> None:
        """Change the number it goes by."""
        self.title = title
        self.caption.setText(title)
        self.entry.setAccessibleName(title)

    def _write(self, text: str) -> None:
        self.entry.show_markup(text)

    def _written(self) -> str:
        return self.entry.markup()

    def _read(self, text: str) -> str:
        return text

    def _shown(self, value: str) -> str:
        return written(lines_of(value))


def _lines(document: QTextDocument) -> list[Line]:
    lines = []
    block = document.begin()
    while block.isValid():
        runs = []
        inside = block.begin()
        while not inside.atEnd():
            part = inside.fragment()
            look = part.charFormat()
            bold, italic = look.fontWeight() >= QFont.Weight.Bold, look.fontItalic()
            name = str(look.property(FIELD) or "")
            text = "" if name else part.text().replace("\u2028", " ").replace("\ufffc", "")
            runs.append(Run(text, bold, italic, name))
            inside += 1
        line = Line(tuple(runs), block.textList() is not None)
        if line.plain.strip():
            lines.append(line)
        block = block.next()
    return lines


def _look(run: Run) -> QTextCharFormat:
    char_format = QTextCharFormat()
    if run.bold:
        char_format.setFontWeight(QFont.Weight.Bold)
    if run.italic:
        char_format.setFontItalic(True)
    return char_format


def _plain(look: QTextCharFormat) -> QTextCharFormat:
    """Return the same look without being a label."""
    char_format = QTextCharFormat(look)
    for wanted in (FIELD, CHIP):
        char_format.clearProperty(wanted)
    char_format.clearBackground()
    char_format.clearForeground()
    return char_format


def _block_format() -> QTextBlockFormat:
    block_format = QTextBlockFormat()
    block_format.setBottomMargin(theme.px(3))
    return block_format


def _list_format() -> QTextListFormat:
    list_format = QTextListFormat()
    list_format.setStyle(QTextListFormat.Style.ListLowerAlpha)
    list_format.setNumberPrefix("(")
    list_format.setNumberSuffix(")")
    list_format.setIndent(1)
    return list_format


def _from_elsewhere(line: str) -> str:
    words = line.strip()
    bullet = words[:1] in "•–-*·" and words[1:2] in (" ", "\t")
    return f"- {marked(words[2:].strip())}" if bullet else marked(words)
