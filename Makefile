# Each target installs what it needs first; that takes a moment only when something is missing.
.DEFAULT_GOAL := help
.PHONY: help demo run up down status clean test test-fast lint types bench test-containers \
        test-fresh lock setup setup-test
SHELL := /bin/bash
BIN := .venv/bin
KENDALI := $(BIN)/kendali

help: ## Show this list
	@echo "Kendali. The two to start with: make demo, make test"; echo
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24
	@echo "  .ci/run               Everything that has to pass, as CI runs it"
	@echo; echo "KENDALI_PORT moves the ports (8000), KENDALI_HOME the data (.run)."

demo: setup ## Replay an election night; Ctrl-C stops all of it
	@$(KENDALI) demo $(if $(SPEED),--speed $(SPEED))

run: setup ## Start everything, show its logs; Ctrl-C stops all of it
	@$(KENDALI) run

up: setup ## Start everything in the background, return when ready
	@$(KENDALI) up

down: ## Stop everything; the data stays
	@if [ -x $(KENDALI) ]; then $(KENDALI) down; else echo "Nothing is running."; fi

status: ## Say what runs, and what is wrong
	@if [ -x $(KENDALI) ]; then $(KENDALI) status; else echo "Nothing is installed yet: make run"; exit 1; fi

clean: ## Stop everything and remove its data (.run)
	@if [ -x $(KENDALI) ]; then $(KENDALI) clean; else echo "Nothing to remove."; fi

test: setup-test ## Run all tests but those of the containers, by three workers
	@$(BIN)/pytest -n 3 --tb=short --durations=25 --durations-min=3 --ignore=tests/containers --ignore=tests/bench $(ARGS)

test-fast: setup-test ## Run the tests that need no servers
	@$(BIN)/pytest tests/unit tests/contracts $(ARGS)

test-containers: setup-test ## Build the images, run the system by compose, use it
	@$(BIN)/pytest tests/containers $(ARGS)

test-fresh: setup-test ## Try make demo and make test in a bare Debian (needs root, mmdebstrap)
	@$(BIN)/python -m tests.fresh $(ARGS)

bench: setup-test ## Measure, and print figures beside their floors
	@$(BIN)/python -m tests.bench $(ARGS)

lint: setup-test ## Check style, formatting and who imports whom
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/lint-imports

types: setup-test ## Check the types
	@$(BIN)/mypy

lock: ## Write the lock files anew from pyproject.toml and package.json
	@[ -x $(BIN)/uv ] || $(MAKE) setup-test  # whose npm would refuse a package.json ahead of its lock
	@$(BIN)/uv pip compile -q --universal --generate-hashes pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile -q --universal --generate-hashes --extra test -c requirements.lock \
	    pyproject.toml -o requirements-test.lock
	@npm install --package-lock-only --ignore-scripts

setup: ## Install what is missing to run it
	@deploy/native/install.sh

setup-test: ## Install what is missing to test it
	@deploy/native/install.sh --test
