# Noor's workbench. `make` or `make help` lists what can be done.
#
#   PORT=8000         the port of `make demo` and `make run`
#   NOOR_HOME=.noor   where the private servers and their data are
#   CATALOG=FILE      a .jsonl or .csv catalogue for `make demo`
#
# DATABASE_URL and REDIS_URL, when set, are used instead of private servers.

SHELL := /bin/sh
.DEFAULT_GOAL := help

NOOR_HOME ?= .noor
# Tests run in their crates' folders, so the path must not depend on the folder.
override NOOR_HOME := $(abspath $(NOOR_HOME))
export NOOR_HOME

# The checked-in .sqlx data stands for a database while building.
export SQLX_OFFLINE ?= true

PYTHON ?= python3
CARGO ?= cargo
TARGET := $(or $(CARGO_TARGET_DIR),target)
# The program itself, not cargo: it must be the one that gets Ctrl-C and SIGTERM.
PROGRAM := $(TARGET)/debug/noor

.PHONY: help demo run servers build test check lint docs sql dependencies generated python bench chaos search-eval clean linker

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

demo: servers build ## a shop that talks, at http://localhost:8000/demo (CATALOG=FILE for your own)
	@exec $(PROGRAM) demo $(if $(CATALOG),--catalog '$(CATALOG)')

run: servers build ## Noor as configured, with private servers unless yours are named
	@exec $(PROGRAM) serve

servers: ## fetch the private PostgreSQL and Valkey, if they are needed
	@$(PYTHON) tools/fetch_servers.py

build: linker ## build the program (development profile)
	@$(CARGO) build --package noor

# All servers: the private ones have tests of their own, even if yours are used for the rest.
test: build ## every test, beside private servers that are separate from your data
	@$(PYTHON) tools/fetch_servers.py --all
	@sh tools/need_browser.sh || export NOOR_TESTS_WITHOUT_BROWSER=1; \
	if $(CARGO) nextest --version >/dev/null 2>&1; then runner="nextest run"; else runner=test; fi; \
	exec $(PROGRAM) servers run --test -- $(CARGO) $$runner --workspace

check: lint docs sql dependencies generated python ## everything that needs no running program: what CI asks first

lint: linker
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings

docs: linker
	RUSTDOCFLAGS=-Dwarnings $(CARGO) doc --no-deps --workspace

dependencies:
	@$(PYTHON) tools/check_dependencies.py

sql:
	@if [ -x tools/check_sqlx.sh ]; then tools/check_sqlx.sh; fi

generated:
	@if [ -f tools/demo-shop/generate.py ]; then $(PYTHON) tools/demo-shop/generate.py --check; fi

python:
	@find tools -name '*.py' -exec $(PYTHON) -m py_compile {} +

# Both bring servers of their own, whatever is configured. OPTIONS="--save" keeps a result,
# OPTIONS="--seed 7" repeats a campaign.
bench: linker ## measure speed and size, with an optimized build
	@$(PYTHON) tools/fetch_servers.py --all
	@$(CARGO) build --release --package noor --package noor-sim
	@exec $(TARGET)/release/noor bench $(OPTIONS)

chaos: build ## kill processes at random and see that every customer is answered once
	@$(PYTHON) tools/fetch_servers.py --all
	@exec $(PROGRAM) chaos $(OPTIONS)

# DATA=FOLDER and CATALOG=FILE for judged queries over a catalogue of your own; OPTIONS="--worst 20".
search-eval: servers build ## measure how good the search is, on queries whose results were judged
	@exec $(PROGRAM) search-eval $(if $(DATA),--data '$(DATA)',--data evals/search --queries queries.jsonl) \
		$(if $(CATALOG),--catalog '$(CATALOG)') $(OPTIONS)

clean: ## remove what was built; the data in NOOR_HOME stays
	$(CARGO) clean

linker:
	@sh tools/need_linker.sh
