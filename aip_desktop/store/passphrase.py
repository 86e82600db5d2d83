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
_BLOCK = 8  # scrypt's r


def chosen_passphrase(typed: str) -> str:
    """Return a passphrase to set. Refusal if it is too short to keep anybody out."""
    if len(typed.strip()) < SHORTEST:
        raise Refusal(
            f"Use at least {SHORTEST} characters. A few words are easy to remember and hard to guess",
            "passphrase",
        )
    return typed


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
