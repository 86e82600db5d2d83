"""Programmes: what money is for."""

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from aip_desktop.models.base import Record


class Programme(Record, kw_only=True):
    """What money is for: core AIP, or a grant such as SAFE. Budgets and agreements of programmes never mix."""

    __tablename__ = "programme"

    name: Mapped[str]
    funding_source: Mapped[str]
    position: Mapped[int]
    code: Mapped[str | None] = mapped_column(
        default=None
    )  # references of agreements begin with it; None: usual

    @classmethod
    def order(cls) -> tuple[Any, ...]:
        """The core one first."""
        return cls.position, cls.id
