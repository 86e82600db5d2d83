"""A plain model of the sign-up, sets of keys only: what the program's own answers are compared with."""

from contextlib import suppress
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.awards import make_agreements, preview_award
from aip_desktop.domain.agreements.signing.chasing import (
    record_declined,
    record_exempt,
    record_reminded,
    record_sent,
)
from aip_desktop.domain.agreements.signing.sign_up import sign_up
from aip_desktop.domain.agreements.signing.signing import (
    issue_edition,
    record_not_material,
    record_signature,
    take_back_signature,
)
from aip_desktop.domain.partnerships.membership import assign_schools
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.ids import new_id
from aip_desktop.models.lookup import core_programme, get, live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.schools import School
from aip_desktop.models.signatures import PartyKind
from aip_desktop.operations.new_file import Beginning, begin_file, suggested_partnerships
from aip_desktop.store.file import create_file
from aip_desktop.store.open_file import File


def small_file(path: Path, schools: int = 4) -> tuple[File, str, list[str]]:
    """A file with one issued agreement: the file, the agreement and the keys of its parties."""
    beginning = Beginning("Testshire Council", "999", suggested_partnerships())
    file = create_file(path, "A. Officer", "Start the file", lambda session: begin_file(session, beginning))
    with file.act("Make") as session:
        members = [School(urn=900001 + n, name=f"School {n}") for n in range(schools)]
        session.add_all(members)
        session.flush()
        assign_schools(session, [it.id for it in members], live(session, Partnership)[0].id, date(2021, 9, 1))
        programme = core_programme(session).id
        (agreement,) = make_agreements(
            session,
            preview_award(session, programme, date(2022, 4, 1))[:1],
            programme_id=programme,
            decision_id=None,
            legal_basis_id=None,
        )
        issue_edition(session, agreement, new_id(), date(2022, 3, 1), b"%PDF-1.7")
    return file, agreement, [*(it.id for it in members), PartyKind.CHAIR, PartyKind.COUNCIL]


class PlainSignUp:
    """Who has signed, is exempt or has declined, in the simplest way to say it: one layer an edition."""

    def __init__(self, keys: list[str]) -> None:
        self.keys, self.exempt = set(keys), set[str]()
        self.layers: list[set[str]] = [set()]  # who signed each edition
        self.declined: list[dict[str, bool]] = [{}]  # who declined each edition, and whether for good
        self.carries = [False]

    def _counted(self) -> list[int]:
        """The places of the editions that count, the latest first."""
        found = [len(self.layers) - 1]
        while self.carries[found[-1]]:
            found.append(found[-1] - 1)
        return found

    @property
    def signed(self) -> set[str]:
        """Who has signed."""
        return set[str]().union(*(self.layers[place] for place in self._counted()))

    def needed(self) -> set[str]:
        """Who must sign, or has."""
        return self.keys - self.exempt | self.signed

    def for_good(self) -> set[str]:
        """Who is not to be asked again: the latest word counts."""
        found: dict[str, bool] = {}
        for place in self._counted():
            for key, good in self.declined[place].items():
                found.setdefault(key, good)
        return {key for key, good in found.items() if good}

    def to_chase(self) -> set[str]:
        """Who may be reminded."""
        return self.keys - self.signed - self.exempt - self.for_good()

    def do(self, session: Session, agreement: str, what: str, key: str, on: date) -> None:
        """Do the same to the file and to the sets; what the file must refuse is not done to the sets either."""
        with suppress(Refusal):
            if what == "sent":
                record_sent(session, agreement, [key], on, "email")
            elif what == "reminded":
                record_reminded(session, agreement, [key], on)
            elif what in ("declined", "for good"):
                record_declined(session, agreement, key, on, "No", "Call", for_good=what == "for good")
            elif what == "exempt":
                record_exempt(session, agreement, key, on, "Closing")
            elif what == "sign":
                record_signature(session, agreement, key, on)
            elif what == "unsign":
                lines = sign_up(session, get(session, Agreement, agreement), on).lines
                (line,) = [it for it in lines if it.key == key]
                if line.signature_id:
                    take_back_signature(session, line.signature_id)
            elif what == "issue":
                issue_edition(session, agreement, new_id(), on, b"%PDF-1.7 again")
            else:
                record_not_material(session, agreement, on, "A comma")
        self._follow(what, key)

    def _follow(self, what: str, key: str) -> None:
        if what in ("declined", "for good") and key not in self.signed:
            self.declined[-1][key] = what == "for good"
        elif what == "exempt" and key not in self.signed | {PartyKind.CHAIR, PartyKind.COUNCIL}:
            self.exempt.add(key)
        elif what == "sign" and key not in self.signed:
            self.layers[-1].add(key)
        elif what == "unsign":
            place = next((it for it in self._counted() if key in self.layers[it]), None)
            if place is not None:
                self.layers[place].discard(key)
        elif what == "issue":
            self.layers.append(set())
            self.declined.append({})
            self.carries.append(False)
        elif what == "carry" and len(self.layers) > 1:
            self.carries[-1] = True
