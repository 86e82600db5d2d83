"""A file with a passphrase at rest: its pages are SQLCipher’s, read and written whole here, and changed by SQLCipher.

Each page of 4,096 bytes is AES-256-CBC with a fresh vector, and authenticated with its number by HMAC-SHA-512. The
first 16 bytes of the file are the salt of the key. Ours begin with a magic, so that such a file is known by its
header, and end with a sum, so that a damaged salt is not taken for a wrong passphrase. A file is decrypted into
memory only. To write to it act by act takes the optional ``sqlcipher3``; to read it, nothing besides.
"""

import hashlib
import hmac
import os
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

from aip_desktop.errors import Refusal
from aip_desktop.store.passphrase import COST, MOST_COSTLY, derive, missing, wrong
from aip_desktop.store.private_folder import private_folder

MAGIC = b"AIPR"
PAGE = 4096
ROOM = 80  # bytes at the end of every page: its vector and its HMAC
NEEDED = "sqlcipher3, which comes with: pip install 'aip-desktop[at-rest]'"
_SALT, _VECTOR, _TAG = 16, 16, 64
_FACTS = struct.Struct(">4sB9s")  # magic, cost, what is random
_PLAIN = b"SQLite format 3\0"
_PAGES_TRIED = 16  # whether any of them is ours tells a damaged first page from a wrong passphrase


@dataclass(frozen=True)
class Key:
    """The key of a file at rest. It is kept in memory while the file is open, and never written."""

    salt: bytes
    raw: bytes = field(repr=False)

    @classmethod
    def made(cls, passphrase: str) -> "Key":
        """Return a new key for a passphrase; slow on purpose, as ``derive`` is."""
        facts = _FACTS.pack(MAGIC, COST, os.urandom(9))
        return cls.again(passphrase, facts + _sum(facts))

    @classmethod
    def again(cls, passphrase: str, salt: bytes) -> "Key":
        """Return the key that follows from a passphrase and the salt of a file."""
        return cls(salt, derive(passphrase, salt, 32, salt[4]))

    @cached_property
    def _mac(self) -> bytes:
        return hashlib.pbkdf2_hmac("sha512", self.raw, bytes(number ^ 0x3A for number in self.salt), 2, 32)

    def tag(self, sealed: bytes, number: int) -> bytes:
        """Return what authenticates a page: its sealed bytes and vector, and its number from 1."""
        return hmac.digest(self._mac, sealed + struct.pack("<I", number), "sha512")

    @property
    def pragma(self) -> str:
        """How SQLCipher is told."""
        return f"PRAGMA key = \"x'{self.raw.hex()}{self.salt.hex()}'\""


Secret = str | Key  # a passphrase, or the key that followed from it


def is_encrypted(path: Path) -> bool:
    """Tell whether a file has a passphrase at rest, by its first bytes."""
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def can_write() -> bool:
    """Tell whether what changes such a file act by act is installed."""
    return find_spec("sqlcipher3") is not None


def has_key(path: Path, key: Key | None) -> bool:
    """Tell whether a file is kept as this key says; without one, whether anybody may read it."""
    if key is None:
        return not is_encrypted(path)
    with path.open("rb") as file:
        return file.read(_SALT) == key.salt


def key_of(path: Path, salt: bytes, secret: Secret) -> Key:
    """Return the key of a file. ``PassphraseNeeded`` if there is no secret for it; Refusal if its salt is damaged."""
    if _sum(salt[: _FACTS.size]) != salt[_FACTS.size :] or not 1 <= salt[4] <= MOST_COSTLY:
        raise Refusal(_damaged(path))
    if isinstance(secret, Key):
        if secret.salt != salt:
            raise missing(path)
        return secret
    if not secret:
        raise missing(path)
    return Key.again(secret, salt)


def decrypt(path: Path, sealed: bytes, key: Key) -> bytes:
    """Return the plain file in these bytes of ``path``. Refusal if a single bit of them is not as it was written.

    ``PassphraseNeeded`` if the key followed from another passphrase: then no page is as it was written.
    """
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    if not sealed or len(sealed) % PAGE:
        raise Refusal(_damaged(path))
    view, cipher, plain = memoryview(sealed), algorithms.AES(key.raw), bytearray()
    for number in range(1, len(sealed) // PAGE + 1):
        page = _page(view, number)
        if not _is_whole(page, number, key):
            tried = range(2, min(len(sealed) // PAGE, _PAGES_TRIED) + 1)
            if number == 1 and not any(_is_whole(_page(view, place), place, key) for place in tried):
                raise wrong(path)
            raise Refusal(_damaged(path))
        body, vector = page[: -_VECTOR - _TAG], page[-_VECTOR - _TAG : -_TAG]
        reader = Cipher(cipher, modes.CBC(bytes(vector))).decryptor()
        plain += _PLAIN if number == 1 else b""
        plain += reader.update(body) + reader.finalize() + bytes(ROOM)
    return bytes(plain)


def encrypt(plain: bytes, key: Key) -> Iterator[bytes]:
    """Yield the pages of a file, which has room at the end of each, to be written one after the other."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    if plain[20] != ROOM or len(plain) % PAGE:
        raise ValueError("there is no room on its pages")
    view, cipher = memoryview(plain), algorithms.AES(key.raw)
    for number in range(1, len(plain) // PAGE + 1):
        vector = os.urandom(_VECTOR)
        writer = Cipher(cipher, modes.CBC(vector)).encryptor()
        sealed = writer.update(_page(view, number)[:-ROOM]) + writer.finalize() + vector
        yield (key.salt if number == 1 else b"") + sealed + key.tag(sealed, number)


def _page(file: memoryview, number: int) -> memoryview:
    """Return a page without what stands in the clear on the first: the salt."""
    return file[(number - 1) * PAGE + (_SALT if number == 1 else 0) : number * PAGE]


def _is_whole(page: memoryview, number: int, key: Key) -> bool:
    return hmac.compare_digest(key.tag(bytes(page[:-_TAG]), number), bytes(page[-_TAG:]))


def _sum(facts: bytes) -> bytes:
    return hashlib.sha256(facts).digest()[: _SALT - _FACTS.size]


def connect(path: Path, key: Key) -> sqlite3.Connection:
    """Return a connection of SQLCipher, which has all that is used of SQLite’s but ``serialize``. sqlite3.Error if
    none.
    """
    from sqlcipher3 import dbapi2

    try:
        connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False, timeout=2.0)
        connection.execute(key.pragma)
    except dbapi2.Error as error:
        raise sqlite3.OperationalError(str(error)) from error
    return cast(sqlite3.Connection, connection)


def module_of(connection: object) -> Any:
    """Return the module that a connection is of, whose errors are its own."""
    if isinstance(connection, sqlite3.Connection):
        return sqlite3
    from sqlcipher3 import dbapi2

    return dbapi2


def plain_copy(path: Path, connection: sqlite3.Connection, key: Key) -> bytes:
    """Return what a file holds, read through its own connection, which keeps its lock. sqlite3.Error if that
    fails.
    """
    with private_folder() as folder:
        between = Path(folder) / "file.aip"
        with closing(connect(between, key)) as copy:
            try:
                connection.backup(copy)
            except module_of(connection).Error as error:
                raise sqlite3.OperationalError(str(error)) from error
        return decrypt(path, between.read_bytes(), key)


def _damaged(path: Path) -> str:
    return (
        f"{path.name} is damaged or was cut off when it was copied. The passphrase is not at fault. Copy it again, "
        "or open a backup of it"
    )
