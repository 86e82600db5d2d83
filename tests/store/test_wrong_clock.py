"""One laptop with a wrong clock takes nothing away from the others: as-at, a merge only looked at, and undo."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from aip_desktop.history.merge_report import merges
from aip_desktop.history.reading import act_lines, acts_touching
from aip_desktop.history.statements import Wanted
from aip_desktop.history.tables import Change
from aip_desktop.history.verify import differences
from aip_desktop.models import ids
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.operations.merging import try_merge
from aip_desktop.store.as_at import open_as_at
from aip_desktop.store.file import OneFile, open_file, open_to_read
from aip_desktop.store.open_file import File

NOW = datetime.now(UTC)  # the files that many tests begin with may be made by this clock


YEAR = timedelta(days=365)


class Clock:
    """The clock of the laptop in hand, a second later at each look."""

    def __init__(self) -> None:
        self.at = NOW

    def now_ms(self) -> int:
        self.at += timedelta(seconds=1)
        return int(self.at.timestamp() * 1000)


@pytest.fixture
def clock() -> Iterator[Clock]:
    made = Clock()
    token = ids._source.set(ids.Source(made.now_ms, ids._device.bits))
    yield made
    ids._source.reset(token)


@contextmanager
def _ahead(clock: Clock, by: timedelta) -> Iterator[None]:
    clock.at += by
    yield
    clock.at -= by


@contextmanager
def _laptop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> Iterator[None]:
    with monkeypatch.context() as there:
        there.setenv("AIP_DESKTOP_HOME", str(tmp_path / name))
        yield


def _note(file: File, place: int, text: str) -> None:
    with file.act(f"Note {text}") as session:
        live(session, Partnership)[place].notes = text


def _notes(file: File) -> list[str | None]:
    with file.reading() as session:
        assert differences(session.connection()) == []
        return [it.notes for it in live(session, Partnership)]


@pytest.fixture
def apart(
    clock: Clock, new_file: OneFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[OneFile, Path]:
    """A file here, and a copy in which somebody noted something on a laptop a year ahead."""
    path, copy = new_file.path, tmp_path / "b.aip"
    new_file.close()
    shutil.copy(path, copy)
    with _laptop(monkeypatch, tmp_path, "B"), _ahead(clock, YEAR):
        other = open_file(copy, "B. Officer")
        _note(other, 1, "from B")
        other.close()
    return open_file(path, "A. Officer"), copy


def _latest_clock(file: File) -> datetime:
    with file.reading() as session:
        latest = session.scalar(select(func.max(Change.clock))) or 0
    return datetime.fromtimestamp((latest >> 16) / 1000, UTC)


def test_as_at_shows_what_was_done_by_then_whatever_another_clock_says(
    apart: tuple[OneFile, Path], clock: Clock
) -> None:
    file, copy = apart
    other = open_to_read(copy)
    file.merge(other, "Merge b.aip")
    other.close()
    merged = clock.at
    _note(file, 0, "typed after the merge")
    before = open_as_at(file, merged)
    assert _notes(before)[:2] == [None, "from B"]  # the merge had seen it
    before.close()
    for moment in (clock.at + timedelta(minutes=5), clock.at + 2 * YEAR):
        then = open_as_at(file, moment)
        assert _notes(then) == _notes(file)
        assert _notes(then)[:2] == ["typed after the merge", "from B"]
        with then.reading() as session, file.reading() as now:
            assert [it.words for it in act_lines(session)] == [it.words for it in act_lines(now)]
        then.close()
    file.close()


def test_before_the_merge_nothing_of_the_other_shows(apart: tuple[OneFile, Path], clock: Clock) -> None:
    file, copy = apart
    _note(file, 0, "typed before the merge")
    before = clock.at
    clock.at += timedelta(minutes=1)
    other = open_to_read(copy)
    file.merge(other, "Merge b.aip")
    other.close()
    then = open_as_at(file, before)
    assert _notes(then)[:2] == ["typed before the merge", None]
    then.close()
    file.close()


def _words(file: File, **wanted: datetime) -> list[str]:
    with file.reading() as session:
        return [line.words for line in act_lines(session, wanted=Wanted(**wanted))]


def test_acts_are_listed_in_an_order_that_contradicts_nobody(
    apart: tuple[OneFile, Path], clock: Clock
) -> None:
    file, copy = apart
    _note(file, 0, "before the merge")
    other = open_to_read(copy)
    file.merge(other, "Merge b.aip")
    other.close()
    merged = clock.at
    clock.at += timedelta(minutes=1)
    _note(file, 0, "after the merge")
    words = ["Note after the merge", "Merge b.aip", "Note from B", "Note before the merge", "Start"]
    assert _words(file)[:4] == words[:4]
    assert _words(file, until=clock.at)[:4] == words[:4]
    assert _words(file, until=merged)[:3] == words[1:4]
    assert _words(file, since=merged + timedelta(seconds=1)) == words[:1]
    with file.reading() as session:
        everything = [partnership.id for partnership in live(session, Partnership)]
        touching = [line.words for line in acts_touching(session, everything)]
        assert [line.words for line in merges(session)] == ["Merge b.aip"]
    assert touching[-3:] == ["Note before the merge", "Note from B", "Note after the merge"]
    file.close()


def test_the_list_up_to_a_moment_is_that_of_the_file_as_at_it(
    apart: tuple[OneFile, Path], clock: Clock
) -> None:
    file, copy = apart
    _note(file, 0, "one")
    moments = [clock.at]
    other = open_to_read(copy)
    file.merge(other, "Merge b.aip")
    other.close()
    moments.append(clock.at)
    _note(file, 0, "two")
    moments += [clock.at, clock.at + YEAR / 2, clock.at + 2 * YEAR]
    for moment in moments:
        then = open_as_at(file, moment)
        assert _words(file, until=moment) == _words(then)
        after = _words(file, since=moment + timedelta(milliseconds=1))
        assert [*after, *_words(then)] == _words(file)
        then.close()
    file.close()


@pytest.mark.parametrize(
    ("by", "said"), [(10 * YEAR, "10 years"), (timedelta(hours=5), "5 hours"), (timedelta(minutes=9), "")]
)
def test_a_merge_says_that_the_other_clock_is_ahead(
    new_file: OneFile, tmp_path: Path, clock: Clock, by: timedelta, said: str
) -> None:
    copy = tmp_path / "b.aip"
    shutil.copy(new_file.path, copy)
    with _ahead(clock, by + timedelta(minutes=2)):
        other = open_file(copy, "B. Officer")
        _note(other, 1, "from B")
    warning = try_merge(new_file, other).origin.clock_warning
    other.close()
    assert bool(warning) is bool(said)
    assert f"The last action of B. Officer is dated {said} from now" in warning or not said


def test_a_merge_that_was_only_looked_at_leaves_the_clock_alone(
    apart: tuple[OneFile, Path], clock: Clock
) -> None:
    file, copy = apart
    other = open_to_read(copy)
    try_merge(file, other)
    other.close()
    _note(file, 0, "typed after looking")
    assert _latest_clock(file) < clock.at + YEAR / 2
    then = open_as_at(file, clock.at + timedelta(minutes=5))
    assert _notes(then)[0] == "typed after looking"
    then.close()
    file.close()


def test_undo_takes_the_act_done_last(new_file: OneFile, tmp_path: Path, clock: Clock) -> None:
    """One laptop, two copies: the clock was a day ahead while the copy was used, then it was put right."""
    path, copy = new_file.path, tmp_path / "b.aip"
    new_file.close()
    shutil.copy(path, copy)
    file = open_file(path, "A. Officer")
    _note(file, 0, "one")
    file.close()
    with _ahead(clock, timedelta(days=1)):
        other, theirs = open_file(copy, "A. Officer"), open_to_read(path)
        other.merge(theirs, "Merge a.aip into the copy")
        theirs.close()
        other.close()
    file, theirs = open_file(path, "A. Officer"), open_to_read(copy)
    file.merge(theirs, "Merge b.aip")
    theirs.close()
    _note(file, 1, "two, typed last")
    step = file.steps().undo
    assert step is not None
    assert step.words == "Note two, typed last"
    file.close()
