"""Values of the history as an officer reads them: no code, nothing that only the file knows."""

import json
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import inspect as inspect_mapped

from aip_desktop.history.kinds import kinds
from aip_desktop.history.replay import replayed
from aip_desktop.history.words import Names
from aip_desktop.store.file import open_to_read


@pytest.mark.parametrize(
    ("kind", "field", "code", "words"),
    [
        ("element_amount", "method", "equal", "Equal parts"),
        ("element_amount", "method", "manual", "Typed by hand"),
        ("measure", "unit", "half_days", "Half days"),
        ("term", "academic_year", 2021, "2021/22"),
        ("comment", "outcome", "not_accepted", "Not accepted"),
        ("send_out", "party", "learning_inclusion", "Learning Inclusion"),
        ("clause_part", "condition", "no_options", "Only where there are no options"),
        ("element_amount", "method", "what a later version writes", "what a later version writes"),
    ],
)
def test_a_code_is_read_out_in_words(kind: str, field: str, code: str | int, words: str) -> None:
    assert Names({}).shown(kind, field, json.dumps(code)) == words


def test_no_code_of_the_sample_is_shown_as_it_is_stored(shipped_sample: Path) -> None:
    """Keys by which texts and files refer to each other, and what was typed, are no codes."""
    typed = {"email", "text", "code", "key", "clause_key"}
    with closing(open_to_read(shipped_sample)) as file, file.reading() as session:
        state = replayed(session.connection())
    names, known = Names(state), kinds()
    for (kind, _), values in state.items():
        columns = inspect_mapped(known[kind]).columns
        for field, stored in values.items():
            if field in typed or not isinstance(stored, str) or columns[field].foreign_keys:
                continue
            assert "_" not in names.shown(kind, field, json.dumps(stored)), (kind, field, stored)
