"""What can be done about each rule of business that a merge would break; the rules themselves are in invariants."""

from aip_desktop.models import invariants

WAYS_OUT: dict[invariants.Rule, str] = {
    invariants.one_record_for_each_thing: "Both were made apart. Remove the one that is not wanted",
    invariants.nothing_stands_on_what_was_removed: "Bring back what was removed, or remove what stands on it",
    invariants.one_partnership_at_a_time: "End one of the two memberships on the day before the other begins",
    invariants.one_host: "End one of the two on the day before the other begins",
    invariants.memberships_in_order: "Put right the first or the last day",
    invariants.one_chair: "End one of the two roles on the day before the other begins",
    invariants.one_urn: "Two schools were added apart. Remove one of them",
    invariants.codes_and_references: "Change one of the two codes or references",
    invariants.one_agreement_at_a_time: "Two agreements cover the same days. Remove one, or change its first day",
    invariants.options_in_bounds: "An option was taken up twice, or more than there are. Take one back on the ladder",
    invariants.decisions_in_order: "Put right the dates of the decision",
    invariants.sums: "Divide the element again on the Budget tab, or change its amount",
    invariants.feedback_after_scrutiny: "Put right the days of the return",
    invariants.terms_in_order: "Put right the days of the term",
    invariants.kept_bytes_are_whole: "Merge a copy that has the document whole, or open a backup",
    invariants.issued_once: "Two people issued one each. Remove the one that did not go out",
    invariants.signatures_after_issue: "Put right the day of the signature",
}
OTHERWISE = "Put it right after merging, or undo the merge"


def way_out(rule: invariants.Rule) -> str:
    """What can be done about a rule that is broken."""
    return WAYS_OUT.get(rule, OTHERWISE)
