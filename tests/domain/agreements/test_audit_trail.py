"""The decision trail: all that happened, in the order of the days, and every act that touched it."""

from datetime import date

import pytest

from aip_desktop.domain.agreements.audit_trail import decision_trail
from aip_desktop.domain.agreements.awards import edit_agreement
from aip_desktop.domain.agreements.cautions import CautionKind
from aip_desktop.domain.agreements.signing.chasing import record_sent
from aip_desktop.domain.agreements.signing.signing import issue_edition, record_signature, take_back_signature
from aip_desktop.domain.agreements.taking_up import take_up_option
from aip_desktop.domain.agreements.variations import GIVERS, terminate, vary
from aip_desktop.domain.attachments import attach
from aip_desktop.domain.clauses.clause_sets import take_in
from aip_desktop.domain.clauses.consultation import Recipient, add_comment, answer_comment, send_out
from aip_desktop.domain.decisions.decisions import record_decision
from aip_desktop.domain.issued_documents import issue_document
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.consultation import Consultee, Outcome
from aip_desktop.models.decisions import DecisionKind
from aip_desktop.models.ids import new_id
from aip_desktop.models.lookup import get, live
from aip_desktop.store.open_file import File

TODAY = date(2026, 3, 1)


@pytest.fixture
def story(agreed: File) -> tuple[File, str, str]:
    """An agreement with one of everything, and another beside it."""
    with agreed.act("Decide") as session:
        first, other = (it.id for it in live(session, Agreement)[:2])
        key = record_decision(
            session,
            DecisionKind.KEY,
            "Award",
            reference="D1",
            decided_on=date(2025, 7, 1),
            effective_on=date(2025, 7, 9),
        )
        follows = record_decision(
            session, DecisionKind.OPERATIONAL, "Vary", reference="D2", decided_on=date(2026, 1, 5),
            effective_on=date(2026, 1, 5), parent_id=key,
        )  # fmt: skip
    with agreed.act("Rest on it") as session:
        edit_agreement(session, first, "decision_id", key)
        edit_agreement(session, other, "decision_id", key)
    with agreed.act("Issue") as session:
        issue_edition(session, first, new_id(), date(2025, 8, 1), b"%PDF-1.7 one")
    with agreed.act("Send") as session:
        record_sent(session, first, ["council", "chair"], date(2025, 8, 2), "email")
    with agreed.act("Sign by mistake") as session:
        wrong = record_signature(session, first, "chair", date(2025, 8, 3))
    with agreed.act("Take it back") as session:
        take_back_signature(session, wrong)
    with agreed.act("Sign") as session:
        signed = record_signature(
            session, first, "council", date(2025, 8, 4), name="Jo Field", role="Director"
        )
    with agreed.act("Attach the scan") as session:
        attach(session, signed, "scan.pdf", b"%PDF- scan", date(2025, 8, 5))
    with agreed.act("Vary") as session:
        vary(session, first, "Schedule A", "More money", date(2026, 2, 1), follows)
    with agreed.act("Issue a letter") as session:
        issue_document(
            session, new_id(), "letter", "Letter 1", date(2026, 1, 20), b"%PDF- l", agreement_id=first
        )
    with agreed.act("Give notice") as session:
        terminate(
            session, first, given_by=GIVERS[0], given_on=date(2026, 2, 10), months=3,
            last_day=date(2026, 5, 10), reason="Merged",
        )  # fmt: skip
    with agreed.act("Note on the other") as session:
        edit_agreement(session, other, "notes", "Elsewhere")
    return agreed, first, other


def test_what_happened_stands_in_the_order_of_the_days(story: tuple[File, str, str]) -> None:
    file, first, _ = story
    with file.reading() as session:
        trail = decision_trail(session, first, TODAY)
    assert [(it.on, it.about, it.what) for it in trail.events] == [
        (date(2025, 7, 1), "Decision D1", "Decided"),
        (date(2025, 7, 9), "Decision D1", "Takes effect"),
        (date(2025, 8, 1), "Edition 1", f"Issued for signature, code {trail.documents[0].code}"),
        (date(2025, 8, 2), "Sign-up", "Sent by email (2 parties)"),
        (date(2025, 8, 4), "Edition 1", "Signed by Testshire Council"),
        (date(2025, 9, 1), "Agreement", "The initial term begins"),
        (date(2026, 1, 5), "Decision D2", "Decided"),
        (date(2026, 1, 5), "Decision D2", "Takes effect"),
        (date(2026, 1, 20), "Document", f"Letter 1 issued, code {trail.documents[2].code}"),
        (date(2026, 2, 1), "Variation 1", "Takes effect: Schedule A. Why: More money"),
        (date(2026, 2, 10), "Notice", "Notice to end it early given by the council, for 10 May 2026: Merged"),
        (date(2026, 5, 10), "Agreement", "Ends early"),
    ]
    assert [(it.edition, it.party, it.name, it.role) for it in trail.signatures] == [
        (1, "Testshire Council", "Jo Field", "Director")
    ]
    assert [it.title for it in trail.documents] == ["Agreement, edition 1", "Attached: scan.pdf", "Letter 1"]
    assert all(len(it.content_hash) == 64 for it in trail.documents)


def test_decisions_say_what_they_were_for(story: tuple[File, str, str]) -> None:
    file, first, other = story
    with file.reading() as session:
        trail, beside = decision_trail(session, first, TODAY), decision_trail(session, other, TODAY)
    assert [(it.heading, it.purpose) for it in trail.decisions] == [
        ("D1: Award", "The award; followed by the decision on variation 1"),
        ("D2: Vary", "Variation 1"),
    ]
    assert [it.heading for it in beside.decisions] == ["D1: Award"]
    assert ("Decided", "1 July 2025") in trail.decisions[0].facts
    assert any(name == "Not recorded" and "the reasons" in said for name, said in trail.decisions[0].facts)


def test_every_act_that_touched_it_is_there_and_no_other(story: tuple[File, str, str]) -> None:
    file, first, other = story
    with file.reading() as session:
        words = [it.words for it in decision_trail(session, first, TODAY).acts]
        beside = [it.words for it in decision_trail(session, other, TODAY).acts]
    assert words == [
        "Award", "Decide", "Rest on it", "Issue", "Send", "Sign by mistake", "Take it back", "Sign",
        "Attach the scan", "Vary", "Issue a letter", "Give notice",
    ]  # fmt: skip
    assert beside == ["Award", "Decide", "Rest on it", "Note on the other"]


def test_an_option_taken_up_is_part_of_it(agreed: File) -> None:
    with agreed.act("Prepare") as session:
        agreement = live(session, Agreement)[0]
        agreement.option_count, agreement.months = 2, 12
        key = record_decision(
            session, DecisionKind.KEY, "Award", decided_on=date(2025, 7, 1), effective_on=date(2025, 7, 9)
        )
        follows = record_decision(
            session,
            DecisionKind.OPERATIONAL,
            "Extend",
            decided_on=date(2026, 5, 1),
            effective_on=date(2026, 5, 1),
            parent_id=key,
        )
        session.flush()
        take_up_option(session, agreement.id, follows, date(2026, 6, 1), accepted=tuple(CautionKind))
        found = agreement.id
    with agreed.reading() as session:
        trail = decision_trail(session, found, TODAY)
    assert [(it.on, it.what) for it in trail.events if it.about == "Option 1"] == [
        (date(2026, 6, 1), "Taken up by letter of extension, to 31 August 2027")
    ]
    assert [it.purpose for it in trail.decisions] == ["Option 1", "Followed by the decision on option 1"]


def test_the_consultation_on_its_text_is_part_of_it(agreed: File) -> None:
    with agreed.act("Keep the text") as session:
        first = live(session, Agreement)[0].id
        text = take_in(session, "core-2022")
    with agreed.act("Word by it") as session:
        get(session, Agreement, first).clause_set_id = text
    legal = Recipient("legal", Consultee.LEGAL, "", "Legal", "S. Olicitor", "", "")
    with agreed.act("Send out") as session:
        (sent,) = send_out(session, text, [legal], date(2026, 1, 26), None)
    with agreed.act("Comment") as session:
        comment = add_comment(session, text, "Why so long?", date(2026, 2, 2), send_out_id=sent)
        session.flush()
        answer_comment(session, comment, Outcome.NOT_ACCEPTED, "It must be", date(2026, 2, 9))
    with agreed.reading() as session:
        trail = decision_trail(session, first, TODAY)
        beside = decision_trail(session, live(session, Agreement)[1].id, TODAY)
    assert (date(2026, 1, 26), "Sent for comment to S. Olicitor") in [(it.on, it.what) for it in trail.events]
    assert [(it.on, it.who, it.text, it.outcome) for it in trail.comments] == [
        (
            date(2026, 2, 2),
            "S. Olicitor (Legal)",
            "Why so long?",
            "Not accepted on 9 February 2026: It must be",
        )
    ]
    assert {"Keep the text", "Send out", "Comment"} <= {it.words for it in trail.acts}
    assert "Word by it" not in [it.words for it in beside.acts]


def test_an_agreement_that_is_gone_is_refused(agreed: File) -> None:
    with agreed.reading() as session, pytest.raises(Refusal, match="no longer in the file"):
        decision_trail(session, "0" * 32, TODAY)
