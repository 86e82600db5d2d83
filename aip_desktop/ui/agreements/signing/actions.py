"""What else is done with the sign-up: send, remind, evidence, electronic signatures, sheets and the certificate."""

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QWidget

from aip_desktop.clock import today
from aip_desktop.domain.agreements.agreement_page import AgreementCard
from aip_desktop.domain.agreements.issued_text import Difference
from aip_desktop.domain.agreements.prepare import changed_since_issue, latest_edition
from aip_desktop.domain.agreements.signing.sign_up import SignatureLine
from aip_desktop.errors import READ_ONLY
from aip_desktop.store.open_file import File
from aip_desktop.ui.agreements.signing.dialogs import ask_material_after_all, ask_not_material, ask_sent
from aip_desktop.ui.agreements.signing.electronic import ask_import, ask_sign
from aip_desktop.ui.agreements.signing.evidence import show_evidence
from aip_desktop.ui.agreements.signing.reminders import ask_remind
from aip_desktop.ui.printing import papers
from aip_desktop.ui.widgets.actions import allow, with_keys
from aip_desktop.ui.widgets.dialogs import CheckAnswers
from aip_desktop.ui.widgets.labels import button
from aip_desktop.ui.widgets.remark_list import Remark, Remarks
from aip_desktop.ui.widgets.wrapping_row import Flow
from aip_desktop.wording import count, day

Doing = Callable[[Callable[[], bool | str]], None]
FIRST = "Issue the agreement for signature first"


class SignActs(QWidget):
    """Buttons, and what must be known of the edition: signatures that do not count, words that have changed."""

    def __init__(self, file: File, do: Doing) -> None:
        super().__init__()
        self.file, self._do = file, do
        self._card: AgreementCard | None = None
        self._line: SignatureLine | None = None
        self._changed: tuple[Difference, ...] = ()
        self._was_kept = True
        self._compared: tuple[str, object] = (
            "",
            None,
        )  # the edition, and the act after which it was compared
        self.remarks = Remarks()  # stands where the page puts it: above the list
        self.sent = self._button("Sent to all…", "Ctrl+G", lambda card: ask_sent(file, card, self))
        self.remind = self._button("Remind…", "Ctrl+R", lambda card: ask_remind(file, [card.line.id], self))
        self.sheet = self._button("Sheet…", "Ctrl+Shift+G", self._sheet)
        self.evidence = self._button("Scans…", "Ctrl+Shift+H", self._evidence)
        self.electronic = self._button("Sign electronically…", "Ctrl+Shift+X", self._electronic)
        self.imported = self._button("Import signed PDF…", "Ctrl+Shift+I", lambda _: ask_import(file, self))
        self.certificate = self._button("Certificate…", "Ctrl+Shift+J", self._certificate)
        self.material = self._button("Changes are not material…", "", self._material)
        self.differences = self._button("What has changed…", "", self._differences)
        row = Flow(self, gap=8)
        for part in (
            self.sent, self.remind, self.sheet, self.evidence, self.electronic, self.imported, self.certificate,
            self.material, self.differences,
        ):  # fmt: skip
            row.addWidget(part)

    def show_card(self, card: AgreementCard, line: SignatureLine | None) -> None:
        """Show what can be done with the sign-up of an agreement."""
        sign_up = card.sign_up
        self._compare(card)
        remarks: list[Remark] = []
        if 0 < sign_up.in_force < sign_up.edition:
            stays = (
                f"Edition {sign_up.in_force} is in force until the council and the partnership have signed "
            )
            remarks.append((f"{stays}edition {sign_up.edition}", "info", "info"))
        if sign_up.lost:
            remarks.append(
                (
                    f"{count(sign_up.lost, 'signature')} on edition {sign_up.edition - 1} "
                    f"{'does' if sign_up.lost == 1 else 'do'} not count for edition {sign_up.edition}, unless its "
                    "changes are recorded as not material",
                    "triangle-alert",
                    "warn",
                )
            )
        if sign_up.not_material:
            remarks.append(
                (f"Earlier signatures count, for edition {sign_up.edition} changes nothing material: "
                 f"{sign_up.not_material}", "info", "info")
            )  # fmt: skip
        words = [difference for difference in self._changed if not difference.moves]
        if words:
            more = f", and {len(words) - 1} more" if len(words) > 1 else ""
            remarks.append(
                (
                    f"What was issued differs from what would be printed now. {words[0].sentence}{more}",
                    "triangle-alert",
                    "warn",
                )
            )
        if not self._was_kept:
            early = (
                f"Edition {sign_up.edition} was issued before its words were kept: what has changed since "
            )
            remarks.append((f"{early}cannot be listed. Compare it with a draft on paper", "info", "info"))
        self.remarks.show_sentences(remarks)
        self.show_chosen(card, line)

    def show_chosen(self, card: AgreementCard, line: SignatureLine | None) -> None:
        """Switch the acts on or off for the current party."""
        self._card, self._line = card, line
        sign_up = card.sign_up
        first = "" if sign_up.edition else FIRST
        why = READ_ONLY if self.file.read_only else first
        unsigned = (
            "" if line and line.signed_on is None and line.counts else "Choose a party that has not signed"
        )
        allow(self.sent, why or ("" if sign_up.to_sign else "Everybody has signed"))
        allow(self.remind, first or ("" if sign_up.to_sign else "Everybody has signed"))
        allow(self.sheet, first or ("" if line else "Choose a party"))
        allow(self.evidence, "" if line and line.signed_on else "Choose a party that has signed")
        allow(self.electronic, why or unsigned)
        allow(self.imported, why)
        allow(self.certificate, why or ("" if sign_up.is_complete else f"{sign_up.to_sign} must still sign"))
        self.material.setText(
            "Changes are material…" if sign_up.not_material else "Changes are not material…"
        )
        self.material.setAccessibleName(self.material.text())
        self.material.setVisible(bool(sign_up.lost or sign_up.not_material))
        allow(self.material, why)
        self.differences.setVisible(bool(self._changed))

    def _button(self, words: str, keys: str, act: Callable[[AgreementCard], bool | str]) -> QPushButton:
        def pressed() -> None:
            card = self._card
            if card is not None:
                self._do(lambda: act(card))

        return with_keys(button(words), keys, pressed)

    def _compare(self, card: AgreementCard) -> None:
        """Compare once for each edition and state of the file, not at every signature: no word changes by one."""
        edition = card.sign_up.edition_id
        last = self.file.last_act
        state = last.number if last is not None and not last.words.startswith("Record signature") else None
        if not edition:
            self._changed, self._compared, self._was_kept = (), ("", None), True
            return
        if self._compared[0] == edition and (state is None or state == self._compared[1]):
            return
        with self.file.reading() as session:
            latest = latest_edition(session, card.line.id)
            changed = changed_since_issue(session, card.line.id, latest, today()) if latest else None
        self._changed, self._compared = changed or (), (edition, state)
        self._was_kept = changed is not None

    def _sheet(self, card: AgreementCard) -> bool:
        from aip_desktop.paperwork.sign_up import sheet_papers

        assert self._line is not None
        with self.file.reading() as session:
            drawn = sheet_papers(session, card.line.id, today(), [self._line.key])
        papers.preview(drawn, self.file, self)
        return False

    def _evidence(self, card: AgreementCard) -> bool:
        assert self._line is not None
        show_evidence(self.file, card, self._line, self)
        return True

    def _electronic(self, card: AgreementCard) -> str:
        assert self._line is not None
        return ask_sign(self.file, card, self._line, self)

    def _material(self, card: AgreementCard) -> bool:
        asking = ask_material_after_all if card.sign_up.not_material else ask_not_material
        return asking(self.file, card, self)

    def _certificate(self, card: AgreementCard) -> str:
        from aip_desktop.paperwork.kinds import kind_named, papers_of
        from aip_desktop.paperwork.sign_up import issue_certificate

        sign_up, codes = card.sign_up, list[str]()
        exempt = sign_up.in_state("Exempt")
        answers = [
            ("Agreement", f"{card.line.reference}, edition {sign_up.edition}"),
            ("Signatures", f"{sign_up.signed} of {sign_up.parties}"),
            ("Need not sign", str(exempt) if exempt else "Nobody"),
            ("Dated", day(today())),
        ]

        def act() -> None:
            codes[:] = [issue_certificate(self.file, card.line.id, today())]

        dialog = CheckAnswers(
            answers,
            "Issue the certificate",
            title="Certificate of completion",
            intro="It is frozen with its exact pages and a code, and printed from then on as it was issued.",
            on_act=act,
            parent=self,
        )
        if not dialog.ask():
            return ""
        with self.file.reading() as session:
            kind = kind_named("certificate")
            drawn = papers_of(session, kind, [card.line.id], today())
        papers.preview(drawn[-1:], self.file, self)
        return f"The certificate was issued with the code {codes[0]}"

    def _differences(self, card: AgreementCard) -> bool:
        answers = [
            (each_difference.place, _became(each_difference))
            for each_difference in sorted(self._changed, key=lambda difference: difference.moves)
        ]
        CheckAnswers(
            answers,
            "Close",
            title=f"Edition {card.sign_up.edition}, and what would be printed now",
            intro="A change of the words binds nobody until a new edition is issued and signed. Members, the state "
            "of options and who is expected to sign move on by themselves and need no new edition.",
            parent=self,
        ).ask()
        return False


def _became(difference: Difference) -> str:
    kind = " (needs no new edition)" if difference.moves else ""
    return f"“{difference.issued or 'nothing'}” became “{difference.now or 'nothing'}”{kind}"
