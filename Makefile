PYTHON ?= python3
VENV := .venv
# Which tests: .ci/run takes the slow ones, and those in a browser, as well.
MARKS ?= not slow and not browser
BIN := $(VENV)/bin

.PHONY: run test lint bench bench-large

run: $(VENV)/.installed
	$(BIN)/merkbar demo

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto --dist loadfile -m "$(MARKS)"

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/isort --check-only labels catalog importers web tests data wsgi.py
	$(BIN)/mypy

bench: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet -e ".[bench]"
	$(BIN)/python -m tests.benchmarks

bench-large: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet -e ".[bench]"
	$(BIN)/python -m tests.benchmarks large

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: setup.cfg pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

$(VENV)/.installed-dev: setup.cfg pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	touch $@ $(VENV)/.installed
