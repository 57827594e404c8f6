"""Run the study of list methods and write its table and page: `python -m tests.recovery.lists`.

Seeds depend on the scenario and the number of the sample alone, so that figures do not change
with the number of processes.
"""

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from tests.recovery.lists_page import page
from tests.recovery.lists_scenarios import SCENARIOS
from tests.recovery.lists_study import (
    Outcome,
    Summary,
    methods_of,
    read_csv,
    run_sample,
    summarise,
    wanted,
    write_csv,
)

TABLE = Path(__file__).parent / "lists.csv"
PAGE = Path(__file__).parents[2] / "docs" / "methods" / "lists-simulation.md"


def main() -> int:
    """Parse the command line, run, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.recovery.lists", description=__doc__)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--share", type=float, default=1.0, help="of the samples of each method")
    parser.add_argument("--scenario", action="append", choices=list(SCENARIOS))
    parser.add_argument(
        "--method", action="append", help="run this one alone; other rows of the table stay"
    )
    parser.add_argument("--table", type=Path, default=TABLE)
    parser.add_argument("--page", type=Path, default=PAGE)
    options = parser.parse_args()
    names = options.scenario or list(SCENARIOS)
    tasks = [
        (name, sample)
        for name in names
        for sample in range(_samples(name, options.share, options.method))
    ]
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")  # workers are processes of their own already
    started = time.monotonic()
    outcomes = _run(tasks, options.share, options.processes, options.method)
    rows = summarise(outcomes)
    if options.method or options.scenario:
        rows = _merged(rows, read_csv(options.table))
    write_csv(options.table, rows)
    options.page.write_text(page(read_csv(options.table)), encoding="utf-8")
    minutes = (time.monotonic() - started) / 60.0
    print(f"{len(tasks)} samples, {len(outcomes)} answers, {minutes:.1f} minutes", file=sys.stderr)
    return 0


def _samples(name: str, share: float, only: list[str] | None) -> int:
    """Samples of a scenario: as many as its most asked for method needs."""
    methods = [m for m in methods_of(SCENARIOS[name]) if only is None or m in only]
    return max((wanted(method, share) for method in methods), default=0)


def _merged(new: list[Summary], old: list[Summary]) -> list[Summary]:
    """Rows of the table with those that were run anew in place of the old."""
    rows = {(row.scenario, row.method): row for row in [*old, *new]}
    return sorted(rows.values(), key=lambda row: _place(row.scenario, row.method))


def _place(scenario: str, method: str) -> tuple[int, int]:
    """Where a row stands: in the order of scenarios, then of methods."""
    methods = methods_of(SCENARIOS["covariates"])
    return list(SCENARIOS).index(scenario), methods.index(method)


def _run(
    tasks: list[tuple[str, int]], share: float, processes: int, only: list[str] | None
) -> list[Outcome]:
    """All outcomes in the order of scenarios, methods and samples."""
    found: list[Outcome] = []
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(run_sample, name, sample, share, only) for name, sample in tasks]
        for number, done in enumerate(as_completed(waiting), start=1):
            found.extend(done.result())
            if number % 100 == 0 or number == len(tasks):
                print(f"{number} of {len(tasks)} samples", file=sys.stderr, flush=True)
    return sorted(found, key=lambda one: (*_place(one.scenario, one.method), one.sample))


if __name__ == "__main__":
    sys.exit(main())
