"""The decision trail of an agreement on paper: decisions, days, signatures, documents, and who recorded what."""

from collections.abc import Iterator

from aip_desktop.documents.prose import (
    Col,
    Contents,
    Facts,
    Grid,
    Heading,
    PageBreak,
    Paragraph,
    Part,
    Prose,
    prose_pdf,
)
from aip_desktop.domain.agreements.audit_trail import Trail
from aip_desktop.wording import count, day, moment


def trail_pdf(trail: Trail) -> bytes:
    """Return the trail as a tagged, archivable PDF. It is drawn anew each time, and says as at which day."""
    as_at = f"As at {day(trail.as_at)}"
    return prose_pdf(
        Prose(
            title=f"Decision trail: {trail.reference}",
            author=trail.council,
            dated=trail.as_at,
            reference=trail.reference,
            standing=as_at,
            lead=trail.partnership,
            parts=tuple(_parts(trail)),
            notes=("Everything recorded in the file; names of officers as they signed on to it",),
        )
    )


def _parts(trail: Trail) -> Iterator[Part]:
    yield Paragraph(
        f"Everything that is recorded of this agreement as at {day(trail.as_at)}: the decisions it rests on, what "
        "happened on which day, who signed, which documents were issued, and who recorded what. Times are local."
    )
    yield Facts(trail.facts)
    yield Contents()
    yield PageBreak()
    yield Heading("Decisions")
    if not trail.decisions:
        yield Paragraph("No decision is recorded.")
    for decision in trail.decisions:
        yield Heading(decision.heading, 3)
        yield Facts(decision.facts)
    yield Heading("What happened, by date")
    yield Grid(
        (Col("Date", 32, "figures", heads=True), Col("About", 44), Col("What happened")),
        [(day(event.on), event.about, event.what) for event in trail.events],
    )
    yield Heading("Consultation on the text")
    yield Grid(
        (
            Col("Date", 32, "figures"),
            Col("Clause", 34, heads=True),
            Col("Who", 30),
            Col("Comment"),
            Col("Outcome", 42),
        ),
        [
            (day(comment.on), comment.clause, comment.who, comment.text, comment.outcome or "Still open")
            for comment in trail.comments
        ],
        nothing="No comment is recorded.",
    )
    yield Heading(f"Signatures ({len(trail.signatures)})")
    yield Grid(
        (Col("Edition", 14, "figures"), Col("Party", heads=True), Col("Signed by", 38), Col("Role", 28),
         Col("Date", 30, "figures"), Col("How", 24)),
        [
            (str(one.edition), one.party, one.name or "Not recorded", one.role, day(one.signed_on), one.method)
            for one in trail.signatures
        ],
        nothing="Nobody has signed.",
    )  # fmt: skip
    yield Heading("Documents and attachments")
    yield Paragraph("Each is kept as its exact bytes; the SHA-256 tells whether a copy is the same.")
    yield Grid(
        (Col("Date", 30, "figures"), Col("Document", heads=True), Col("Code", 22), Col("SHA-256", 60)),
        [
            (day(document.on), document.title, document.code or "None", document.content_hash)
            for document in trail.documents
        ],
        nothing="No document was issued or attached.",
    )
    yield Heading("Who recorded what")
    yield Paragraph(
        f"{count(len(trail.acts), 'act')} of the file’s history concern this agreement. The history cannot be "
        "changed: what was put right later is a further act."
    )
    yield Grid(
        (
            Col("When", 47, "figures"),
            Col("Who", 36),
            Col("What was done", heads=True),
            Col("Changes", 16, "money"),
        ),
        [(moment(line.at), line.who, line.words, str(line.changes)) for line in trail.acts],
    )
    yield Heading("Head of the history")
    yield Paragraph(
        "The hash of the last action of each writer, which covers all that this writer did before. Keep this paper: "
        "a file whose history is rewritten later has other hashes. To check one, use Help > Verify a document."
    )
    yield Grid(
        (Col("Writer", 50, heads=True), Col("Actions", 20, "money"), Col("SHA-256 of the last")),
        [(end.who, f"{end.number:,}", end.hash) for end in trail.head],
    )
