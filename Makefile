# Everything a fresh machine needs, from Python 3.12+ and make. Without make: `python -m tasks`,
# whose names are the same; what each does stands in the folder `tasks`.
#   make demo      runs the example studies and the world estimate; prints where their reports lie
#   make test      style, types, walls between rooms, and all tests but the slow ones (10 minutes)
#   make slow      tests in a browser, on Spark, and of whole studies (30 minutes)
#   make proof     simulations and mutants, whose tables are committed, and the longest tests (hours)
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
