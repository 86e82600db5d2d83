"""Figures for the termly returns of the sample: they add up, and what a term ends with the next begins with."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random

from aip_desktop.sample.diary import CODES
from aip_desktop.sample.schools import SIZES

NAMES = ("Autumn", "Spring", "Summer")
YEARS = (2021, 2022, 2023, 2024, 2025)  # academic years
Figures = dict[str, int]
Key = tuple[str, int, str]  # partnership, academic year, term

# Suspensions in the city in each academic year: they rose, as they did everywhere, and have begun to fall.
_SUSPENSIONS = {2021: 4480, 2022: 4630, 2023: 5120, 2024: 5410, 2025: 5060}
_TERM = {"Autumn": 0.36, "Spring": 0.36, "Summer": 0.28}
# Partnership -> how its need compares with its number of schools.
_NEED = {"E": 1.25, "NE": 0.7, "NW": 0.8, "S": 1.15, "W": 1.05}


@dataclass(slots=True)
class _Carried:
    """What one term leaves to the next."""

    cases: int
    moves: int
    reintegrated: int


@cache
def figures() -> dict[Key, Figures]:
    """Return the figures of every return, by partnership, year and term."""
    chance = Random(5056)  # noqa: S311 - a repeatable sample, not a secret
    return {(code, *when): fields for code in CODES for when, fields in _of_partnership(chance, code)}


def _of_partnership(chance: Random, code: str) -> Iterator[tuple[tuple[int, str], Figures]]:
    whole = sum(SIZES[text] * _NEED[text] for text in CODES)
    share = SIZES[code] * _NEED[code] / whole
    carried = _Carried(round(340 * share), round(34 * share), round(60 * share))
    for year in YEARS:
        for name in NAMES:
            size = share * _TERM[name] * chance.uniform(0.93, 1.08)
            by_measure = _exclusions(chance, code) | _suspensions(chance, _SUSPENSIONS[year] * size)
            by_measure |= _caseload(chance, carried, 720 * size)
            by_measure |= _moves(chance, carried, 108 * size)
            by_measure |= _provision(chance, carried, share)
            yield (year, name), by_measure


def _exclusions(chance: Random, code: str) -> Figures:
    """Return Few: a handful a year in the whole city."""
    often = 0.42 * _NEED[code]
    issued = (chance.random() < often) + (chance.random() < often / 3)
    cancelled = int(issued > 0 and chance.random() < 0.35)
    overturned = int(issued > cancelled and chance.random() < 0.1)
    pending = int(issued > cancelled + overturned and chance.random() < 0.25)
    return {
        "pex_issued": issued,
        "pex_cancelled": cancelled,
        "pex_overturned": overturned,
        "pex_pending": pending,
        "pex_standing": issued - cancelled - overturned - pending,
    }


def _suspensions(chance: Random, expected: float) -> Figures:
    suspensions = round(expected)
    return {
        "suspensions": suspensions,
        "pupils_suspended": round(suspensions * chance.uniform(0.52, 0.6)),
        "suspension_half_days": round(suspensions * chance.uniform(3.3, 4.1)),
    }


def _caseload(chance: Random, carried: _Carried, expected: float) -> Figures:
    start, new = carried.cases, round(expected)
    closed = round((start + new) * chance.uniform(0.4, 0.47))
    carried.cases = start + new - closed
    seen = start + new
    return {
        "cases_open_at_start": start,
        "cases_new": new,
        "cases_closed": closed,
        "cases_open_at_end": carried.cases,
        "supported_level_1": round(seen * chance.uniform(0.5, 0.58)),
        "supported_level_2": round(seen * chance.uniform(0.28, 0.36)),
        "supported_level_3": round(seen * chance.uniform(0.14, 0.2)),
    }


def _moves(chance: Random, carried: _Carried, expected: float) -> Figures:
    start, started = carried.moves, max(2, round(expected))
    successful = round((start + started) * chance.uniform(0.36, 0.46))
    ended_early = round((start + started) * chance.uniform(0.08, 0.17))
    carried.moves = start + started - successful - ended_early
    return {
        "moves_brought_forward": start,
        "moves_started": started,
        "moves_successful": successful,
        "moves_ended_early": ended_early,
        "moves_ongoing": carried.moves,
    }


def _provision(chance: Random, carried: _Carried, share: float) -> Figures:
    """Return those who were reintegrated last term and are still in place are counted this term."""
    sustained = round(carried.reintegrated * chance.uniform(0.72, 0.9))
    carried.reintegrated = round(66 * share * chance.uniform(0.8, 1.25))
    return {
        "reintegrated": carried.reintegrated,
        "reintegration_sustained": sustained,
        "provision_pupils": round(165 * share * chance.uniform(0.85, 1.15)),
        "provision_visits": chance.randint(2, 6),
    }
