"""Names, references and codes as people type them: searched, compared and put in order.

What people leave out or write otherwise makes no difference: case, accents, apostrophes, stops of short forms.
"""

import re
import unicodedata
from functools import lru_cache

from aip_desktop.wording import UNSEEN, tidy

APOSTROPHES = "'’‘‛ʼʻ`´′＇"
DASHES = "‐‑‒–—−"
_PLAINER = str.maketrans(
    dict.fromkeys((*APOSTROPHES, *UNSEEN), "")
    | dict.fromkeys(DASHES, "-")
    | {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
SHORT = {"saint": "st", "and": "&"}  # written out, and what stands for the same word
_LONG = {short: long for long, short in SHORT.items()}
_NAME_PART = re.compile(r"[^\W_]+|&")
_LAST_STOPS = re.compile(r"\.+(?=\s|$)")


def reference_key(text: str) -> str:
    """Return what a reference or a code is found by: two of which this is the same are one."""
    return fold(tidy(text))


def fold(text: str) -> str:
    """Return text as it is searched: case, accents, apostrophes and the full stops of short forms make no
    difference.
    """
    folded = text.casefold().translate(_PLAINER)
    if not folded.isascii():
        letters = unicodedata.normalize("NFKD", folded)
        folded = "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")
        folded = folded.casefold().translate(_PLAINER)
    return " ".join(_LAST_STOPS.sub("", folded).split())


def sort_key(name: str) -> str:
    """Return what names are put in order by: case, accents and apostrophes make no difference."""
    return fold(name)


def name_key(name: str) -> str:
    """Return equal for all ways of writing one name, also “St” and “Saint”, “&” and “and”."""
    return " ".join(SHORT.get(part, part) for part in _name_parts(name))


def search_text(text: str) -> str:
    """Return text in which each of ``search_words`` is looked for: folded, with the other spelling of its short
    words.
    """
    folded = fold(text)
    words = set(_NAME_PART.findall(folded))
    others = [other for word, other in (*SHORT.items(), *_LONG.items()) if word in words]
    return "\n".join([folded, *others])


def search_words(typed: str) -> list[str]:
    """Return the words that were typed to search, folded; all of them must occur in a ``search_text``."""
    return fold(typed).split()


def name_begins(name: str, typed: str, *, inside: bool = False) -> bool:
    """Tell whether a name begins with what was typed so far, or with ``inside``, one of its words does.

    All words typed but the last must be there in full; after a blank the last one must be too.
    """
    words, wanted = _name_parts(name), _name_parts(typed)
    if not wanted:
        return False
    ended = typed[-1].isspace()
    starts = range(1, len(words)) if inside else range(1)
    return any(_continues(words[at : at + len(wanted)], wanted, ended=ended) for at in starts)


@lru_cache(maxsize=8192)  # each key that is typed looks at every name of a list
def _name_parts(name: str) -> tuple[str, ...]:
    return tuple(_NAME_PART.findall(fold(name)))


def _continues(words: tuple[str, ...], wanted: tuple[str, ...], *, ended: bool) -> bool:
    if len(words) < len(wanted):
        return False
    last, whole = wanted[-1], wanted if ended else wanted[:-1]
    if any(SHORT.get(a, a) != SHORT.get(b, b) for a, b in zip(words, whole, strict=False)):
        return False
    there = words[len(wanted) - 1]
    forms = (there, SHORT.get(there, there), _LONG.get(there, there))
    return ended or any(form.startswith(last) for form in forms)
