"""Looks at widgets as a careful reader would: is anything without a name, is any text cut?"""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTabBar,
    QTableView,
    QWidget,
)

from aip_desktop.ui.theme import theme

WINDOW = QSize(1280, 800)


def shown_at(widget: QWidget, scale: float = 1.0, size: QSize = WINDOW) -> QWidget:
    """Show a widget made at this text size, and let its layouts settle. Call ``theme.apply`` before
    making it; this checks that it was."""
    assert theme.scale() == scale, "make the widget after theme.apply(app, mode, scale)"
    widget.resize(size)
    widget.show()
    settle()
    return widget


def flaws(widget: QWidget) -> list[str]:
    """What a careful reader would find: texts that are cut, and what has no name."""
    settle()
    return [*cut_texts(widget), *unnamed_focusable(widget)]


def settle() -> None:
    """Let layouts settle and deleted widgets go."""
    for _ in range(4):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def unnamed_focusable(widget: QWidget) -> list[str]:
    """Controls that the keyboard reaches and a screen reader could not name."""
    return [_where(one) for one in _seen(widget) if _takes_keys(one) and not _name(one)]


def cut_texts(widget: QWidget) -> list[str]:
    """Labels, buttons, choices, tabs, headings and rows whose text does not fit into them."""
    return [f"{_where(one)}: {why}" for one in _seen(widget) for why in _cut(one)]


def _seen(widget: QWidget) -> list[QWidget]:
    return [one for one in (widget, *widget.findChildren(QWidget)) if one.isVisible()]


def _takes_keys(one: QWidget) -> bool:
    by_tab = bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return by_tab and one.isEnabled() and one.focusProxy() is None


def _name(one: QWidget) -> str:
    if one.accessibleName():
        return one.accessibleName()
    return one.text() if isinstance(one, QAbstractButton) else ""


def _cut(one: QWidget) -> Iterator[str]:
    if isinstance(one, QLabel) and one.text():
        yield from _cut_label(one)
        yield from _hidden_by_parent(one)
    elif isinstance(one, QAbstractButton) and one.text():
        if one.width() < one.minimumSizeHint().width() or one.height() < one.fontMetrics().height():
            yield f"“{one.text()}” needs {one.minimumSizeHint()}, has {one.size()}"
        yield from _hidden_by_parent(one)
    elif isinstance(one, QLineEdit | QComboBox):
        yield from _cut_entry(one)
    elif isinstance(one, QTabBar):
        for tab in range(one.count()):
            if one.tabRect(tab).width() < one.fontMetrics().horizontalAdvance(one.tabText(tab)):
                yield f"tab “{one.tabText(tab)}”"
        if one.tabRect(one.count() - 1).right() > one.width():
            yield "the last tab is outside"
    elif isinstance(one, QTableView):
        yield from _cut_table(one)


def _cut_label(one: QLabel) -> Iterator[str]:
    room, metrics = one.contentsRect(), one.fontMetrics()
    if not one.wordWrap():
        if metrics.horizontalAdvance(one.text()) > room.width() + 1:
            yield f"“{one.text()}” is wider than {room.width()}"
    else:
        if one.heightForWidth(one.width()) > one.height() + 1:
            yield f"“{one.text()}” needs {one.heightForWidth(one.width())} in height, has {one.height()}"
        widest = max(metrics.horizontalAdvance(word) for word in one.text().split() or [""])
        if widest > room.width() + 1:
            yield f"a word of “{one.text()}” is wider than {room.width()}"
    if one.height() < metrics.height():
        yield f"“{one.text()}” is higher than {one.height()}"


def _cut_entry(one: QLineEdit | QComboBox) -> Iterator[str]:
    metrics = one.fontMetrics()
    if one.height() < metrics.height() + 2:
        yield f"{one.height()} high, letters {metrics.height()}"
    text = one.currentText() if isinstance(one, QComboBox) else one.placeholderText()
    if text and metrics.horizontalAdvance(text) > one.width() - 24:
        yield f"“{text}” is wider than {one.width()}"


def _cut_table(one: QTableView) -> Iterator[str]:
    if one.verticalHeader().defaultSectionSize() < one.fontMetrics().height():
        yield "rows are lower than their letters"
    heading = one.horizontalHeader()
    if not isinstance(heading, QHeaderView) or heading.isHidden():
        return
    metrics = QFontMetrics(heading.font())
    for section in range(heading.count()):
        title = str(one.model().headerData(section, Qt.Orientation.Horizontal))
        if metrics.horizontalAdvance(title) > heading.sectionSize(section):
            yield f"heading “{title}”"


def _hidden_by_parent(one: QWidget) -> Iterator[str]:
    """Cut by the edge of something that does not scroll."""
    parent = one.parentWidget()
    while parent:
        if isinstance(parent, QAbstractScrollArea):
            return
        parent = parent.parentWidget()
    if one.visibleRegion().boundingRect().size() != one.size():
        yield f"only {one.visibleRegion().boundingRect().size()} of {one.size()} can be seen"


def _where(one: QWidget) -> str:
    words = _name(one) or getattr(one, "title", "") or one.objectName()
    return f"{type(one).__name__} {words if isinstance(words, str) else ''}".strip()
