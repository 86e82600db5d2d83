"""One partnership and one term, with acts in one line each."""

from datetime import date

from aip_desktop.domain.returns.answers import answer
from aip_desktop.domain.returns.return_page import ReturnCard, return_card
from aip_desktop.domain.returns.terms import term_lines
from aip_desktop.domain.returns.workflow import record_received, set_return_date
from aip_desktop.models.lookup import live, live_measures
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.terms import Term
from aip_desktop.store.open_file import File

SPRING = Term(
    academic_year=2025,
    name="Spring",
    starts_on=date(2026, 1, 5),
    ends_on=date(2026, 4, 2),
    returns_due_on=date(2026, 4, 24),
)
IN_TIME = date(2026, 4, 20)
LATER = date(2026, 6, 1)


class Desk:
    """One partnership and the spring term of 2025/26, with acts in one line each."""

    def __init__(self, file: File) -> None:
        self.file = file
        with file.reading() as session:
            self.partnership = live(session, Partnership)[0].id
            terms = term_lines(session, 2025)
            self.autumn, self.term = terms[0].id, terms[1].id
            self.measures = {it.code: it.id for it in live_measures(session, terms[1].starts_on)}

    def received(self, on: date = IN_TIME, **said: str) -> None:
        with self.file.act("Record that a return came") as session:
            record_received(session, self.partnership, self.term, on, **said)

    def set(self, field: str, value: date | None) -> None:
        with self.file.act("Set a date") as session:
            set_return_date(session, self.partnership, self.term, field, value)

    def answer(self, term: str = "", /, **numbers: int | None) -> None:
        for code, number in numbers.items():
            with self.file.act("Answer") as session:
                answer(session, self.partnership, term or self.term, self.measures[code], number)

    def write(self, code: str, words: str) -> None:
        with self.file.act("Answer") as session:
            answer(session, self.partnership, self.term, self.measures[code], words=words)

    def card(self, today: date = LATER) -> ReturnCard:
        with self.file.reading() as session:
            return return_card(session, self.partnership, self.term, today)

    def number(self, code: str) -> int | None:
        return next(it.number for it in self.card().answers if it.code == code)
