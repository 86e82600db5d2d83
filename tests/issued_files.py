"""A file with agreements that were really issued: schools, chairs, hosts, money, a decision, and the PDFs."""

from datetime import date
from decimal import Decimal

from aip_desktop.domain.agreements.awards import make_agreements, preview_award
from aip_desktop.domain.authority.council import edit_authority, legal_basis_for
from aip_desktop.domain.budget.allocation import allocate, set_element_amount
from aip_desktop.domain.budget.queries import elements_of
from aip_desktop.domain.budget.setup import set_total
from aip_desktop.domain.decisions.decisions import record_decision
from aip_desktop.domain.partnerships.membership import assign_schools
from aip_desktop.domain.partnerships.roles import add_role, set_host
from aip_desktop.models.budget import AllocationMethod
from aip_desktop.models.decisions import DecisionKind
from aip_desktop.models.lookup import core_programme, live
from aip_desktop.models.partnerships import KnownRole, Partnership
from aip_desktop.models.schools import School
from aip_desktop.paperwork.agreement import issue_for_signature
from aip_desktop.store.open_file import File

START, ISSUED = date(2022, 4, 1), date(2022, 3, 1)


def fill(file: File, schools: int = 3) -> list[str]:
    """Everything up to the award, with so many schools in every partnership; the ids of the agreements."""
    with file.act("Get ready") as session:
        for field, text in (
            ("address", "Civic Hall"),
            ("signatory", "Jo Field"),
            ("signatory_role", "Director"),
        ):
            edit_authority(session, field, text)
        for place, partnership in enumerate(live(session, Partnership)):
            made = [
                School(
                    urn=900000 + 100 * place + n,
                    name=f"{_LETTERS[n % 20]} School {place}-{n:02}",
                    head=f"Head {n}",
                )
                for n in range(schools)
            ]
            session.add_all(made)
            session.flush()
            assign_schools(session, [it.id for it in made], partnership.id, date(2021, 9, 1))
            email = f"chair.{partnership.code.lower()}@example.org"
            add_role(
                session,
                partnership.id,
                KnownRole.CHAIR,
                f"Chair {partnership.code}",
                date(2021, 9, 1),
                email=email,
            )
            set_host(session, partnership.id, made[0].id, date(2021, 9, 1))
        budget = set_total(session, 2022, Decimal(1000))
    with file.act("Allocate") as session:
        for element, amount in zip(elements_of(session, core_programme(session).id), (600, 400), strict=True):
            set_element_amount(session, budget, element.id, Decimal(amount))
            allocate(session, budget, element.id, AllocationMethod.EQUAL)
    with file.act("Award") as session:
        decision = record_decision(
            session,
            DecisionKind.KEY,
            "Award",
            reference="D54321",
            decided_on=date(2022, 1, 10),
            effective_on=date(2022, 1, 18),
        )
        programme = core_programme(session).id
        return list(
            make_agreements(
                session,
                preview_award(session, programme, START),
                programme_id=programme,
                decision_id=decision,
                legal_basis_id=legal_basis_for(session, START),
            )
        )


def fill_and_issue(file: File, schools: int = 3, agreements: int = 1) -> list[str]:
    """The same, and so many of the agreements issued on 1 March 2022."""
    ids = fill(file, schools)
    issue_for_signature(file, ids[:agreements], ISSUED)
    return ids


_LETTERS = [
    "Ash", "Birch", "Cedar", "Dale", "Elm", "Fern", "Glebe", "Heath", "Ivy", "Juniper", "Kestrel", "Lark", "Moor",
    "North", "Oak", "Priory", "Quarry", "Rowan", "Stone", "Thorn",
]  # fmt: skip
