"""How much is open between two people, in words."""

from aip_desktop.wording import count

NOTHING = "Nothing is in disagreement, and every rule holds."


def standing_words(apart: int, broken: int) -> str:
    """How much is open, in one sentence."""
    said = []
    if apart:
        said.append(f"{count(apart, 'field')} set differently by two people who did not know of each other")
    if broken:
        said.append(f"{count(broken, 'rule')} that {'does' if broken == 1 else 'do'} not hold")
    return f"{', and '.join(said)}." if said else NOTHING
