"""What the kinds of forged PDFs have in common: the families of attacks, and how a kind gets its name."""

from collections.abc import Callable
from typing import Any

from aip_desktop.documents.signing.syntax import Name, Ref, Stream
from proofs.pdf_writing import Draft

# A PDF (issued, or signed by others), a field that is empty, and one that is signed or "": the PDF with a forgery.
# Nothing where it would be no attack.
Forge = Callable[[Draft, str, str], bytes]


Change = Callable[[dict[str, Any], int], dict[int, Any]]  # of a copy, with a free number: the new objects

SHADOW, EVIL, SAVING = "shadow attacks", "evil annotations", "incremental saving"


WRAPPING, UNIVERSAL, SNEAKY = "signature wrapping", "universal signature forgery", "sneaky signatures"


TWO_WAYS, HIDDEN, FIELDS = "readers that differ", "hidden bytes", "fields of others"

WORDS = Stream({}, b"BT /F 40 Tf 60 400 Td (GBP 9,999,999) Tj ET")


SCRIPT = {"/S": Name("/JavaScript"), "/JS": "app.alert(1)"}


class Kinds(dict[str, tuple[str, Forge]]):
    """Forgeries by their names, each with its family."""

    def named(self, family: str, name: str) -> Callable[[Forge], Forge]:
        """Put a forgery in under a name."""

        def put(forge: Forge) -> Forge:
            if name in self:
                raise ValueError(f"There are two kinds of forgery with the name {name}")
            self[name] = (family, forge)
            return forge

        return put


def setting(key: str, value: Any, more: Any = None) -> Change:
    """The change that sets one key; ``more`` is a new object for it to lead to."""

    def change(held: dict[str, Any], free: int) -> dict[int, Any]:
        held[key] = value(free) if callable(value) else value
        return {free: more} if more is not None else {}

    return change


def note(subtype: str, **more: Any) -> dict[str, Any]:
    """A note that lies over most of a page."""
    return {"/Type": Name("/Annot"), "/Subtype": Name(subtype), "/Rect": [50, 300, 550, 600], **more}


def forged_page(draft: Draft) -> dict[int, Any]:
    """The first page with other words on it."""
    number, page = draft.page()
    return {number: {**page, "/Contents": Ref(draft.next, 0)}, draft.next: WORDS}
