"""`make prove`: run the proofs, keep what they found in docs/proofs.json, and write the page that tells of it.

A run may be cut in chunks: each is added to what the same day and version found before, if ``--add`` is given.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from proofs import documents, hostile, kill, lineage, merge, mishaps, mutants, power, tamper
from proofs.outcome import Outcome
from proofs.page import ROOT, write_page

RECORD = ROOT / "docs" / "proofs.json"
# name -> (how to run so many from a seed on, how many in the long run)
PROOFS: dict[str, tuple[Callable[[int, int], Outcome], int]] = {
    "merge": (merge.prove, 10_000),
    "mutants": (mutants.prove, len(mutants.MUTANTS)),
    "kill typing": (partial(kill.prove, "typing"), 1000),
    "kill merging": (partial(kill.prove, "merging"), 1000),
    "kill exporting": (partial(kill.prove, "exporting"), 1000),
    "kill protecting": (partial(kill.prove, "protecting"), 1000),
    "kill upgrading": (partial(kill.prove, "upgrading"), 1000),
    "power loss": (power.prove, 10_000),
    "hostile": (hostile.prove, 2000),
    "tamper": (tamper.prove, 500),
    "mishaps": (mishaps.prove, len(mishaps.MISHAPS)),
    "lineage": (lineage.prove, 1000),
    "documents": (documents.prove, len(documents.CASES)),
}


def add(record: dict[str, Any], name: str, outcome: Outcome, *, afresh: bool) -> None:
    """Put an outcome into the record, or add it to what a chunk before found."""
    known = {} if afresh else record.get(name, {})
    new = outcome.as_json()
    record[name] = {
        "on": datetime.now(UTC).date().isoformat(),
        "tried": known.get("tried", 0) + new["tried"],
        "seen": dict(sorted((Counter(known.get("seen", {})) + Counter(new["seen"])).items())),
        "faults": [*known.get("faults", []), *new["faults"]],
        "rows": [*known.get("rows", []), *new["rows"]],
    }


def main() -> None:
    """Run what is asked for; exit 1 if anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="PROOF", help=f"all, or of: {', '.join(PROOFS)}")
    parser.add_argument("--count", type=int, help="how often, instead of the long run")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--add", action="store_true", help="add to what was found before")
    parser.add_argument("--record", type=Path, default=RECORD, help="where the outcomes are kept")
    options = parser.parse_args()
    os.environ["AIP_DESKTOP_HOME"] = tempfile.mkdtemp(prefix="aip-proof-home-")
    record = json.loads(options.record.read_text("utf-8")) if options.record.exists() else {}
    held = True
    for name in options.names or PROOFS:
        prove, long_run = PROOFS[name]
        began = time.monotonic()
        outcome = prove(options.count or long_run, options.first)
        print(f"{outcome.line()} ({time.monotonic() - began:.0f} s)", flush=True)
        for row in outcome.rows:
            print("   ", " | ".join(row))
        held = held and not outcome.faults
        add(record, name, outcome, afresh=not options.add)
        options.record.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", "utf-8")
    if options.record == RECORD:
        write_page(record)
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
