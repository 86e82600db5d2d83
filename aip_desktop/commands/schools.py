"""Schools: the official register, and lists of who belongs where."""

from argparse import Namespace
from typing import Any

from aip_desktop.clock import today
from aip_desktop.commands.opening import command, named_path, opened, passphrase, read_bytes


def add(commands: Any) -> None:
    """Add the commands of this module."""
    words = "Show, or write, what an extract of the schools register changes"
    register = command(commands, "import-schools", words, _import_schools)
    register.add_argument("csv", type=named_path, help="the official extract (GIAS)")
    register.add_argument(
        "--links", type=named_path, help="the register's links file, for successors of closed schools"
    )
    register.add_argument("--yes", action="store_true", help="write it; otherwise only show it")
    words = "Show, or write, memberships from a table of URN and area"
    areas = command(commands, "assign", words, _assign)
    areas.add_argument(
        "csv", type=named_path, help="a table with URN and area (the partnership's code or name)"
    )
    areas.add_argument("--from", dest="joined", help="the day they join; else 1 April of this year")
    areas.add_argument("--yes", action="store_true", help="write it; otherwise only show it")


def _import_schools(options: Namespace) -> None:
    from aip_desktop.domain.schools.register_import import apply_register, plan_register
    from aip_desktop.sheets.register import read_register
    from aip_desktop.sheets.register_links import read_links
    from aip_desktop.store.backups import make_backup

    extract = read_register(read_bytes(options.csv))
    linked = read_links(read_bytes(options.links)).successors() if options.links else {}
    with opened(options.file, read=not options.yes, passphrase=passphrase(options)) as file:
        with file.reading() as session:
            plan = plan_register(session, extract, linked)
        print(plan.words)
        for change in plan.changed:
            print(f"  {change.urn} {change.name}: {change.words}")
        for problem in plan.problems:
            print(f"  line {problem.line}, {problem.column or 'row'}: {problem.value!r}. {problem.sentence}")
        if options.yes and not plan.is_nothing:
            make_backup(file, "before importing schools")
            with file.act(f"Import the schools register ({options.csv.name})") as session:
                apply_register(session, plan)
        print(_outcome(yes=options.yes, nothing=plan.is_nothing))


def _outcome(*, yes: bool, nothing: bool) -> str:
    if nothing:
        return "Nothing to change"
    return "Written" if yes else "Nothing was written. Add --yes to write it"


def _assign(options: Namespace) -> None:
    from aip_desktop.calendar import financial_year_of, financial_year_span
    from aip_desktop.domain.partnerships.membership_import import apply_joining, plan_joining
    from aip_desktop.sheets.membership_list import read_memberships
    from aip_desktop.store.backups import make_backup
    from aip_desktop.wording import read_date

    membership_list = read_memberships(read_bytes(options.csv))
    start, _ = financial_year_span(financial_year_of(today()))
    joined_on = read_date(options.joined) if options.joined is not None else start
    with opened(options.file, read=not options.yes, passphrase=passphrase(options)) as file:
        with file.reading() as session:
            plan = plan_joining(session, membership_list, joined_on)
        print(plan.words)
        for problem in plan.problems:
            print(f"  line {problem.line}: {problem.sentence}")
        if options.yes and plan.joinings:
            make_backup(file, "before putting schools into partnerships")
            with file.act(f"Put schools into partnerships ({options.csv.name})") as session:
                apply_joining(session, plan)
        print(_outcome(yes=options.yes, nothing=not plan.joinings))
