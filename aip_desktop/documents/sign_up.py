"""Papers of the sign-up: a sheet to sign for one party, a pack of them, who has not signed, the certificate."""

from collections.abc import Sequence
from datetime import date

from aip_desktop.documents.prose import (
    Col,
    Facts,
    Grid,
    Heading,
    Notice,
    Paragraph,
    Part,
    Prose,
    SignHere,
    prose_pdf,
    proses_pdf,
)
from aip_desktop.documents.signature_schedule import SigningRow
from aip_desktop.domain.agreements.signing.sign_up import PartyStanding, SignatureLine
from aip_desktop.domain.agreements.signing.sign_up_statement import SignUpPaper, progress
from aip_desktop.wording import count, day, day_short, listing


def sheet_pdf(paper: SignUpPaper, line: SignatureLine) -> bytes:
    """Return the signature sheet of one party: what it signs, and room to sign, on one page."""
    return prose_pdf(_sheet(paper, line))


def pack_pdf(paper: SignUpPaper, lines: Sequence[SignatureLine]) -> bytes:
    """Return the signature sheets of an agreement as one print job, in the order of its membership schedule."""
    title = f"{paper.reference}: {count(len(lines), 'signature sheet')}"
    return proses_pdf([_sheet(paper, line) for line in lines], title)


def _sheet(paper: SignUpPaper, line: SignatureLine) -> Prose:
    sign_up = paper.sign_up
    last = f", and at the latest until {day(paper.last_end)} if every option is taken up"
    facts = [
        ("Agreement", f"{paper.reference}, {paper.programme}"),
        ("Between", f"{paper.council}; {paper.partnership}; its member schools"),
        ("Edition", f"{sign_up.edition}, issued on {day(sign_up.issued_on)}" if sign_up.issued_on else ""),
        ("Code on every page", sign_up.code),
        (
            "Term",
            f"{day(paper.starts_on)} to {day(paper.ends_on)}{last if paper.last_end > paper.ends_on else ''}",
        ),
    ]
    role = line.suggested_role if line.party != "school" else ""
    row = SigningRow(line.who, "", line.suggested, role, f"URN {line.urn}" if line.urn else "")
    who = "Signed by a person who has the authority to sign for "
    who += "the school or its trust" if line.urn else "the party named above"
    parts: list[Part] = [Facts(facts)]
    if line.standing == PartyStanding.JOINED and line.since:
        parts.append(
            Notice(
                f"Accession: {line.who} joined {paper.partnership} on {day(line.since)}, after this edition was "
                "issued, and becomes a party to it by this signature."
            )
        )
    parts += [
        Paragraph(
            f"This signature is given on edition {sign_up.edition} of {paper.reference}: the agreement that carries "
            f"the code {sign_up.code} on every page, and no other."
        ),
        SignHere(row),
        Paragraph(f"{who}.", quiet=True),
        Paragraph(f"Send this sheet to: {one_line_of(paper.contact) or paper.council}."),
    ]
    return Prose(
        title="Signature sheet",
        lead=line.who,
        author=paper.council,
        dated=paper.sign_up.issued_on or paper.as_at,
        reference=paper.reference,
        standing=f"Edition {sign_up.edition}",
        parts=parts,
        notes=(f"Signature sheet of {line.who}", f"Code of the edition: {sign_up.code}"),
    )


def one_line_of(text: str) -> str:
    """Return an address of several lines in one."""
    return ", ".join(line.strip() for line in text.splitlines() if line.strip())


def reminders_pdf(papers: Sequence[SignUpPaper], as_at: date) -> bytes:
    """Return who has not signed, for one agreement or for all of them, to take to a meeting."""
    return (
        proses_pdf([_reminders(paper) for paper in papers], "Who has not signed")
        if len(papers) > 1
        else prose_pdf(_reminders(papers[0]))
    )


def _reminders(paper: SignUpPaper) -> Prose:
    columns = (
        Col("Party", heads=True),
        Col("Expected to sign, and email", 54),
        Col("Sent and reminded", 38, "figures"),
        Col("State and next step", 32),
    )
    rows = [
        (
            f"{line.who}\nURN {line.urn}" if line.urn else line.who,
            "\n".join(
                filter(
                    None,
                    (", ".join(filter(None, (line.suggested, line.suggested_role))), *paper.emails(line.key)),
                )
            ),
            f"{f'Sent {day_short(line.request.sent_on)}' if line.request.sent_on else 'Not sent'}\n{_reminded(line)}",
            _state(line),
        )
        for line in paper.not_signed
    ]
    exempt = [line for line in paper.sign_up.lines if line.state == "Exempt"]
    parts: list[Part] = [
        Paragraph(f"{progress(paper)}."),
        Grid(columns, rows, nothing="Everybody who must sign has signed."),
    ]
    if exempt:
        parts.append(
            Paragraph(f"Need not sign: {listing(f'{line.who} ({line.request.reason})' for line in exempt)}.")
        )
    return Prose(
        title="Who has not signed",
        lead=f"{paper.reference}, {paper.partnership}",
        author=paper.council,
        dated=paper.as_at,
        reference=paper.reference,
        standing=f"As at {day(paper.as_at)}",
        parts=parts,
        notes=(paper.edition, f"Code {paper.sign_up.code}" if paper.sign_up.code else ""),
    )


def _reminded(line: SignatureLine) -> str:
    if not line.request.reminders or not line.request.reminded_on:
        return "Never reminded"
    on = day_short(line.request.reminded_on)
    if line.request.reminders == 1:
        return f"Reminded once,\non {on}"
    return f"Reminded {line.request.reminders} times,\nlast {on}"


def _state(line: SignatureLine) -> str:
    return ". ".join(filter(None, (line.state if line.state == "Declined" else "", line.remark)))


def certificate_prose(paper: SignUpPaper, code: str) -> Prose:
    """Return the completion certificate, as it is frozen under its code."""
    sign_up = paper.sign_up
    signed = [line for line in sign_up.lines if line.signed_on]
    last = max((line.signed_on for line in signed if line.signed_on), default=paper.as_at)
    facts = [
        ("Agreement", f"{paper.reference}, {paper.programme}"),
        ("Between", f"{paper.council}; {paper.partnership}; its member schools"),
        (
            "Edition signed",
            f"{sign_up.edition}, issued on {day(sign_up.issued_on)}" if sign_up.issued_on else "",
        ),
        ("Code on every page", sign_up.code),
        ("Signatures", f"{count(len(signed), 'party', 'parties')}, the last on {day(last)}"),
    ]
    columns = (
        Col("Party", heads=True),
        Col("Signed by", 44),
        Col("Signed on", 33, "figures"),
        Col("How", 25),
    )
    rows = [
        (
            f"{line.who}\nURN {line.urn}" if line.urn else line.who,
            "\n".join(filter(None, (line.name or "Name not recorded", line.role))),
            day(line.signed_on) if line.signed_on else "",
            _how(line, sign_up.edition),
        )
        for line in signed
    ]
    parts: list[Part] = [
        Paragraph(
            f"On {day(paper.as_at)} every party that must sign this agreement had signed it, "
            f"as the record of {paper.council} shows."
        ),
        Facts(facts),
    ]
    if sign_up.not_material:
        parts.append(
            Notice(
                "Signatures on an earlier edition count for this one, because what was changed is not material: "
                f"{sign_up.not_material}"
            )
        )
    parts += [Heading("Who signed"), Grid(columns, rows)]
    exempt = [line for line in sign_up.lines if line.state == "Exempt"]
    if exempt:
        parts += [
            Heading("Who need not sign"),
            Grid(
                (Col("School", heads=True), Col("Since", 30, "figures"), Col("Why", 80)),
                [
                    (
                        line.who,
                        day(line.request.exempt_on) if line.request.exempt_on else "",
                        line.request.reason,
                    )
                    for line in exempt
                ],
            ),
        ]
    return Prose(
        title="Certificate of completion",
        lead=f"{paper.reference}, {paper.partnership}",
        author=paper.council,
        dated=paper.as_at,
        reference=paper.reference,
        standing=f"Issued {day(paper.as_at)}",
        parts=parts,
        code=code,
    )


def _how(line: SignatureLine, edition: int) -> str:
    return line.how if line.edition == edition else f"{line.how}, on edition {line.edition}"
