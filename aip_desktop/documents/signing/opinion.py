"""A second opinion on what was added to a PDF: pyHanko's, after each signature. Never the only gate."""

from io import BytesIO
from typing import Any

from aip_desktop.documents.signing.no_network import load_pyhanko

OTHERWISE = "A second check of what was added after a signature finds more than may be added"


_WRITTEN_BY_OTHERS = frozenset({"/M", "/MK", "/Lock"})  # into the field that they sign


def leniently_read(pdf: bytes) -> Any:
    """Return a PDF as pyHanko reads it, forgiving: only for one whose every added byte was judged before.

    It keeps where each object stands in its stream: pyHanko looks through the whole stream for each of them.
    """
    load_pyhanko()
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.reader import PdfFileReader

    class Reader(PdfFileReader):
        """Finds objects in streams at once."""

        def _get_object_from_stream(self, idnum: int, stmnum: int, idx: int) -> Any:
            kept: dict[int, tuple[BytesIO, list[int]]] = self.__dict__.setdefault("_streams", {})
            if stmnum not in kept:
                stream: Any = generic.Reference(stmnum, 0, self).get_object()
                body, first = bytes(stream.data), int(stream["/First"])
                digits = [int(part) for part in body[:first].split()]
                kept[stmnum] = BytesIO(body), [first + at for at in digits[1::2]]
            body_, starts = kept[stmnum]
            body_.seek(starts[idx])
            return generic.read_object(body_, generic.Reference(idnum, 0, self))

    return Reader(BytesIO(pdf), strict=False)


def second_opinion(reader: Any, signed: list[int], locks: dict[int, Any]) -> str:
    """Return why what came after the signatures in these revisions is more than may come; empty if it is not."""
    from pyhanko.sign.diff_analysis import SuspiciousModification

    policy, last = _policy(), reader.xrefs.total_revisions
    known: Any = None
    for revision in range(min(signed, default=last) + 1, last):
        old, new = (reader.get_historical_resolver(number) for number in (revision - 1, revision))
        old._indirect_object_access_cache = _usages(old, new, known)
        known = old._indirect_object_access_cache
        named = {
            value for value in new.explicit_refs_in_revision() if not value.generation
        }  # others were judged before
        new.explicit_refs_in_revision = lambda named=named: named
        try:
            for earlier in signed:
                if earlier < revision and (locks.get(earlier) or earlier == min(signed)):
                    policy.apply(old, new, field_mdp_spec=locks.get(earlier))
        except SuspiciousModification:
            return OTHERWISE
    return ""


def _usages(old: Any, new: Any, known: Any) -> Any:
    """Return from where each object is used, which takes long to find: once for all, unless others change than
    before.
    """
    touched = {value for value in new.explicit_refs_in_revision() if not old.is_ref_unassignable(value)}
    if known is not None and all(value in known for value in touched):
        return known
    old._load_reverse_xref_cache()
    return old._indirect_object_access_cache


def _policy() -> Any:
    """Return pyHanko's own policy, which also takes what other programs write into the field that they sign."""
    import pyhanko.sign.diff_analysis as they
    from pyhanko.sign.diff_analysis.constants import (
        ACROFORM_EXEMPT_STRICT_COMPARISON,
        ROOT_EXEMPT_STRICT_COMPARISON,
        VALUE_UPDATE_KEYS,
    )

    rules: Any = they  # its rules are not typed
    later = they.ModificationLevel.LTA_UPDATES
    of_the_file = (rules.DocInfoRule, rules.XrefStreamRule, rules.ObjectStreamRule, rules.DSSCompareRule)
    return they.StandardDiffPolicy(
        global_rules=[
            rules.CatalogModificationRule(ignored_keys=ROOT_EXEMPT_STRICT_COMPARISON | {"/Perms"}),
            *(value().as_qualified(later) for value in (*of_the_file, rules.MetadataUpdateRule)),
        ],
        form_rule=they.FormUpdatingRule(
            field_rules=[
                rules.SigFieldCreationRule(),
                rules.SigFieldModificationRule(value_update_keys=VALUE_UPDATE_KEYS | _WRITTEN_BY_OTHERS),
            ],
            ignored_acroform_keys=ACROFORM_EXEMPT_STRICT_COMPARISON | {"/SigFlags"},
        ),
    )
