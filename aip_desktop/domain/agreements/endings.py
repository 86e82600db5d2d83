"""The answers to "what happened?" when an agreement ran out, as they stand in files."""

EXTENDED, REAWARDED, LAPSED, ENDED = (
    "Extended: the option is still to be recorded",
    "Awarded anew: the new agreement is still to be recorded",
    "Lapsed knowingly",
    "Replaced by another arrangement",
)


ANSWERS = (LAPSED, ENDED, REAWARDED, EXTENDED)


SETTLED = (LAPSED, ENDED)  # answers after which nothing more is asked
