"""What one partnership may have of the file, decided kind by kind and field by field.

What is not named as shared is withheld: a new kind or field stays in the house until somebody decides otherwise, and
``tests/domain/sharing/test_share.py`` asks for the decision.
"""

from dataclasses import dataclass

ALWAYS, REFERRED, NEVER = "always", "referred", "never"


@dataclass(frozen=True, slots=True)
class Decided:
    """What is shared of one kind of record.

    ``by`` says which of its records: a field (those that refer by it to a record that is shared), ``REFERRED``
    (those that a shared record refers to), ``ALWAYS`` or ``NEVER``. ``only`` narrows them by the value of a field.
    """

    by: str
    shared: str = ""  # names of fields
    withheld: str = ""
    only: tuple[str, tuple[str, ...]] | None = None


# What an exempt decision says is not for the public, nor for a partnership.
OF_EXEMPT = ("what", "reasons", "key_reason", "options_considered", "consultees")

DECIDED: dict[str, Decided] = {
    "authority": Decided(ALWAYS, "name la_code address signatory signatory_role is_sample"),
    "programme": Decided(ALWAYS, "name funding_source position code"),
    "legal_basis": Decided(ALWAYS, "label citation position valid_from valid_to tests", "note"),
    "element": Decided(ALWAYS, "programme_id name purpose position"),
    "term": Decided(ALWAYS, "academic_year name starts_on ends_on returns_due_on confirmed"),
    "measure": Decided(ALWAYS, "code section label unit position from_on to_on"),
    "figure": Decided(ALWAYS, "code value from_on", "source"),
    "holiday": Decided(ALWAYS, "on name"),
    "partnership": Decided("id", "code name position address email telephone", "notes"),
    "membership": Decided("partnership_id", "school_id partnership_id joined_on left_on"),
    "role": Decided("partnership_id", "partnership_id kind person email telephone from_on to_on"),
    "host": Decided("partnership_id", "partnership_id school_id from_on to_on"),
    "school": Decided(
        REFERRED,
        "urn name establishment_number la_code status phase kind kind_group opened_on closed_on successor_urn "
        "low_age high_age pupils fsm_pupils capacity trust head head_job_title street locality town postcode "
        "ward telephone website",
        "notes contact email",
    ),
    "decision": Decided(
        REFERRED,
        "kind reference title maker parent_id notice_on report_on decided_on call_in call_in_ends_on "
        "effective_on what reasons key_reason options_considered consultees contact outcome published_on "
        "called_in_on released_on withdrawn_on legal_basis_id",
        "notes value wards portfolio_holder lead_director department exempt exempt_reason interests dispensation "
        "background_papers late_reason withdrawn_reason author about recommendations impact consultation resources "
        "legal risks priorities measures implementation appendices",
    ),
    "agreement": Decided(
        "partnership_id",
        "reference partnership_id programme_id decision_id legal_basis_id supersedes_id starts_on months "
        "option_count option_months clause_set clause_set_id council_signatory council_signatory_role "
        "council_contact partnership_contact terminated_on termination_reason notice_given_by notice_given_on "
        "notice_months termination_decision_id ended_as ended_recorded_on",
        "notes ended_note",
    ),
    "variation": Decided("agreement_id", "agreement_id decision_id what why effective_on"),
    "option_step": Decided(
        "agreement_id", "agreement_id number decision_id taken_up_on declined_on instrument", "note"
    ),
    "edition": Decided(
        "agreement_id",
        "agreement_id number issued_on code content_hash printed_hash carries_from_id not_material "
        "not_material_on clause_set_id clause_hash",
    ),
    "signature": Decided(
        "edition_id",
        "edition_id party school_id name role signed_on method certificate document_hash",
    ),
    "signing_step": Decided(
        "agreement_id", "agreement_id edition_id party school_id kind on how for_good", "reason next_step"
    ),
    "clause_set": Decided(
        REFERRED, "key name version dated notice is_shipped approved_on approved_by", "based_on_id"
    ),
    "clause": Decided("clause_set_id", "clause_set_id key position heading condition"),
    "clause_part": Decided("clause_id", "clause_id key position text condition"),
    "clause_reason": Decided(NEVER, "", "clause_set_id clause_key why asked_by"),
    "annual_budget": Decided(REFERRED, "programme_id year total confirmed decision_id", "notes"),
    "element_amount": Decided("budget_id", "budget_id element_id amount method counted_on"),
    "allocation": Decided("partnership_id", "budget_id element_id partnership_id amount weight"),
    "termly_return": Decided(
        "partnership_id",
        "partnership_id term_id due_on received_on prepared_by approved_by changes_requested_on resubmitted_on "
        "scrutinised_on fed_back_on governors_told_on",
        "notes",
    ),
    "return_value": Decided("return_id", "return_id measure_id number words"),
    "issued_document": Decided(
        "agreement_id",
        "kind title agreement_id issued_on code content_hash about",
        "decision_id",
        only=("kind", ("accession", "agreement", "certificate", "letter", "notice", "variation")),
    ),
    "comment": Decided(
        NEVER, "", "clause_set_id send_out_id clause_key made_on text outcome response answered_on reason_id"
    ),
    "send_out": Decided(
        NEVER,
        "",
        "clause_set_id party partnership_id person role email sent_on due_on replied_on reply",
    ),
    "legal_answer": Decided(NEVER, "", "decision_id question answer note answered_on"),
    "attachment": Decided(NEVER, "", "about_id name content_hash size attached_on note"),
    "share_copy": Decided(NEVER, "", "partnership code council shared_on shared_by"),
}
