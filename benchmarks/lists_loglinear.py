"""CPU seconds of the log-linear list methods, beside their targets.

    python -m benchmarks.lists_loglinear [--keep-readme]

Each is called once to warm up and then three times in one process; the median counts.
"""

import argparse
import sys
from collections.abc import Callable

from benchmarks.list_tables import published, standard
from benchmarks.results_page import median_cpu_seconds, write_results
from measure87.estimate.multiple_lists import (
    CaptureTable,
    SizeEstimate,
    bayes_threshold,
    bic,
    stepwise,
)

REPEATS = 3


def uk(lists: str = "UKdat") -> CaptureTable:
    """The United Kingdom's lists of 2013."""
    return published("lists_loglinear", lists)


def new_orleans() -> CaptureTable:
    """Eight lists of New Orleans."""
    return published("lists_loglinear", "NewOrl_185")


MEASUREMENTS: tuple[tuple[str, float | None, Callable[[], SizeEstimate]], ...] = (
    ("stepwise, BCa of 1,000: UK, five lists", 1.0,
     lambda: stepwise(uk("UKdat_5"), replicates=1000)),
    ("stepwise, BCa of 1,000: UK, six lists", 2.0,
     lambda: stepwise(uk(), replicates=1000)),
    ("stepwise, BCa of 1,000: New Orleans, eight lists, 18 empty pairs", 30.0,
     lambda: stepwise(new_orleans(), replicates=1000)),
    ("stepwise, BCa of 1,000: ten invented lists", 120.0,
     lambda: stepwise(standard(10), replicates=1000)),
    ("stepwise, default replicates: UK, five lists", None,
     lambda: stepwise(uk("UKdat_5"))),
    ("stepwise, default replicates: ten invented lists", None,
     lambda: stepwise(standard(10))),
    ("BIC, all 32,768 models of UK, six lists; one sample", 5.0,
     lambda: bic(uk(), replicates=2)),
    ("BIC, 1,000 samples over the best 100: UK, six lists", None,
     lambda: bic(uk(), replicates=1000)),
    ("BIC, 1,000 samples over the best 100 of 2^28: New Orleans, eight lists", None,
     lambda: bic(new_orleans(), replicates=1000)),
    ("Bayesian thresholding: UK, six lists", None,
     lambda: bayes_threshold(uk())),
)  # fmt: skip


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
        call()
        seconds, found = median_cpu_seconds(call, REPEATS)
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
        write_results("lists-loglinear", text)
    for title in missed:
        print(f"missed: {title}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
