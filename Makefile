# Everything below makes what it needs: only Python >= 3.11 and make have to be there.
PYTHON ?= python3
VENV := .venv
OLD := .venv-sudachi06
BIN := $(VENV)/bin
AS_ROOT := $(if $(filter 0,$(shell id -u)),,sudo)

.PHONY: demo test test-matrix consumers check lint types data docs bench clean

demo: $(VENV)/.installed
	@echo "── what would be rewritten ──"
	@$(BIN)/entity-resolver normalize --diff examples/*.txt
	@echo; echo "── the normalized text ──"
	@$(BIN)/entity-resolver normalize examples/*.txt
	@echo; echo "── the bilingual glossary ──"
	@$(BIN)/entity-resolver glossary examples/*.txt

test: $(VENV)/.tested
	$(BIN)/python -m pytest

# Both tokenizer generations pass the same tests: SudachiPy 0.7, and 0.6.11 with its dictionary, which is what GiNZA needs.
test-matrix: test $(OLD)/.tested
	KILL_RUNS=1 $(OLD)/bin/python -m pytest

# Real consumers of the export formats: a browser for the report, textlint for prh.yml (their tests skip without them).
consumers: $(VENV)/bin/python
	command -v chromedriver || ($(AS_ROOT) apt-get update -qq && $(AS_ROOT) apt-get install -y -qq chromium chromium-driver fonts-noto-cjk)
	command -v npm || $(AS_ROOT) apt-get install -y -qq nodejs npm
	npm install --silent --no-fund --no-audit --prefix $(VENV) textlint@15 textlint-rule-prh@6

check: lint types data docs

lint: $(VENV)/.dev
	$(BIN)/ruff check src tests benchmarks scripts
	$(BIN)/ruff format --check src tests benchmarks scripts

types: $(VENV)/.dev
	$(BIN)/mypy

data: $(VENV)/.installed
	$(BIN)/entity-resolver lexicon check

docs: $(VENV)/.tested
	$(BIN)/python -m pytest tests/test_docs.py

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/quality.py
	$(BIN)/python benchmarks/speed.py

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	@$(BIN)/python -m compileall -q src
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --group test
	@touch $@

$(VENV)/.dev: $(VENV)/.tested
	$(BIN)/python -m pip install --quiet --group dev
	@touch $@

$(OLD)/.tested: pyproject.toml
	$(PYTHON) -m venv $(OLD)
	$(OLD)/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	$(OLD)/bin/python -m pip install --quiet --editable . "sudachipy==0.6.11" "sudachidict-core==20260723"
	$(OLD)/bin/python -m pip install --quiet --group test
	@touch $@

clean:
	rm -rf $(VENV) $(OLD) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
