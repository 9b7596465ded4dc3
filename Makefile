# The portal's commands. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup run test test-browser test-search check bench format messages environment dev-environment

# Any Python new enough; requirements/install.py says so in a sentence when there is none.
PYTHON ?= $(or $(shell for python in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; break; }; done),python3)
# Two at most: more would wait for each other's databases.
TEST_PROCESSES ?= $(shell n=$$(getconf _NPROCESSORS_ONLN); echo $$((n < 2 ? n : 2)))
PACKAGES := cms catalog portal search

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name says; do printf '  make %-13s %s\n' "$$name" "$$says"; done

setup: environment ## Environment, database, reference data, demonstration data and accounts
	@.venv/bin/python manage.py set_up

run: environment ## The portal at http://localhost:8000/ (PORT=… for another); sets up first if needed
	@exec .venv/bin/python -m cms.supervisor

test: dev-environment ## Every test that needs no browser, Java or system server
	@.venv/bin/pytest -n $(TEST_PROCESSES) --dist loadgroup

test-browser: dev-environment ## The tests in a real Chromium
	@.venv/bin/pytest -m browser tests/browser -n $(TEST_PROCESSES) --dist loadgroup

test-search: dev-environment ## The tests against search servers (needs Maven)
	@.venv/bin/pytest -m searchserver tests/search

check: dev-environment ## Lint, types, layers, templates, migrations, translations
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/mypy $(PACKAGES)
	@.venv/bin/lint-imports --no-logo
	@.venv/bin/djlint --lint --quiet templates
	@.venv/bin/python manage.py makemigrations --check --dry-run
	@! ls */migrations/*_auto_*.py */*/migrations/*_auto_*.py 2>/dev/null || { echo "Name these migrations for what they do."; exit 1; }
	@.venv/bin/python manage.py translations check

bench: dev-environment ## Measurements as lines of JSON, each with its bar
	@.venv/bin/python -m benchmarks

format: dev-environment ## Put code in order
	@.venv/bin/ruff check --fix --quiet
	@.venv/bin/ruff format

messages: dev-environment ## Bring the catalog of translations up to date with the code (needs gettext)
	@.venv/bin/python manage.py translations extract
	@.venv/bin/python manage.py translations compile

environment:
	@$(PYTHON) requirements/install.py base

dev-environment:
	@$(PYTHON) requirements/install.py base dev
