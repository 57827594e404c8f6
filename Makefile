# Everything a fresh machine needs, from Python 3.12+ and make.
#   make demo      runs the example studies and the world estimate; prints where their reports lie
#   make test      style, types, walls between rooms, and all tests but the slow ones (10 minutes)
#   make slow      tests in a browser, on Spark, and of whole studies (30 minutes)
#   make proof     simulations and mutants, whose tables are committed (hours)
#   make one TEST=tests/files/test_csv.py      a file, a test, or any words for pytest
#   make bench     side-by-side speed runs
#   make hooks     checks before each commit
#   make lock      resolves the lock files anew
#   make bom       the bill of materials of a release, of the lock file alone

SHELL   := /bin/bash
VENV    := .venv
PY      := $(VENV)/bin/python
M87     := $(VENV)/bin/measure87
TOOLS   := .tools
NODE    := tests/node
UV      := $(shell command -v uv 2>/dev/null || echo $(TOOLS)/bin/uv)
PYTHONS := '>=3.12,<3.15'
COMPILE := $(UV) pip compile --universal --python-version 3.12 --generate-hashes \
           --no-emit-index-url --no-header -q

# Two processes; threads of the linear algebra on top of them only get in each other's way.
PYTEST  := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(PY) -m pytest -q

.PHONY: demo test lint types walls quick slow proof one changes bom hooks setup setup-demo system \
        node bench lock clean clean-kernels

demo: setup-demo
	$(PY) examples/run_all.py

test: setup system lint types walls quick

lint: setup
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: setup
	$(VENV)/bin/mypy

walls: setup
	$(VENV)/bin/lint-imports

quick: setup system node
	$(PYTEST) -n 2 --dist loadfile -m "not slow"

slow: setup system node
	$(PYTEST) -n 2 --dist loadfile -m slow

# A validator of JSON Schema and an engine of forms that are not Python's; the tests name what is
# missing otherwise.
node: system $(NODE)/node_modules/.package-lock.json

$(NODE)/node_modules/.package-lock.json: $(NODE)/package-lock.json
	@if command -v npm >/dev/null; then \
	  cd $(NODE) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error; fi

# All studies, or STUDY=name; `FILES=` tries all mutants of these files instead.
proof: setup
ifdef FILES
	$(PY) -m tests.mutation --files $(FILES)
else
	$(PY) -m tests.proof run $(STUDY)
endif

one: setup
	$(PYTEST) $(TEST)

bench: setup
	$(PY) -m benchmarks

# At a release: the fragments of docs/changes become a section of CHANGELOG.md.
changes: setup
	$(VENV)/bin/towncrier build --version $(VERSION)

# At a release: what it is made of, in CycloneDX's form; no question is asked of anybody.
bom: setup
	$(VENV)/bin/cyclonedx-py requirements --pyproject pyproject.toml --mc-type library \
	  --output-reproducible --of JSON -o measure87.cdx.json requirements/core.lock

hooks: setup
	$(VENV)/bin/pre-commit install --hook-type pre-commit --hook-type commit-msg

setup: $(VENV)/.dev
setup-demo: $(VENV)/.demo

$(TOOLS)/bin/uv:
	python3 -m venv $(TOOLS) && $(TOOLS)/bin/pip install -q uv

$(VENV)/bin/python: | $(UV)
	$(UV) venv -q --python $(PYTHONS) $(VENV)

# The core and what the world estimate samples with. The development set holds both, so either
# stamp satisfies the demo.
$(VENV)/.demo: $(VENV)/bin/python requirements/demo.lock pyproject.toml
	@if [ ! -e $(VENV)/.dev ]; then \
	  $(UV) pip sync -q --python $(PY) --require-hashes requirements/demo.lock && \
	  $(UV) pip install -q --python $(PY) --no-deps --no-build-isolation -e . ; fi
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python requirements/dev.lock pyproject.toml
	$(UV) pip sync -q --python $(PY) --require-hashes requirements/dev.lock
	$(UV) pip install -q --python $(PY) --no-deps --no-build-isolation -e .
	@touch $@

# A browser for the report's tests, a Java for Spark's and a Node for schemas', where the system's
# package manager may be used; the tests name what is missing otherwise.
system:
	@bash .ci/system.sh

lock: | $(UV)
	$(COMPILE) pyproject.toml requirements/build.in -o requirements/core.lock
	$(COMPILE) --all-extras pyproject.toml requirements/build.in -o requirements/dev.lock
	$(COMPILE) --extra bayes -c requirements/dev.lock pyproject.toml requirements/build.in \
	  -o requirements/demo.lock
	cd $(NODE) && npm install --package-lock-only --ignore-scripts --no-audit --no-fund
	$(PY) $(NODE)/without_addresses.py

clean:
	rm -rf $(VENV) $(TOOLS) $(NODE)/node_modules .cache .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

# Compiled loops that numba keeps; see CONTRIBUTING.
clean-kernels:
	find src -name '*.nb[ci]' -delete
