"""What choices would do, told before they are written: what changes, which agreements end when, what stays open."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.facts import read_facts
from aip_desktop.domain.agreements.lifecycle import EndsBy, lifecycles
from aip_desktop.domain.checks.broken_rules import sentences
from aip_desktop.domain.checks.fault import Weight
from aip_desktop.domain.merging.review import disagreements
from aip_desktop.history.reading import changes_of_act
from aip_desktop.history.statements import ChangeLine
from aip_desktop.history.tables import Act
from aip_desktop.history.words import NamesInFile
from aip_desktop.models.describe import REMOVED
from aip_desktop.wording import count, day

FEW = 3  # records to which the same happens are told one by one, more of them together
ALL = 100_000  # changes of one act, which a person chose one by one


@dataclass(frozen=True, slots=True)
class Course:
    """The days an agreement runs, first and last, as far as options were taken up."""

    reference: str
    first: date
    last: date
    ends_by: EndsBy


@dataclass(frozen=True, slots=True)
class Standing:
    """How a file stands before an act: its agreements by id, and what does not hold in it."""

    courses: Mapping[str, Course]
    broken: Collection[str]
    to_do: Collection[str]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What an act would do, in sentences; and what would be open after it."""

    changes: tuple[str, ...]
    ends: tuple[str, ...]  # agreements that would run other days than before
    broken: tuple[str, ...]  # rules that would not hold and held before, or still do not
    to_do: tuple[str, ...]  # what would be left unfinished
    apart: tuple[str, ...]  # fields that two people would still have set differently


def standing(session: Session, but_for: Collection[str] = ()) -> Standing:
    """Return how the file stands; ``but_for`` are the rules that an act is to put right: it is told if it does
    not.
    """
    to_do = sentences(session, (Weight.TO_DO,))
    return Standing(_courses(session), sentences(session) - set(but_for), to_do - set(but_for))


def foreseen(session: Session, act: Act | None, before: Standing) -> Foreseen:
    """Return what an act did that was written on trial; None if it changed nothing."""
    names = NamesInFile(session)
    lines = changes_of_act(session, act.writer, act.number, ALL, names) if act is not None else ()
    return Foreseen(
        changes=_told(lines),
        ends=_ends(before.courses, _courses(session)),
        broken=tuple(sorted(sentences(session) - set(before.broken))),
        to_do=tuple(sorted(sentences(session, (Weight.TO_DO,)) - set(before.to_do))),
        apart=tuple(
            f"{disagreement.label} of {disagreement.what}" for disagreement in disagreements(session, names)
        ),
    )


def _courses(session: Session) -> dict[str, Course]:
    return {
        id_: Course(life.agreement.reference, life.agreement.starts_on, life.ends_on, life.ends_by)
        for id_, life in lifecycles(read_facts(session), date.min).items()
    }


def _ends(before: Mapping[str, Course], after: Mapping[str, Course]) -> tuple[str, ...]:
    end_sentences = []
    for record in sorted({**before, **after}, key=lambda name: (after.get(name) or before[name]).reference):
        old, new = before.get(record), after.get(record)
        if old is None and new is not None:
            end_sentences.append(f"{new.reference} is new, and runs from {day(new.first)} to {day(new.last)}")
        elif new is None and old is not None:
            end_sentences.append(
                f"{old.reference} is removed: it ran from {day(old.first)} to {day(old.last)}"
            )
        elif old is not None and new is not None and old.last != new.last:
            lapse = new.last < old.last and new.ends_by is EndsBy.SUPERSESSION
            words = f"{new.reference} ends on {day(new.last)}, instead of {day(old.last)}"
            end_sentences.append(f"{words}; options it has left lapse" if lapse else words)
        elif old is not None and new is not None and old.first != new.first:
            end_sentences.append(f"{new.reference} starts on {day(new.first)}, instead of {day(old.first)}")
    return tuple(end_sentences)


def _told(lines: Collection[ChangeLine]) -> tuple[str, ...]:
    """Return a sentence on each record, in the order it was done; one on all to which the same happens, if many."""
    alike: dict[str, list[str]] = {}
    for line in lines:
        alike.setdefault(_happening(line), []).append(line.what)
    all_sentences = []
    for happening, records in alike.items():
        if len(records) <= FEW:
            all_sentences += [f"{record} {happening}" for record in records]
        else:
            all_sentences.append(
                f"{count(len(records), 'record')}, each of which {happening}: {'; '.join(records)}"
            )
    return tuple(all_sentences)


def _happening(line: ChangeLine) -> str:
    if not line.field:
        return f"is made, with {line.after}"
    if line.field == REMOVED.words:
        return "is removed" if line.after == "yes" else "is brought back"
    shown = line.befores[0]  # where several disagreed, the newest shows until that is settled
    if shown == line.after:
        return f"keeps “{line.field}”: {_quoted(line.after)}"
    return f"has “{line.field}” changed from {_quoted(shown)} to {_quoted(line.after)}"


def _quoted(shown: str) -> str:
    """Return sentences and lines in marks, so that one sees where they end."""
    return f"“{shown}”" if shown.endswith((".", "!", "?")) or "\n" in shown else shown
