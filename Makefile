# The everyday commands. A clean clone needs git, make and Python 3.11 or newer; everything else goes into .venv.

PYTHON ?= python3.13 python3.12 python3.11 python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

.PHONY: help demo test test-postgresql test-devices lint bench fuzz soak lock clean

help:  ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(VENV)/run.stamp  ## open the demo hub (without a terminal: play its day and print the closing statement)
	@$(BIN)/hubops demo

test: $(VENV)/dev.stamp  ## run all tests
	$(BIN)/python -m pytest -n auto --dist worksteal

test-postgresql: $(VENV)/dev.stamp  ## run the tests of the core, the dialogues, jobs, imports and whole days on PostgreSQL
	HUBOPS_TEST_DATABASE=postgresql $(BIN)/python -m pytest -n auto --dist worksteal -m "not sqlite_only" \
		tests/model tests/store tests/operations tests/queries tests/flows tests/jobs tests/exchange \
		tests/day/test_properties.py tests/day/test_order_properties.py

test-devices: $(VENV)/dev.stamp  ## run the device tests against independent programs, those that can be had here
	@$(BIN)/python tests/peers/installed.py
	$(BIN)/python -m pytest -n 0 -m peers -rs tests/peers

lint: $(VENV)/dev.stamp  ## check style, types, import contracts and the message catalogues
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest -n 0 tests/test_messages.py

bench: $(VENV)/dev.stamp  ## measure scan-to-commit, bytes-to-repaint and -prompt, the scale parsers, the label composer
	$(BIN)/python -m benchmarks.scan_to_commit
	$(BIN)/python -m benchmarks.repaint
	$(BIN)/python -m benchmarks.prompt_latency
	$(BIN)/python -m benchmarks.parsers
	$(BIN)/python -m benchmarks.labels

fuzz: $(VENV)/dev.stamp  ## throw STREAMS (1,000,000) damaged byte streams at every parser, some fifteen minutes on two cores
	$(BIN)/python -m benchmarks.fuzz_scales --streams $(or $(STREAMS),1000000)
	$(BIN)/python -m benchmarks.fuzz_scanners --streams $(or $(STREAMS),1000000)

bench-full: $(VENV)/dev.stamp  ## measure scan-to-commit in a hub with a million lines of history (8 GB of disk), play a quarter with faults
	$(BIN)/python -m benchmarks.scan_to_commit --history 1000000 --rounds 2
	$(BIN)/python -m benchmarks.order_import
	$(BIN)/python -m benchmarks.quarter
	$(BIN)/python -m benchmarks.where

soak: $(VENV)/dev.stamp  ## kill the worker while it prints and sends, and scan SCANS times (100,000) at the terminal, over an hour
	$(BIN)/python -m benchmarks.killed_worker
	$(BIN)/python -m benchmarks.killed_outbox
	$(BIN)/python -m benchmarks.endurance --scans $(or $(SCANS),100000)

# The build backend of pyproject.toml is locked too, so that installing hubops itself fetches nothing unchecked.
lock: $(BIN)/pip  ## write both lock files anew from pyproject.toml (UPGRADE=1: to the newest versions)
	$(INSTALL) uv
	printf 'hatchling\neditables\n' | $(COMPILE) --output-file requirements.lock pyproject.toml -
	printf 'hatchling\neditables\n' | $(COMPILE) --group dev --constraints requirements.lock \
		--output-file requirements-dev.lock pyproject.toml -

clean:  ## remove .venv, the demo hub and everything that was built
	rm -rf $(VENV) .peers hubops-demo build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find hubops tests benchmarks -name __pycache__ -prune -exec rm -rf {} +

# A version manager may put commands on the path that don't run, so each candidate is asked.
$(BIN)/pip:
	@for python in $(PYTHON); do \
		if "$$python" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Making $(VENV) with $$python"; exec "$$python" -m venv $(VENV); \
		fi; \
	done; \
	echo "hubops needs Python 3.11 or newer with its venv module; none of these is: $(PYTHON)." >&2; \
	echo "Install one, or name one you have: make $(firstword $(MAKECMDGOALS)) PYTHON=/path/to/python3.12" >&2; \
	exit 1

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(BIN)/pip
	@echo "Installing the locked packages into $(VENV) (only when they have changed)"
	@$(INSTALL) --require-hashes --requirement requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock pyproject.toml | $(BIN)/pip
	@echo "Installing the locked packages and tools into $(VENV) (only when they have changed)"
	@$(INSTALL) --require-hashes --requirement requirements-dev.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/run.stamp
