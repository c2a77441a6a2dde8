# The commands of the house. `make` alone lists them.
SHELL := /bin/bash
PORT ?= 8000
PYTHON ?= python3.11
BIN := .venv/bin
export PATH := $(CURDIR)/.venv/bin:$(PATH)
# Half of every start is compiling where bytecode is not kept.
unexport PYTHONDONTWRITEBYTECODE
export ORIGINALS ?= $(wildcard ../shared/seeds)

.DEFAULT_GOAL := help
.PHONY: help install run test check fix bench map lock catalogues clean browser

help: ## list these commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-11s %s\n", $$1, $$2}'

.venv/ready: requirements/run.lock requirements/uv.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Missing: $(PYTHON). On Debian 12: apt-get install make python3.11 python3.11-venv"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Missing: venv of $(PYTHON). On Debian 12: apt-get install python3.11-venv"; exit 1; }
	@echo "[1/3] virtual environment .venv"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip --disable-pip-version-check install --quiet --require-hashes -r requirements/uv.lock
	@echo "[2/3] packages, each checked against its hash"
	@$(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r requirements/run.lock
	@echo "[3/3] the ungis command"
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/ready-dev: .venv/ready requirements/dev.lock
	@echo "packages for tests and checks"
	@$(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r requirements/dev.lock
	@touch $@

install: .venv/ready ## make .venv with everything the product needs, and the ungis command

run: .venv/ready ## install, prepare the database, load the record, serve on http://127.0.0.1:$PORT/
	@DEBUG=$${DEBUG-1} PORT=$(PORT) BASE_URL=$${BASE_URL-http://127.0.0.1:$(PORT)} $(BIN)/ungis serve --prepare --cast $(if $(ORIGINALS),--files $(ORIGINALS))

browser:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; } \
	  || echo "No Chromium: journeys in a browser will be skipped. On Debian: apt-get install chromium"

test: export DEBUG = 1
test: export UNGIS_ORIGINALS = $(abspath $(ORIGINALS))
test: .venv/ready-dev browser ## the whole suite on SQLite and on PostgreSQL side by side, with journeys in Chromium
	@mkdir -p var/postgresql
	@echo "== SQLite, with journeys; PostgreSQL runs beside it, and what it says follows at the end"
	@UNGIS_VAR=$(CURDIR)/var/postgresql $(BIN)/python tests/postgresql.py $(BIN)/pytest -m "not journey" $(TESTS) \
	  >var/postgresql/tests.log 2>&1 & beside=$$!; \
	  env -u DATABASE_URL $(BIN)/pytest $(TESTS); code=$$?; \
	  wait $$beside || code=$$?; \
	  echo "== PostgreSQL"; cat var/postgresql/tests.log; exit $$code

check: .venv/ready-dev ## lint, templates, types, import contracts, migrations, deployment settings, map
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djade --check --target-version 5.2 $$(git ls-files '*.html')
	$(BIN)/lint-imports --no-cache
	DEBUG=1 $(BIN)/mypy
	DEBUG=1 $(BIN)/ungis makemigrations --check --dry-run
	DEBUG=1 $(BIN)/ungis catalogues --check
	DEBUG=1 $(BIN)/ungis map --check
	SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))') ALLOWED_HOSTS=example.org BASE_URL=https://example.org \
	  DEBUG=0 $(BIN)/ungis check --deploy --fail-level WARNING

fix: .venv/ready-dev ## put code and templates into the house's form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djade --target-version 5.2 $$(git ls-files '*.html')

bench: .venv/ready-dev ## cost of the pages, beside a plain Django page and a bare hello, in one run
	DEBUG=1 $(BIN)/python bench/pages.py
	$(BIN)/python bench/alignment.py
	$(BIN)/python bench/search.py
	$(BIN)/python bench/duplicates.py
	DEBUG=1 $(BIN)/python bench/mappings.py
	DEBUG=1 $(BIN)/python bench/coverage.py
	DEBUG=1 $(BIN)/python bench/drafting.py

map: .venv/ready ## write docs/map.md anew
	DEBUG=1 $(BIN)/ungis map

catalogues: .venv/ready ## gather the strings of the interface into the six catalogues
	DEBUG=1 $(BIN)/ungis catalogues

UV_COMPILE = $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11 \
  --exclude-newer "$$(date -u -d '7 days ago' +%F)"
lock: .venv/ready ## resolve the dependencies anew, seven days behind the newest
	$(UV_COMPILE) --upgrade pyproject.toml requirements/build.in -o requirements/run.lock
	$(UV_COMPILE) --upgrade pyproject.toml requirements/build.in --group dev -o requirements/dev.lock
	echo uv | $(UV_COMPILE) --upgrade - -o requirements/uv.lock

clean: ## remove the environment and everything made by running, the database too
	rm -rf .venv var
