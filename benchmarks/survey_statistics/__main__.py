"""What the statistics of a survey cost, as ratios of CPU seconds in one run.

    python -m benchmarks.survey_statistics [NAME ...] [--keep-readme]

Each module of this package offers `measure() -> list[Row]`; with names only those run, and
the README keeps its table.
"""

import argparse
import importlib
import pkgutil
import sys

import benchmarks.survey_statistics as package
from benchmarks.results_page import write_results
from benchmarks.survey_statistics.rows import Row, table


def main() -> int:
    """Measure and write the table; exit status 1 if a target was missed."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.survey_statistics")
    arguments.add_argument("names", nargs="*", help="modules to measure; none: all")
    arguments.add_argument("--keep-readme", action="store_true", help="print the table only")
    options = arguments.parse_args()
    known = [m.name for m in pkgutil.iter_modules(package.__path__) if m.name not in _NOT_MEASURED]
    rows: list[Row] = []
    for name in options.names or known:
        found = importlib.import_module(f"{package.__name__}.{name}").measure()
        for row in found:
            print(row.line(), file=sys.stderr)
        rows += found
    print(table(rows))
    if not options.keep_readme and not options.names:
        write_results("survey-statistics", table(rows))
    return 1 if any(not row.is_met for row in rows) else 0


_NOT_MEASURED = ("__main__", "rows")

if __name__ == "__main__":
    sys.exit(main())
