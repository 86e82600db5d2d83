"""Copies of one file: what differs, merging them, and who did what."""

import json
import sys
from argparse import Namespace
from dataclasses import asdict
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aip_desktop.commands.opening import (
    add_other_passphrase,
    add_replace,
    command,
    free,
    named_path,
    opened,
    other_passphrase,
    passphrase,
    replacing,
    told_how,
)
from aip_desktop.domain.checks.fix import BrokenRule
from aip_desktop.errors import Refusal
from aip_desktop.names import search_text, search_words
from aip_desktop.operations.merging import merge, try_merge
from aip_desktop.wording import count, day, listing, moment, read_date

if TYPE_CHECKING:
    from aip_desktop.domain.merging.statements import Disagreement, MergeReview
    from aip_desktop.history.statements import Wanted
    from aip_desktop.store.open_file import File


def add(commands: Any) -> None:
    """Add the commands of this module."""
    diff = command(commands, "diff", "Show what another copy has that this file has not", _diff)
    diff.add_argument("other", type=named_path, metavar="OTHER", help="the copy that is compared with it")
    diff.add_argument("--json", action="store_true", help="as JSON, for another program")
    add_other_passphrase(diff)
    merge = command(commands, "merge", "Take in everything another copy of the file has", _merge)
    merge.add_argument(
        "other", type=named_path, metavar="OTHER", help="the copy to take in, which stays as it is"
    )
    add_other_passphrase(merge)
    merge.add_argument(
        "--dry-run", action="store_true", help="only show what it would do, and exit as it would"
    )
    merge.add_argument(
        "--prefer",
        choices=("mine", "theirs", "newer"),
        help="settle every disagreement; without it, nothing is written where there is one, or a broken rule",
    )
    merge.add_argument(
        "--to", type=named_path, metavar="RESULT", help="write the result there and leave FILE as it is"
    )
    command(commands, "backup", "Make a verified backup of a file on this device", _backup)
    restore = command(
        commands, "restore", "Put a file to what it was in a backup; undo takes that back", _restore
    )
    restore.add_argument("backup", type=named_path, metavar="BACKUP", help="the backup to go back to")
    add_other_passphrase(restore)
    history = command(commands, "history", "Show who did what and when", _history)
    history.add_argument("--record", metavar="REF", help="only what concerns a record with this name")
    history.add_argument("--since", metavar="DATE", help="only from this day on")
    history.add_argument("--until", metavar="DATE", help="only to the end of this day")
    history.add_argument("--pdf", type=named_path, metavar="FOLDER", help="print it into this folder instead")
    add_replace(history)


def _diff(options: Namespace) -> None:
    with (
        opened(options.file, read=True, passphrase=passphrase(options)) as mine,
        opened(options.other, read=True, passphrase=other_passphrase(options)) as theirs,
    ):
        review = try_merge(mine, theirs)
    if options.json:
        print(json.dumps(asdict(review), indent=2, default=_named))
    else:
        _show(review)


def _named(value: object) -> str:
    """Return a value that JSON does not know: a function by its name, a moment as text."""
    return str(getattr(value, "__name__", value))


def _show(review: "MergeReview") -> None:
    if review.merged.is_nothing:
        print("The other copy has nothing that this file has not")
        return
    origin = review.origin
    who = f", by {', '.join(origin.who)}" if origin.who else ""
    print(f"{count(review.merged.acts, 'act')} and {count(review.merged.changes, 'change')} are new{who}")
    if origin.common_at:
        print(f"Both had the same until {moment(origin.common_at)}")
    if origin.clock_warning:
        print(f"Warning: {origin.clock_warning}")
    for heading, names in (("Added", review.added), ("Changed", review.changed), ("Removed", review.retired)):
        for name in names:
            print(f"  {heading}: {name}")
    for disagreement in review.disagreements:
        print(f"  Disagreement: {_disagreement(disagreement)}")
    for broken in review.broken:
        print(f"  Would break a rule: {broken.sentence}. {broken.hint}")
        _show_ways(broken)
    for left in review.to_do:
        print(f"  To do: {left.sentence}. {left.hint}")
        _show_ways(left)
    for overtaken in review.noted:
        print(f"  Noted: {overtaken.sentence}. {overtaken.hint}")


def _show_ways(rule: "BrokenRule") -> None:
    for way in rule.ways:
        print(f"    Way out, to choose in the window: {way.words}")


def _disagreement(disagreement: "Disagreement") -> str:
    sides = " | ".join(f"{side.shown} ({side.who}, {moment(side.at)})" for side in disagreement.sides)
    return f"{disagreement.what}, {disagreement.label}: before: {disagreement.before} | {sides}"


def _merge(options: Namespace) -> None:
    words = passphrase(options)
    target = free(options.to) if options.to is not None else None
    with opened(options.other, read=True, passphrase=other_passphrase(options)) as theirs:
        if options.dry_run:
            with opened(options.file, read=True, passphrase=words) as mine:
                _review(mine, theirs, options.prefer)
        elif target is None:
            with opened(options.file, read=False, passphrase=words) as mine:
                _merge_into(mine, theirs, options.prefer, back_up=True)
        else:
            _merge_to(target, theirs, options, words)


def _merge_to(target: Path, theirs: "File", options: Namespace, words: str) -> None:
    """Merge into a copy; if that fails, or is broken off, the copy is not left behind."""
    from aip_desktop.store.safe_copies import export_copy

    with opened(options.file, read=True, passphrase=words) as mine:
        export_copy(mine, target)
    try:
        with opened(target, read=False, passphrase=words) as mine:
            _merge_into(mine, theirs, options.prefer, back_up=False)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _merge_into(mine: "File", theirs: "File", prefer: str | None, *, back_up: bool) -> None:
    from aip_desktop.store.backups import make_backup

    settled = _review(mine, theirs, prefer)
    if settled is None:
        return
    if back_up:
        make_backup(mine, "before a merge")
    merge(mine, theirs, f"Merge {theirs.path.name}", settled)
    print("Merged")


def _review(mine: "File", theirs: "File", prefer: str | None) -> "list[tuple[Disagreement, str]] | None":
    """Print what a merge would do; what it settles, or None if there is nothing to merge. Refusal as the merge."""
    from aip_desktop.domain.merging.review import disagreements

    review = try_merge(mine, theirs)
    _show(review)
    if review.merged.is_nothing:
        return None
    with mine.reading() as session:
        before = {(disagreement.record, disagreement.field) for disagreement in disagreements(session)}
        own = _own_values(session, review)
    fresh = [
        disagreement
        for disagreement in review.disagreements
        if (disagreement.record, disagreement.field) not in before
    ]
    if prefer is None:
        _refuse_if_open(len(fresh), len(review.broken))
    return [
        (
            disagreement,
            _preferred(disagreement, own.get((disagreement.record, disagreement.field)), prefer or "newer"),
        )
        for disagreement in fresh
    ]


def _refuse_if_open(apart: int, broken: int) -> None:
    """Refuse if a merge would leave fields in disagreement, or rules that do not hold."""
    sentences = [f"{count(apart, 'field')} would be in disagreement"] if apart else []
    sentences += [f"{count(broken, 'rule')} would not hold"] if broken else []
    if sentences:
        rest = ", and put the rules right afterwards" if broken else ""
        raise Refusal(
            f"Nothing was written, because {listing(sentences)}. Add --prefer mine, theirs or newer{rest}; "
            "or merge in the window, where each can be settled"
        )


def _own_values(session: Any, review: "MergeReview") -> dict[tuple[str, str], str]:
    """Return the value of each field in disagreement as this file has it before the merge, as stored."""
    from aip_desktop.history.encoding import compact
    from aip_desktop.history.replay import resolved

    rows = resolved(session.connection(), {disagreement.record for disagreement in review.disagreements})
    values = {record: outcome.values for (_, record), outcome in rows.items()}
    return {
        (disagreement.record, disagreement.field): compact(values[disagreement.record][disagreement.field])
        for disagreement in review.disagreements
        if disagreement.record in values
    }


def _preferred(disagreement: "Disagreement", own: str | None, prefer: str) -> str:
    """Return the value (JSON, as stored) that settles a disagreement: mine, theirs or the newest."""
    values = [side.value for side in disagreement.sides]  # the newest first
    if prefer == "mine" and own is not None:
        return own
    if prefer == "theirs":
        return next((other for other in values if other != own), values[0])
    return values[0]


def _backup(options: Namespace) -> None:
    from aip_desktop.store.backups import make_backup

    with opened(options.file, read=True, passphrase=passphrase(options)) as file:
        card = make_backup(file, "by hand")
    print(f"Checked {card.path}: {', '.join(card.holds.lines())}")


def _restore(options: Namespace) -> None:
    from aip_desktop.store.backups import restore

    with (
        opened(options.file, read=False, passphrase=passphrase(options)) as file,
        told_how(options.backup, "--other-passphrase-file", given=bool(options.other_passphrase_file)),
    ):
        done = restore(file, options.backup, other_passphrase(options))
    print(f"{done.changed} changed, {done.brought_back} brought back, {done.taken_away} taken away")


def _history(options: Namespace) -> None:
    from aip_desktop.history.reading import act_lines, changes_of_act, names_now
    from aip_desktop.history.statements import Wanted

    since, until = _bounds(options)
    if options.pdf is not None:
        _print_history(options, Wanted(since, until))
        return
    if options.record is not None and not options.record.strip():
        raise Refusal("Enter a name after --record, such as AIP-E-2022")
    wanted = search_words(options.record or "")
    with opened(options.file, read=True, passphrase=passphrase(options)) as file, file.reading() as session:
        names = names_now(session) if wanted else None
        shown = 0
        for act in act_lines(session, wanted=Wanted(since, until)):
            lines = changes_of_act(session, act.writer, act.number, names=names) if wanted else ()
            named = [
                change_line
                for change_line in lines
                if all(word in search_text(change_line.what) for word in wanted)
            ]
            if wanted and not named:
                continue
            shown += 1
            print(f"{moment(act.at)}  {act.who}  {act.words}  ({count(act.changes, 'change')})")
            for line in named:
                print(f"    {line.words}")
        if not shown:
            about = f" with a record named “{options.record}”" if wanted else ""
            print(f"Nothing was done{about} in this time", file=sys.stderr)


def _bounds(options: Namespace) -> tuple[datetime | None, datetime | None]:
    """Return the first and the last moment that are asked for. Refusal if they are no days, or the wrong way
    round.
    """
    since = read_date(options.since) if options.since is not None else None
    until = read_date(options.until) if options.until is not None else None
    if since is not None and until is not None and until < since:
        raise Refusal(f"--until must be on or after {day(since)}, the day of --since")
    return (
        datetime.combine(since, time.min).astimezone() if since else None,
        datetime.combine(until, time.max).astimezone() if until else None,
    )


def _print_history(options: Namespace, wanted: "Wanted") -> None:
    from aip_desktop.clock import today
    from aip_desktop.history.reading import act_lines
    from aip_desktop.paperwork.history import history_paper
    from aip_desktop.paperwork.paper import write_papers

    if options.record:
        raise Refusal("Print the whole history, or leave out --pdf to see that of one record")
    period = f"since {moment(wanted.since)}" if wanted.since else "since the start"
    period += f", until {moment(wanted.until)}" if wanted.until else ""
    with opened(options.file, read=True, passphrase=passphrase(options)) as file, file.reading() as session:
        paper = history_paper(session, act_lines(session, wanted=wanted), period, today())
    with replacing():
        paths = write_papers([paper], options.pdf, replace=options.replace)
    for path in paths:
        print(path)
