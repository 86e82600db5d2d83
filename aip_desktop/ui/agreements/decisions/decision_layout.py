"""The fields of a decision, in the groups in which they stand on its page."""

from typing import NamedTuple


class Asked(NamedTuple):
    """A field: its title, whether it has several lines, and a hint."""

    title: str
    several: bool = False
    hint: str = ""


WHY = {True: "Why it is a key decision", False: "Why it is not a key decision"}
NONE = "“None” is an answer"

TEXTS: dict[str, Asked] = {
    "reference": Asked("Reference"),
    "title": Asked("Title"),
    "maker": Asked("Decision maker"),
    "contact": Asked("Contact"),
    "outcome": Asked("Outcome as published", hint="Such as “Recommendations approved”"),
    "portfolio_holder": Asked("Portfolio holder"),
    "lead_director": Asked("Lead director"),
    "department": Asked("Department"),
    "late_reason": Asked(
        "Why it was late",
        several=True,
        hint="And what was done: notice to the chair of scrutiny, their agreement",
    ),
    "withdrawn_reason": Asked("Why it was withdrawn", several=True),
    "what": Asked("What was decided", several=True),
    "reasons": Asked("Reasons", several=True),
    "key_reason": Asked(WHY[True], several=True, hint="Its value alone does not decide it"),
    "options_considered": Asked(
        "Options considered", several=True, hint="And why they were rejected; “none” is an answer"
    ),
    "consultees": Asked("Consultees", several=True),
    "wards": Asked("Wards affected", several=True, hint="“All” is an answer"),
    "interests": Asked("Interests declared by members consulted", several=True, hint=NONE),
    "dispensation": Asked("Dispensation granted", several=True, hint=NONE),
    "exempt_reason": Asked("Why part of it is exempt", several=True),
    "background_papers": Asked("Background papers", several=True, hint=f"One a line. {NONE}"),
    "notes": Asked("Notes", several=True, hint="For the office only"),
    "author": Asked("Author and telephone"),
    "about": Asked("What the report is about", several=True),
    "recommendations": Asked("Recommendations", several=True),
    "impact": Asked("Impact of the proposal", several=True),
    "consultation": Asked("Consultation and engagement", several=True),
    "resources": Asked("Resources", several=True),
    "legal": Asked("Legal implications", several=True),
    "risks": Asked("Risks, and how they are managed", several=True),
    "priorities": Asked("Council priorities served", several=True),
    "measures": Asked("How success is measured", several=True),
    "implementation": Asked("Timetable, and who is responsible", several=True),
    "appendices": Asked("Appendices", several=True, hint=NONE),
}
DATED = (
    ("notice_on", "Notice published"),
    ("report_on", "Report published"),
    ("decided_on", "Decided"),
    ("published_on", "Record published"),
    ("call_in_ends_on", "Call-in ends"),
    ("effective_on", "Takes effect"),
    ("called_in_on", "Called in"),
    ("released_on", "Released after call-in"),
    ("withdrawn_on", "Withdrawn"),
)
OTHERS = {
    "kind": "kind",
    "parent_id": "decision it follows",
    "call_in": "call-in",
    "exempt": "exemption",
    "value": "value",
    "legal_basis_id": "legal basis",
}

# View -> the groups in it -> their fields, in reading order.
VIEWS: dict[str, dict[str, tuple[str, ...]]] = {
    "Decision": {
        "The decision": (
            "title",
            "reference",
            "kind",
            "maker",
            "contact",
            "value",
            "outcome",
            "parent_id",
        ),
        "Dates": (
            "notice_on",
            "report_on",
            "decided_on",
            "call_in",
            "call_in_ends_on",
            "effective_on",
            "published_on",
            "late_reason",
        ),
        "If it is called in or withdrawn": (
            "called_in_on",
            "released_on",
            "withdrawn_on",
            "withdrawn_reason",
        ),
    },
    "Record": {
        "The record of the decision": (
            "what",
            "reasons",
            "key_reason",
            "options_considered",
            "consultees",
            "interests",
            "dispensation",
            "exempt",
            "exempt_reason",
        ),
        "As it is published": (
            "portfolio_holder",
            "lead_director",
            "department",
            "wards",
            "background_papers",
            "notes",
        ),
    },
    "Report": {
        "The report, with what stands under Decision and Record": (
            "author",
            "about",
            "recommendations",
            "impact",
            "consultation",
            "resources",
            "legal",
            "risks",
            "priorities",
            "measures",
            "implementation",
            "appendices",
        ),
    },
}


def words_of(field: str) -> str:
    """A field in the words of an act: "Change the reasons of D54321"."""
    if field in OTHERS:
        return OTHERS[field]
    if field in TEXTS:
        title = TEXTS[field].title
        return title[0].lower() + title[1:]
    return f"day “{dict(DATED)[field].lower()}”"


def view_of(field: str) -> int:
    """The place of the view in which a field stands."""
    return next(
        place
        for place, groups in enumerate(VIEWS.values())
        if any(field in group for group in groups.values())
    )
