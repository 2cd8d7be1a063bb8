# Perennial needs Python 3.11 or newer and make, nothing else.
#   make demo   a running product with a sample company in it     make serve  the same, empty
#   make test   every test, on SQLite, PostgreSQL and in Chromium make lint   style, types, imports, templates
# PORT (8000), HOST (127.0.0.1) and PERENNIAL_HOME (./var) are honoured.

SHELL := /bin/sh
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-input
CATALOGUES := $(wildcard src/perennial/locale/*/LC_MESSAGES/*.po)
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)

.PHONY: demo serve test lint clean lock
.DEFAULT_GOAL := demo

demo: .venv/.demo
	@$(BIN)/perennial demo --no-serve
	@exec $(BIN)/perennial serve

serve: .venv/.run
	@exec $(BIN)/perennial serve

test: .venv/.dev
	@$(BIN)/python tools/run_tests.py

lint: .venv/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet src
	$(BIN)/python tools/check_generated.py

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Perennial needs Python 3.11 or newer; none was found. Name one: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "This Python cannot make environments (on Debian: apt-get install python3-venv)."; exit 1; }

# each stamp is renewed when what it was made from changes
.venv/.run: requirements/run.lock requirements/build.lock pyproject.toml hatch_build.py $(CATALOGUES) | .venv/bin/python
	@echo "Installing Perennial (once) …"
	@$(PIP) --no-deps --require-hashes -r requirements/run.lock -r requirements/build.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.demo: requirements/demo.lock .venv/.run
	@$(PIP) --no-deps --require-hashes -r requirements/demo.lock
	@touch $@

.venv/.dev: requirements/dev.lock .venv/.demo
	@echo "Installing what the tests need (once) …"
	@$(PIP) --no-deps --require-hashes -r requirements/dev.lock
	@touch $@

# new versions of everything, with hashes; needs uv in the environment (pip install uv)
lock: .venv/.dev
	$(BIN)/python -m uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q pyproject.toml -o requirements/run.lock
	$(BIN)/python -m uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q --no-annotate requirements/build.in -o requirements/build.lock
	$(BIN)/python -m uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q --no-annotate --no-deps requirements/demo.in -o requirements/demo.lock
	$(BIN)/python -m uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q --extra dev -c requirements/run.lock pyproject.toml -o requirements/dev.lock
