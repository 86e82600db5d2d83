"""Signing a PDF electronically, and verifying a document, from the command line."""

import getpass
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from aip_desktop.clock import today
from aip_desktop.commands.opening import (
    add_replace,
    command,
    named_path,
    opened,
    passphrase,
    read_bytes,
    replacing,
)
from aip_desktop.errors import Refusal
from aip_desktop.file_writing import check_free, write_file
from aip_desktop.wording import read_date


def add(commands: Any) -> None:
    """Add the commands of this module."""
    sign = command(commands, "sign", "Sign an agreement electronically for one party", _sign)
    sign.add_argument("--agreement", required=True, metavar="REF", help="the reference of the agreement")
    sign.add_argument(
        "--party", required=True, metavar="P", help="council, chair, or the URN or name of a member school"
    )
    sign.add_argument(
        "--p12", type=named_path, required=True, metavar="CERT", help="the certificate with its key (PKCS#12)"
    )
    sign.add_argument("--to", type=named_path, required=True, metavar="OUT", help="the signed PDF to write")
    add_replace(sign)
    sign.add_argument(
        "--name", default="", metavar="N", help="who signs; otherwise the name in the certificate"
    )
    sign.add_argument("--role", default="", metavar="R", help="as what")
    sign.add_argument("--on", metavar="DATE", help="the day to record, where that is not today")
    sign.add_argument(
        "--p12-passphrase-file",
        type=named_path,
        metavar="F",
        help="the passphrase of the certificate is the first line of this file; otherwise it is asked for",
    )
    verify = command(commands, "verify", "Say what this file knows of a document or its code", _verify)
    verify.add_argument(
        "document",
        metavar="DOCUMENT",
        help="a PDF, the 8-character code in its foot, a signed head, or a hash that a trail prints",
    )
    head = command(
        commands, "head", "Print the head of a file: the hash of the last act of each writer", _head
    )
    head.add_argument(
        "--p12", type=named_path, metavar="CERT", help="sign it with this certificate and its key (PKCS#12)"
    )
    head.add_argument("--to", type=named_path, metavar="OUT", help="the signed head to write (.head)")
    add_replace(head)
    head.add_argument(
        "--p12-passphrase-file",
        type=named_path,
        metavar="F",
        help="the passphrase of the certificate is the first line of this file; otherwise it is asked for",
    )


def _sign(options: Namespace) -> None:
    from aip_desktop.domain.agreements.awards import agreement_by_reference
    from aip_desktop.operations.signed_papers import party_key, sign_electronically

    p12 = read_bytes(options.p12)
    signed_on = read_date(options.on, today()) if options.on is not None else None
    secret = _secret(options)
    with opened(options.file, read=False, passphrase=passphrase(options)) as file:
        with replacing():
            check_free(options.to, replace=options.replace)  # before the signature is recorded
        with file.reading() as session:
            agreement_id = agreement_by_reference(session, options.agreement).id
        key = party_key(file, agreement_id, options.party, today())
        signed = sign_electronically(
            file,
            agreement_id,
            key,
            p12,
            secret,
            today(),
            name=options.name,
            role=options.role,
            signed_on=signed_on,
        )
    try:
        write_file(options.to, signed, replace=options.replace)
    except Refusal as refusal:
        raise Refusal(
            f"The signature is recorded, but {refusal.sentence}. "
            "The signed PDF is kept with the scans of that signature"
        ) from refusal
    print(options.to)


def _head(options: Namespace) -> None:
    from aip_desktop.operations.signed_head import SUFFIX, head_lines, sign_head

    if (options.p12 is None) is not (options.to is None):
        raise Refusal(
            "To sign the head, name both the certificate with --p12 and the file to write with --to"
        )
    if options.to is not None and options.to.suffix.lower() != SUFFIX:
        raise Refusal(f"Give the signed head a name that ends in {SUFFIX}")
    with opened(options.file, read=True, passphrase=passphrase(options)) as file:
        for line in head_lines(file):
            print(line)
        if options.to is None:
            return
        signed = sign_head(file, read_bytes(options.p12), _secret(options), today())
    with replacing():
        write_file(options.to, signed, replace=options.replace)
    print(options.to)


def _secret(options: Namespace) -> str:
    if options.p12_passphrase_file:
        lines = read_bytes(options.p12_passphrase_file).decode("utf-8", "replace").splitlines()
        return lines[0] if lines else ""
    if not sys.stdin.isatty():
        raise Refusal("The certificate has a passphrase. Name the file it is in with --p12-passphrase-file")
    return getpass.getpass(f"Passphrase of {options.p12.name}: ")


def _is_there(path: Path) -> bool:
    """Tell whether there is a file of this name; what no file can be called is none."""
    try:
        return path.exists()
    except OSError:
        return False


def _verify(options: Namespace) -> None:
    from aip_desktop.operations.signed_head import is_hash, is_head, verify_hash, verify_head
    from aip_desktop.operations.signed_papers import verify_code, verify_pdf

    path = Path(options.document)
    with opened(options.file, read=True, passphrase=passphrase(options)) as file:
        if is_head(path):
            verdict = verify_head(file, read_bytes(path))
        elif is_hash(options.document):
            verdict = verify_hash(file, options.document)
        elif path.suffix.lower() == ".pdf" or _is_there(path):
            verdict = verify_pdf(file, read_bytes(path), today())
        else:
            verdict = verify_code(file, options.document, today())
    for name, words in verdict.facts:
        print(f"{name}: {words}")
    if not verdict.is_genuine:
        raise Refusal(verdict.sentence)
    print(verdict.sentence)
