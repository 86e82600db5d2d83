"""The fields of a decision, in the groups in which they stand on its page."""

from aip_desktop.domain.decisions.decisions import DATES, FIELDS

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
        "The report also includes the Decision and Record sections": (
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
    """Return a field in the words of an act: "Change the reasons of D54321"."""
    words = FIELDS[field].words
    if field in DATES:
        return f"date “{words}”"
    return f"answer “{words}”" if field in ("call_in", "exempt") else words


def view_of(field: str) -> int:
    """Return the place of the view in which a field stands."""
    return next(
        place
        for place, groups in enumerate(VIEWS.values())
        if any(field in group for group in groups.values())
    )
