# 信诺 Xinnuo. The two commands are `make run` and `make test`; everything else is a part of them.
PYTHON  ?= python3
PROFILE ?= heping
PORT    ?= 8000
DEMO    ?= 1
BIN      = .venv/bin
FLASK    = $(BIN)/flask --app portal
export PROFILE PORT DEMO

.PHONY: run setup test lint bench bench-figures
.DEFAULT_GOAL := run

run: setup
	@exec $(BIN)/python -m portal.serve

setup: .venv/installed
	@$(FLASK) setup

test: .venv/tested
	@$(BIN)/python -m tests.run

lint: .venv/tested
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

bench: .venv/tested
	@$(BIN)/python -m tests.benchmark
	@$(BIN)/python -m tests.benchmark_public

bench-figures: .venv/tested
	@$(BIN)/python -m tests.benchmark_figures

.venv/installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/tested: .venv/installed tests/requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/requirements.txt
	@touch $@
