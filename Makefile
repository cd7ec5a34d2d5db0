# Everything runs in .venv, which the first target that needs it makes. Works with GNU make 3.81 and later.
PYTHON ?= python3
WORKERS ?= 1
BIN := .venv/bin
READY := .venv/.ready
BEGAN := $(shell date +%s)
# uv from PATH, else the one that is put into .venv.
UV := $(shell command -v uv 2>/dev/null || echo $(BIN)/uv)

.DEFAULT_GOAL := help
.PHONY: help run demo test lint clean

help: ## Say what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' Makefile

run: $(READY) ## Start everything here and serve; the first start shows a tour with sample footage
	@$(BIN)/python -m devstack run --began $(BEGAN) --workers $(WORKERS)

demo: $(READY) ## Take your own video through the same tour: make demo VIDEO=path.mp4
	@test -n "$(VIDEO)" || { echo "Say which video: make demo VIDEO=path.mp4" >&2; exit 2; }
	@$(BIN)/python -m devstack demo --began $(BEGAN) --workers $(WORKERS) "$(VIDEO)"

test: $(READY) ## Run the tests, with the real services (make test ARGS=tests/domain for some)
	$(BIN)/pytest -n 2 --dist worksteal $(ARGS)

lint: $(READY) ## Check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports

clean: ## Remove the state (footage, database, keys), the environment and the caches
	@if [ -x $(BIN)/python ] && [ -d "$${WATCHGRAPH_STATE:-.watchgraph}" ]; then $(BIN)/python -m devstack clean; fi
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The lock names the public index. Where the environment names another, uv holds the lock for outdated; so the locked
# versions are then installed, hashes checked, from the index that the environment names.
$(READY): pyproject.toml uv.lock
	@$(if $(wildcard $(UV)),,$(MAKE_UV))
ifeq ($(UV_DEFAULT_INDEX)$(UV_INDEX_URL),)
	@$(UV) sync --locked --quiet
else
	@test -f .venv/pyvenv.cfg || $(UV) venv --quiet .venv
	@$(UV) export --frozen --quiet --no-emit-project --output-file .venv/locked.txt
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes --requirement .venv/locked.txt
endif
	@touch $@

# With the interpreter's own pip, or with that of the machine when venv cannot bring one (Debian without python3-venv).
define MAKE_UV
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
  || { echo "Watchgraph needs Python 3.11 or later: install it, or say where it is with make PYTHON=..." >&2; exit 1; }; \
echo "Preparing .venv: about 400 MB are downloaded, once."; \
{ $(PYTHON) -m venv --clear .venv >/dev/null 2>&1 && $(BIN)/python -m pip install --quiet uv; } \
  || { $(PYTHON) -m venv --clear --without-pip .venv >/dev/null 2>&1 \
       && $(PYTHON) -m pip --python $(BIN)/python install --quiet uv; } \
  || { rm -rf .venv; echo "Python can make no environment here: apt-get install python3-venv (or install uv), then try again." >&2; exit 1; }
endef
