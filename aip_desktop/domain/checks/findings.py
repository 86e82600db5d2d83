"""All that the rules find in a file, in sentences."""

from sqlalchemy.orm import Session

from aip_desktop.domain.checks.fault import Weight
from aip_desktop.domain.checks.rules import (
    Rule,
    codes_and_references,
    decisions_in_order,
    decisions_name_their_parent,
    feedback_after_scrutiny,
    issued_once,
    issued_text_is_as_issued,
    kept_bytes_are_whole,
    memberships_in_order,
    nothing_stands_on_what_was_removed,
    one_agreement_at_a_time,
    one_chair,
    one_host,
    one_partnership_at_a_time,
    one_record_for_each_thing,
    one_urn,
    options_in_bounds,
    rows_are_their_history,
    signatures_after_issue,
    steps_of_the_sign_up,
    sums,
    terms_in_order,
    varied_while_it_runs,
)

RULES: tuple[Rule, ...] = (
    rows_are_their_history,
    one_record_for_each_thing,
    nothing_stands_on_what_was_removed,
    one_partnership_at_a_time,
    one_host,
    memberships_in_order,
    one_chair,
    one_urn,
    codes_and_references,
    one_agreement_at_a_time,
    options_in_bounds,
    decisions_name_their_parent,
    varied_while_it_runs,
    decisions_in_order,
    sums,
    feedback_after_scrutiny,
    terms_in_order,
    kept_bytes_are_whole,
    issued_once,
    signatures_after_issue,
    steps_of_the_sign_up,
    issued_text_is_as_issued,
)


def faults(session: Session) -> tuple[str, ...]:
    """Return everything that is wrong in the file, in sentences; empty if nothing is."""
    return findings(session)[Weight.FAULT]


def findings(session: Session) -> dict[Weight, tuple[str, ...]]:
    """Return everything that was found in the file, in sentences, by its weight."""
    all_faults = [fault for rule in RULES for fault in rule(session)]
    return {
        weight: tuple(fault.sentence for fault in all_faults if fault.weight is weight) for weight in Weight
    }
