"""Naughty strings in every text field of the tab: stored, and read back equal after tidying."""

from aip_desktop.ui.returns.tab import ReturnsTab
from aip_desktop.wording import tidy, tidy_paragraphs

from .hands import field, number_of, place, stored


def test_words_about_a_return(tab: ReturnsTab, naughty: tuple[str, ...]) -> None:
    tab.open(*place(tab, 0, 1))
    way = tab.one.way
    for text in naughty[::7]:
        for line in (way.prepared_by, way.approved_by):
            line.entry.setText(text)
            line.finish()
        typed = way.prepared_by.entry.text()
        assert (
            stored(tab).prepared_by == stored(tab).approved_by == tidy(typed) == way.prepared_by.entry.text()
        )


def test_long_words(tab: ReturnsTab, naughty: tuple[str, ...]) -> None:
    tab.open(*place(tab, 0, 1))
    long_fields = [tab.one.way.notes, *list(tab.one.answers.fields.values())[-3:]]
    for at in range(0, len(naughty), 24):
        text = "\n".join(naughty[at : at + 24])
        for each in long_fields:
            each.entry.setPlainText(text)  # type: ignore[union-attr]
            typed = each.entry.toPlainText()  # type: ignore[union-attr]
            each.finish()
        kept = [stored(tab).notes, *(it.words for it in stored(tab).answers[-3:])]
        assert kept == [tidy_paragraphs(typed)] * 4


def test_what_is_no_number_is_never_stored(tab: ReturnsTab, naughty: tuple[str, ...]) -> None:
    tab.open(*place(tab, 0, 1))
    suspensions = field(tab, "suspensions")
    for text in naughty:
        acts = tab.file.acts_written
        suspensions.entry.setText(text)
        suspensions.finish()
        if suspensions.error():
            assert tab.file.acts_written == acts
        elif (kept := number_of(tab, "suspensions")) is not None:
            assert tidy(text).replace(",", "").split(".")[0].lstrip("0") == str(kept or "")
        suspensions.entry.setText("")
        suspensions.finish()
    assert number_of(tab, "suspensions") is None
