"""What choices would do, line by line, for the answers to check before they are taken."""

from collections.abc import Sequence

from aip_desktop.domain.merging.dry_run import Foreseen

NONE_ENDS = "None: all run the days they run now"
NOTHING_OPEN = "Nothing: every rule holds, and nobody disagrees"


def foreseen_answers(foreseen: Foreseen) -> list[tuple[str, str]]:
    """Return which agreements end when, what stays open, and everything that changes."""
    still = [f"{sentence}. This would not hold" for sentence in foreseen.broken]
    still += [f"{sentence}. This would be left to do" for sentence in foreseen.to_do]
    still += [
        f"Two people set the {field} differently. It stays listed until it is settled"
        for field in foreseen.apart
    ]
    return [
        ("Agreements that run other days", _lines(foreseen.ends) or NONE_ENDS),
        ("What stays open", _lines(still) or NOTHING_OPEN),
        ("What changes", _lines(foreseen.changes) or "No record"),
    ]


def _lines(sentences: Sequence[str]) -> str:
    mark = "• " if len(sentences) > 1 else ""
    return "\n".join(f"{mark}{sentence}." for sentence in sentences)
