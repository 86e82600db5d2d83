"""The particulars of an agreement: fields that are kept when they are left."""

from collections.abc import Callable
from typing import Any

from aip_desktop.clock import today
from aip_desktop.domain.agreements.agreement_page import AgreementCard
from aip_desktop.domain.agreements.awards import edit_agreement
from aip_desktop.domain.agreements.decision_choices import decision_choices
from aip_desktop.domain.authority.council import authority_card, legal_bases
from aip_desktop.domain.clauses.clause_sets import choose_set_for, clause_set_lines
from aip_desktop.models.agreements import AGREEMENT
from aip_desktop.store.open_file import File
from aip_desktop.ui.widgets.field import Field
from aip_desktop.ui.widgets.fields import ChoiceField, LongTextField, TextField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.remark_list import decision_named


class Particulars(Form):
    """What may be changed of one agreement; ``changed`` is called after each change is kept."""

    def __init__(self, file: File, changed: Callable[[], object]) -> None:
        self.file, self._changed = file, changed
        self._card: AgreementCard | None = None
        self.reference = TextField(AGREEMENT["reference"].label, self._saver("reference"), name="reference")
        self.decision = ChoiceField(
            AGREEMENT["decision_id"].label, [], self._saver("decision_id"), name="decision_id"
        )
        self.basis = ChoiceField(
            AGREEMENT["legal_basis_id"].label, [], self._saver("legal_basis_id"), name="legal_basis_id"
        )
        self.signatory = TextField(
            AGREEMENT["council_signatory"].label, self._saver("council_signatory"), name="council_signatory"
        )
        self.role = TextField(
            AGREEMENT["council_signatory_role"].label,
            self._saver("council_signatory_role"),
            name="council_signatory_role",
        )
        self.council_contact = LongTextField(
            AGREEMENT["council_contact"].label,
            self._saver("council_contact"),
            name="council_contact",
            lines=2,
        )
        self.partnership_contact = LongTextField(
            AGREEMENT["partnership_contact"].label,
            self._saver("partnership_contact"),
            name="partnership_contact",
            lines=2,
        )
        self.text = ChoiceField(AGREEMENT["clause_set_id"].label, [], self._choose_text, name="clause_set")
        self.text.wide = True
        self.notes = LongTextField(
            AGREEMENT["notes"].label, self._saver("notes"), name="notes", hint=AGREEMENT["notes"].hint
        )
        self.council_contact.wide = self.partnership_contact.wide = False
        self.reference.wide = self.decision.wide = self.basis.wide = True
        super().__init__(
            self.reference,
            self.signatory,
            self.role,
            self.decision,
            self.basis,
            self.text,
            self.council_contact,
            self.partnership_contact,
            self.notes,
        )

    def show_card(self, card: AgreementCard) -> None:
        """Show the particulars of an agreement."""
        self._card = card
        with self.file.reading() as session:
            decisions = decision_choices(session, today())
            bases = legal_bases(session)
            council = authority_card(session)
            texts = clause_set_lines(session)
        self.decision.set_choices(
            [("", "None yet"), *((choice.id, decision_named(choice)) for choice in decisions)]
        )
        self.basis.set_choices([("", "None yet"), *bases])
        self.text.set_choices(
            [(line.ref, f"{line.name}, version {line.version} ({line.state.lower()})") for line in texts]
        )
        self.signatory.entry.setPlaceholderText(council.signatory)
        self.role.entry.setPlaceholderText(council.signatory_role)
        values: dict[Field[Any], Any] = {
            self.reference: card.line.reference,
            self.decision: card.decision_id,
            self.basis: card.legal_basis_id,
            self.text: card.clause_set_ref,
            self.signatory: card.council_signatory,
            self.role: card.council_signatory_role,
            self.council_contact: card.council_contact,
            self.partnership_contact: card.partnership_contact,
            self.notes: card.notes,
        }
        self.show_record(card.line.id, values)

    def _saver(self, field: str) -> Callable[[Any], object]:
        return lambda value: self._keep(field, str(value or ""))

    def _choose_text(self, ref: object) -> None:
        assert self._card is not None
        line = self._card.line
        with self.file.act(f"Change the text of {line.reference}") as session:
            choose_set_for(session, line.id, str(ref))
        self._changed()

    def _keep(self, field: str, value: str) -> None:
        assert self._card is not None
        line = self._card.line
        with self.file.act(f"Change the {AGREEMENT[field].words} of {line.reference}") as session:
            edit_agreement(session, line.id, field, value)
        self._changed()
