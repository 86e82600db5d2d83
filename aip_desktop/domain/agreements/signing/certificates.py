"""Certificates as the record keeps them: in words, how their fingerprint was confirmed, and why they were taken."""

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.models.agreements import Agreement
from aip_desktop.models.signatures import Edition, PartyKind, Signature
from aip_desktop.wording import listing

CONFIRMED = "Fingerprint confirmed: "


NOT_CONFIRMED = "Fingerprint not confirmed"


_FINGERPRINT = re.compile(r"fingerprint ((?:[0-9A-F]{4} ){15}[0-9A-F]{4})")


@dataclass(frozen=True, slots=True)
class Seen:
    """A certificate that signed before, for one party. ``is_known`` once its fingerprint was confirmed."""

    party: str
    is_known: bool


def in_the_record(words: str, confirmed: str, doubts: tuple[str, ...] = (), reason: str = "") -> str:
    """Return the words that the record keeps of a certificate: what it is, how it was confirmed, why it was taken."""
    sentence = f"{words}. {CONFIRMED}{confirmed}" if confirmed else f"{words}. {NOT_CONFIRMED}"
    return f"{sentence}. Taken although {listing(doubts)}: {reason}" if doubts else sentence


def certificates_seen(session: Session) -> dict[str, tuple[Seen, ...]]:
    """Return every certificate that signed, by its fingerprint, and for whom."""
    certificates: dict[str, dict[str, bool]] = {}
    query = select(Signature, Edition, Agreement).join(Edition, Signature.edition_id == Edition.id)
    query = query.join(Agreement, Edition.agreement_id == Agreement.id)
    statement = query.where(~Signature.retired, Signature.certificate.is_not(None)).order_by(Signature.id)
    for signature, _, agreement in session.execute(statement):
        written = _FINGERPRINT.search(signature.certificate or "")
        if written:
            party = party_of(signature.school_id or signature.party, agreement.partnership_id)
            parties = certificates.setdefault(written[1], {})
            parties[party] = parties.get(party, False) or CONFIRMED in (signature.certificate or "")
    return {name: tuple(Seen(*one) for one in parties.items()) for name, parties in certificates.items()}


def party_of(key: str, partnership_id: str) -> str:
    """Return who a party is across agreements: the council and a school are the same in each, a chair is not."""
    return f"{PartyKind.CHAIR} {partnership_id}" if key == PartyKind.CHAIR else key
