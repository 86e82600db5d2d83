"""Consultation: whom a text goes to, what comes back, whose turn it is, and what the agreement's state says of it."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aip_desktop.domain.agreements.agreement_page import agreement_lines
from aip_desktop.domain.clauses.clause_sets import (
    approve_set,
    choose_set,
    clause_set_lines,
    remove_set,
    start_set,
    suggested_set,
    take_back_approval,
)
from aip_desktop.domain.clauses.consultation import (
    Recipient,
    add_comment,
    answer_comment,
    consultation,
    overdue_replies,
    record_reply,
    remove_comment,
    remove_send_out,
    send_out,
    suggested_recipients,
)
from aip_desktop.domain.clauses.deadlines import Sent, whose_turn
from aip_desktop.domain.clauses.reasons import reasons_of
from aip_desktop.domain.partnerships.roles import add_role
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.consultation import Consultee, Outcome
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import KnownRole, Partnership
from aip_desktop.store.open_file import File

TODAY = date(2026, 2, 20)
DUE = date(2026, 2, 16)

sents = st.builds(
    Sent,
    st.sampled_from(["A", "B"]),
    st.sampled_from([Consultee.LEGAL, "partnership"]),
    st.none() | st.dates(date(2026, 2, 1), date(2026, 3, 10)),
    st.none() | st.just(date(2026, 2, 10)),
)


@given(st.lists(sents, max_size=5), st.integers(0, 2), st.integers(0, 2), st.booleans())
def test_it_is_always_just_one_persons_turn(
    sent: list[Sent], unanswered: int, questions: int, approved: bool
) -> None:
    said = whose_turn(sent, unanswered, questions, date(2026, 3, 1) if approved else None, TODAY)
    assert "\n" not in said
    waiting = [it for it in sent if it.replied_on is None]
    late = [it for it in waiting if it.due_on and it.due_on < TODAY]
    if approved:
        assert said == "Nobody’s turn: the text was approved on 1 March 2026"
    elif not sent or unanswered or (not waiting and not questions):
        assert said.startswith("Your turn: ")
    else:
        assert said.startswith("Turn of ")
    assert ("overdue" in said) == bool(late and not approved)


@pytest.mark.parametrize(
    ("sent", "comments", "said"),
    [
        ([], 0, "Your turn: send the text to the chairs and leads, Learning Inclusion and Legal"),
        ([("A. B (Legal)", Consultee.LEGAL, DUE)], 0, "Turn of A. B (Legal), due 16 February 2026, 4 days overdue"),
        ([("A", "p", DUE), ("B", "p", None)], 0,
         "Turn of those consulted: 2 replies still to come, 1 overdue since 16 February 2026"),
        ([("A", "p", DUE)], 2,
         "Your turn: answer 2 comments; 1 reply still to come, overdue since 16 February 2026"),
    ],
)  # fmt: skip
def test_whose_turn_in_words(sent: list[tuple[Any, ...]], comments: int, said: str) -> None:
    facts = [Sent(who, party, due, None) for who, party, due in sent]
    assert whose_turn(facts, comments, 0, None, TODAY) == said


@pytest.fixture
def drafted(agreed: File) -> tuple[File, str]:
    with agreed.act("Roles") as session:
        for partnership in live(session, Partnership):
            add_role(
                session,
                partnership.id,
                KnownRole.CHAIR,
                f"Chair {partnership.code}",
                date(2025, 1, 1),
                email="c@x",
            )
        first = live(session, Partnership)[0]
        add_role(session, first.id, "Lead or project director", "L. Eader", date(2025, 1, 1))
        add_role(session, first.id, "Business manager", "B. Manager", date(2025, 1, 1))
        set_id = start_set(session, "core-2022", "Cooperation agreement", "2026/27", date(2026, 1, 5))
        session.flush()
        choose_set(session, live(session, Agreement)[0], set_id)
    return agreed, set_id


def state(file: File) -> str:
    with file.reading() as session:
        first = live(session, Agreement)[0].id
        return next(it.state for it in agreement_lines(session, TODAY) if it.id == first)


def test_from_sending_out_to_approval(drafted: tuple[File, str]) -> None:
    file, set_id = drafted
    assert state(file) == "Draft"
    with file.act("Send") as session:
        found = suggested_recipients(session, TODAY)
        people = [it for it in found if it.party == "partnership"]
        assert [it.person for it in people].count("L. Eader") == 1
        assert "B. Manager" not in [it.person for it in people]
        legal = Recipient("legal", Consultee.LEGAL, "", "Legal", "S. Olicitor", "Solicitor", "")
        ids = send_out(session, set_id, [*people, legal], date(2026, 1, 26), DUE)
    assert state(file) == "Consultation"
    with file.reading() as session:
        assert [it.state for it in clause_set_lines(session) if it.ref == set_id] == ["Out for consultation"]
        now = consultation(session, set_id, TODAY)
        assert len(now.overdue) == len(ids) == 7
        assert len(overdue_replies(session, TODAY)) == 7
        assert [it.person for it in suggested_recipients(session, TODAY) if it.party == Consultee.LEGAL] == [
            "S. Olicitor"
        ]
    with file.act("Reply") as session:
        for one in ids[1:]:
            record_reply(session, one, date(2026, 2, 10), "No comments")
        comment = add_comment(
            session, set_id, " Say when it is paid ", DUE, clause_key="funding", send_out_id=ids[0]
        )
        session.flush()
        now = consultation(session, set_id, TODAY)
        assert now.turn == "Your turn: answer 1 comment"
        assert now.sent[0].state == "Replied"
        assert now.comments[0].clause == "12 Funding"
        answer_comment(session, comment, Outcome.PARTLY, "The months are named", TODAY, "funding")
        session.flush()
        assert reasons_of(session, set_id)["funding"].asked_by.startswith("Chair ")
        assert reasons_of(session, set_id)["funding"].why == "The months are named"
        now = consultation(session, set_id, TODAY)
        assert now.comments[0].change == "12 Funding"
        assert now.turn.endswith("record the approval of Legal")
        approve_set(session, set_id, "S. Olicitor", TODAY)
    assert state(file) == "Approved"
    with file.reading() as session:
        assert not overdue_replies(session, TODAY)
        assert suggested_set(session, is_core=True) == set_id
        with pytest.raises(Refusal, match="Take the approval back to consult again"):
            send_out(session, set_id, [legal], TODAY, None)
    with file.act("Back") as session:
        take_back_approval(session, set_id)
    assert state(file) == "Consultation"


def test_what_cannot_be_is_refused(drafted: tuple[File, str]) -> None:
    file, set_id = drafted
    legal = Recipient("legal", Consultee.LEGAL, "", "Legal", "S. Olicitor", "", "")
    nameless = Recipient("", Consultee.LEGAL, "", "L", " ", "", "")
    with file.act("Send") as session:
        (sent,) = send_out(session, set_id, [legal], date(2026, 1, 26), DUE)
        comment = add_comment(session, set_id, "Why?", DUE, send_out_id=sent)
    with file.reading() as session:
        for refused, words in (
            (lambda: send_out(session, set_id, [], TODAY, None), "at least one"),
            (lambda: send_out(session, set_id, [legal], TODAY, DUE), "not before the day it is sent"),
            (lambda: send_out(session, set_id, [nameless], TODAY, None), "name"),
            (lambda: record_reply(session, sent, date(2026, 1, 1)), "later day"),
            (lambda: add_comment(session, set_id, " ", TODAY), "what was said"),
            (lambda: answer_comment(session, comment, "", "x", TODAY), "Choose what came of it|Choose what came"),
            (lambda: answer_comment(session, comment, Outcome.NOT_ACCEPTED, " ", TODAY), "why it was not accepted"),
            (lambda: answer_comment(session, comment, Outcome.ACCEPTED, "", DUE - timedelta(1)), "later day"),
            (lambda: remove_send_out(session, sent), "has commented"),
            (lambda: remove_set(session, set_id), "worded by this text"),
        ):  # fmt: skip
            with pytest.raises(Refusal, match=words):
                refused()  # type: ignore[no-untyped-call]
    with file.act("Put a question back, then remove all") as session:
        answer_comment(session, comment, Outcome.QUESTION, "Which clause?", TODAY)
        session.flush()
        assert consultation(session, set_id, TODAY).turn.startswith("Turn of those who commented: 1 question")
        remove_comment(session, comment)
        session.flush()
        remove_send_out(session, sent)
    assert state(file) == "Draft"
