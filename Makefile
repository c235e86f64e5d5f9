# Needs make, a C compiler and Python 3.12 or newer. Everything else is installed into .venv: what running the model takes
# from requirements.lock, what studies, tests and style take besides from requirements-dev.lock.

SHELL := /bin/bash
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
# Marks: the model runs, the pages have their browser files, everything is there.
RUNS := $(VENV)/.runs
PAGES := $(VENV)/.pages
READY := $(VENV)/.ready
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check
# EoN is published as source only; everything else must come as a wheel.
INSTALL := $(PIP) install --no-deps --no-compile --require-hashes --only-binary :all: --no-binary eon

# What pages need in the browser comes from npm or, where that fails, from a Python package that is fifty times as large.
# Without either everything but the pages works.
BUILD_ASSETS = $(BIN)/python tools/build_assets.py \
	|| { echo "Installing the Python package solara-assets for its files, as npm did not help"; \
	$(PIP) install --no-deps solara-assets==1.58.1 && $(BIN)/python tools/build_assets.py --from-python; } \
	|| echo "The classroom app lacks its browser files: run make assets once the network is there" >&2

# The first interpreter that is new enough; `python3` comes first so that pyenv's .python-version decides where there is one.
FIND_PYTHON = for python in python3 python3.12 python3.13 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1 && { command -v "$$python"; break; }; \
	done

.PHONY: help setup demo test stories mutants lint format bench app assets lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## Install everything into .venv (done by itself before the others)

$(RUNS): requirements.lock pyproject.toml
	@python="$$($(FIND_PYTHON))"; \
	[ -n "$$python" ] || { echo "govsim needs Python 3.12 or newer, and found none. With pyenv: pyenv install 3.12" >&2; exit 1; }; \
	echo "Installing into $(VENV) with $$("$$python" --version), a minute the first time"; \
	"$$python" -m venv $(VENV)
	@$(INSTALL) -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(PAGES): $(RUNS)
	@$(BUILD_ASSETS)
	@touch $@

$(READY): $(PAGES) requirements-dev.lock
	@echo "Installing what studies and tests need into $(VENV), a minute the first time"
	@$(INSTALL) -r requirements-dev.lock
	@touch $@

assets: $(RUNS) ## Fetch what the web page needs in the browser anew (done by setup)
	@$(BUILD_ASSETS)

demo: $(RUNS) ## Compare county-level and municipal-level resolution in Lanzhou (results/lanzhou)
	@$(BIN)/govsim compare scenarios/lanzhou.yaml --out results/lanzhou

test: $(READY) ## Run the tests (make test ARGS="tests/commands -x" for some of them)
# Compiled once here; otherwise every process of the tests would compile the same kernels.
	@$(BIN)/python -c 'from govsim.experiment.warm import compile_once; compile_once()'
	@$(BIN)/pytest --numprocesses logical --maxprocesses 4 --dist worksteal $(ARGS)

stories: $(READY) ## Hold every lever to its effect and its cost in the shipped stories, a quarter of an hour
	@$(BIN)/python -c 'from govsim.experiment.warm import compile_once; compile_once()'
	@$(BIN)/pytest --numprocesses logical --maxprocesses 4 --dist worksteal -m "story or not story" tests/levers/test_stories.py $(ARGS)

mutants: $(READY) ## Break the rules one by one and see whether a test notices (make mutants ARGS="--sample 150")
	@$(BIN)/python tools/mutants $(ARGS)

lint: $(READY) ## Check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(READY) ## Format the code and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY) ## Time the model against itself and its peers
	@$(BIN)/python -m benchmarks

app: $(PAGES) ## Serve the classroom app on this machine (make app ARGS="--lan" for a class)
	@$(BIN)/govsim app $(ARGS)

lock: UPGRADE ?= --upgrade
lock: COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.12 --group editable --generate-hashes \
	--no-emit-index-url --no-header --no-annotate
lock: $(READY) ## Choose the newest versions that pyproject.toml allows and write both locks
# Everything is chosen together first, so that one version of a package serves both locks.
	@$(COMPILE) $(UPGRADE) --extra dask --extra studies --extra dev --output-file requirements-dev.lock pyproject.toml
	@$(COMPILE) --constraints requirements-dev.lock --output-file requirements.lock pyproject.toml

clean: ## Remove .venv, results and everything generated
	@rm -rf $(VENV) build dist results src/govsim/app/static .mypy_cache .pytest_cache .ruff_cache .grimp_cache .hypothesis .import_linter_cache
	@find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
