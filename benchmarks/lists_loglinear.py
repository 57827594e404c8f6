"""CPU seconds of the log-linear list methods, beside their targets.

    python -m benchmarks.lists_loglinear [--keep-readme]

Each is called once to warm up and then three times in one process; the median counts.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np

from measure87.estimate.multiple_lists import (
    CaptureTable,
    SizeEstimate,
    bayes_threshold,
    bic,
    stepwise,
)
from measure87.simulate.overlapping_lists import simulate_standard_lists

HERE = Path(__file__).parent
README = HERE / "README.md"
TABLES = HERE.parent / "tests" / "reference" / "lists_loglinear" / "expected.json"
BEGIN, END = "<!-- lists-loglinear -->", "<!-- end of lists-loglinear -->"
REPEATS = 3


@cache
def published(name: str) -> CaptureTable:
    """A published study."""
    entry = json.loads(TABLES.read_text("utf-8"))[name]
    histories = [[int(digit) for digit in history] for history in entry["histories"]]
    return CaptureTable.from_histories(entry["lists"], histories, entry["counts"])


@cache
def standard(n_lists: int) -> CaptureTable:
    """The standard invented population: 12,000 persons, one positive dependence."""
    found = simulate_standard_lists(np.random.default_rng(87), n_lists)
    return CaptureTable.from_histories(found.lists, found.on, np.ones(len(found.on), dtype=int))


MEASUREMENTS: tuple[tuple[str, float | None, Callable[[], SizeEstimate]], ...] = (
    ("stepwise, BCa of 1,000: UK, five lists", 1.0,
     lambda: stepwise(published("UKdat_5"), replicates=1000)),
    ("stepwise, BCa of 1,000: UK, six lists", 2.0,
     lambda: stepwise(published("UKdat"), replicates=1000)),
    ("stepwise, BCa of 1,000: New Orleans, eight lists, 18 empty pairs", 30.0,
     lambda: stepwise(published("NewOrl_185"), replicates=1000)),
    ("stepwise, BCa of 1,000: ten invented lists", 120.0,
     lambda: stepwise(standard(10), replicates=1000)),
    ("stepwise, default replicates: UK, five lists", None,
     lambda: stepwise(published("UKdat_5"))),
    ("stepwise, default replicates: ten invented lists", None,
     lambda: stepwise(standard(10))),
    ("BIC, all 32,768 models of UK, six lists; one sample", 5.0,
     lambda: bic(published("UKdat"), replicates=2)),
    ("BIC, 1,000 samples over the best 100: UK, six lists", None,
     lambda: bic(published("UKdat"), replicates=1000)),
    ("BIC, 1,000 samples over the best 100 of 2^28: New Orleans, eight lists", None,
     lambda: bic(published("NewOrl_185"), replicates=1000)),
    ("Bayesian thresholding: UK, six lists", None,
     lambda: bayes_threshold(published("UKdat"))),
)  # fmt: skip


def measure(call: Callable[[], SizeEstimate]) -> tuple[float, SizeEstimate]:
    """Median CPU seconds of a warm call, and what it gives."""
    found = call()
    seconds = []
    for _ in range(REPEATS):
        begin = time.process_time()
        found = call()
        seconds.append(time.process_time() - begin)
    return statistics.median(seconds), found


def main() -> int:
    """Run everything; exit status 1 if a target was missed."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.lists_loglinear")
    arguments.add_argument("--keep-readme", action="store_true", help="print the table only")
    options = arguments.parse_args()
    lines = [
        "| measurement | CPU seconds | target | size | interval | replicates or draws |",
        "|---|---|---|---|---|---|",
    ]
    missed = []
    for title, target, call in MEASUREMENTS:
        seconds, found = measure(call)
        used = found.monte_carlo.replicates if found.monte_carlo else 0
        upper = "none" if found.upper is None else f"{found.upper:,.0f}"
        lines.append(
            f"| {title} | {seconds:.3f} | {'' if target is None else f'at most {target:g}'} "
            f"| {found.value:,.0f} | {found.lower:,.0f} to {upper} | {used:,} |"
        )
        print(lines[-1], file=sys.stderr)
        if target is not None and seconds > target:
            missed.append(title)
    text = "\n".join(lines)
    print(text)
    if not options.keep_readme:
        page = README.read_text(encoding="utf-8")
        before, rest = page.split(BEGIN)
        README.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}", encoding="utf-8")
    for title in missed:
        print(f"missed: {title}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
