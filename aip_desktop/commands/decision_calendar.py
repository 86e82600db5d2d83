"""The decision calendar as text: back from a start, or on from a notice."""

from argparse import Namespace
from typing import Any

from aip_desktop.clock import today
from aip_desktop.commands.opening import add_passphrase, named_path, opened, passphrase


def add(commands: Any) -> None:
    """Add the command of this module."""
    words = "Count the days of a decision back from the day agreements start, or on from its notice"
    subparser = commands.add_parser("calendar", help=words, description=words)
    which = subparser.add_mutually_exclusive_group(required=True)
    which.add_argument("--start", metavar="DATE", help="the day the agreements start")
    which.add_argument(
        "--notice", metavar="DATE", help="the day of the notice; with --not-key, of the report"
    )
    subparser.add_argument(
        "--not-key", action="store_true", help="a decision that is not key needs no notice"
    )
    subparser.add_argument("--no-call-in", action="store_true", help="the decision cannot be called in")
    subparser.add_argument(
        "--file", type=named_path, help="count with the figures and bank holidays of this file"
    )
    add_passphrase(subparser)
    subparser.set_defaults(command=_calendar)


def _calendar(options: Namespace) -> None:
    from aip_desktop.domain.decisions.decision_calendar import count_back, count_forward, overdue
    from aip_desktop.domain.reference.figures import figures, shipped_figures
    from aip_desktop.wording import read_date

    begun = read_date(options.start if options.start is not None else options.notice, today())
    known = shipped_figures()
    if options.file is not None:
        with (
            opened(options.file, read=True, passphrase=passphrase(options)) as file,
            file.reading() as session,
        ):
            known = figures(session)
    reckon = count_back if options.start is not None else count_forward
    plan = reckon(begun, known, key=not options.not_key, call_in=not options.no_call_in)
    for line in plan.lines():
        print(line)
    if options.start is not None:
        for line in overdue(plan, today()):
            print(f"Late. {line}")
