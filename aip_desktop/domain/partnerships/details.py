"""Adding a partnership, setting its particulars, and taking it off the list."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.errors import Refusal
from aip_desktop.history.make import make
from aip_desktop.models.lookup import get, in_use, live
from aip_desktop.models.partnerships import Membership, Partnership
from aip_desktop.names import reference_key
from aip_desktop.wording import tidy, tidy_paragraphs


def add_partnership(session: Session, code: str, name: str) -> str:
    """Add a partnership at the end of the list; its id. Refusal if the code or name is empty or in use."""
    code, name = tidy(code).upper(), tidy(name)
    others = live(session, Partnership)
    _check_code(code, others)
    _check_name(name)
    position = max((other.position for other in others), default=0) + 1
    return make(session, Partnership, code=code, name=name, position=position).id


def _check_code(code: str, others: Sequence[Partnership]) -> None:
    if not code or len(code) > 6 or not code.isalnum():
        raise Refusal("Enter a code of 1 to 6 letters or digits, such as NE", "code")
    if any(reference_key(other.code) == reference_key(code) for other in others):
        raise Refusal(f"Another partnership has the code {code}. Enter a different one", "code")


def _check_name(name: str) -> None:
    if not name:
        raise Refusal("Enter the name of the partnership", "name")


EDITABLE = ("code", "name", "address", "email", "telephone", "notes")


def edit_partnership(session: Session, partnership_id: str, field: str, text: str) -> None:
    """Set one field of a partnership. Refusal if its code or name would be empty or double."""
    partnership = get(session, Partnership, partnership_id)
    if field not in EDITABLE:
        raise ValueError(field)
    value = tidy_paragraphs(text) if field in ("notes", "address") else tidy(text)
    if field == "code":
        value = value.upper()
        _check_code(value, [other for other in live(session, Partnership) if other.id != partnership_id])
    if field == "name":
        _check_name(value)
    setattr(partnership, field, value or None)


def retire_partnership(session: Session, partnership_id: str) -> None:
    """Take a partnership off the list. Refusal while anything of the working year hangs on it."""
    partnership = get(session, Partnership, partnership_id)
    query = in_use(Membership, Membership.partnership_id == partnership_id)
    if session.scalars(query.limit(1)).first() is not None:
        raise Refusal(
            f"{partnership.name} has, or once had, member schools. "
            "Remove memberships recorded by mistake first; one that was real stays on record"
        )
    for what, is_on_record in _on_record(session, partnership_id):
        if is_on_record:
            raise Refusal(f"{partnership.name} has {what}, so it stays on record")
    partnership.retired = True


def _on_record(session: Session, partnership_id: str) -> Iterator[tuple[str, bool]]:
    """Yield what else keeps a partnership; asked here since those subjects are built on this one."""
    from aip_desktop.models.agreements import Agreement
    from aip_desktop.models.budget import Allocation
    from aip_desktop.models.returns import TermlyReturn

    for what, kind in (("agreements", Agreement), ("returns", TermlyReturn), ("allocations", Allocation)):
        query = select(kind.id).where(~kind.retired, kind.partnership_id == partnership_id)
        yield what, session.scalars(query.limit(1)).first() is not None
