"""The file itself: make the sample, write a safe copy, check everything."""

import getpass
from argparse import Namespace
from pathlib import Path
from typing import Any

from aip_desktop.clock import today
from aip_desktop.commands.opening import command, free, named_path, opened, passphrase, told_how
from aip_desktop.errors import Refusal


def add(commands: Any) -> None:
    """Add the commands of this module."""
    command(commands, "sample", "Make a new file with the fictional sample", _sample)
    export = command(
        commands, "export", "Write a safe copy of a file, with a passphrase if you give one", _export
    )
    export.add_argument(
        "--to", type=named_path, required=True, metavar="COPY", help="where to write the copy"
    )
    words = "Bring a file of an earlier version up to date, after a backup"
    command(commands, "upgrade", words, _upgrade)
    command(commands, "check", "Verify a file and everything that must hold in it", _check)


def _path(options: Namespace) -> Path:
    """Return the file that was named. Refusal if it is a team's database, for which this is no command."""
    if not isinstance(options.file, Path):
        raise Refusal("This is done to a file. Name the file, not the address of a team database")
    return options.file


def _sample(options: Namespace) -> None:
    from aip_desktop.sample.file import make_sample

    print(f"Made the sample: {make_sample(_path(options))}")


def _export(options: Namespace) -> None:
    from aip_desktop.store.passphrase import chosen_passphrase
    from aip_desktop.store.safe_copies import export_copy

    words = passphrase(options)
    with opened(options.file, read=True, passphrase=words) as file:
        card = export_copy(file, free(options.to), chosen_passphrase(words) if words else "")
    print(f"Wrote and checked {card.path}")
    for line in card.holds.lines():
        print(f"  {line}")


def _upgrade(options: Namespace) -> None:
    from aip_desktop.store.upgrade_file import upgrade_file

    path, words = _path(options), passphrase(options)
    with told_how(path, given=bool(words)):
        backup = upgrade_file(path, getpass.getuser(), words)
    print(f"Up to date. As it was before: {backup}" if backup else "It was up to date already")


def _check(options: Namespace) -> None:
    from aip_desktop.domain.agreements.cover_gaps import alarm
    from aip_desktop.domain.agreements.expiry import end_questions
    from aip_desktop.domain.agreements.to_do import options_to_look_at
    from aip_desktop.domain.checks.fault import Weight
    from aip_desktop.domain.checks.findings import findings
    from aip_desktop.domain.summary import summary

    with opened(options.file, read=True, passphrase=passphrase(options)) as file:
        compared = file.compare()
        with file.reading() as session:
            for line in summary(session, today()).lines():
                print(line)
            by_weight = findings(session)
            gaps, ended = alarm(session, today()), end_questions(session, today())
            to_do = options_to_look_at(session, today())
        left = file.leftovers().words
    # A late decision is the council's history and cannot be undone, what is unfinished or was overtaken contradicts
    # nothing: all is listed, and the file is still sound.
    for heading, lines in (
        ("Money or time without an agreement", [gap.sentence for gap in gaps]),
        ("Agreements that ended", [question.sentence for question in ended]),
        ("Options to look at", list(to_do)),
        ("What this laptop has seen of this file", [compared.words] if compared.missing else []),
    ):
        if lines:
            print("\n".join((f"Warning. {heading}:", *(f"  {each_line}" for each_line in lines))))
    for heading, weight in (("To do", Weight.TO_DO), ("Noted", Weight.NOTED)):
        if by_weight[weight]:
            print("\n".join((f"{heading}:", *(f"  {name}" for name in by_weight[weight]))))
    if left:
        print(f"Noted: {left}")
    if compared.altered:
        raise Refusal(f"{file.path.name}: {compared.words}")
    if faults := by_weight[Weight.FAULT]:
        raise Refusal("\n".join((f"{file.path.name} has faults:", *(f"  {fault}" for fault in faults))))
    print("Everything in the file holds")
