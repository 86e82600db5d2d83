"""Short runs of the proofs about what is done to a file, and what befalls it; and the page that tells of them."""

import json
import os
import sys

import pytest

from proofs import hostile, lineage, tamper
from proofs.page import PAGE, ROOT, TOLD, page

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the proofs need fork and select")


@pytest.fixture(autouse=True)
def _a_home_that_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIP_DESKTOP_HOME", os.environ["AIP_DESKTOP_HOME"])


@pytest.mark.slow
def test_no_harmful_file_is_opened_hangs_crashes_or_is_written_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hostile, "CORPUS", ROOT / "none")
    monkeypatch.setattr(hostile, "SECONDS", 60.0)  # no test is timed
    outcome = hostile.prove(40)
    assert outcome.faults == []
    assert len(outcome.rows) == len(hostile.HARMS)
    assert outcome.seen["refused, one bit flipped where something stands"]
    assert outcome.seen["equal in every value, one bit flipped anywhere"]


@pytest.mark.slow
def test_what_is_altered_behind_the_program_is_found() -> None:
    assert tamper.prove(25).faults == []


def test_forks_are_found() -> None:
    assert lineage.prove(15).faults == []


def test_each_mishap_is_told_and_does_no_harm() -> None:
    from proofs import mishaps

    outcome = mishaps.prove()
    assert outcome.faults == []
    for _, said, after in outcome.rows:
        assert said
        assert after


def test_the_page_tells_of_every_proof() -> None:
    from proofs.run import PROOFS, RECORD

    assert set(TOLD) == set(PROOFS)
    record = json.loads(RECORD.read_text("utf-8"))
    assert PAGE.read_text("utf-8") == page(record)
    for name in PROOFS:
        assert f"| **{name}**: " in page(record)
        assert record[name]["tried"]
        assert record[name]["faults"] == []
