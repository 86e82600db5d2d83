"""Planted faults of the merge: each must be caught by the random schedules, else they prove nothing.

What takes three copies and five acts in one order is too rare for them: there the tests of merging must catch it.

A planted fault is one piece of source put in the place of another, in a process of its own; nothing is written.
"""

import importlib.machinery
import io
import json
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import NamedTuple

from proofs.outcome import Outcome

ROOT = Path(__file__).resolve().parent.parent
TESTS = [str(ROOT / "tests" / "models" / f"test_{name}.py") for name in ("merging", "one_thing")]
PATIENCE = 200  # schedules until a fault counts as not caught


class Mutant(NamedTuple):
    """A planted fault: in which module, what is replaced by what."""

    name: str
    module: str
    old: str
    new: str


MUTANTS = (
    Mutant("a head is dropped", "history/resolve", "return tuple(sorted(Head(", "return tuple(sorted([Head("),
    Mutant("happened-before counts one too many", "history/causality", "0) >= first.number", "0) > first.number"),
    Mutant("a writer's own order is forgotten", "history/causality", "return first.number < second.number", "return False"),
    Mutant("nobody has ever seen anything", "history/causality", "        if place < 0:\n", "        if place < 9:\n"),
    Mutant("everybody has seen everything", "history/causality", "        if place < 0:\n", "        if place > -9:\n            return True\n        if place < 0:\n"),
    Mutant("the oldest value shows", "history/resolve", "    ordered = sorted(edits)\n", "    ordered = sorted(edits, reverse=True)\n"),
    Mutant("equal values are a disagreement", "history/resolve", "        if len({head.value for head in sides}) > 1:\n", "        if len(sides) > 1:\n"),
    Mutant("disagreements of one field only", "history/resolve", "            conflicts[field] = tuple(sorted(sides))\n", "            conflicts = {field: tuple(sorted(sides))}\n"),
    Mutant("an edit does not save a removed record", "history/resolve", "        values[RETIRED] = 0\n", "        pass\n"),
    Mutant("that a removed record was edited is not listed", "history/resolve", "        conflicts[RETIRED] = tuple(sorted({*sides, *_as_heads([kept])}))\n", "        pass\n"),
    Mutant("an edit that knew of the removal undoes it", "history/resolve", "if not any(sight.before(edit, removal) or sight.before(removal, edit) for removal in retiring)", "if not any(sight.before(edit, removal) for removal in retiring)"),
    Mutant("what was seen is not copied", "history/merge", "        _insert(here, table_of(Seen), [account.seen for account in part if account.seen is not None])\n", ""),
    Mutant("the last change of a writer is left out", "history/merge", "(known.change + 1, last.change)", "(known.change + 1, last.change - 1)"),
    Mutant("the merge does not count as seen", "history/merge", "    _has_seen(writer, theirs, both)\n", ""),
    Mutant("the clock is not raised", "history/merge", "    writer.clock = max(writer.clock, *(last.clock for last in both.values()))\n", ""),
    Mutant("records touched by both are not made anew", "history/merge", "        rebuild(here, hot, sight)\n", ""),
    Mutant("nothing counts as touched by both", "history/merge", "if other != new.writer and last.change > seen:", "if other != new.writer and last.change < seen:"),
    Mutant("what was last seen, not first, tells who knew", "history/merge", "            seen = min((epoch.get", "            seen = max((epoch.get"),
    Mutant("records in disagreement are not made anew", "history/merge", "        records.update(here.scalars(came.intersect(select(Conflict.record))))\n", ""),
    Mutant("old disagreements stay in the list", "history/rebuild", "            here.execute(delete(Conflict).where(Conflict.record.in_(some)))\n", "            here.execute(delete(Conflict).where(Conflict.record.in_(some[1:])))\n"),
    Mutant("changes are written in the wrong order", "history/merge", "query.order_by(Change.record, Change.number)", "query.order_by(Change.record, Change.number.desc())"),
    Mutant("new records are not written", "history/merge", "            _insert(here, as_stored(table_of(known[kind])), fresh)\n", "            pass\n"),
    Mutant("a merge is not marked as one", "history/merge", "            mark_as_merge(session, brought)\n", "            pass\n"),
    Mutant("records are counted once for each change", "history/merge", "select(Change.record).distinct().where(_within(new))", "select(Change.record).where(_within(new))"),
    Mutant("an act does not say what it had seen", "history/acts", "    if rows and writer.others != writer.noted:\n", "    if False:\n"),
    Mutant("the clock stands still", "history/writers", "self.clock = max(self.clock + 1, now_ms << 16)", "self.clock = max(self.clock, now_ms << 16)"),
    Mutant("the clock follows the laptop's", "history/writers", "self.clock = max(self.clock + 1, now_ms << 16)", "self.clock = now_ms << 16"),
    Mutant("a settled disagreement stays listed", "history/acts", "        _settle(connection, {record for _, record, _, _ in rows}, is_undo=pending.goes_back)\n", "        pass\n"),
    Mutant("a field set back in one act is not noted", "history/change_tracking", "            pending.note_changed(record.__tablename__, record.id, name, stored(past.added[0]))\n", "            pending.note_changed(record.__tablename__, record.id, name, stored(past.added[0])) if name != 'retired' else None\n"),
    Mutant("settling with the value that shows is forgotten", "domain/merging/review", "    note(session, kind, record, field, json.loads(value))\n", ""),
    Mutant("undoing a settlement forgets the disagreement", "history/resolve", "    before = resolve(sides, sight, blank) if sides else None\n", "    before = None\n"),
    Mutant("a merge undone goes back to before all it knew", "history/version_vector", "    left = dict(known)\n", "    left: Reached = {}\n"),
    Mutant("a merge undone leaves what it brought", "history/version_vector", "left.get(other, 0), first - 1)", "left.get(other, 0), first)"),
    Mutant("what was settled in a merge outlives its undo", "history/version_vector", "Act.number == since - 1)", "Act.number == since)"),
    Mutant("an undone removal forgets the edit that kept the record", "history/resolve", "    sides = conflicts.get(RETIRED) or _as_heads(retiring)\n", "    sides = _as_heads(retiring)\n"),
    Mutant("the undo of a merge leaves the other side listed", "history/undo", "        note(session, kind.__tablename__, row.id, field, before[field])\n", "        pass\n"),
    Mutant("the undo of a merge leaves what it brought to life", "history/undo", " | {name for name in (RETIRED,) if shown[name] != before[name]}", ""),
    Mutant("what came in later counts as known before", "history/version_vector", "Act.number >= since,", "Act.number == since,"),
    Mutant("an undo that came in is not looked at", "history/merge", "        records.update(here.scalars(undone))  # a conflict that had been settled may stand again\n", ""),
    Mutant("a blank in one making clears what another says", "history/resolve", "for name, given in body.items())", "for name, given in (dict.fromkeys(bodies[0][1]) | body).items())"),
    Mutant("a making that repeats what was corrected is a side", "history/resolve", "        if (field, value) not in overtaken\n", ""),
    Mutant("a removal takes back what its writer did not know", "history/resolve", "    return [edit for edit in removals if all(sight.before(making, edit) for making in created)]\n", "    return removals\n"),
    Mutant("two who took back their own leave it", "history/resolve", "any(edit[:3] == making[:3] or sight.before(making, edit) for edit in last)", "all(sight.before(making, edit) for edit in last)"),
    Mutant("what was made twice counts as added", "history/merge", "    return len(came - had)\n", "    return len(came)\n"),
    Mutant("undoing a making removes what others made too", "history/undo", "        if before is None:\n            record.retired = True\n", "        if before is None or is_shared:\n            record.retired = True\n"),
    Mutant("undoing a making leaves its values", "history/undo", "set(json.loads(change.value)))", "set())"),
    Mutant("undoing a merge leaves what it filled in", "history/undo", "    if CREATED in fields:  # what", "    if CREATED in fields and not shown:  # what"),
    Mutant("undoing a making settles what two others say", "history/causality", "    if any(\n        edit.field == CREATED", "    if not any(\n        edit.field == CREATED"),
    Mutant("an undone merge still counts as said", "history/version_vector", "not _is_undone(file, (one, merge), known)", "True"),
    Mutant("an undo overrules who changed it knowingly", "history/undo", "        if not stands:\n", "        if False:\n"),
    Mutant("an undo is refused for what an unaware person said", "history/undo", "sight if is_shared else None", "None"),
    Mutant("a merge is undone over what came after it", "history/undo", "        if json.loads(last.value) != merged.values[field]:\n", "        if False:\n"),
    Mutant("an undo leaves the value of the field", "history/undo", "            setattr(record, change.field, stored_as_loaded(type(record), change.field, value))\n", ""),
    Mutant("an undo forgets what was settled by leaving it", "history/undo", "            note(session, change.kind, change.record, change.field, value)\n", ""),
    Mutant("made again it is another record", "history/make", "id=born if born and there is None else new_id()", "id=new_id()"),
    Mutant("made again it keeps what it said before", "history/make", "            setattr(there, name, getattr(fresh, name))\n", "            pass\n"),
    Mutant("an undo is not marked as one", "history/undo", "    mark_as_undo(session, key)\n", ""),
)  # fmt: skip


def prove(count: int = len(MUTANTS), first: int = 0) -> Outcome:
    """Plant each fault, and see that the schedules catch it; the rows say by what."""
    outcome = Outcome("mutants")
    for mutant in MUTANTS[first : first + count]:
        outcome.tried += 1
        caught = by_what(mutant)
        outcome.rows.append([mutant.name, f"{mutant.module}.py", caught or "NOT CAUGHT"])
        if caught is None:
            outcome.faults.append(f"“{mutant.name}” was not caught")
        else:
            outcome.seen["caught"] += 1
    return outcome


def by_what(mutant: Mutant) -> str | None:
    """What caught a planted fault, in words; None if nothing did."""
    command = [sys.executable, "-m", "proofs.mutants", json.dumps(mutant)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=1800)
    if done.returncode not in (0, 1):
        return None
    told = done.stdout.strip().splitlines()
    return told[-1] if done.returncode == 1 and told else None


def source_of(mutant: Mutant) -> str:
    """The source of the module with the fault in it. ValueError if the place to plant it is not there once."""
    source = (ROOT / "aip_desktop" / f"{mutant.module}.py").read_text("utf-8")
    if source.count(mutant.old) != 1:
        raise ValueError(f"“{mutant.name}”: its place is there {source.count(mutant.old)} times")
    planted = source.replace(mutant.old, mutant.new)
    if mutant.name == "a head is dropped":
        planted = planted.replace("for edit in edits))\n", "for edit in edits][:-1] or ()))\n", 1)
    compile(planted, mutant.module, "exec")
    return planted


def _plant(mutant: Mutant) -> None:
    """Make this process load the module with the fault."""
    name, planted = f"aip_desktop.{mutant.module.replace('/', '.')}", source_of(mutant)

    class Finder(importlib.machinery.PathFinder):
        @classmethod
        def find_spec(cls, fullname, path=None, target=None):  # type: ignore[no-untyped-def]
            if fullname != name:
                return None
            spec = super().find_spec(fullname, path, target)
            assert spec is not None
            assert spec.loader is not None
            spec.loader.get_code = lambda _name: compile(planted, spec.origin or name, "exec")  # type: ignore[attr-defined]
            return spec

    sys.meta_path.insert(0, Finder)


def _first_failed_test() -> str:
    """The first test of merging that fails with the fault, or nothing."""
    import pytest

    class Names:
        failed = ""

        def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
            if report.failed and not self.failed:
                self.failed = report.nodeid.split("/")[-1]

    names = Names()
    with redirect_stdout(io.StringIO()):
        pytest.main(["-x", "-q", "-p", "no:cacheprovider", *TESTS], plugins=[names])
    return names.failed


def main() -> None:
    """Plant the fault given as JSON, run schedules and then tests until one fails; print which, and exit 1 then."""
    _plant(Mutant(*json.loads(sys.argv[1])))
    from proofs.merge import run_schedule

    for seed in range(PATIENCE):
        try:
            run_schedule(seed, 6 + seed % 16)
        except Exception as error:
            first = str(error).splitlines()[0] if str(error) else ""
            print(f"schedule {seed}: {first[:90] or type(error).__name__}")
            sys.exit(1)
    failed = _first_failed_test()
    if failed:
        print(f"no schedule; {failed}")
        sys.exit(1)


if __name__ == "__main__":
    main()
