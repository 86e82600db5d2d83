"""Naughty strings in every text field of the tab: stored, and read back equal after tidying."""

from aip_desktop.domain.budget.statement import budget_year
from aip_desktop.store.open_file import File
from aip_desktop.ui.budget.dialogs import ask_edit_element, ask_new_programme
from aip_desktop.ui.budget.tab import BudgetTab
from aip_desktop.wording import tidy, tidy_paragraphs

from .hands import answer


def test_notes(tab: BudgetTab, begun: File, naughty: tuple[str, ...]) -> None:
    for at in range(0, len(naughty), 8):
        text = "\n".join(naughty[at : at + 8])
        tab.total.notes.entry.setPlainText(text)
        typed = tab.total.notes.entry.toPlainText()
        tab.total.notes.finish()
        with begun.reading() as session:
            assert budget_year(session, 2022).notes == tidy_paragraphs(typed)
        assert tab.total.notes.entry.toPlainText() == tidy_paragraphs(typed)


def test_names_and_purposes_of_elements(tab: BudgetTab, begun: File, naughty: tuple[str, ...]) -> None:
    block = next(iter(tab.elements.blocks.values()))
    for text in naughty[::4]:
        refused = answer({"name": f"N {text}", "purpose": text})
        ask_edit_element(tab.acts, block.line, tab)
        assert refused == []
        with begun.reading() as session:
            line = budget_year(session, 2022).elements[0]
        kept = text.replace("\r\n", " ").replace("\n", " ")
        assert (line.name, line.purpose) == (tidy(f"N {kept}"), tidy(kept))
        assert block.name.text() == line.name


def test_programmes(tab: BudgetTab, begun: File, naughty: tuple[str, ...]) -> None:
    for number, text in enumerate(naughty[::24]):
        answer({"name": f"{number} {text}", "funding_source": text})
        made = ask_new_programme(tab.acts, tab)
        assert made
        with begun.reading() as session:
            year = budget_year(session, 2022, made)
        kept = text.replace("\r\n", " ").replace("\n", " ")
        assert (year.programme, year.funding_source) == (tidy(f"{number} {kept}"), tidy(kept))
    tab.refresh()
    assert tab.programme.count() == len(naughty[::24]) + 3  # the first one, a new one, and to change one
