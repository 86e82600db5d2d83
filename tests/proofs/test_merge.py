"""A short run of the proof of merging, and a look at the planted faults."""

import pytest

from proofs.merge import prove
from proofs.mutants import MUTANTS, by_what, source_of


@pytest.mark.slow
def test_random_schedules_come_to_the_same_and_to_what_the_oracle_says() -> None:
    outcome = prove(15, first=1_000_000)
    assert outcome.faults == []
    assert outcome.seen["merge"] > 30
    assert outcome.seen["disagreements at the end"] > 5


def test_every_fault_can_be_planted() -> None:
    assert len(MUTANTS) >= 20
    for mutant in MUTANTS:
        source_of(mutant)


def test_a_planted_fault_is_caught() -> None:
    assert by_what(MUTANTS[1])
