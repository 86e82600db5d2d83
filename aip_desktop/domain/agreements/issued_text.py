"""What an edition says, place by place: kept when it is issued, compared with what would be printed now."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.agreement_statement import AgreementPaper
from aip_desktop.history.blobs import kept_bytes
from aip_desktop.models.signatures import Edition
from aip_desktop.wording import day, pounds

SHOWN = 120  # letters of a text in a list of differences


@dataclass(frozen=True, slots=True)
class Said:
    """One text of an agreement and where it stands. ``moves`` where it follows facts that change in the life of
    an agreement - its members, the state of its options, who is expected to sign - and needs no new edition."""

    place: str
    text: str
    moves: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """What was issued and what would be printed now, at one place; blank where there is nothing."""

    place: str
    issued: str
    now: str
    moves: bool

    @property
    def sentence(self) -> str:
        """The difference in words."""
        if not self.issued:
            return f"{self.place}: “{_short(self.now)}” was added"
        if not self.now:
            return f"{self.place}: “{_short(self.issued)}” was taken out"
        before, after = _apart(self.issued, self.now)
        return f"{self.place}: “{_short(before)}” became “{_short(after)}”"


def said(paper: AgreementPaper) -> tuple[Said, ...]:
    """Return every text of an agreement in reading order, without its date, edition and code, which name it only."""
    return tuple(_said(paper))


def _said(paper: AgreementPaper) -> Iterator[Said]:
    yield Said("Title", paper.title)
    yield Said("Programme", paper.programme)
    yield Said("Parties", ", ".join(filter(None, (paper.council, paper.council_address))))
    yield Said("Parties", paper.partnership)
    for fact in paper.particulars:
        yield Said(f"Key facts: {fact.label}", fact.value, moves=fact.label == "Member schools")
    above = ""
    for clause in paper.clauses:
        above = clause.number if clause.level < 3 else above
        place = f"Clause {clause.number}" if clause.level < 3 else f"Clause {above} {clause.number}"
        yield Said(place, " ".join(filter(None, (clause.heading, clause.text))))
    for rung in paper.ladder:
        yield Said(
            f"Schedule of term and options: {rung.name}", f"{day(rung.starts_on)} to {day(rung.ends_on)}"
        )
        yield Said(f"Schedule of term and options: {rung.name}", rung.state, moves=True)
    for line in paper.funding:
        yield Said(f"Schedule A: {line.element}", " ".join(filter(None, (line.purpose, pounds(line.amount)))))
    yield Said("Schedule A: Total", pounds(paper.funding_total))
    for school in paper.members:
        words = f"{school.name}, {school.phase}, {school.kind}, joined on {day(school.joined_on)}"
        yield Said(f"Schedule B: URN {school.urn}", words, moves=True)
    for party in paper.parties:
        yield Said(f"Signature schedule: {party.name}", f"{party.signatory}, {party.role}", moves=True)
    for school in paper.members:
        yield Said(f"Signature schedule: {school.name}", school.signatory, moves=True)


def printed(paper: AgreementPaper) -> bytes:
    """Return the words of a paper as they are kept with its edition, and the schools it lists for signing."""
    lines = [[description.place, description.text, description.moves] for description in said(paper)]
    kept = {"schools": [school.school_id for school in paper.members], "said": lines}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()


def printed_schools(session: Session, edition: Edition) -> frozenset[str] | None:
    """Return the ids of the schools that an edition lists for signing; None if its words were not kept."""
    return _kept(session, edition)[0] if edition.printed_hash else None


def differences(session: Session, edition: Edition, now: Sequence[Said]) -> tuple[Difference, ...] | None:
    """Return where what would be printed now differs from what was issued; None if its words were not kept."""
    if not edition.printed_hash:
        return None
    return compared(_kept(session, edition)[1], now)


def _kept(session: Session, edition: Edition) -> tuple[frozenset[str], tuple[Said, ...]]:
    assert edition.printed_hash
    return _read(kept_bytes(session, edition.printed_hash, f"the words of edition {edition.number}"))


@lru_cache(maxsize=32)
def _read(body: bytes) -> tuple[frozenset[str], tuple[Said, ...]]:
    kept = json.loads(body)
    return frozenset(kept["schools"]), tuple(Said(*line) for line in kept["said"])


def compared(issued: Sequence[Said], now: Sequence[Said]) -> tuple[Difference, ...]:
    """Return the differences between two papers, in reading order. A clause that only moved to another number is
    none: the one that was added or taken out before it is.
    """
    before, after = [_key(description) for description in issued], [_key(description) for description in now]
    all_differences: list[Difference] = []
    for what, low, high, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        old, new = list(issued[low:high]), list(now[start:end])
        for place in dict.fromkeys(description.place for description in (*old, *new)):
            gone = [description for description in old if description.place == place]
            come = [description for description in new if description.place == place]
            for number in range(max(len(gone), len(come))):
                one = gone[number] if number < len(gone) else None
                other = come[number] if number < len(come) else None
                moves = all(description.moves for description in (one, other) if description is not None)
                all_differences.append(
                    Difference(place, one.text if one else "", other.text if other else "", moves)
                )
    return tuple(all_differences)


def _key(description: Said) -> tuple[str, str]:
    """Return what is found again: clauses by their words; everything else by its place and words."""
    return ("Clause" if description.place.startswith("Clause ") else description.place), description.text


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1].rstrip()}…"


def _apart(before: str, after: str) -> tuple[str, str]:
    """Return two texts cut down to the words in which they differ, with a few before and after."""
    old, new = before.split(), after.split()
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    last = 0
    while last < min(len(old), len(new)) - same and old[-1 - last] == new[-1 - last]:
        last += 1
    first = max(0, same - 3)

    def cut(words: list[str]) -> str:
        end = min(len(words), len(words) - last + 3)
        return ("… " if first else "") + " ".join(words[first:end]) + (" …" if end < len(words) else "")

    return cut(old), cut(new)
