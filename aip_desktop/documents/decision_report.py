"""The report of a decision on paper."""

from decimal import Decimal

from aip_desktop.documents.prose import Col, Facts, Grid, Heading, Paragraph, Part, Prose, prose_pdf
from aip_desktop.domain.agreements.letter_statement import ReportPaper
from aip_desktop.wording import UNKNOWN, day, pounds


def report_pdf(report: ReportPaper) -> bytes:
    """Return a report as a tagged, archivable PDF. The same report gives the same bytes."""
    parts: list[Part] = [Facts(report.facts)]
    number = 0
    for section in report.sections:
        number += section.level == 2
        parts.append(Heading(section.heading, section.level, str(number) if section.level == 2 else ""))
        parts.append(Paragraph(section.text or "Not recorded", quiet=not section.text))
        parts += _after(report, section.field)
    return prose_pdf(
        Prose(
            title=report.title,
            author=report.council,
            dated=report.dated,
            reference=report.reference,
            standing="Draft" if report.is_draft else f"Issued {day(report.dated)}",
            parts=parts,
            lead=report.lead,
            code=report.code,
            is_draft=report.is_draft,
            blanks=tuple(blank.words for blank in report.blanks) if report.is_draft else (),
        )
    )


def _after(report: ReportPaper, field: str) -> list[Part]:
    """Return what the file knows that belongs under the words of a field."""
    if field == "resources" and report.award:
        columns = (
            Col("Partnership", heads=True),
            Col("Agreement", 30),
            Col("Term", 40),
            Col("Options", 28),
            Col(f"Allocated {report.year}", 32, "money"),
        )
        rows = [
            (row.partnership, row.reference, row.term, row.options, _amount(row.amount))
            for row in report.award
        ]
        known = [row.amount for row in report.award if row.amount is not None]
        if len(known) == len(report.award) > 1:
            rows.append(("Total", "", "", "", pounds(sum(known[1:], known[0]))))
        return [
            Paragraph("The agreements this decision is about:"),
            Grid(columns, rows, total=rows[-1][0] == "Total"),
        ]
    if field == "legal" and report.basis:
        tests = Grid(
            (Col("Test of the legal basis", heads=True), Col("Answer", 26), Col("Note", 52)), report.tests
        )
        return [Paragraph(f"Legal basis: {report.basis}.", keep=True), *([tests] if report.tests else [])]
    if field == "implementation":
        return [Grid((Col("Step", 38, heads=True), Col("Day", 38), Col("The rule")), report.days)]
    return []


def _amount(amount: Decimal | None) -> str:
    return UNKNOWN if amount is None else pounds(amount)
