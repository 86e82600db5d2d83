"""Schools, as the official register (GIAS) describes them."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped

from aip_desktop.models.base import Record
from aip_desktop.models.describe import Duplicates, Kind, Share, SharedBy, described, field

YES, NO = Share.YES, Share.NO

OPEN = ("open", "open, proposed to close")


class School(Record, kw_only=True):
    """An establishment of the register. Blank is None: a number that is not known is never 0."""

    __tablename__ = "school"
    __kind__ = Kind(
        label="school",
        counted=2,
        title="{name}",
        shared_by=SharedBy.REFERRED,
        order=("name", "urn"),
        by_name="name",
        identity=("urn",),
        unique=(),
        duplicates=Duplicates.FILL,
    )

    urn: Mapped[int] = field("URN", YES, register=("URN",), index=True)
    name: Mapped[str] = field(
        "Name", YES, register=("EstablishmentName", "EstablishmentName (name)", "School name", "School")
    )
    # Four digits, not unique
    establishment_number: Mapped[str | None] = field(
        "Establishment number", YES, register=("EstablishmentNumber",), default=None
    )
    la_code: Mapped[str | None] = field(
        "Local authority number",
        YES,
        register=("LA (code)", "Local authority (code)", "LA number"),
        default=None,
    )
    status: Mapped[str] = field(
        "Status",
        YES,
        register=("EstablishmentStatus (name)", "EstablishmentStatus", "Status"),
        default="open",
    )
    phase: Mapped[str | None] = field(
        "Phase", YES, register=("PhaseOfEducation (name)", "PhaseOfEducation", "Phase"), default=None
    )
    # "Community school", "Academy converter" ...
    kind: Mapped[str | None] = field(
        "Type", YES, register=("TypeOfEstablishment (name)", "TypeOfEstablishment"), default=None
    )
    kind_group: Mapped[str | None] = field(
        "Type group", YES, register=("EstablishmentTypeGroup (name)", "EstablishmentTypeGroup"), default=None
    )
    opened_on: Mapped[date | None] = field("Opened", YES, register=("OpenDate",), default=None)
    closed_on: Mapped[date | None] = field("Closed", YES, register=("CloseDate",), default=None)
    successor_urn: Mapped[int | None] = field("Successor", YES, default=None)
    low_age: Mapped[int | None] = field("Lowest age", YES, register=("StatutoryLowAge",), default=None)
    high_age: Mapped[int | None] = field("Highest age", YES, register=("StatutoryHighAge",), default=None)
    pupils: Mapped[int | None] = field("Pupils", YES, register=("NumberOfPupils",), default=None)
    fsm_pupils: Mapped[int | None] = field(
        "Pupils eligible for free school meals", YES, register=("FSM",), default=None
    )
    capacity: Mapped[int | None] = field("Capacity", YES, register=("SchoolCapacity",), default=None)
    trust: Mapped[str | None] = field("Trust", YES, register=("Trusts (name)", "Trusts"), default=None)
    # Only ever the suggested signatory; its title and first name stand before it in columns of their own
    head: Mapped[str | None] = field("Head teacher", YES, register=("HeadLastName",), default=None)
    head_job_title: Mapped[str | None] = field(
        "Head teacher’s job title", YES, register=("HeadPreferredJobTitle",), default=None
    )
    street: Mapped[str | None] = field("Street", YES, register=("Street",), default=None)
    locality: Mapped[str | None] = field("Locality", YES, register=("Locality",), default=None)
    town: Mapped[str | None] = field("Town", YES, register=("Town",), default=None)
    postcode: Mapped[str | None] = field("Postcode", YES, register=("Postcode",), default=None)
    ward: Mapped[str | None] = field(
        "Ward", YES, register=("AdministrativeWard (name)", "AdministrativeWard", "Ward"), default=None
    )
    telephone: Mapped[str | None] = field(
        "Telephone", YES, register=("TelephoneNum", "Telephone"), default=None
    )
    website: Mapped[str | None] = field("Website", YES, register=("SchoolWebsite", "Website"), default=None)
    notes: Mapped[str | None] = field("Notes", NO, long=True, default=None)
    # The officer's own: who deals with papers there
    contact: Mapped[str | None] = field("Contact", NO, default=None)
    # One address or several, "; " between
    email: Mapped[str | None] = field(
        "Email",
        NO,
        hint="For what is to be signed, and reminders. Several with a semicolon between",
        default=None,
    )

    @property
    def is_open(self) -> bool:
        """Whether the register has it open, be it proposed to close."""
        return self.status in OPEN

    def is_open_on(self, day_: date) -> bool:
        """Tell whether it had opened by a day and had not closed before; one that is closed since an unknown
        day had.
        """
        if self.opened_on is not None and self.opened_on > day_:
            return False
        return self.is_open or (self.closed_on is not None and self.closed_on >= day_)

    @property
    def laestab(self) -> str:
        """The department's number of the school, "383/4040"."""
        if self.la_code is None or self.establishment_number is None:
            return ""
        return f"{self.la_code}/{self.establishment_number}"

    @classmethod
    def order(cls) -> tuple[Any, ...]:
        """Order schools by name."""
        return cls.name, cls.urn


FIELDS = dict(described(School))  # what each field of a school is called
