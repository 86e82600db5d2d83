"""How much is open between two people, in words."""

from aip_desktop.wording import count, listing

NOTHING = "Nothing is in disagreement, and every rule holds."


def standing_words(apart: int, broken: int, in_hand: int) -> str:
    """How much is open, in one sentence: fields set apart, rules broken, and sums that are not whole."""
    said = []
    if apart:
        said.append(f"{count(apart, 'field')} that two people set differently")
    if broken:
        said.append(f"{count(broken, 'rule')} that {'does' if broken == 1 else 'do'} not hold")
    if in_hand:
        said.append(f"{count(in_hand, 'budget sum')} that {'does' if in_hand == 1 else 'do'} not come out")
    return f"{listing(said)}." if said else NOTHING
