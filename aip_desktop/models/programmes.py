"""Programmes: what money is for."""

from sqlalchemy.orm import Mapped

from aip_desktop.models.base import Record
from aip_desktop.models.describe import Kind, Share, SharedBy, field


class Programme(Record, kw_only=True):
    """What money is for: core AIP, or a grant such as SAFE. Budgets and agreements of programmes never mix."""

    __tablename__ = "programme"
    __kind__ = Kind(label="programme", title="{name}", shared_by=SharedBy.ALWAYS, order=("position", "id"))

    name: Mapped[str] = field("Name", Share.YES)
    funding_source: Mapped[str] = field("Funding source", Share.YES)
    position: Mapped[int] = field("Position", Share.YES)
    # References of agreements begin with it; None: usual
    code: Mapped[str | None] = field(
        "Code",
        Share.YES,
        hint="References of new agreements begin with it. Blank: the usual one",
        default=None,
    )
