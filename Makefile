# Everything a fresh machine needs, from Python 3.12+ and make.
#   make demo      runs the example studies and the world estimate; prints where their reports lie
#   make test      all checks: style, types, walls between rooms, tests
#   make bench     side-by-side speed runs (long; not part of make test)
#   make lock      resolves the lock files anew

SHELL   := /bin/bash
VENV    := .venv
PY      := $(VENV)/bin/python
M87     := $(VENV)/bin/measure87
TOOLS   := .tools
UV      := $(shell command -v uv 2>/dev/null || echo $(TOOLS)/bin/uv)
PYTHONS := '>=3.12,<3.15'
COMPILE := $(UV) pip compile --universal --python-version 3.12 --generate-hashes \
           --no-emit-index-url --no-header -q

.PHONY: clean-kernels demo test lint types walls unit setup setup-demo system bench recovery lock clean

demo: setup-demo
	$(PY) examples/run_all.py

test: setup system lint types walls unit

lint: setup
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: setup
	$(VENV)/bin/mypy

walls: setup
	$(VENV)/bin/lint-imports

# Two processes; threads of the linear algebra on top of them only get in each other's way.
unit: setup
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(PY) -m pytest -q -n 2 --dist loadgroup

bench: setup
	$(PY) -m benchmarks

recovery: setup
	$(PY) -m tests.recovery
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(PY) -m tests.recovery.lists
	$(PY) -m tests.recovery.worlds --worlds 12

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

# A browser for the report's tests and a Java for Spark's, where the system's
# package manager may be used; the tests name what is missing otherwise.
system:
	@bash .ci/system.sh

lock: | $(UV)
	$(COMPILE) pyproject.toml requirements/build.in -o requirements/core.lock
	$(COMPILE) --all-extras pyproject.toml requirements/build.in -o requirements/dev.lock
	$(COMPILE) --extra bayes -c requirements/dev.lock pyproject.toml requirements/build.in \
	  -o requirements/demo.lock

clean:
	rm -rf $(VENV) $(TOOLS) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

# Compiled loops that numba keeps; see CONTRIBUTING.
clean-kernels:
	find src -name '*.nb[ci]' -delete
