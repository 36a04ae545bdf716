# What people do with Teplofon. Every target does its own set-up; a second run starts in seconds.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test check talk run bench prompts lock clean
TEPLOFON := .venv/bin/teplofon
RUFF := .venv/bin/ruff
SOFTPHONE := operator_console/static/build/softphone.js
DEMO := TEPLOFON_HOME=var/demo

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: .venv/run $(SOFTPHONE) ## Make a real call to a real Asterisk, then stay up (ONCE=1 ends after the call)
	@$(DEMO) $(TEPLOFON) demo $(if $(ONCE),--once)

test: .venv/dev $(SOFTPHONE) ## Everything that must hold, real parts included
	@$(TEPLOFON) asterisk install
	@$(TEPLOFON) prompts build
	@.venv/bin/python -m config.browser
	@bash tests/run.sh $(ARGS)

check: .venv/dev ## Fast: lint, types, import rules, pure tests
	@$(RUFF) check --config config/ruff.toml .
	@$(RUFF) format --config config/ruff.toml --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@.venv/bin/pytest -n 2 -q -m "not asterisk and not postgres and not slow" $(ARGS)

talk: .venv/run ## Hold a dialogue in this terminal (ARGS="--transcript FILE" keeps it)
	@$(DEMO) $(TEPLOFON) talk $(ARGS)

run: .venv/run $(SOFTPHONE) ## The hotline as in production, with the settings of the environment
	@$(TEPLOFON) run

bench: .venv/dev $(SOFTPHONE) ## Speed, as ratios against something named
	@.venv/bin/python -m tests.bench $(ARGS)

lock: ## Renew the lock files; needs uv
	uv pip compile setup.cfg --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --upgrade -q -o requirements.lock
	uv pip compile setup.cfg --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --upgrade -q -o requirements-dev.lock

clean: ## Remove what was made here; what is kept in the cache stays
	rm -rf .venv var operator_console/static/build *.egg-info .mypy_cache .ruff_cache .import_linter_cache

# node and npm are found or fetched; what npm has is kept in the cache.
$(SOFTPHONE): $(wildcard operator_console/static_src/*.js) operator_console/build.py \
		operator_console/package.json operator_console/package-lock.json operator_console/.npmrc | .venv/run
	@.venv/bin/python -m operator_console.build

.venv/run: requirements.lock setup.cfg config/setup.sh
	@bash config/setup.sh requirements.lock
	@touch $@

.venv/dev: requirements-dev.lock setup.cfg config/setup.sh
	@bash config/setup.sh requirements-dev.lock
	@touch $@ .venv/run
