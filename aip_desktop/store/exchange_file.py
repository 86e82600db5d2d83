"""A copy with a passphrase, for the way to a colleague: scrypt and AES-256-GCM, in chunks that keep their order.

The header says how the key follows from the passphrase. Each chunk is sealed with the header, its number and
whether it is the last, so that nothing can be altered, left out, put elsewhere or cut off without being missed.
The plain file is never written anywhere: it is sealed from memory, and read back into memory.
"""

import hashlib
import hmac
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from aip_desktop.errors import Refusal, unreadable
from aip_desktop.store.passphrase import COST, MOST_COSTLY, derive, missing, wrong

MAGIC = b"AIPDSEAL"
FORM = 1
CHUNK = 1 << 16  # bytes of the plain file in one chunk
_TAG = 16
_FACTS = struct.Struct(">8sBBxxI16s")  # magic, form, cost, size of a chunk, salt
_PROOF, _SUM = 16, 16  # bytes that prove the passphrase, and that the header is as it was written
HEADER = _FACTS.size + _PROOF + _SUM


@dataclass(frozen=True, slots=True)
class _Header:
    """How a sealed copy is to be read."""

    cost: int
    chunk: int
    salt: bytes
    proof: bytes
    whole: bytes  # all of it, as it stands in the file

    @classmethod
    def made(cls, passphrase: str, cost: int, salt: bytes) -> tuple["_Header", bytes]:
        """Return a new header, and the key of the chunks."""
        key, proof = _keys(passphrase, salt, cost)
        facts = _FACTS.pack(MAGIC, FORM, cost, CHUNK, salt) + proof
        whole = facts + hashlib.sha256(facts).digest()[:_SUM]
        return cls(cost, CHUNK, salt, proof, whole), key

    @classmethod
    def read(cls, path: Path, whole: bytes) -> "_Header":
        """Return the header of a file. Refusal if it is damaged, or of a later form."""
        facts, sum_ = whole[:-_SUM], whole[-_SUM:]
        if len(whole) != HEADER or hashlib.sha256(facts).digest()[:_SUM] != sum_:
            raise Refusal(_damaged(path))
        _, form, cost, chunk, salt = _FACTS.unpack(facts[: _FACTS.size])
        if form != FORM:
            raise Refusal(
                f"{path.name} was written by a newer AIP Desktop. Install the newer version to open it"
            )
        if not (1 <= cost <= MOST_COSTLY and chunk == CHUNK):
            raise Refusal(_damaged(path))
        return cls(cost, chunk, salt, facts[_FACTS.size :], whole)


def _keys(passphrase: str, salt: bytes, cost: int) -> tuple[bytes, bytes]:
    """Return the key of the chunks, and what proves the passphrase without the key being shown."""
    both = derive(passphrase, salt, 64, cost)
    return both[:32], hmac.digest(both[32:], b"aip-desktop passphrase", "sha256")[:_PROOF]


def is_sealed(path: Path) -> bool:
    """Tell whether a file is a copy with a passphrase, by its first bytes."""
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def refuse_sealed(path: Path) -> None:
    """Refuse if a file is sealed: it is there to be taken in, not to be worked on."""
    if is_sealed(path):
        raise Refusal(
            f"{path.name} is a copy with a passphrase, made to be passed on. Import it, and work on that"
        )


def seal(plain: bytes, passphrase: str) -> Iterator[bytes]:
    """Yield the parts of a sealed copy, to be written one after the other."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    header, key = _Header.made(passphrase, COST, os.urandom(16))
    cipher, view = AESGCM(key), memoryview(plain)
    yield header.whole
    last = max(0, len(plain) - 1) // CHUNK
    for number in range(last + 1):
        part = view[number * CHUNK : (number + 1) * CHUNK]
        yield cipher.encrypt(_nonce(number, number == last), part, header.whole)


def unseal(path: Path, passphrase: str, largest: int) -> bytes:
    """Return the plain file in a sealed copy. Refusal if the passphrase is not its own, or if it is damaged or cut
    off.

    ``PassphraseNeeded`` for the passphrase; a plain ``Refusal`` for the rest. ``largest`` is in bytes.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        with path.open("rb") as file:
            header = _Header.read(path, file.read(HEADER))
            if not passphrase:
                raise missing(path)
            key, proof = _keys(passphrase, header.salt, header.cost)
            if not hmac.compare_digest(proof, header.proof):
                raise wrong(path)
            sealed = file.read(largest + (largest // CHUNK + 1) * _TAG + 1)
    except OSError as error:
        raise unreadable(path, error) from error
    cipher, step, plain = AESGCM(key), CHUNK + _TAG, bytearray()
    last = max(0, len(sealed) - 1) // step
    try:
        for number in range(last + 1):
            part = sealed[number * step : (number + 1) * step]
            plain += cipher.decrypt(_nonce(number, number == last), part, header.whole)
    except (InvalidTag, ValueError) as error:
        raise Refusal(_damaged(path)) from error
    return bytes(plain)


def _nonce(number: int, is_last: bool) -> bytes:
    """Return never the same twice under one key: the number of the chunk, and whether it is the last."""
    return struct.pack(">Q3x?", number, is_last)


def _damaged(path: Path) -> str:
    return f"{path.name} is damaged or was cut off when it was copied. The passphrase is not at fault. Copy it again"
