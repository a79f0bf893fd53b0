# make run    install mcba into .venv and draw the worlds of the first study
# make quick  before every commit, in two minutes: format, lint, types and the fast tests
# make test   everything that must hold: format, lint, types, tests
# make slow   the tests that `make quick` leaves out
# make docs   documentation: examples that run, docstrings, words, pages of the studies, the README
# make studies  run every study that comes with mcba, and draw its figures
# make notebooks  execute the notebooks of examples, and write what they show
# make bench  speed, accuracy, memory and start-up, as ratios in one run
# make coverage-of-errors  coverage and size of every stated error, to docs/how-it-works/errors.md
# make reference  answer the reference cases, and write docs/how-it-works/reference-cases.md
# make mutation  change the modules that make the numbers, a line at a time: do the tests see it? (hours)
# make browser  the living page in a browser and its types: needs Node 20 or later and Chromium
# make lock   renew requirements.lock

PYTHON ?= python3
BIN = .venv/bin
READY = .venv/ready
DOCUMENTATION = tests/house/test_docstrings.py tests/house/test_package.py tests/house/test_words.py tests/studies/test_readmes.py

.PHONY: run check quick test slow docs studies notebooks bench coverage-of-errors mutation lock reference browser

run: $(READY)
	$(BIN)/mcba run studies/schilderswijk-moeders --out out/schilderswijk-moeders

quick: check
	$(BIN)/pytest -n 2 -m "not slow" tests

test: check
	$(BIN)/pytest -n 2

slow: $(READY)
	$(BIN)/pytest -n 2 -m slow tests

docs: $(READY)
	$(BIN)/pytest -n 2 mcba $(DOCUMENTATION)

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

studies: $(READY)
	for study in studies/*/; do \
		$(BIN)/mcba run $$study --out out/$$(basename $$study) > /dev/null && $(BIN)/mcba figures $$study || exit 1; \
	done

notebooks: $(READY)
	$(BIN)/python -m tests.examples.notebooks

bench: $(READY)
	mkdir -p out
	$(BIN)/python tests/benchmarks/bench.py out/bench.json

coverage-of-errors: $(READY)
	$(BIN)/python tests/benchmarks/errors.py --page docs/how-it-works/errors.md

reference: $(READY)
	$(BIN)/python -m tests.reference.reference_table

mutation: $(READY)
	nice -n 19 $(BIN)/python tests/benchmarks/mutation.py $(MODULES)

browser: $(READY)
	@command -v node npm > /dev/null || { echo "needs Node 20 or later: Debian's nodejs and npm, or nodejs.org"; exit 1; }
	@command -v chromium > /dev/null || { echo "needs Chromium: apt install chromium"; exit 1; }
	cd tests/browser && npm ci --no-audit --no-fund
	$(BIN)/pytest -n 0 -rs tests/browser

lock: $(READY)
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --output-file requirements.lock

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	# The lock is complete, so nothing is resolved anew: older pips take a newer release for a package that is wanted with
	# an extra (`coverage[toml]`), and then refuse it for having no hash.
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(READY)
