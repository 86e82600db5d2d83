"""The chain of acts: the hash of each over the one before, its own facts and its changes."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aip_desktop.history.encoding import compact

_FIRST = b"\0" * 32  # what the first act of a writer chains to, together with the file's own id


def begun(lineage: str) -> str:
    """Return what the first act of every writer of a file chains to."""
    return hashlib.sha256(_FIRST + lineage.encode()).hexdigest()


_text = json.encoder.encode_basestring


_HASHED = ("writer", "number", "at", "who", "words", "undoes_writer", "undoes_number", "merged")


_AT_ONCE = 500  # changes


def link(before: str, act: Mapping[str, Any], changes: Iterable[Sequence[Any]], seen: str | None) -> str:
    """Return the hash of an act: SHA-256 over the hash before it, its own facts, its changes in order, and what it
    had seen.

    ``changes`` are rows of ``Change``; ``seen`` is what its writer had newly seen of the others, if anything.
    """
    digest = hashlib.sha256(bytes.fromhex(before))
    parts = [compact([act[name] for name in _HASHED])]
    for _writer, number, clock, _act, kind, record, name, value in changes:
        # as ``compact`` would write it, three times as fast: a history may have a million changes
        parts.append(f"[{number},{clock},{_text(kind)},{_text(record)},{_text(name)},{_text(value)}]")
        if len(parts) == _AT_ONCE:
            digest.update("".join(parts).encode())
            parts.clear()
    if seen is not None:
        parts.append(compact([seen]))
    digest.update("".join(parts).encode())
    return digest.hexdigest()
