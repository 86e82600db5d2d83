# Two commands do all that is needed: `make run` and `make test`. Each sets up what is missing first.
.POSIX:
.PHONY: help run test check check-paper lint bench package lock clean setup setup-run

py = .venv/bin/python
tests = tests

help:
	@echo "make run      set up, and open the window on the sample"
	@echo "make test     set up, and run the tests (one part of them: make test tests=tests/ui)"
	@echo "make check    style, types, architecture and tests"
	@echo "make check-paper  the veraPDF engine on a paper of each kind (needs Java 17 with its compiler)"
	@echo "make lint     the same without the tests"
	@echo "make bench    measure against the bounds we hold ourselves to"
	@echo "make prove    prove the file: merges, kills, power cuts, harmful files (some hours; one: see its page in docs)"
	@echo "make package  build the program as a folder in dist/, and try it"
	@echo "make lock     choose the releases of all requirements anew"
	@echo "make clean    remove all that was made, .venv too"

setup-run:
	@packaging/setup.sh run

setup:
	@packaging/setup.sh dev

run: setup-run
	@packaging/run.sh

# Two workers are enough for the suite, and kind to a laptop.
test: setup
	@QT_QPA_PLATFORM=offscreen $(py) -m pytest -n 2 --dist worksteal $(tests)

lint: setup
	@$(py) -m ruff check .
	@$(py) -m ruff format --check .
	@$(py) -m mypy
	@env AIP_CHECK_REACH=1 $(py) -m pytest tests/test_architecture.py tests/test_house_rules.py tests/test_reach_of_records.py

check: lint test

check-paper: setup
	@java --list-modules 2>/dev/null | grep -q jdk.compiler || { echo "Install openjdk-17-jdk-headless first"; exit 1; }
	@AIP_CHECK_PAPER=1 QT_QPA_PLATFORM=offscreen $(py) -m pytest -n 2 tests/paperwork/test_engine.py

bench: setup
	@failed=0; for one in start file paper verify; do echo "== $$one"; $(py) -m benchmarks.$$one || failed=1; done; exit $$failed

prove: setup
	@$(py) -m proofs.run

# Without the columns of every instruction, which only the carets of a traceback need: 2.6 MB less.
package:
	@packaging/setup.sh package
	@PYTHONNODEBUGRANGES=1 $(py) -m PyInstaller --noconfirm --clean --log-level ERROR --distpath dist --workpath build build.spec
	@$(py) packaging/smoke.py dist/aip-desktop

lock:
	@packaging/setup.sh run
	@$(py) -m venv build/lock
	@build/lock/bin/python -m pip install --quiet --disable-pip-version-check pip-tools
	@build/lock/bin/python packaging/lock.py

clean:
	rm -rf .venv build dist out .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
