"""The file as it was on a day: the records, the disagreements and the acts of then, and nothing else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aip_desktop.domain.merging.review import disagreements
from aip_desktop.domain.partnerships.details import edit_partnership
from aip_desktop.domain.schools.schools import add_school
from aip_desktop.errors import Refusal
from aip_desktop.history.chain import broken_links
from aip_desktop.history.reading import act_lines
from aip_desktop.history.replay import State, replayed
from aip_desktop.history.verify import differences
from aip_desktop.models.ids import repeatable
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.schools import School
from aip_desktop.operations.new_file import Beginning, begin_file, suggested_partnerships
from aip_desktop.store.as_at import open_as_at
from aip_desktop.store.file import create_file, open_file
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import export_copy

STARTED = datetime(2024, 3, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _state(file: File) -> State:
    with file.reading() as session:
        assert differences(session.connection()) == []
        assert broken_links(session.connection()) == []
        return replayed(session.connection())


def _rename(file: File, name: str) -> None:
    with file.act(f"Rename to {name}") as session:
        edit_partnership(session, live(session, Partnership)[0].id, "name", name)


def test_each_moment_shows_what_stood_then(tmp_path: Path) -> None:
    beginning = Beginning("Testshire Council", "999", suggested_partnerships())
    with repeatable(1, int(STARTED.timestamp() * 1000)) as move:
        file = create_file(
            tmp_path / "a.aip", "Ann", "Start", lambda it: begin_file(it, beginning), writer=11
        )
        stood = [_state(file)]
        for number in range(1, 6):
            move(int((STARTED + number * HOUR).timestamp() * 1000))
            if number == 2:
                with file.act("Add a school") as session:
                    add_school(session, 900001, "Alder School")
            elif number == 4:
                step = file.steps().undo
                assert step is not None
                file.take_back(step, f"Undo: {step.words}")
            else:
                _rename(file, f"East {number}")
            stood.append(_state(file))
        for number, state in enumerate(stood):
            then = open_as_at(file, STARTED + number * HOUR + HOUR / 2)
            assert _state(then) == state
            assert then.read_only
            with then.reading() as session:
                assert len(act_lines(session)) == number + 1
                assert len(live(session, School)) == int(number >= 2)
            with pytest.raises(Refusal, match="reading only"), then.act("Nothing"):
                pass
            then.close()
        with pytest.raises(Refusal, match="was begun at"):
            open_as_at(file, STARTED - HOUR)
        file.close()


def test_what_was_merged_in_counts_from_when_it_was_done(tmp_path: Path) -> None:
    """And a disagreement stands in it as long as nobody had settled it."""
    beginning = Beginning("Testshire Council", "999", suggested_partnerships())
    with repeatable(2, int(STARTED.timestamp() * 1000)) as move:
        mine = create_file(
            tmp_path / "a.aip", "Ann", "Start", lambda it: begin_file(it, beginning), writer=11
        )
        theirs = open_file(export_copy(mine, tmp_path / "b.aip").path, "Bob")
        move(int((STARTED + HOUR).timestamp() * 1000))
        _rename(theirs, "East, says Bob")
        move(int((STARTED + 2 * HOUR).timestamp() * 1000))
        _rename(mine, "East, says Ann")
        mine.merge(theirs, "Merge")
        theirs.close()
        for hours, name, apart in ((1, "East, says Bob", 0), (2, "East, says Ann", 1)):
            then = open_as_at(mine, STARTED + hours * HOUR + HOUR / 2)
            with then.reading() as session:
                assert live(session, Partnership)[0].name == name
                assert len(disagreements(session)) == apart
            assert differences_of(then) == []
            then.close()
        mine.close()


def differences_of(file: File) -> list[str]:
    with file.reading() as session:
        return differences(session.connection())
