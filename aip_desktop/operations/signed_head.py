"""The head of a file, signed with the officer's certificate and kept elsewhere: what tells a rewritten history."""

import base64
import json
import re
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

from aip_desktop.documents.signing.detached import sign_bytes, signer_of
from aip_desktop.documents.signing.validate import Level
from aip_desktop.errors import Refusal
from aip_desktop.history.encoding import compact
from aip_desktop.history.head import act_with, head_of, lineage_of, missing_from
from aip_desktop.history.statements import End
from aip_desktop.models.lookup import the_authority
from aip_desktop.operations.signed_papers import Verdict
from aip_desktop.store.open_file import File
from aip_desktop.wording import count, day, moment

SUFFIX = ".head"
KIND = "AIP Desktop signed head"
LARGEST = 1 << 20  # bytes
_HASH = re.compile(r"[0-9a-f]{64}")


def head_lines(file: File) -> tuple[str, ...]:
    """Return the head of a file, a line for each writer."""
    with file.reading() as session:
        return tuple(end.words for end in head_of(session))


def sign_head(file: File, p12: bytes, passphrase: str, on: date) -> bytes:
    """Return the head of a file as it is now, signed. Refusal if the certificate cannot be used."""
    with file.reading() as session:
        head = {
            "kind": KIND,
            "file": lineage_of(session),
            "council": the_authority(session).name,
            "signed_on": on.isoformat(),
            "acts": [asdict(end) for end in head_of(session)],
        }
    certificate, signature = sign_bytes(compact(head).encode(), p12, passphrase, on)
    signed = {"head": head, "certificate": certificate, "signature": base64.b64encode(signature).decode()}
    return json.dumps(signed, indent=1, ensure_ascii=False).encode()


def is_head(path: Path) -> bool:
    """Tell whether a file is a signed head, by its name."""
    return path.suffix.lower() == SUFFIX


def is_hash(words: str) -> bool:
    """Tell whether what was typed is the hash of an act, as a trail prints it."""
    return bool(_HASH.fullmatch(_hash_in(words)))


def _hash_in(words: str) -> str:
    """Return a hash as it is kept: a paper breaks it into lines."""
    return "".join(words.split()).lower()


def verify_head(file: File, body: bytes) -> Verdict:
    """Say whether a file contains a head that was signed. Refusal if that is none, or its signature does not hold."""
    try:
        if len(body) > LARGEST:
            raise ValueError("no head is so large")
        signed = json.loads(body)
        head, certificate = signed["head"], str(signed["certificate"])
        ends = tuple(End(**act) for act in head["acts"])
        lineage, on, council = str(head["file"]), date.fromisoformat(head["signed_on"]), str(head["council"])
        signature = base64.b64decode(signed["signature"], validate=True)
        if head["kind"] != KIND or not ends or not all(end.is_sound for end in ends):
            raise ValueError("another kind of file")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Refusal("This is not a signed head of a file. Choose one that this program signed") from error
    owner = signer_of(compact(head).encode(), certificate, signature)
    with file.reading() as session:
        if lineage_of(session) != lineage:
            raise Refusal(f"This is the head of another file, of {council}. Open that file to verify it")
        missing = missing_from(session, ends)
        known = {end.writer: end.number for end in ends}
        since = sum(max(0, end.number - known.get(end.writer, 0)) for end in head_of(session))
    facts = [
        ("Signed on", f"{day(on)}, as the signer says"),
        ("Certificate", owner.words),
        *((("Doubt", owner.weakness),) if owner.weakness else ()),
        ("Contains", f"{count(sum(end.number for end in ends), 'act')} by {count(len(ends), 'writer')}"),
        ("Since then", count(since, "act")),
        *(("Missing or altered", end.words) for end in missing),
    ]
    if missing:
        sentence = (
            f"{file.path.name} does not contain the head that was signed on {day(on)}. It is an older copy, or its "
            "history was rewritten. Open a backup, or merge a copy that contains it"
        )
        return Verdict(False, sentence, tuple(facts), level=Level.FORGED)
    sentence = (
        f"{file.path.name} contains the head that was signed on {day(on)}. Nothing before it was altered"
    )
    return Verdict(True, sentence, tuple(facts), level=Level.TOLD if owner.weakness else Level.SOUND)


def verify_hash(file: File, words: str) -> Verdict:
    """Say whether a file contains an act with this hash, as a trail prints it. Refusal if it does not."""
    with file.reading() as session:
        end = act_with(session, _hash_in(words))
    if end is None:
        raise Refusal(
            f"{file.path.name} has no action with this hash. Check what you typed. If it is right, this is an older "
            "copy, or its history was rewritten"
        )
    at = datetime.fromtimestamp(end.at / 1000, UTC).astimezone()
    sentence = f"{file.path.name} contains this action. Nothing that its writer did before it was altered"
    facts = (("Recorded by", end.who), ("Recorded at", moment(at)), ("Number", f"{end.number:,}"))
    return Verdict(True, sentence, facts)
