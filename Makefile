# Everything a fresh machine needs, from Python 3.12+ and make. Without make: `python -m tasks`,
# whose names are the same; what each does stands in the folder `tasks`.
#   make demo      runs the example studies and the world estimate; prints where their reports lie
#   make test      style, types, walls between rooms, and all tests but the slow ones (10 minutes)
#   make slow      tests in a browser, on Spark, and of whole studies (30 minutes)
#   make proof     simulations and mutants, whose tables are committed (hours)
#   make one TEST=tests/files/test_csv.py      a file, a test, or any words for pytest
#   make bench     side-by-side speed runs
#   make hooks     checks before each commit
#   make lock      resolves the lock files anew
#   make build     the wheel and the source archive in dist/, the same bytes every time
#   make docs      the documentation site, build/docs/html/index.html (under a minute)
#   make docs-fr   brings the French texts of the site up to the English ones, to be translated
#   make bom       the bill of materials of a release, of the lock file alone

PYTHON  ?= python3
TASK    := $(PYTHON) -m tasks

.PHONY: demo test lint types walls quick slow proof one changes build bom hooks setup setup-demo \
        system docs docs-fr node bench lock clean clean-kernels

demo test lint types walls quick slow build bom hooks setup setup-demo system docs docs-fr node \
bench lock clean clean-kernels:
	@$(TASK) $@

# All studies, or STUDY=name; `FILES=` tries all mutants of these files instead.
proof:
	@$(TASK) proof $(if $(FILES),--files $(FILES),$(STUDY))

one:
	@$(TASK) one $(TEST)

# At a release: the fragments of docs/changes become a section of CHANGELOG.md.
changes:
	@$(TASK) changes $(VERSION)
changes: setup
	$(VENV)/bin/towncrier build --version $(VERSION)

# At a release: what it is made of, in CycloneDX's form; no question is asked of anybody.
bom: setup
	$(VENV)/bin/cyclonedx-py requirements --pyproject pyproject.toml --mc-type library \
	  --output-reproducible --of JSON -o measure87.cdx.json requirements/core.lock

# The site; every warning is an error, and so is a link that leads nowhere.
SITE  := $(VENV)/bin/sphinx-build -q -n -W --keep-going -j 2
BUILT := build/docs

docs: setup
	rm -rf $(BUILT)/html $(BUILT)/trees
	$(SITE) -b html -d $(BUILT)/trees/en docs $(BUILT)/html
	$(SITE) -b html -d $(BUILT)/trees/fr -t fr -D language=fr docs $(BUILT)/html/fr
	$(PY) docs/site/check_links.py $(BUILT)/html

docs-fr: setup
	$(SITE) -b gettext -d $(BUILT)/trees/gettext -t fr docs $(BUILT)/gettext
	$(VENV)/bin/sphinx-intl update -p $(BUILT)/gettext -d docs/locale -l fr -w 100

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

# A browser for the report's tests, a Java for Spark's, a Node for schemas', an R for a tutorial's, where the system's
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
	rm -rf $(VENV) $(TOOLS) $(NODE)/node_modules $(BUILT) .cache .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

# Compiled loops that numba keeps; see CONTRIBUTING.
clean-kernels:
	find src -name '*.nb[ci]' -delete
