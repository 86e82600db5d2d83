"""What SQLite vouches for in a few sweeps is what the slow checks find sound: no fault is lost, none invented."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aip_desktop.history.encoding import compact
from aip_desktop.history.links import begun
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.schools import School
from aip_desktop.store import integrity_precheck
from aip_desktop.store.file import open_file
from aip_desktop.store.integrity import first_fault
from aip_desktop.store.integrity_precheck import EVERYTHING, doubts_in
from proofs.hostile import good_file
from tests.store.harms import CANNOT_BE, HARMS, ODD_TEXT, Harm, forge_the_chain


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with two writers, a merge, a disagreement, a document, and odd letters in it."""
    path = tmp_path_factory.mktemp("good") / "good.aip"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIP_DESKTOP_HOME", str(path.parent / "home"))
        good_file(path)
        with closing(open_file(path, "A. “Officer” \\ \x07")) as file:
            with file.act("Enter odd ones") as session:
                for number, name in enumerate(ODD_TEXT[4:]):
                    session.add(
                        School(urn=800_000 + number, name=f"Odd {name}", head=name, pupils=number % 2)
                    )
                session.add(School(urn=1, name="Closed", retired=True))
            for words in ("a", None):
                with file.act("Note") as session:
                    live(session, Partnership)[2].notes = words
    return path


@contextmanager
def a_copy(body: bytes) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)) as connection:
        connection.deserialize(body)
        yield connection


def _faults_alike(connection: sqlite3.Connection) -> str | None:
    """What the slow way finds, which is what the quick way finds; each in a copy of its own."""
    body = connection.serialize()
    with a_copy(body) as one, a_copy(body) as other:
        slow, quick = first_fault(one, EVERYTHING), first_fault(other, doubts_in(other))
    unreadable = "its history cannot be read"  # for which of several reasons depends on what is read first
    assert quick == slow or (quick and slow and quick.startswith(unreadable) and slow.startswith(unreadable))
    return slow


def test_only_what_was_changed_again_is_in_doubt(good: Path) -> None:
    with a_copy(good.read_bytes()) as connection:
        found = doubts_in(connection)
        again = "SELECT record FROM change GROUP BY record HAVING count(*) > 1"
        retired = "SELECT id FROM school WHERE retired"
        assert found.writers == frozenset()
        assert found.records == {it for (it,) in connection.execute(f"{again} UNION {retired}")}
        assert len(found.records) < 6
        assert _faults_alike(connection) is None


def test_rows_of_any_shape_are_vouched_for_by_either_way_of_comparing(
    good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_copy(good.read_bytes()) as connection:
        by_field = doubts_in(connection)
        monkeypatch.setattr(integrity_precheck, "_SAMPLE", 20)
        assert doubts_in(connection) == by_field
        monkeypatch.setattr(integrity_precheck, "_by_field", lambda names: "0")
        few = doubts_in(connection).records
        assert few is not None
        assert len(few) < 40  # most of the schools are of a shape that many have


@settings(max_examples=60)
@given(st.lists(st.sampled_from(HARMS), max_size=3), st.booleans(), st.booleans(), st.integers(0, 2**32))
def test_whatever_is_altered_is_found_by_the_quick_way_as_by_the_slow(
    good: Path, harms: list[Harm], is_forged: bool, by_shape: bool, seed: int
) -> None:
    chance = Random(seed)
    with a_copy(good.read_bytes()) as connection, pytest.MonkeyPatch.context() as patch:
        if by_shape:
            patch.setattr(integrity_precheck, "_SAMPLE", 20)
        for harm in harms:
            with suppress(*CANNOT_BE):
                harm(connection, chance)
        if is_forged:
            with suppress(*CANNOT_BE):
                forge_the_chain(connection)
        fault = _faults_alike(connection)
        assert harms or fault is None


@pytest.mark.parametrize("harm", HARMS)
def test_each_kind_of_harm_is_found_and_with_hashes_that_fit_it_is_judged_alike(
    good: Path, harm: Harm
) -> None:
    found = 0
    for seed in range(8):
        with a_copy(good.read_bytes()) as connection:
            with suppress(*CANNOT_BE):
                harm(connection, Random(seed))
            found += _faults_alike(connection) is not None
            with suppress(*CANNOT_BE):
                forge_the_chain(connection)
            _faults_alike(connection)
    assert found


ONE = "(SELECT min(id) FROM school WHERE NOT retired AND id IN (SELECT record FROM change WHERE field = '*'))"
LAST = "(SELECT max(number) FROM change WHERE writer = act.writer)"


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE change SET act = 1 WHERE act = 2",
        "UPDATE change SET act = act - 1 WHERE act = 3",
        "UPDATE act SET number = number + 1000; UPDATE change SET act = act + 1000",
        "UPDATE act SET last_change = last_change - 1 WHERE number = 2",
        "UPDATE act SET last_change = -last_change",
        "UPDATE change SET clock = clock - (1 << 40) WHERE act = 3",
        "UPDATE change SET clock = number - 1",
        "UPDATE change SET clock = clock - 2 WHERE number = 5",
        "INSERT INTO change SELECT 7, 1, clock, 1, kind, record, field, value FROM change LIMIT 1",
        "INSERT INTO seen VALUES (7, 1, '{}')",
        "INSERT INTO seen SELECT writer, 2, '{}' FROM act WHERE number = 2",
        f"INSERT INTO change SELECT writer, {LAST} + 1, 1 << 60, number, 'school', {ONE}, '', '1' FROM act LIMIT 1",
        "DELETE FROM act WHERE number = (SELECT max(number) FROM act AS a WHERE a.writer = act.writer)",
        "UPDATE seen SET others = '{\"9\":-1}'",
        "UPDATE seen SET others = replace(others, '}', '0}')",
        f"UPDATE change SET kind = 'term' WHERE record = {ONE}",
        f"UPDATE change SET kind = 'stranger' WHERE record = {ONE}",
        f"UPDATE school SET retired = 1 WHERE id = {ONE}",
        f"UPDATE school SET locality = '' WHERE id = {ONE}",
        f"UPDATE school SET pupils = 0 WHERE id = {ONE}",
        f"UPDATE school SET phase = NULL WHERE id = {ONE}",
        f"UPDATE school SET name = name || ' ' WHERE id = {ONE}",
        f"UPDATE school SET id = 'nobody' WHERE id = {ONE}",
        f"UPDATE change SET record = 'nobody' WHERE record = {ONE}",
        f"UPDATE change SET field = 'head', value = '1' WHERE record = {ONE}",
        f"DELETE FROM school WHERE id = {ONE}",
        f"UPDATE partnership SET id = {ONE} WHERE id = (SELECT max(id) FROM partnership)",
        "UPDATE partnership SET notes = 'neither' WHERE notes IS NOT NULL",
        "UPDATE change SET value = '\"neither\"' WHERE field = 'notes'",
        "DELETE FROM conflict",
        "UPDATE content SET body = x'00'",
    ],
)
def test_the_quick_way_finds_each_of_these_with_hashes_that_fit_too(
    good: Path, forgery: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(integrity_precheck, "_SAMPLE", 20)
    for is_forged in (False, True):
        with a_copy(good.read_bytes()) as connection:
            connection.executescript(forgery)
            if is_forged:
                forge_the_chain(connection)
            assert _faults_alike(connection)


ACTS = """
SELECT writer, number,
    CAST(json_array(writer, number, at, who, words, undoes_writer, undoes_number, merged) AS BLOB),
    (SELECT others FROM seen s JOIN change c USING (writer)
     WHERE c.writer = a.writer AND c.act = a.number AND c.number = from_change)
FROM act a ORDER BY writer, number"""
CHANGES = """
SELECT CAST(json_array(number, clock, kind, record, field, value) AS BLOB) FROM change
WHERE writer = ? AND act = ? ORDER BY number"""


@pytest.mark.parametrize(
    "forgery",
    [
        f"UPDATE school SET name = CAST(x'41ff' AS TEXT) WHERE id = {ONE};"
        f"UPDATE change SET value = json_set(value, '$.name', CAST(x'41ff' AS TEXT)) WHERE record = {ONE}",
        "UPDATE act SET words = CAST(x'41ff' AS TEXT) WHERE number = 2",
    ],
)
def test_what_is_no_text_is_found_though_its_hash_fits(good: Path, forgery: str) -> None:
    with a_copy(good.read_bytes()) as connection:
        connection.executescript(forgery)
        heads: dict[int, bytes] = {}
        start = bytes.fromhex(begun(connection.execute("SELECT id FROM lineage").fetchone()[0]))
        for writer, number, facts, seen in connection.execute(ACTS).fetchall():
            changes = (text for (text,) in connection.execute(CHANGES, (writer, number)))
            body = facts + b"".join(changes) + (compact([seen]).encode() if seen else b"")
            made = sha256(heads.get(writer, start) + body)
            heads[writer] = made.digest()
            told = (made.hexdigest(), writer, number)
            connection.execute("UPDATE act SET hash = ? WHERE writer = ? AND number = ?", told)
        assert "cannot be read" in str(_faults_alike(connection))


@pytest.mark.parametrize("steps", [(-1,), (-1, 0), (1,), (0, 1), (1, 0), (-2, -1, 0), (1 << 40, 0)])
def test_no_act_takes_changes_back_or_claims_what_is_not_there(good: Path, steps: tuple[int, ...]) -> None:
    with a_copy(good.read_bytes()) as connection:
        asked = "SELECT writer, max(number), max(last_change) FROM act GROUP BY writer"
        for writer, act, change in connection.execute(asked).fetchall():
            for more, step in enumerate(steps, 1):
                connection.execute(
                    "INSERT INTO act SELECT writer, ?, at, who, words, ?, NULL, NULL, NULL, hash FROM act "
                    "WHERE writer = ? AND number = ?",
                    (act + more, change + step, writer, act),
                )
            forge_the_chain(connection)
            assert _faults_alike(connection)
            connection.execute("DELETE FROM act WHERE writer = ? AND number > ?", (writer, act))
            assert _faults_alike(connection) is None


def test_what_is_hidden_in_one_writer_is_not_made_up_for_by_what_another_claims(good: Path) -> None:
    """The changes are as many as the acts say; the fault of the first writer is told, as by the slow way."""
    with a_copy(good.read_bytes()) as connection:
        asked = "SELECT writer, max(number) FROM act GROUP BY writer ORDER BY writer"
        (one, _), (other, act), *_ = connection.execute(asked).fetchall()
        connection.execute(
            "INSERT INTO change SELECT writer, 0, 1, 1, kind, record, field, value FROM change "
            "WHERE writer = ? AND number = 1",
            (one,),
        )
        claim = "UPDATE act SET last_change = last_change + 1 WHERE writer = ? AND number = ?"
        connection.execute(claim, (other, act))
        assert _faults_alike(connection)


def test_an_act_without_changes_has_the_next_number_too(good: Path) -> None:
    with a_copy(good.read_bytes()) as connection:
        connection.execute(
            "INSERT INTO act SELECT writer, number + 2, at, who, words, last_change, NULL, NULL, NULL, hash "
            "FROM act ORDER BY number DESC LIMIT 1"
        )
        forge_the_chain(connection)
        assert _faults_alike(connection)


@pytest.mark.parametrize(("more", "is_fault"), [(0, False), (1, True)])
def test_nobody_has_seen_one_change_more_than_there_are(good: Path, more: int, *, is_fault: bool) -> None:
    with a_copy(good.read_bytes()) as connection:
        ends = dict(connection.execute("SELECT writer, max(last_change) FROM act GROUP BY writer"))
        for writer, first in connection.execute("SELECT writer, from_change FROM seen").fetchall():
            seen = compact({str(it): last + more for it, last in ends.items() if it != writer})
            asked = "UPDATE seen SET others = ? WHERE writer = ? AND from_change = ?"
            connection.execute(asked, (seen, writer, first))
        forge_the_chain(connection)
        assert "it had seen acts that are not in the file" in str(_faults_alike(connection)) or not is_fault
        assert not doubts_in(connection).writers or is_fault


def test_too_many_doubts_are_no_doubts_but_everything(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(integrity_precheck, "MOST", 10)
    with a_copy(good.read_bytes()) as connection:
        connection.execute("UPDATE school SET head = 'another'")
        assert doubts_in(connection).records is None
        assert _faults_alike(connection)
