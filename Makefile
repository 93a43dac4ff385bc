# whyclosed: `make run` shows an answer, `make test` checks everything. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(PYTHON) -m pip --disable-pip-version-check --python $(BIN)/python
SAMPLES := cli/whyclosed/samples
NODE_MODULES := extension/node_modules

# Code and tables are compiled once and not at every start: the tests start the program some hundred times.
unexport PYTHONDONTWRITEBYTECODE

# What cannot be checked on this machine is named; in CI it is a failure.
leave_out = { echo "LEFT OUT: $(1)"; [ "$${CI:-}" != true ]; }

.PHONY: help
help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 20

# ---------------------------------------------------------------------------------------------------- setting up

$(VENV)/locked: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=…")'
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv --without-pip $(VENV)
	@echo "Installing the locked packages into $(VENV) …"
	@$(PIP) install --quiet --require-hashes --requirement requirements.lock
	@touch $@

$(VENV)/installed: $(VENV)/locked pyproject.toml
	@$(PIP) install --quiet --no-deps --no-build-isolation --no-index --editable .
	@touch $@

.PHONY: setup
setup: $(VENV)/installed ## the environment in .venv, from requirements.lock

$(NODE_MODULES)/.package-lock.json: extension/package-lock.json
	@echo "Installing the extension's tools …"
	@cd extension && npm ci --no-progress --loglevel=error
	@touch $@

.PHONY: node-tools
node-tools:
	@if ! command -v npm >/dev/null; then $(call leave_out,the extension's own checks: no npm here (Node 20 or newer)); \
	 else $(MAKE) --no-print-directory $(NODE_MODULES)/.package-lock.json; fi

# Debian's own browsers; installed only by root, and only where they are missing.
.PHONY: browsers
browsers:
	@missing=(); \
	[ -x /usr/bin/chromium ] || missing+=(chromium); \
	[ -x /usr/bin/firefox-esr ] || missing+=(firefox-esr); \
	command -v openssl >/dev/null || missing+=(openssl); \
	[ $${#missing[@]} = 0 ] && exit; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing $${missing[*]} …"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$${missing[@]}" >/dev/null \
	  && exit; \
	fi; \
	$(call leave_out,tests in a browser: missing $${missing[*]} (as root: apt-get install $${missing[*]}))

# ------------------------------------------------------------------------------------------------------ using it

.PHONY: run
run: setup ## read the sample pages and print the answer
	@$(BIN)/whyclosed diagnose $(SAMPLES)/closed-order.html $(SAMPLES)/closed-order-tracking.html \
	  --as-of 2026-11-22T10:00 --tz Europe/Berlin

.PHONY: connect
connect: setup ## join the installed browsers to this program, once
	@$(BIN)/whyclosed setup

.PHONY: serve
serve: setup ## start the program that the browser extension asks
	@$(BIN)/whyclosed serve

.PHONY: extension
extension: setup ## pack the browser extension, one zip file a store
	@$(BIN)/python extension/build.py

.PHONY: release
release: setup ## build what is handed out into dist/: wheel, source, the extension for each store, their checksums
	@rm -rf dist
	@$(BIN)/python -m build --no-isolation --outdir dist . >/dev/null
	@$(BIN)/python extension/build.py dist >/dev/null
	@cd dist && sha256sum * > SHA256SUMS && cat SHA256SUMS

# ------------------------------------------------------------------------------------------------------ checking

.PHONY: test
test: browsers lint test-extension test-python ## all checks and tests

.PHONY: lint
lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

.PHONY: test-extension
test-extension: node-tools
	@! command -v npm >/dev/null || (cd extension && npm run --silent check)

.PHONY: test-python
test-python: setup
	$(BIN)/python -m pytest -q -n 3

.PHONY: fuzz
fuzz: setup ## search for trouble: more examples for every property, damaged pages, and pages changed unseen (an hour; `make fuzz ROUNDS=1`)
	$(BIN)/python -m tests.house.fuzz $(ROUNDS)
	$(BIN)/python -m tests.house.damage
	@$(MAKE) --no-print-directory guided
	$(BIN)/python -m tests.changed --jobs 2

.PHONY: guided
guided: setup ## search for trouble in reading, led by the code that is reached (ten minutes; `make guided SECONDS=60`)
	@if ! $(PIP) install --quiet --no-deps --require-hashes --requirement fuzz.lock; then \
	  $(call leave_out,coverage-guided fuzzing: the package of fuzz.lock is not to be had for this system); \
	 else nice -n 10 $(BIN)/python -m tests.house.guided $(SECONDS); fi

.PHONY: witnesses
witnesses: setup ## how true the invented pages are, and what other programs read that we do not
	$(BIN)/python -m tests.witnesses.figures

.PHONY: measures
measures: setup ## what the world says: claims held, fixtures right, buyers' situations, pages changed unseen (minutes)
	$(BIN)/python -m tests.witnesses.figures
	$(BIN)/whyclosed fixture check
	$(BIN)/python -m tests.rules.stories
	$(BIN)/python -m tests.changed --seeds 1

.PHONY: mutants
mutants: setup ## change the tables of the rules and layouts row by row; the tests must notice
	$(BIN)/python -m tests.house.layout_mutants
	$(BIN)/python -m tests.house.mutants

.PHONY: soak
soak: setup ## twenty minutes of clicks, attacks, kills and restarts; nothing acknowledged may be lost
	$(BIN)/python -m tests.house.measured soak

.PHONY: measured
measured: setup browsers ## run every measurement and write docs/measurements.md anew (an hour; `make measured ONLY="soak decide"`)
	$(BIN)/python -m tests.house.measured $(ONLY)

.PHONY: benchmark
benchmark: setup browsers ## measure speed and memory against the bars (minutes)
	@for name in parse_ratio decide memory startup folder server_load remembered click_to_answer; do $(BIN)/python -m benchmarks.$$name; done

# ---------------------------------------------------------------------------------------------------- maintaining

.PHONY: pictures
pictures: setup ## take the pictures of the extension anew, those for the stores too (needs Chromium)
	$(BIN)/python tests/browser/take_pictures.py --readme
	$(BIN)/python tests/browser/take_store_pictures.py

.PHONY: documents
documents: setup ## write anew what is made: docs/facts.md, docs/rules.md, docs/third-party.md and the picture of the README
	$(BIN)/python docs/make_facts.py
	$(BIN)/python docs/make_rules.py
	$(BIN)/python docs/make_licences.py
	$(BIN)/python docs/make_picture.py

.PHONY: lock
lock: ## choose the versions anew: requirements.lock, fuzz.lock and the extension's package-lock.json
	@$(PYTHON) -m venv --without-pip build/lock
	@$(PYTHON) -m pip --python build/lock/bin/python install --quiet pip-tools
	build/lock/bin/pip-compile --quiet --upgrade --extra server --extra dev --generate-hashes --allow-unsafe \
	  --strip-extras --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
	  --output-file requirements.lock pyproject.toml
	echo 'atheris>=3' | build/lock/bin/pip-compile --quiet --upgrade --generate-hashes --strip-extras --no-header \
	  --no-annotate --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --output-file fuzz.lock -
	cd extension && npm install --package-lock-only --loglevel=error
	cd extension && node -e 'const fs = require("fs"), lock = JSON.parse(fs.readFileSync("package-lock.json")); \
	  Object.values(lock.packages).forEach((one) => delete one.funding); \
	  fs.writeFileSync("package-lock.json", JSON.stringify(lock, null, 2) + "\n")'

.PHONY: clean
clean: ## remove everything that was made here
	rm -rf $(VENV) $(NODE_MODULES) build dist extension/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis \
	  .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
