# What people and CI run. `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
export CHROMIUM
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: help
help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

# Set-up writes its stamp last: an interrupted install is done again.
$(VENV)/site.stamp: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; say which with: make site PYTHON=/path/to/python3" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/test.stamp: requirements-test.lock $(VENV)/site.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	@touch $@

.PHONY: site
site: $(VENV)/site.stamp  ## set up, check every record, build the site into site/
	@$(BIN)/python scripts/build.py

.PHONY: serve
serve: $(VENV)/site.stamp  ## preview on http://127.0.0.1:8000/, rebuilt on every change
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs serve --livereload --dirty

.PHONY: pages
pages: $(VENV)/site.stamp  ## write every page as plain Markdown into pages/, for another engine (docs/engine.md)
	@rm -rf pages
	@$(BIN)/python scripts/write_pages.py pages

.PHONY: handbook
handbook: $(VENV)/test.stamp  ## make a PDF of all techniques: dist/handbook.pdf (needs Chromium)
	@scripts/find-browser.sh
	@$(BIN)/python scripts/make_handbook.py dist/handbook.pdf

.PHONY: offline
offline: site  ## build the site and pack it into dist/, to be read without a connection
	@$(BIN)/python scripts/offline.py

.PHONY: archive
archive: site handbook  ## write what a release keeps into dist/: offline edition, PDF, data, checksums
	@$(BIN)/python scripts/archive.py

.PHONY: check
check: $(VENV)/site.stamp  ## check every record and reference, without building
	@$(BIN)/python scripts/check.py

.PHONY: test
test: $(VENV)/test.stamp  ## set up, then lint, types, layers, and every test (browser tests included)
	@scripts/find-browser.sh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

.PHONY: likeness
likeness: $(VENV)/site.stamp  ## how often similar activities are judged right, against labelled pairs
	@$(BIN)/python scripts/likeness.py --wrong

# What the site is compared with is installed beside it, never into it.
BENCH := .cache/bench-venv
SIZES ?= 100 1000 10000

$(BENCH)/stamp: benchmarks/requirements.lock $(VENV)/test.stamp
	test -x $(BENCH)/bin/python || $(BIN)/python -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r benchmarks/requirements.lock
	@touch $@

.PHONY: bench
bench: $(BENCH)/stamp  ## measure builds against MkDocs and mkdocs-bibtex, by size: make bench SIZES=100
	@scripts/find-browser.sh
	$(BIN)/python -m benchmarks.run $(SIZES)
	@$(BIN)/python -m benchmarks.report

.PHONY: bench-report
bench-report: $(BENCH)/stamp  ## write what was measured last into docs/benchmarks.md and docs/growth.md
	@$(BIN)/python -m benchmarks.report --publish

.PHONY: bench-page
bench-page: $(VENV)/test.stamp  ## let Lighthouse look at five kinds of page of site/ (needs npm)
	@scripts/find-browser.sh
	@mkdir -p .cache/bench-npm
	@cp benchmarks/lighthouse/package.json benchmarks/lighthouse/package-lock.json .cache/bench-npm/
	npm ci --prefix .cache/bench-npm --no-audit --no-fund --ignore-scripts --silent
	@$(BIN)/python -m benchmarks.lighthouse_run

.PHONY: bench-shards
bench-shards: $(VENV)/test.stamp  ## build in two shares, join them, search both: make bench-shards SIZES=1000
	@for size in $(SIZES); do $(BIN)/python -m benchmarks.shards $$size || exit 1; done

.PHONY: fuzz
fuzz: $(VENV)/test.stamp  ## read 100,000 wild inputs: no traceback may come of any
	@$(BIN)/python scripts/fuzz.py

.PHONY: golden
golden: $(VENV)/test.stamp  ## write the golden pages of the tests anew, to be read in the diff
	$(BIN)/python -m pytest tests/test_golden_pages.py --renew-golden -n 0

.PHONY: forms
forms: $(VENV)/site.stamp  ## write issue forms and editors' schemas anew, from the models and the vocabulary
	@$(BIN)/python scripts/generate.py

.PHONY: messages
messages: $(VENV)/site.stamp  ## gather what the site says to readers, for translators (docs/translate.md)
	@$(BIN)/python scripts/messages.py

.PHONY: lock
lock:  ## renew the lock files from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-annotate pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-annotate pyproject.toml --group test -o requirements-test.lock
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-annotate benchmarks/requirements.in -o benchmarks/requirements.lock

.PHONY: clean
clean:  ## remove what was built and cached (the records stay)
	rm -rf site .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis
