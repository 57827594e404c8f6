"""CPU seconds of the Bayesian list methods that average over models, beside their targets.

    python -m benchmarks.lists_bayes [--keep-readme]

Each is called once to warm up and then three times in one process; the median counts.
"""

import argparse
import platform
import sys
from collections.abc import Callable

import numpy as np

from benchmarks.list_tables import published, standard
from benchmarks.results_page import median_cpu_seconds, write_results
from measure87.estimate.multiple_lists import (
    CaptureTable,
    SizeEstimate,
    decomposable,
    latent_class,
)

REPEATS = 3


def classes(table: CaptureTable) -> SizeEstimate:
    """Four chains from a fixed seed."""
    return latent_class(table, rng=np.random.default_rng(87))


def measurements() -> list[tuple[str, float | None, Callable[[], SizeEstimate]]]:
    """What is measured, and the CPU seconds it may take."""
    names = ("UKdat_5", "UKdat", "Duck", "Diabetes_Casale")
    five, six, duck, casale = (published("lists_bayes", name) for name in names)
    seven = standard(7)
    return [
        ("decomposable, 4 priors: UK, five lists, 822 graphs", None, lambda: decomposable(five)),
        ("decomposable, 4 priors: UK, six lists, 18,154 graphs", None, lambda: decomposable(six)),
        (
            "decomposable, 4 priors: seven invented lists, 617,675 graphs",
            None,
            lambda: decomposable(seven),
        ),
        ("latent class, 4 x 100,000: UK, six lists", 10.0, lambda: classes(six)),
        ("latent class, 4 x 100,000: UK, five lists", None, lambda: classes(five)),
        (
            "latent class, 4 x 100,000: eider ducks, six lists, 58 cells",
            10.0,
            lambda: classes(duck),
        ),
        (
            "latent class, until chains agree: Casale, four lists, two modes",
            None,
            lambda: classes(casale),
        ),
    ]


def row(label: str, target: float | None, call: Callable[[], SizeEstimate]) -> str:
    """One line of the table, after a call to warm up."""
    call()
    seconds, size = median_cpu_seconds(call, REPEATS)
    limit = f"at most {target:g}" if target else ""
    judged = ""
    if "r_hat" in size.diagnostics:
        found = size.diagnostics
        judged = (
            f"{found['r_hat']:.4f}; {found['effective_draws']:,.0f}; 4 x {found['iterations']:,}"
        )
    return (
        f"| {label} | {seconds:.3g} | {limit} | {size.value:,.0f} "
        f"({size.lower:,.0f} to {size.upper:,.0f}) | {judged} |"
    )


def main() -> None:
    """Measure, print, and rewrite the table in the readme."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep-readme", action="store_true")
    keep = parser.parse_args().keep_readme
    lines = [
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}.",
        "",
        "| measurement | CPU seconds | target | size | R-hat; effective draws; iterations |",
        "|---|---|---|---|---|",
    ]
    for measurement in measurements():
        lines.append(row(*measurement))
        print(lines[-1], file=sys.stderr, flush=True)
    if not keep:
        write_results("lists-bayes", "\n".join(lines))


if __name__ == "__main__":
    main()
