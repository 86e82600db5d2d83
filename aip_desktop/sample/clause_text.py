"""The text of the sample's new award: started from the shipped one, changed with reasons, and out for comment."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from sqlalchemy.orm import Session

from aip_desktop.domain.clauses.clause_sets import choose_set, start_set
from aip_desktop.domain.clauses.consultation import (
    Recipient,
    SendOutLine,
    add_comment,
    answer_comment,
    consultation,
    record_reply,
    send_out,
    suggested_recipients,
)
from aip_desktop.domain.clauses.editing import add_clause, add_part, edit_part, move_clause, remove_part
from aip_desktop.domain.clauses.queries import read_set
from aip_desktop.domain.clauses.reasons import give_reason
from aip_desktop.domain.clauses.statement import ClauseText
from aip_desktop.domain.reference.shipped import sample_names
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.consultation import Consultee, Outcome
from aip_desktop.models.lookup import get
from aip_desktop.sample.diary import CODES, IMRAN, RUTH, Entry, Memory

NAME, VERSION = "Cooperation agreement", "2026/27"
STARTED_ON, SENT_ON, DUE_ON = date(2026, 10, 5), date(2026, 10, 19), date(2026, 11, 9)
TO_LEGAL_ON, LEGAL_DUE_ON = date(2026, 11, 10), date(2026, 11, 20)
_TITLE = f"{NAME}, version {VERSION}"

# Clause, sub-clause, its new words, why, and who asked.
_CHANGES = (
    (
        "quality",
        "visits",
        "The partnership will visit each provider that it uses *at least once in each term* in which it does so, "
        "record what was found and what has to be done by when, and report this in its return.",
        "Scrutiny of the returns for 2025/26 found that visits could lie a year apart.",
        "Learning Inclusion",
    ),
    (
        "staffing",
        "lead",
        "The partnership will have a lead with the time, skills and standing to carry out this agreement, and a "
        "named deputy. It will tell the council of any change of chair, lead or deputy within [10] working days.",
        "Two partnerships were without a lead for a term, and nobody could answer for them.",
        "Learning Inclusion",
    ),
    (
        "reporting",
        "scrutiny",
        "The council will scrutinise each return and raise any queries with the partnership, which will answer them "
        "within [10] working days. It will then give written feedback:\n"
        "- to the partnership, within [15] working days; and\n"
        "- to member schools and their governing bodies, before the end of the term that follows.",
        "Governing bodies heard of a return up to a year later.",
        "Scrutiny panel, July 2026",
    ),
)
_STANDARDS = (
    "Standards for alternative provision",
    "A provider that is not a school is used only where it meets the national standards for such provision, or has "
    "a plan, agreed with {council}, to meet them by a date.",
    "The partnership will keep the council’s list of providers in view, and will tell the council of a placement "
    "with one that is not on it before the placement begins.",
    "Voluntary national standards for provision outside schools were published in August 2025.",
    "Learning Inclusion",
)
# Who (partnership, start of the role), day, clause, what was said, outcome, response.
_COMMENTS = (
    ("E", "Chair", date(2026, 10, 27), "funding",
     "Schools set their budgets in spring. Say in the agreement when each instalment is paid.",
     Outcome.ACCEPTED, "The months of the three instalments are named now."),
    ("NE", "Lead", date(2026, 11, 2), "quality",
     "A visit each term is right for a provider used every week, and too much for one pupil for a fortnight.",
     Outcome.PARTLY,
     "A visit is needed in each term in which a provider is used, and may be made with another partnership."),
    ("S", "Chair", date(2026, 11, 5), "term",
     "We ask for a first term of two years, so that staff can be given longer contracts.",
     Outcome.NOT_ACCEPTED, "The grant is settled year by year, so the council cannot promise a second year."),
    ("W", "Lead", date(2026, 11, 9), "contracting",
     "Does a taxi firm that takes pupils to a provider count as a contractor?", "", ""),
)  # fmt: skip


def entries() -> Iterator[Entry]:
    """Yield what happened from the start of the new text to the day on which Legal is late with its reply."""
    yield Entry(STARTED_ON, RUTH, f"Start the text {_TITLE}", _start)
    for clause, part, words, why, who in _CHANGES:
        say = f"Change the clause on {clause} of {_TITLE}"
        yield Entry(date(2026, 10, 7), RUTH, say, partial(_change, clause, part, words, why, who))
    yield Entry(date(2026, 10, 8), RUTH, f"Add a clause to {_TITLE}: {_STANDARDS[0]}", _add_standards)
    yield Entry(date(2026, 10, 8), RUTH, f"Move safeguarding forward in {_TITLE}", _move_safeguarding)
    yield Entry(SENT_ON, IMRAN, f"Send {_TITLE} to the chairs and leads and to Learning Inclusion", _send)
    yield Entry(date(2026, 10, 30), IMRAN, f"Record the reply of Learning Inclusion on {_TITLE}", _reply_own)
    yield Entry(date(2026, 11, 6), IMRAN, f"Record the reply of the chair of NW on {_TITLE}", _reply_chair)
    for comment in _COMMENTS:
        code, kind, on = comment[0], comment[1], comment[2]
        say = f"Record a comment of the {kind.lower()} of {code} on {_TITLE}"
        yield Entry(on, IMRAN, say, partial(_comment, comment))
    yield Entry(date(2026, 11, 9), RUTH, f"Name the months of payment in {_TITLE}", _name_months)
    yield Entry(date(2026, 11, 9), RUTH, f"Answer 3 comments on {_TITLE}", _answer)
    yield Entry(TO_LEGAL_ON, RUTH, f"Send {_TITLE} to Legal", _send_to_legal)
    yield Entry(date(2026, 11, 17), RUTH, f"Word 5 agreements by {_TITLE}", _choose)


def _start(session: Session, memory: Memory) -> None:
    memory.text = start_set(session, "core-2022", NAME, VERSION, STARTED_ON)


def _clause(session: Session, memory: Memory, key: str) -> ClauseText:
    return next(text for text in read_set(session, memory.text).clauses if text.key == key)


def _change(clause: str, part: str, words: str, why: str, who: str, session: Session, memory: Memory) -> None:
    part_to_change = next(
        each_part for each_part in _clause(session, memory, clause).parts if each_part.key == part
    )
    edit_part(session, part_to_change.id, "text", words)
    _explain(session, memory, clause, why, who)


def _explain(session: Session, memory: Memory, clause: str, why: str, who: str) -> None:
    give_reason(session, memory.text, clause, "why", why)
    session.flush()
    give_reason(session, memory.text, clause, "asked_by", who)


def _add_standards(session: Session, memory: Memory) -> None:
    heading, first, second, why, who = _STANDARDS
    clause_id = add_clause(session, memory.text, heading, _clause(session, memory, "contracting").id)
    session.flush()
    clause = next(text for text in read_set(session, memory.text).clauses if text.id == clause_id)
    edit_part(session, clause.parts[0].id, "text", first)
    add_part(session, clause_id, clause.parts[0].id, second)
    _explain(session, memory, clause.key, why, who)


def _move_safeguarding(session: Session, memory: Memory) -> None:
    clause = _clause(session, memory, "safeguarding")
    keys = [text.key for text in read_set(session, memory.text).clauses]
    for _ in range(keys.index("safeguarding") - keys.index("quality")):
        move_clause(session, clause.id, -1)
        session.flush()
    meetings = next(part for part in _clause(session, memory, "council_role").parts if part.key == "meetings")
    remove_part(session, meetings.id)
    _explain(session, memory, "safeguarding", "It governs everything that follows.", "Legal, in 2022")
    _explain(
        session,
        memory,
        "council_role",
        "Each partnership has a named officer who comes to its meetings, so this says no more.",
        "Imran Naylor",
    )


def _send(session: Session, memory: Memory) -> None:
    people = [recipient for recipient in suggested_recipients(session, SENT_ON) if recipient.person]
    mail = f"learning.inclusion@{sample_names().mail_domain}"
    own = Recipient(
        "", Consultee.LEARNING_INCLUSION, "", "Learning Inclusion", "Dilys Okafor", "Head of service", mail
    )
    send_out(session, memory.text, [*people, own], SENT_ON, DUE_ON)


def _send_to_legal(session: Session, memory: Memory) -> None:
    mail = f"legal.services@{sample_names().mail_domain}"
    legal = Recipient("", Consultee.LEGAL, "", "Legal", "Bronwen Achebe", "Solicitor", mail)
    send_out(session, memory.text, [legal], TO_LEGAL_ON, LEGAL_DUE_ON)


def _sent(session: Session, memory: Memory, organisation: str, role: str) -> SendOutLine:
    lines = consultation(session, memory.text, DUE_ON).sent
    return next(line for line in lines if line.organisation == organisation and f", {role}" in line.who)


def _reply_own(session: Session, memory: Memory) -> None:
    own = _sent(session, memory, "Learning Inclusion", "Head")
    record_reply(session, own.id, date(2026, 10, 30), "Content with it. Please keep the words on feedback.")


def _reply_chair(session: Session, memory: Memory) -> None:
    chair = _sent(session, memory, "NW", "Chair")
    record_reply(session, chair.id, date(2026, 11, 6), "No comments.")


def _comment(comment: tuple[str, str, date, str, str, str, str], session: Session, memory: Memory) -> None:
    code, role, on, clause, words, _, _ = comment
    sent = _sent(session, memory, code, role)
    add_comment(session, memory.text, words, on, clause_key=clause, send_out_id=sent.id)


def _name_months(session: Session, memory: Memory) -> None:
    payment = next(part for part in _clause(session, memory, "funding").parts if part.key == "payment")
    words = (
        "The council will pay the allocation to {host_school}, for the partnership, in three instalments:\n"
        "- in April, once the decision behind this agreement has taken effect and the host school has signed;\n"
        "- in September; and\n- in January.\n"
        "A school that has not yet signed does not hold up a payment."
    )
    edit_part(session, payment.id, "text", words)


def _answer(session: Session, memory: Memory) -> None:
    lines = {line.text: line for line in consultation(session, memory.text, DUE_ON).comments}
    for _, _, _, clause, words, outcome, response in _COMMENTS:
        if outcome:
            changed = clause if outcome != Outcome.NOT_ACCEPTED else ""
            answer_comment(session, lines[words].id, outcome, response, date(2026, 11, 9), changed)
            session.flush()


def _choose(session: Session, memory: Memory) -> None:
    for code in CODES:
        choose_set(session, get(session, Agreement, memory.agreements[code, 2027]), memory.text)
