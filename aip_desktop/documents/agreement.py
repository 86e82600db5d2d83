"""The agreement on paper: cover, contents, clauses, ladder, Schedules A and B, and the signature schedule."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from aip_desktop.documents.layout.blocks import (
    CELL,
    CLAUSE,
    LEAD,
    MM,
    MONEY,
    MUTED,
    STRONG_CELL,
    STRONG_MONEY,
)
from aip_desktop.documents.layout.flow import HANG, Flow, Page
from aip_desktop.documents.layout.fonts import in_a_row, one_line
from aip_desktop.documents.layout.page_frame import DRAFT, HEIGHT, WIDTH, Frame, draw_pages
from aip_desktop.documents.layout.tables import Cell, Column, cell, table
from aip_desktop.documents.layout.text import Run, Words
from aip_desktop.documents.pdf.tags import TaggedCanvas, uncollected
from aip_desktop.documents.signature_schedule import signature_schedule
from aip_desktop.documents.term_chart import ladder_figure
from aip_desktop.domain.agreements.agreement_statement import AgreementPaper, Clause
from aip_desktop.wording import count, day, pounds

LABEL = replace(CELL, colour=MUTED)
SMALLER = replace(CELL, size=8.5)
FIGURES = replace(CELL, tabular=True)


def agreement_pdf(paper: AgreementPaper) -> bytes:
    """Return one agreement as a tagged, archivable PDF (PDF/UA-1, PDF/A-2a). The same paper gives the same bytes."""
    return _document([paper], f"{one_line(paper.title)} ({one_line(paper.reference)})")


def agreements_pdf(papers: Sequence[AgreementPaper]) -> bytes:
    """Return several agreements as one print job: each with its own contents, page numbers and bookmark."""
    if not papers:
        raise ValueError("no agreement to print")
    return _document(papers, f"{one_line(papers[0].council)}: {count(len(papers), 'agreement')}")


@uncollected()
def _document(papers: Sequence[AgreementPaper], title: str) -> bytes:
    latest = max(paper.dated for paper in papers)
    canvas = TaggedCanvas(title, one_line(papers[0].council), latest)
    for number, paper in enumerate(papers, 1):
        name = f"{number} " if len(papers) > 1 else ""
        flow = Flow(canvas.root.add("Part") if name else canvas.root, name)
        draw_pages(canvas, _pages(flow, paper), _frame(paper))
    return canvas.document()


def _frame(paper: AgreementPaper) -> Frame:
    title, partnership = one_line(paper.title), one_line(paper.partnership)
    return Frame(
        title=title if partnership in title else f"{partnership} · {title}",
        reference=one_line(paper.reference),
        standing=DRAFT if paper.is_draft else f"Edition {paper.edition}",
        code=paper.code,
        is_draft=paper.is_draft,
        notes=(one_line(paper.clause_set), one_line(paper.clause_notice)),
    )


def _pages(flow: Flow, paper: AgreementPaper) -> list[Page]:
    _cover(flow, paper)
    flow.new_page()
    flow.heading("Contents", listed=False)
    flow.contents()
    _blanks(flow, paper)
    flow.new_page()
    for clause in paper.clauses:
        _clause(flow, clause)
    _ladder(flow, paper)
    _funding(flow, paper)
    _membership(flow, paper)
    signature_schedule(flow, paper)
    return flow.pages(WIDTH, HEIGHT)


# --- Cover ------------------------------------------------------------------------------------------------


def _cover(flow: Flow, paper: AgreementPaper) -> None:
    flow.gap(14 * MM)
    flow.paragraph(paper.programme, LEAD)
    flow.title(paper.title)
    flow.paragraph(f"Dated {day(paper.dated)}", LEAD)
    flow.gap(3 * MM)
    flow.panel(" ".join(_standing(paper)))
    flow.heading("Parties", listed=False)
    for number, words in enumerate(_parties(paper), 1):
        flow.item(1, f"({number})", words)
    if paper.particulars:
        flow.heading("Key facts", listed=False)
        columns = (Column("", 60 * MM, LABEL, heads_rows=True), Column("", WIDTH - 60 * MM, CELL))
        facts = [[cell(fact.label), cell(_begun(in_a_row(fact.value)))] for fact in paper.particulars]
        flow.add(table(flow.root, columns, facts, headless=True))


def _begun(text: str) -> str:
    """Return it with a capital: a citation stands in the middle of a sentence elsewhere. An address stays."""
    return text[:1].upper() + text[1:] if "@" not in text else text


def _standing(paper: AgreementPaper) -> list[str]:
    """Return what a reader must know before relying on the text."""
    words = [f"{DRAFT}."] if paper.is_draft else []
    if paper.blanks:
        words.append(f"{count(len(paper.blanks), 'fact')} still to be filled in, listed after the contents.")
    return [*words, paper.clause_notice]


def _parties(paper: AgreementPaper) -> list[str]:
    council = ", ".join(filter(None, (one_line(paper.council), in_a_row(paper.council_address))))
    members = f"the {count(len(paper.members), 'member school')} listed in Schedule B"
    return [council, ": ".join(filter(None, (one_line(paper.partnership), members)))]


def _blanks(flow: Flow, paper: AgreementPaper) -> None:
    if not paper.blanks:
        return
    flow.heading("To be filled in before this is issued", listed=False)
    for blank in paper.blanks:
        flow.item(1, "•", blank)


# --- Clauses and schedules --------------------------------------------------------------------------------


def _clause(flow: Flow, clause: Clause) -> None:
    if clause.level <= 1:
        flow.heading(clause.heading, number=clause.number, style=CLAUSE)
        flow.paragraph(clause.text, indent=HANG)
    else:
        flow.item(clause.level - 1, clause.number, _clause_words(clause))


def _clause_words(clause: Clause) -> Words:
    if clause.emphasis:
        return [Run(words.text, strong=words.bold, slanted=words.italic) for words in clause.emphasis]
    return f"{clause.heading}\n{clause.text}" if clause.heading else clause.text


def _ladder(flow: Flow, paper: AgreementPaper) -> None:
    flow.new_page()
    flow.heading("Schedule of term and options")
    term = f"From {day(paper.starts_on)} to {day(paper.ends_on)}"
    flow.paragraph(f"{term}, with the options shown" if len(paper.ladder) > 1 else term, keep=True)
    drawn = ladder_figure(flow.root, paper.ladder, paper.ends_on, WIDTH)
    if drawn:
        flow.add(drawn)
    columns = (
        Column("Step", 50 * MM, CELL, heads_rows=True),
        Column("From", 40 * MM, FIGURES),
        Column("To", 40 * MM, FIGURES),
        Column(f"On {day(paper.dated)}", WIDTH - 130 * MM),
    )
    rows = [
        [
            cell(rung.name),
            *_days(rung.starts_on, rung.ends_on),
            cell(rung.state if rung.number else "Awarded"),
        ]
        for rung in paper.ladder
    ]
    _table_or(flow, columns, rows, "No term is recorded.")


def _days(*days: date) -> list[Cell]:
    return [cell(day(each)) for each in days]


def _funding(flow: Flow, paper: AgreementPaper) -> None:
    flow.heading("Schedule A: Funding")
    flow.paragraph(f"Financial year {paper.funding_year}", keep=True)
    columns = (
        Column("Element", 42 * MM, CELL, heads_rows=True),
        Column("What it is for", WIDTH - 80 * MM),
        Column("Amount", 38 * MM, MONEY, "right"),
    )
    rows = [[cell(line.element), cell(line.purpose), cell(pounds(line.amount))] for line in paper.funding]
    if rows:
        rows.append([cell("Total", STRONG_CELL), Cell(), cell(pounds(paper.funding_total), STRONG_MONEY)])
    _table_or(flow, columns, rows, "No allocation is recorded.", total=True)


def _membership(flow: Flow, paper: AgreementPaper) -> None:
    flow.new_page()
    flow.heading("Schedule B: Membership")
    flow.paragraph(f"{paper.partnership}: {count(len(paper.members), 'member school')}", keep=True)
    columns = (
        Column("No.", 8 * MM, replace(LABEL, tabular=True)),
        Column("School", WIDTH - 113 * MM, CELL, heads_rows=True),
        Column("URN", 16 * MM, FIGURES),
        Column("Phase", 24 * MM),
        Column("Type", 37 * MM, SMALLER),
        Column("Joined", 28 * MM, SMALLER),
    )
    rows = [
        [cell(str(number)), cell(school.name), cell(str(school.urn)), cell(school.phase), cell(school.kind),
         cell(day(school.joined_on))]
        for number, school in enumerate(paper.members, 1)
    ]  # fmt: skip
    _table_or(flow, columns, rows, "No member school is recorded.")


def _table_or(
    flow: Flow, columns: Sequence[Column], rows: list[list[Cell]], nothing: str, *, total: bool = False
) -> None:
    """Draw the table, or a sentence where there is nothing to show: blank is never zero."""
    if rows:
        flow.add(table(flow.root, columns, rows, total=total))
    else:
        flow.paragraph(nothing)
