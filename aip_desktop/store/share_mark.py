"""The mark of a share copy: whom it is for, who made it, and the sentence that says so."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.models.share_copy import ShareCopy
from aip_desktop.wording import day


def share_words(session: Session) -> str:
    """Return what an officer reads on a share copy; "" on any other file."""
    mark = session.scalars(select(ShareCopy).order_by(ShareCopy.id)).first()
    if mark is None:
        return ""
    return (
        f"Share copy for {mark.code}: for reading only, and never merged back. "
        f"Made on {day(mark.shared_on)} by {mark.shared_by}, {mark.council}"
    )
