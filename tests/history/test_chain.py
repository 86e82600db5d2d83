"""Nothing in the history can be altered without its chain breaking, and a chain of form 1 still holds."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from aip_desktop.history import chain
from aip_desktop.history.chain import broken_links
from aip_desktop.history.links import link
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.store.file import open_file
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import export_copy


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE seen SET others = '{}'",
        "DELETE FROM seen",
        "UPDATE act SET last_change = last_change + 1 WHERE number = 2",
        "UPDATE change SET act = 1 WHERE act = 2",
        "UPDATE change SET clock = clock + 1 WHERE act = 2",
        "UPDATE lineage SET id = 'another'",
        "DELETE FROM act WHERE number = 2",
        "DELETE FROM change WHERE act = 2",
        "INSERT INTO seen SELECT writer, 2, '{}' FROM act WHERE number = 2",
        "INSERT INTO seen SELECT writer, 0, '{}' FROM act WHERE number = 2",
        "INSERT INTO change SELECT writer, -1, clock + 9, 1, kind, record, 'name', '\"x\"' FROM change LIMIT 1",
        "INSERT INTO act SELECT writer, 0, at, who, words, 0, NULL, NULL, NULL, hash FROM act LIMIT 1",
    ],
)
def test_whatever_is_altered_in_the_history_breaks_its_chain(
    new_file: File, tmp_path: Path, forgery: str
) -> None:
    theirs = open_file(export_copy(new_file, tmp_path / "theirs.aip").path, "B. Officer")
    for file in (new_file, theirs, theirs):
        with file.act("Note") as session:
            note_of(session, f"{file.who} {theirs.saved_at}")
    with theirs.reading() as session:
        assert broken_links(session.connection()) == []
    theirs.raw().execute(forgery)
    with theirs.reading() as session:
        assert broken_links(session.connection())
    theirs.close()


def note_of(session: Session, value: str) -> None:
    live(session, Partnership)[0].notes = value


def _as_form_1_chained(file: File) -> None:
    """Give every act the hash it would have had: from nothing, and without what its writer had seen."""
    with file.reading() as session:
        connection = session.connection()
        hashes: dict[tuple[int, int], str] = {}
        for writer in sorted(chain.last_acts(connection)):
            before = "00" * 32
            for act, changes, _ in chain.told_acts(connection, writer, 0, 0):
                before = hashes[writer, act["number"]] = link(before, act, changes, None)
    for (writer, number), digest in hashes.items():
        file.raw().execute(
            "UPDATE act SET hash = ? WHERE writer = ? AND number = ?", (digest, writer, number)
        )


def test_a_history_of_form_1_is_still_sound_and_goes_on(new_file: File, tmp_path: Path) -> None:
    theirs = open_file(export_copy(new_file, tmp_path / "theirs.aip").path, "B. Officer")
    for file in (new_file, theirs):
        with file.act("Note") as session:
            note_of(session, file.who)
    _as_form_1_chained(theirs)
    path = theirs.path
    theirs.close()
    theirs = open_file(path, "C. Officer")
    with theirs.act("Note") as session:
        note_of(session, "after")
    with theirs.reading() as session:
        assert broken_links(session.connection()) == []
    theirs.raw().execute("UPDATE change SET value = '\"x\"' WHERE field = 'notes'")
    with theirs.reading() as session:
        assert broken_links(session.connection())
    theirs.close()
