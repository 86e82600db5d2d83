"""What a text of agreements is called, its date and its notice, as long as it may be changed."""

from datetime import date

import pytest

from aip_desktop.domain.clauses.clause_sets import approve_set, edit_set, start_set
from aip_desktop.domain.clauses.queries import read_set
from aip_desktop.errors import Refusal
from aip_desktop.store.open_file import File


def test_what_a_text_is_called_can_be_put_right_until_it_is_approved(new_file: File) -> None:
    with new_file.act("Start") as session:
        set_id = start_set(session, "core-2022", "Cooperation agreement", "2026/27", date(2026, 1, 5))
    with new_file.act("Call it otherwise") as session:
        edit_set(session, set_id, " Cooperation  agreement", "2024/25", date(2024, 1, 5), "For Legal")
    with new_file.reading() as session:
        text = read_set(session, set_id)
        assert text.title == "Cooperation agreement, version 2024/25"
        assert (text.dated, text.notice) == (date(2024, 1, 5), "For Legal")
        for name, version, notice, sentence in (
            (" ", "1", "Draft", "Enter a name"),
            ("A", " ", "Draft", "Enter the version"),
            ("A", "1", " ", "printed on a draft"),
            ("Cooperation agreement", "2022/23", "Draft", "already"),
        ):
            with pytest.raises(Refusal, match=sentence):
                edit_set(session, set_id, name, version, date(2024, 1, 5), notice)
        with pytest.raises(Refusal, match="Enter the date"):  # never today's instead
            edit_set(session, set_id, "A", "1", None, "Draft")
    with new_file.act("Approve") as session:
        approve_set(session, set_id, "A. Solicitor", date(2024, 1, 6))
    with new_file.reading() as session, pytest.raises(Refusal, match=r"approved by A\. Solicitor"):
        edit_set(session, set_id, "A", "1", date(2024, 1, 5), "Draft")
