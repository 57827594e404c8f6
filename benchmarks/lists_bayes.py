"""CPU seconds of the Bayesian list methods that average over models, beside their targets.

    python -m benchmarks.lists_bayes [--keep-readme]

Each is called once to warm up and then three times in one process; the median counts.
"""

import argparse
import json
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from measure87.estimate.multiple_lists import (
    CaptureTable,
    SizeEstimate,
    decomposable,
    latent_class,
)
from measure87.simulate.overlapping_lists import simulate_standard_lists

HERE = Path(__file__).parent
README = HERE / "README.md"
TABLES = json.loads(
    (HERE.parent / "tests" / "reference" / "lists_bayes" / "expected.json").read_text("utf-8")
)
BEGIN, END = "<!-- lists-bayes -->", "<!-- end of lists-bayes -->"
REPEATS = 3


def published(name: str) -> CaptureTable:
    """A published study."""
    entry = TABLES[name]
    return CaptureTable.from_histories(entry["lists"], entry["histories"], entry["counts"])


def standard(n_lists: int) -> CaptureTable:
    """The standard invented population: 12,000 persons, one positive dependence."""
    found = simulate_standard_lists(np.random.default_rng(87), n_lists)
    return CaptureTable.from_histories(found.lists, found.on, np.ones(len(found.on), dtype=int))


def classes(table: CaptureTable, **options: int) -> SizeEstimate:
    """Four chains from a fixed seed."""
    return latent_class(table, rng=np.random.default_rng(87), **options)


def measurements() -> list[tuple[str, float | None, Callable[[], SizeEstimate]]]:
    """What is measured, and the CPU seconds it may take."""
    five, six, seven = published("UKdat_5"), published("UKdat"), standard(7)
    duck, casale = published("Duck"), published("Diabetes_Casale")
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


def cpu_seconds(call: Callable[[], SizeEstimate]) -> tuple[SizeEstimate, float]:
    """Result, and median CPU seconds of several calls after one to warm up."""
    call()
    seconds = []
    for _ in range(REPEATS):
        begin = time.process_time()
        result = call()
        seconds.append(time.process_time() - begin)
    return result, statistics.median(seconds)


def row(label: str, target: float | None, call: Callable[[], SizeEstimate]) -> str:
    """One line of the table."""
    size, seconds = cpu_seconds(call)
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
        text = README.read_text("utf-8")
        start, stop = text.index(BEGIN) + len(BEGIN), text.index(END)
        README.write_text(text[:start] + "\n" + "\n".join(lines) + "\n" + text[stop:], "utf-8")


if __name__ == "__main__":
    main()
