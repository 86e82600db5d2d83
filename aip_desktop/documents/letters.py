"""Letters about an agreement on paper: extension, variation and notice, as prose."""

from aip_desktop.documents.layout.flow import Flow
from aip_desktop.documents.layout.page_frame import WIDTH
from aip_desktop.documents.prose import (
    Closing,
    Facts,
    Heading,
    Letterhead,
    Paragraph,
    Part,
    Prose,
    SignHere,
    Signing,
    prose_pdf,
)
from aip_desktop.documents.signature_schedule import SigningRow
from aip_desktop.documents.term_chart import ladder_figure
from aip_desktop.domain.agreements.letter_statement import LetterKind, LetterPaper, Signer
from aip_desktop.wording import day


def letter_pdf(letter: LetterPaper) -> bytes:
    """Return a letter as a tagged, archivable PDF. The same letter gives the same bytes."""
    parts: list[Part] = [Paragraph(text) for text in letter.paragraphs]
    parts.append(Facts(letter.facts))
    if letter.ladder:
        parts.append(Heading("Term and options"))
        parts.append(lambda flow: _ladder(flow, letter))
    for heading, text in letter.sections:
        parts += [Heading(heading), Paragraph(text or "Not recorded")]
    if letter.closing:
        parts.append(Paragraph(letter.closing, keep=True))
    parts += _signed(letter)
    return prose_pdf(
        Prose(
            title=letter.title,
            author=letter.council,
            dated=letter.dated,
            reference=letter.reference,
            standing="Draft" if letter.is_draft else f"Issued {day(letter.dated)}",
            parts=parts,
            letterhead=Letterhead(letter.sender, letter.to, (("Our reference", letter.reference),)),
            code=letter.code,
            is_draft=letter.is_draft,
            notes=(letter.notice,),
            blanks=tuple(blank.words for blank in letter.blanks) if letter.is_draft else (),
        )
    )


def _ladder(flow: Flow, letter: LetterPaper) -> None:
    """Fill the steps up to the option that the letter takes up."""
    ends_on = next(rung.ends_on for rung in letter.ladder if rung.number == letter.number)
    drawn = ladder_figure(flow.root, letter.ladder, ends_on, WIDTH)
    if drawn is not None:
        flow.add(drawn)


def _signed(letter: LetterPaper) -> list[Part]:
    """Let who sends a letter sign it and who gets it acknowledge it; both sign a variation as parties."""
    first, *others = letter.signers
    if letter.kind == LetterKind.EXTENSION:
        parts: list[Part] = [Closing("Yours sincerely", first.name, first.role)]
        for signer in others:
            parts += [Heading(f"Acknowledged for {signer.party}"), SignHere(_row(signer))]
        return parts
    if others:
        return [Heading("Signatures"), Signing("Party", [_row(signer) for signer in letter.signers])]
    return [Closing("Yours sincerely", first.name, first.role)]


def _row(signer: Signer) -> SigningRow:
    return SigningRow(signer.party, signer.field, signer.name, signer.role)
