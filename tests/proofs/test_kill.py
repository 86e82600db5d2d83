"""Short runs of the proofs by kill -9 and by cutting the power."""

import os

import pytest

from proofs import kill, power
from proofs.disk import Unavailable


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("kind", ["typing", "merging", "exporting", "upgrading", "protecting"])
def test_after_a_kill_the_file_opens_and_nothing_acknowledged_is_lost(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind == "protecting":
        pytest.importorskip("sqlcipher3", reason="the optional sqlcipher3 is not installed")
    monkeypatch.setenv("AIP_DESKTOP_HOME", "is set by the proof")
    outcome = kill.prove(kind, 5)
    assert outcome.faults == []
    assert outcome.tried == 5


@pytest.mark.slow
def test_after_a_power_cut_nothing_acknowledged_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIP_DESKTOP_HOME", "is set by the proof")
    try:
        outcome = power.prove(30)
        careless = power.prove(20, syncs=False)
    except Unavailable as reason:
        pytest.skip(str(reason))
    assert outcome.faults == []
    assert outcome.seen["cuts that left a journal to roll back"] > 10
    assert careless.faults, "a disk that forgets what was synced must be noticed"
