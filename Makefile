# The two commands of the README, and the few that make them up. Each does its own set-up and is quick the second time.
#   make run            start everything; prints the address of the web chat
#   make test           the whole suite, as continuous integration runs it
#   make test EXTRAS=ax with torch: the tests of A.X and of the model server too
#   make lock           compile requirements.lock anew after changing pyproject.toml
.PHONY: run test check env lock format
.DEFAULT_GOAL := help

VENV := .venv
EXTRAS ?=
PYTEST ?=

help:
	@sed -n 's/^#   //p' Makefile

run:
	@bash ops/bootstrap.sh
	@$(VENV)/bin/naviyam up

test: check
	@$(VENV)/bin/pytest $(PYTEST)
	@$(VENV)/bin/python -c 'import torch' 2>/dev/null || \
	  echo "Skipped, for want of torch: A.X's training and model, the model server. To run them: make test EXTRAS=ax"

check: env
	@$(VENV)/bin/ruff format --check --quiet .
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-cache
	@$(VENV)/bin/naviyam nlu lint

env:
	@bash ops/bootstrap.sh dev $(EXTRAS)

format:
	@$(VENV)/bin/ruff format .
	@$(VENV)/bin/ruff check --fix .

lock: env
	@bash ops/lock.sh
