"""The answers to "what happened?" when an agreement ran out, as they stand in files."""

from enum import StrEnum


class EndAnswer(StrEnum):
    """What an officer says came of an agreement that ended."""

    EXTENDED = "Extended: the option is still to be recorded"
    REAWARDED = "Awarded anew: the new agreement is still to be recorded"
    LAPSED = "Lapsed knowingly"
    ENDED = "Replaced by another arrangement"


ANSWERS = (EndAnswer.LAPSED, EndAnswer.ENDED, EndAnswer.REAWARDED, EndAnswer.EXTENDED)


SETTLED = (EndAnswer.LAPSED, EndAnswer.ENDED)  # answers after which nothing more is asked
