"""The shipped sample: a fictional council's five years of agreements, told act by act as its officers did it."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from aip_desktop.domain.reference.shipped import sample_names
from aip_desktop.operations.new_file import Beginning, begin_file, suggested_partnerships
from aip_desktop.sample import agreements, budgets, clause_text, decisions, returns, roles, schools_import
from aip_desktop.sample.diary import RUTH, Entry, Move, Print, SampleFile, Step, tell
from aip_desktop.sample.schools import LA_CODE

FIRST_OFFICER = RUTH
FIRST_WORDS = f"Start the file of {sample_names().council}"


def begin_sample(session: Session) -> None:
    """Perform the first act: whose file it is, and what ships with the program."""
    names = sample_names()
    partnerships = suggested_partnerships()
    begin_file(
        session, Beginning(names.council, LA_CODE, partnerships, names.council_address, is_sample=True)
    )


def tell_story(file: SampleFile, move: Move, print_paper: Print, step: Step | None = None) -> None:
    """Perform all acts after the first. ``move`` sets the clock (milliseconds since 1970) and ``step(done, of)``
    follows.

    The file must be new, begun with ``begin_sample``, and both inside ``repeatable(SEED, STARTED_MS)``.
    """
    tell(_entries(), file, move, print_paper, step)


def _entries() -> Iterator[Entry]:
    for subject in (schools_import, roles, decisions, budgets, agreements, returns, clause_text):
        yield from subject.entries()
