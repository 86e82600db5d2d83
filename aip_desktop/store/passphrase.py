"""Passphrases: what counts as one, and the keys that follow from it."""

import unicodedata
from pathlib import Path

from aip_desktop.errors import PassphraseNeeded, Refusal

SHORTEST = 8  # letters
COST = 17  # scrypt: 2 to so many rounds over 128 MB, some 0.4 s; OWASP's figure for 2023 and since
MOST_COSTLY = 20  # a file that asks for more is not tried: it would only stop the program
FORGOTTEN = (
    "Nobody can open it without the passphrase: not you, not the council, not the makers of this program"
)
WRITE_IT_DOWN = "Write it down where only the right people find it, and pass it on another way than the file"
FEWEST_DIFFERENT = 4  # letters
_LOOKALIKES = str.maketrans("013457", "oleast")
_SIGNS = str.maketrans("@$", "as")
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm",
         "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "asdfghjkl", "zxcvbnm")  # fmt: skip
_OBVIOUS = frozenset((
    "admin", "administrator", "agreement", "aipdesktop", "april", "areainclusionpartnership", "arsenal",
    "august", "autumn", "baseball", "changeme", "chelsea", "computer", "correcthorsebatterystaple", "council",
    "councils", "december", "default", "desktop", "dragon", "england", "february", "football", "friday",
    "iloveyou", "inclusion", "internet", "january", "july", "june", "leeds", "letmein", "letmeinplease",
    "liverpool", "london", "march", "master", "monday", "monkey", "mypassphrase", "mypassword", "november",
    "october", "opensesame", "partnership", "partnerships", "passphrase", "password", "passwordpassword",
    "passwort", "princess", "qwerty", "qwertyuiop", "school", "schools", "secret", "september", "spring",
    "summer", "sunshine", "superman", "thisisapassword", "trustno", "welcome", "winter",
))  # fmt: skip
_BLOCK = 8  # scrypt's r


def chosen_passphrase(typed: str) -> str:
    """Return a passphrase to set. Refusal if it is too short, or too obvious, to keep anybody out.

    A file that has an obvious one opens as ever.
    """
    if len(typed.strip()) < SHORTEST:
        raise Refusal(
            f"Use at least {SHORTEST} characters. A few words are easy to remember and hard to guess",
            "passphrase",
        )
    if _is_obvious(typed):
        raise Refusal(
            "That passphrase is among the first that are tried. Use a few words that do not belong together",
            "passphrase",
        )
    return typed


def _is_obvious(typed: str) -> bool:
    """Tell whether a passphrase is a pattern, or a usual word with a few figures and signs around it."""
    signs = unicodedata.normalize("NFKD", typed.casefold()).translate(_SIGNS)
    letters = "".join(letter for letter in signs if letter.isalnum())
    plain = letters.translate(_LOOKALIKES)
    if len(set(letters)) < FEWEST_DIFFERENT or _is_row(letters) or _is_repeated(letters):
        return True
    core = letters.strip("0123456789")
    return not core or any(word in _OBVIOUS for word in (core, core.translate(_LOOKALIKES), plain))


def _is_row(letters: str) -> bool:
    """Tell whether the letters stand in a row: of the alphabet, of figures or of keys, either way round."""
    rows = [*_ROWS, *(row[::-1] for row in _ROWS)]
    return any(letters in row * 2 for row in rows)


def _is_repeated(letters: str) -> bool:
    """Tell whether it is a short part again and again."""
    sizes = range(1, len(letters) // 2 + 1)
    return any(letters == (letters[:size] * len(letters))[: len(letters)] for size in sizes)


def read_passphrase(path: Path) -> str:
    """Return the passphrase in a file: its first line. Refusal if it cannot be read or is blank."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeError) as error:
        raise Refusal(f"The passphrase cannot be read from {path} ({error})") from error
    if not lines or not lines[0].strip():
        raise Refusal(f"{path} is blank. Put the passphrase on its first line")
    return lines[0]


def derive(passphrase: str, salt: bytes, length: int, cost: int = COST) -> bytes:
    """Return ``length`` bytes that follow from a passphrase and a salt, slowly (scrypt).

    However a letter is put together (é as one sign or two), it counts as the same.
    """
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    letters = unicodedata.normalize("NFC", passphrase).encode()
    return Scrypt(salt=salt, length=length, n=1 << cost, r=_BLOCK, p=1).derive(letters)


def missing(path: Path) -> PassphraseNeeded:
    """Say that a file has a passphrase, and none was given."""
    return PassphraseNeeded(f"{path.name} has a passphrase. Enter it to open the file")


def wrong(path: Path) -> PassphraseNeeded:
    """Say that the passphrase given is not the file's."""
    return PassphraseNeeded(
        f"That is not the passphrase of {path.name}. Look at what you typed: capital letters count"
    )
