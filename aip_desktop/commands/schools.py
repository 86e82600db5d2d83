"""Schools: the official register, and lists of who belongs where."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from aip_desktop.clock import today
from aip_desktop.commands.opening import command, named_path, opened, passphrase, read_bytes
from aip_desktop.errors import Refusal
from aip_desktop.wording import count

if TYPE_CHECKING:
    from aip_desktop.domain.schools.register_import import RegisterPlan
    from aip_desktop.domain.schools.register_rows import RegisterExtract

LISTED = 20  # lines that are shown unless all are wanted


def add(commands: Any) -> None:
    """Add the commands of this module."""
    words = "Show, or write, what an extract of the schools register changes"
    register = command(commands, "import-schools", words, _import_schools)
    register.add_argument("csv", type=named_path, help="the official extract (GIAS)")
    register.add_argument(
        "--links", type=named_path, help="the register's links file, for successors of closed schools"
    )
    register.add_argument(
        "--all-authorities",
        action="store_true",
        help="add the schools of all authorities, not only of the file's own",
    )
    _add_list_all(register)
    register.add_argument("--yes", action="store_true", help="write it; otherwise only show it")
    words = "Show, or write, memberships from a table of URN and area"
    areas = command(commands, "assign", words, _assign)
    areas.add_argument(
        "csv", type=named_path, help="a table with URN and area (the partnership's code or name)"
    )
    areas.add_argument("--from", dest="joined", help="the day they join; else 1 April of this year")
    _add_list_all(areas)
    areas.add_argument("--yes", action="store_true", help="write it; otherwise only show it")


def _add_list_all(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--list-all", action="store_true", help=f"list everything, not only the first {LISTED}"
    )


def _list(lines: Iterable[str], *, whole: bool) -> None:
    """Print lines, the first few unless all are wanted, and how many more there are."""
    there = list(lines)
    for line in there if whole else there[:LISTED]:
        print(f"  {line}")
    if not whole and len(there) > LISTED:
        print(f"  and {count(len(there) - LISTED, 'more line')}. Use --list-all to see them")


def _import_schools(options: Namespace) -> None:
    from aip_desktop.domain.authority.council import authority_card
    from aip_desktop.domain.schools.register_import import apply_register, plan_register
    from aip_desktop.sheets.register import read_register
    from aip_desktop.sheets.register_links import read_links
    from aip_desktop.store.backups import make_backup

    extract = read_register(read_bytes(options.csv))
    linked = read_links(read_bytes(options.links)).successors() if options.links else {}
    with opened(options.file, read=not options.yes, passphrase=passphrase(options)) as file:
        with file.reading() as session:
            plan = plan_register(session, extract, linked)
            own = authority_card(session).la_code
        if not options.all_authorities:
            plan = _of_own_authority(plan, extract, own)
        print(plan.words)
        _list(
            (f"{change.urn} {change.name}: {change.words}" for change in plan.changed), whole=options.list_all
        )
        problems = (
            f"line {problem.line}, {problem.column or 'row'}: {problem.value!r}. {problem.sentence}"
            for problem in plan.problems
        )
        _list(problems, whole=options.list_all)
        if options.yes and not plan.is_nothing:
            make_backup(file, "before importing schools")
            with file.act(f"Import the schools register ({options.csv.name})") as session:
                apply_register(session, plan)
        print(_outcome(yes=options.yes, nothing=plan.is_nothing))


def _of_own_authority(plan: "RegisterPlan", extract: "RegisterExtract", own: str) -> "RegisterPlan":
    """Return the plan for the schools of the file's own authority, as in the window; say what is not added."""
    from aip_desktop.domain.schools.register_import import authorities_of, only_of_authority

    authorities = authorities_of(extract)
    if len(authorities) < 2:
        return plan
    if not own:
        raise Refusal(
            f"The extract has {count(len(authorities), 'authority', 'authorities')}, and the file does not say "
            "which is yours. Record its code under the council, or take all with --all-authorities"
        )
    ours = only_of_authority(plan, own)
    others = len(plan.added) - len(ours.added)
    if others:
        print(
            f"{count(others, 'school')} of other authorities than {own} not added. Use --all-authorities to add them"
        )
    return ours


def _outcome(*, yes: bool, nothing: bool) -> str:
    if nothing:
        return "Nothing to change"
    return "Written" if yes else "Nothing was written. Add --yes to write it"


def _assign(options: Namespace) -> None:
    from aip_desktop.calendar import financial_year_of, financial_year_span
    from aip_desktop.domain.partnerships.membership_import import apply_joining, in_none_words, plan_joining
    from aip_desktop.sheets.membership_list import read_memberships
    from aip_desktop.store.backups import make_backup
    from aip_desktop.wording import read_date

    membership_list = read_memberships(read_bytes(options.csv))
    start, _ = financial_year_span(financial_year_of(today()))
    joined_on = read_date(options.joined) if options.joined is not None else start
    with opened(options.file, read=not options.yes, passphrase=passphrase(options)) as file:
        with file.reading() as session:
            plan = plan_joining(session, membership_list, joined_on)
            left = in_none_words(session, plan)
        print(plan.words)
        _list(
            (f"line {problem.line}: {problem.sentence}" for problem in plan.problems), whole=options.list_all
        )
        if options.yes and plan.joinings:
            make_backup(file, "before putting schools into partnerships")
            with file.act(f"Put schools into partnerships ({options.csv.name})") as session:
                apply_joining(session, plan)
        if options.yes and plan.joinings:
            print(f"{count(len(plan.joinings), 'school')} joined. {left}")
        else:
            print(left)
        print(_outcome(yes=options.yes, nothing=not plan.joinings))
