"""The people of the sample: every name is drawn once, and every address belongs to nobody."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from aip_desktop.domain.reference.shipped import sample_names


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who does not exist, and how to reach them."""

    name: str
    email: str
    telephone: str


def people(chance: Random) -> Iterator[Person]:
    """Yield people in a random order, no name twice, until the names run out."""
    words = sample_names()
    names = [f"{given} {family}" for given in words.given for family in words.family]
    chance.shuffle(names)
    for place, name in enumerate(names):
        yield Person(name, mail_address(name), f"{words.telephone_stem}{place % 1000:03}")


def mail_address(name: str) -> str:
    """Return "Siân O'Neill" -> "sian.oneill@example.org"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    local = "".join(letter for letter in plain.replace(" ", ".") if letter.isalnum() or letter in ".-")
    return f"{local}@{sample_names().mail_domain}"
