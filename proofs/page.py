"""docs/how-the-file-is-protected.md: the words are ours, the numbers and sentences are those of the last proof run."""

from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from aip_desktop.wording import day

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "how-the-file-is-protected.md"


class Told(NamedTuple):
    """What one proof is about, for somebody who must decide whether to trust the file."""

    may_happen: str
    does: str
    tried_as: str  # the unit of ``tried``


TOLD: dict[str, Told] = {
    "merge": Told(
        "Two or three people work in copies of one file, with wrong clocks, old backups and merges in any order",
        "A merge is the union of the histories. Whichever way round, all come to the same; nothing that was entered is "
        "lost or applied twice; exactly the true disagreements are listed.",
        "random schedules",
    ),
    "mutants": Told(
        "The proof of merging could be blind",
        "Faults are planted in the program on purpose; each must be caught by 200 random schedules, or, where it takes "
        "three copies and five acts in one order, by the tests of merging",
        "planted faults",
    ),
    "kill typing": Told(
        "The program is killed while somebody types",
        "Each field is one transaction, forced to the disk before it counts as saved. At most the field being typed is lost",
        "kill -9",
    ),
    "kill merging": Told(
        "The program is killed during a merge",
        "A merge is one transaction: there whole or not at all, and done again it comes to the same",
        "kill -9",
    ),
    "kill exporting": Told(
        "The program is killed while it writes a copy",
        "A copy gets its name only when it is on the disk and checked; an older copy stays until then",
        "kill -9",
    ),
    "kill upgrading": Told(
        "The program is killed while a file of an earlier version is brought up to date",
        "The new file is made beside the old one and swapped in one step, after a backup",
        "kill -9",
    ),
    "kill protecting": Told(
        "The program is killed while a passphrase is set on the file, or somebody types into one that has it",
        "The encrypted file is made beside the old one, checked, and swapped in one step. Journals are encrypted too: no word of the file is found in either",
        "kill -9",
    ),
    "power loss": Told(
        "The power goes; the disk kept what it was told to keep, and of the rest whole pages, torn ones or none",
        "No act that was acknowledged is missing, and the file opens",
        "simulated power cuts",
    ),
    "hostile": Told(
        "A file is broken, cut off, or was made to do harm",
        "It is opened as a private copy that nothing can be written through, and checked in full before a row is believed: "
        "refused in a sentence, or proven equal. It is never written to",
        "files",
    ),
    "tamper": Told(
        "Somebody alters a value, a row or an act with another tool, or takes the end of the history away",
        "`aip-desktop check` finds it: every act carries a hash that follows from the one before, and every row must be what "
        "the history says. A missing end is known by this laptop’s own record",
        "edits",
    ),
    "mishaps": Told(
        "Full disk, read-only medium, file taken away or written over, clock set back, program torn away",
        "The officer is told what happened and what to do; the file stays as it was before that act (table below)",
        "mishaps",
    ),
    "lineage": Told(
        "Another copy has moved on, or two have gone apart",
        "Every such copy is known when it is opened, and nobody is alarmed on a straight line",
        "random histories of three laptops",
    ),
    "documents": Told(
        "Somebody alters a PDF that was issued, before, between or after genuine signatures",
        "Only signatures in the fields of their parties are taken, with what signing programs write beside them; what was "
        "issued stays byte for byte, and each added byte has one meaning for every viewer",
        "PDFs, forged or signed in ordinary ways",
    ),
}

HEAD = """# How the file is protected

Made by `make prove` on the days given below; the numbers are what that run found, and nothing is rounded up.
For whoever must decide whether an agreement worth millions may live in one file on a laptop.

## In short

- **One file** holds everything. An act counts as saved only when it is on the disk.
- **Nothing is overwritten.** Every change is kept with who, when and what stood there before; an undo is one more change.
- **Nothing is believed unseen.** A file is opened only when it is ours, whole, and every value in it is what somebody
  entered. A file that this laptop closed itself is known again by the SHA-256 of all its bytes; any other is proven in
  full: structure, references, every act against the one before, every row against the history, every document against
  its hash.
  Of a large file SQLite itself goes through acts and rows first, and vouches for those that were entered once and left;
  whatever it cannot vouch for is then looked at one by one. `aip-desktop check` looks at everything one by one, and both
  are held to say the same of every edit tried below.
- **Two copies are put together without loss**, and where people disagree the program says so and waits for a person.

## What can happen, and what was tried

| What can happen | What the program does | Tried | Found |
|---|---|---|---|
"""

FOOT = """
## What this does not protect against

- Whoever holds the file and can compute can rewrite it, and every hash in it. The hashes show alterations by accident and by
  other tools; they are no signature. What catches a rewritten history is something outside the file: another laptop that saw
  the original, which says that an action is no longer the one it saw (`aip-desktop check` then ends with 1); the head that a
  decision trail printed; or a head that was signed (*Help > Sign head*, `aip-desktop head`) and kept elsewhere. *Verify a
  document* and `aip-desktop verify` say whether a file contains such a head. Signed documents carry their own signatures.
- While the file is open, other programs are kept out by a lock that well-behaved programs respect. What one that does not
  respect it does is found when the file is opened again, by `aip-desktop check` and by the next backup, not at that moment.
  A file that anything else changed while it was open is not remembered as proven when it is closed. On Windows a program
  that sets the time of the file back can hide that.
- Writers that began in a file of form 1 (AIP Desktop 0.1) chain without the file’s own id and without what they had seen
  of others; from form 2 on both are in the chain.
- A PDF is held against the bytes that were issued, not against its meaning. Inside the field of a party its signer may draw
  what they like; and who holds a certificate is known only by its fingerprint, once the signer has confirmed it.
- A disk that says “written” and has not: the program can only ask. The power cuts above assume that a disk keeps what it
  was told to keep.

## Try it yourself

`make prove` runs all of it; `python -m proofs.run "power loss" --count 100` runs one for as long as you like, and
`--first 1000` begins at another seed. A fault names its seed, and comes back with it. A short run of each is in the
tests, before every change is taken.
"""


def page(record: dict[str, Any]) -> str:
    """The whole page for the outcomes of a run."""
    lines = []
    for name, told in TOLD.items():
        found = record.get(name)
        tried, result = "not yet", "-"
        if found:
            tried = f"{found['tried']:,} {told.tried_as}, {day(date.fromisoformat(found['on']))}"
            seen = "; ".join(f"{what}: {count:,}" for what, count in found["seen"].items())
            faults = len(found["faults"])
            result = (f"**{faults} faults**: {found['faults'][0]}" if faults else "**no fault**") + (
                f"<br>{seen}" if seen else ""
            )
        lines.append(f"| **{name}**: {told.may_happen} | {told.does} | {tried} | {result} |")
    tables = [
        _table(
            record,
            "mishaps",
            "What is said, and what is left",
            ("What happens", "The officer reads", "After it"),
        ),
        _table(
            record, "hostile", "Files that are refused, and the sentence", ("The file", "The officer reads")
        ),
        _table(
            record,
            "documents",
            "Forged PDFs, by the families of published attacks: none is believed",
            ("Family", "Kinds", "Forgeries"),
        ),
        _table(record, "mutants", "Planted faults", ("The fault", "Where", "Caught by")),
    ]
    return HEAD + "\n".join(lines) + "\n" + "".join(tables) + FOOT


def _table(record: dict[str, Any], name: str, title: str, heads: tuple[str, ...]) -> str:
    rows = record.get(name, {}).get("rows", [])
    if not rows:
        return ""
    told = [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]
    return "\n".join(
        ["", f"## {title}", "", f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *told, ""]
    )


def write_page(record: dict[str, Any]) -> None:
    """Write the page."""
    PAGE.write_text(page(record), "utf-8")
