"""The alarm on a page: one line that says how much time or money has no agreement, and the list behind it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from aip_desktop.calendar import Span
from aip_desktop.clock import today
from aip_desktop.domain.agreements.cover_gaps import AlarmLine, alarm
from aip_desktop.domain.agreements.expiry import EndQuestion, end_questions
from aip_desktop.store.open_file import File
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.actions import act_button
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.labels import label
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.page_dialog import PageDialog
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.wording import count, day

TITLE = "Money or time without an agreement"
SUBTITLE = (
    "Days that no agreement in force covers under a decision in effect, signed by the council and the chair"
)
COLUMNS = (
    Column("Partnership"),
    Column("Programme"),
    Column("From", "date"),
    Column("To", "date"),
    Column("Days", "count"),
    Column("Why", stretch=True),
    Column("Money it touches"),
)


class AlarmBar(QWidget):
    """Hidden while every day is covered. ``opened`` carries the agreement of a line that was opened."""

    opened = Signal(str)

    def __init__(self, file: File) -> None:
        super().__init__()
        self.file = file
        self.lines: tuple[AlarmLine, ...] = ()
        self.questions: tuple[EndQuestion, ...] = ()
        self.words = label("")
        self.show_all = act_button("Show them…", "triangle-alert", "Ctrl+J", self._show)
        self.sign = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(10))
        row.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.words, 1)
        row.addWidget(self.show_all)
        self.hide()

    def refresh(self, programme_id: str | None = None, span: Span | None = None) -> None:
        """Read anew: of one programme and the days between two, or everything."""
        with self.file.reading() as session:
            lines = alarm(session, today(), programme_id)
            self.questions = end_questions(session, today()) if programme_id is None else ()
        if span is not None:
            lines = tuple(line for line in lines if line.first <= span[1] and span[0] <= line.last)
        self.lines = lines
        self.words.setText(summary(lines, self.questions))
        is_now = self.questions or any(not line.is_ahead for line in lines)  # else there is still time
        theme.put_icon(self.sign, "triangle-alert", "tone:bad" if is_now else "tone:warn", 17)
        self.setVisible(bool(lines or self.questions))

    def _show(self) -> None:
        page = AlarmPage(self.lines, self.questions)
        dialog = PageDialog(page, TITLE, self.window(), wide=1180, tall=760)
        chosen: list[str] = []

        def open_(row: object) -> None:
            agreement_id = page.agreements.get(str(row), "")
            if agreement_id:
                chosen.append(agreement_id)
                dialog.accept()

        page.table.opened.connect(open_)
        page.table.setFocus()
        dialog.exec()
        dialog.deleteLater()
        if chosen:
            self.opened.emit(chosen[0])


class AlarmPage(Page):
    """The whole list, which sorts, filters and copies."""

    def __init__(self, lines: Sequence[AlarmLine], questions: Sequence[EndQuestion]) -> None:
        super().__init__(TITLE, SUBTITLE, search="Search the list")
        self.table = Table(COLUMNS, TITLE)
        self.whole = label("")
        self.sentences = {str(place): line.sentence for place, line in enumerate(lines)}
        self.table.chosen.connect(lambda row: self.whole.setText(self.sentences.get(str(row), "")))
        self.agreements = {str(place): line.agreement_id for place, line in enumerate(lines)}
        rows = [
            Row(
                str(place),
                (
                    line.code,
                    line.programme,
                    line.first,
                    line.last,
                    (line.last - line.first).days + 1,
                    line.reason,
                    "; ".join(line.money),
                ),
            )
            for place, line in enumerate(lines)
        ]
        self.table.show_rows(rows)
        assert self.search
        self.search.textChanged.connect(self.table.set_filter)
        if rows:
            self.add(Card(self.table), 1)
            self.add(Card(self.whole))
            self.table.choose("0")
            self.whole.setText(lines[0].sentence)
        else:
            self.table.setParent(self)
            self.table.hide()
        if questions:
            labels = [label(question.sentence) for question in questions]
            note = "Answer under Options and changes > What happened at the end?"
            self.add(Card(*labels, title="Agreements that ended", note=note))


def summary(lines: Sequence[AlarmLine], questions: Sequence[EndQuestion]) -> str:
    """Return the alarm in one line."""
    parts = []
    for heading, alarm_lines in (
        (TITLE, [line for line in lines if not line.is_ahead]),
        ("Planned for a year to come and not yet covered", [line for line in lines if line.is_ahead]),
    ):
        if alarm_lines:
            who = count(len({line.partnership_id for line in alarm_lines}), "partnership")
            first, last = min(line.first for line in alarm_lines), max(line.last for line in alarm_lines)
            when = f"between {day(first)} and {day(last)}"
            parts.append(f"{heading}: {count(len(alarm_lines), 'period')} in {who}, {when}.")
    if questions:
        parts.append(f"{count(len(questions), 'agreement')} ended: say what happened.")
    return " ".join(parts)
