"""Try the packaged program: it does what the checkout does, weighs little, and starts as fast.

What packaging costs is judged with one build of Python on both sides. A package always holds the shared library of
Python. Most Pythons run on it in the checkout too; Debian's own ``python3`` has Python built in, in a build that is
a fifth faster than Debian's library, and then the checkout is raced with the library as well as with ``python3``.

Usage: python packaging/smoke.py dist/aip-desktop
"""

import os
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path
from shutil import copyfile, which
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
HEAVIEST = 130_000_000  # bytes
SLOWEST = 1.1  # times the start of the checkout
ROUNDS = 11
PATIENCE = 60  # seconds
TABS, LOOKS, AGREEMENTS = 4, 2, 5
UNSIGNED = ("AIP-NW-2022", "900215")  # an agreement of the sample that is issued, and a school yet to sign it


class Program:
    """The program, packaged or from the checkout, with a home and a folder of its own."""

    def __init__(self, command: list[str], folder: Path, **environment: str) -> None:
        self.command, self.folder = command, folder
        (folder / "home").mkdir(parents=True)
        (folder / "home" / "preferences.json").write_text('{"officer": "Officer"}', "utf-8")
        kept = ("SYSTEMROOT", "TEMP", "TMP", "LD_LIBRARY_PATH")
        self.environment = {name: os.environ[name] for name in kept if name in os.environ}
        self.environment |= {"AIP_DESKTOP_HOME": str(folder / "home"), "QT_QPA_PLATFORM": "offscreen"}
        self.environment |= {
            "HOME": str(folder),
            "LC_ALL": "C.UTF-8",
            "USERNAME": "officer",
            "USER": "officer",
            "PATH": "/nowhere",
        }
        self.environment |= environment

    def run(self, *words: str, code: int = 0) -> str:
        """What a command prints; its exit code must be ``code``."""
        done = subprocess.run(  # noqa: S603
            [*self.command, *words],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
        )
        told = done.stdout if code == 0 else done.stderr
        wanted(
            done.returncode == code, f"{' '.join(words)}: exit {done.returncode}\n{done.stdout}{done.stderr}"
        )
        return told

    def seconds_to_open(self, sample: Path) -> float:
        """From the start of the process until the window has taken its file, which its lock shows."""
        file = self.folder / "start.aip"
        lock = file.with_name("start.aip.lock")
        lock.unlink(missing_ok=True)
        copyfile(sample, file)
        began = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603
            [*self.command, str(file)], cwd=self.folder, env=self.environment, stderr=subprocess.DEVNULL
        )
        try:
            while not lock.exists():
                took = time.perf_counter() - began
                wanted(process.poll() is None and took < PATIENCE, "the window did not open its file")
                time.sleep(0.002)
            return time.perf_counter() - began
        finally:
            process.kill()
            process.wait()


def wanted(holds: bool, otherwise: str) -> None:
    """Stop with a sentence unless it holds."""
    if not holds:
        sys.exit(f"The packaged program fails: {otherwise}")


def weigh(folder: Path) -> None:
    """The folder is light, as copied: a link counts nothing."""
    weight = sum(
        path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()
    )
    print(f"weight {weight / 1e6:.1f} MB (at most {HEAVIEST / 1e6:.0f})")
    wanted(weight <= HEAVIEST, f"it weighs {weight / 1e6:.1f} MB")


def try_commands(packaged: Program, checkout: Program) -> None:
    """Every command gives what the checkout gives, to the byte where bytes are promised."""
    for program in (packaged, checkout):
        program.run("sample", "sample.aip")
    told = packaged.run("check", "sample.aip")
    wanted(told == checkout.run("check", "sample.aip"), f"check differs from the checkout:\n{told}")
    print(told, end="")
    for program in (packaged, checkout):
        program.run("print", "sample.aip", "--all", "--to", "printed")
    printed = {path.name: path.read_bytes() for path in (packaged.folder / "printed").iterdir()}
    same = {path.name: path.read_bytes() for path in (checkout.folder / "printed").iterdir()}
    wanted(len(printed) >= AGREEMENTS, f"only {len(printed)} agreements were printed")
    wanted(all(body.startswith(b"%PDF-") for body in printed.values()), "not every agreement is a PDF")
    wanted(printed.keys() == same.keys(), "it names the agreements differently")
    packaged.run("pictures", "sample.aip", "--to", "pictures")
    pictures = list((packaged.folder / "pictures").glob("*.png"))
    wanted(len(pictures) == TABS * LOOKS, f"{len(pictures)} pictures instead of {TABS * LOOKS}")
    try_signing(packaged)
    packaged.run("export", "sample.aip", "--to", "copy.aip")
    (packaged.folder / "broken.aip").write_text("not a file of ours", "utf-8")
    wanted(
        bool(packaged.run("check", "broken.aip", code=1).strip()),
        "a broken file is refused without a sentence",
    )
    packaged.run("nonsense", "a", "b", code=2)
    told = f"sample, check, print ({len(printed)} PDF), pictures ({len(pictures)} PNG), sign, verify, export"
    print(f"{told}: as from the checkout")


def try_signing(packaged: Program) -> None:
    """It signs and verifies without the web client that pyHanko would have."""
    sys.path.insert(0, str(ROOT))
    from tests.documents.signing.certificates import PASSPHRASE, made_p12

    (packaged.folder / "head.p12").write_bytes(made_p12("A. Head"))
    (packaged.folder / "words").write_text(PASSPHRASE, "utf-8")
    agreement, party = UNSIGNED
    key = ("--p12", "head.p12", "--p12-passphrase-file", "words", "--name", "A. Head", "--role", "Head")
    signing = ("--agreement", agreement, "--party", party, "--to", "signed.pdf")
    packaged.run("sign", "sample.aip", *signing, *key)
    told = packaged.run("verify", "sample.aip", "signed.pdf")
    wanted("Signed by A. Head" in told, f"what it signed does not verify:\n{told}")


def on_the_library(folder: Path, place: Path) -> str | None:
    """A Python that runs on the packaged shared library, where ours has Python built in and a C compiler is here."""
    library = next((folder / "_internal").glob("libpython3*.so*"), None)
    compiler = which("cc")
    built_in = sys.platform == "linux" and "libpython3" not in Path("/proc/self/maps").read_text("utf-8")
    if library is None or compiler is None or not built_in:
        return None
    source, python = place / "python.c", place / "python"
    source.write_text(
        "int Py_BytesMain(int, char **);\nint main(int n, char **words) { return Py_BytesMain(n, words); }\n",
        "utf-8",
    )
    there = f"-Wl,-rpath,{library.parent}"
    subprocess.run([compiler, source, "-o", python, library, there], check=True)  # noqa: S603
    return str(python)


def race(packaged: Program, checkouts: dict[str, Program]) -> None:
    """The window opens its file as soon as from the last of the checkouts: interleaved rounds, medians."""
    programs = [packaged, *checkouts.values()]
    sample = programs[1].folder / "sample.aip"
    rounds = [[program.seconds_to_open(sample) for program in programs] for _ in range(ROUNDS + 1)]
    ours, *theirs = (median(column) for column in zip(*rounds[1:], strict=True))
    print(f"start {ours * 1000:.0f} ms (at most {SLOWEST} x the last of these)")
    for name, seconds in zip(checkouts, theirs, strict=True):
        print(f"    from the checkout, {name} {seconds * 1000:.0f} ms: {ours / seconds:.2f} x")
    wanted(ours / theirs[-1] <= SLOWEST, "it starts too slowly")


def main() -> None:
    """Weigh, try and time the folder named on the command line."""
    folder = Path(sys.argv[1]).resolve()
    name = "aip-desktop.exe" if sys.platform == "win32" else "aip-desktop"
    weigh(folder)
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        module = ["-m", "aip_desktop"]
        packaged = Program([str(folder / name)], place / "packaged")
        checkout = Program([sys.executable, *module], place / "checkout", PYTHONPATH=str(ROOT))
        try_commands(packaged, checkout)
        checkouts = {"by its Python": checkout}
        if python := on_the_library(folder, place):
            paths = os.pathsep.join([str(ROOT), sysconfig.get_path("platlib")])
            home = {"PYTHONHOME": sys.base_prefix, "PYTHONPATH": paths}
            checkouts["by the Python that is packaged"] = Program(
                [python, *module], place / "library", **home
            )
        race(packaged, checkouts)


if __name__ == "__main__":
    main()
