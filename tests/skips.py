"""Which tests may be skipped, and why. Where CI is set, any other skip is a failure."""

import os
import re
from collections.abc import Generator
from typing import TypeVar

import pytest

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

# What a skip says of itself (as a pattern), and why it may stand in a run that decides.
ALLOWED = {
    r"how far records reach is asked by make lint": "it runs the type checker over the program: half a minute",
    r"the engine is asked by make check-paper": "it needs Java; .ci/run asks it in a step of its own",
    r"the veraPDF corpus is not beside the checkout": "5.6 MB of others; our own faulty papers are tried anyway",
    r"the signed and forged PDFs are not beside the checkout": "test_canonical makes its own of each kind",
    r"the register of real schools is not beside the checkout": "only it tells that no invented name is real",
    r"no shared library of SQLite was found|the shared library of SQLite is not the one in use": (
        "a Python with an SQLite of its own inside: no power can be cut under it"
    ),
    r"this system has no fork|the proofs need fork and select": "Windows starts processes otherwise",
    r"file modes are of POSIX|elsewhere only the opening can tell": "Windows has no file modes",
    r"only POSIX lists processes that have ended": "Windows does not",
}


def may_skip(reason: str) -> bool:
    """Whether a skip of this reason is one that somebody named."""
    return any(re.search(pattern, reason) for pattern in ALLOWED)


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    told = report.longrepr
    return str(told[2]) if isinstance(told, tuple) else str(told)


def _settled(report: Report) -> Report:
    is_skip = report.skipped and not hasattr(report, "wasxfail")
    if os.environ.get("CI") and is_skip and not may_skip(_reason(report)):
        report.outcome = "failed"
        report.longrepr = (
            f"{_reason(report)}\nNobody named this skip. Let the test run, or name it in tests/skips.py"
        )
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that was skipped, itself or by what it needs."""
    return _settled((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A file that was skipped whole."""
    return _settled((yield))
