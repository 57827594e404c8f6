"""What benchmarking costs: estimates of the same million persons with and without it.

    python -m benchmarks.benchmarked [--keep-readme]

Five measures in the domains of one variable and of six, plain and with weights benchmarked to
persons by region and by sex and age, all in this process, loaded and warm; the median counts.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import polars as pl

from benchmarks.results_page import median_cpu_seconds, write_results
from benchmarks.rules import MEASURES
from benchmarks.sample_file import DESIGN, DOMAINS, write_sample
from measure87.estimate.survey import DomainTable, Outcome, SurveyDesign, estimate_survey
from measure87.estimate.weighting import Benchmark, Margin

PERSONS = 1_000_000
REPEATS = 5
MOST = 4.0
"""Times the plain estimate that one with benchmarked weights may take."""


def prepared(folder: Path) -> pl.DataFrame:
    """The sample with five measures, in memory."""
    from benchmarks.measurements import classified

    path = folder / "persons.parquet"
    write_sample(path, PERSONS)
    chosen = classified(path).select(*DESIGN, *DOMAINS, *MEASURES)
    return chosen.collect()


def population(frame: pl.DataFrame, *variables: str) -> Margin:
    """A tenth more persons in every class than the weights add up to."""
    found = frame.group_by(variables).agg(pl.col("weight").sum() * 1.1).rows()
    return Margin(variables, {tuple(map(str, row[:-1])): row[-1] for row in found})


def measured(frame: pl.DataFrame) -> list[tuple[int, float, float]]:
    """For one and six domain variables the CPU seconds without and with a benchmark."""
    benchmark = Benchmark((population(frame, "region"), population(frame, "sex", "age_group")))
    outcomes = [Outcome(name, name, coding="status") for name in MEASURES]
    design = SurveyDesign("weight", "stratum", ("cluster",))
    found = []
    for variables in (DOMAINS[:1], DOMAINS):
        tables = [DomainTable((name,)) for name in variables]
        seconds = []
        for chosen in (None, benchmark):
            estimate_survey(frame, outcomes, design, tables, benchmark=chosen)  # warm
            seconds.append(
                median_cpu_seconds(
                    lambda chosen=chosen, tables=tables: estimate_survey(
                        frame, outcomes, design, tables, benchmark=chosen
                    ),
                    REPEATS,
                )[0]
            )
        found.append((len(variables), *seconds))
    return found


def main() -> int:
    """Measure and write the table; exit status 1 if benchmarking takes too long."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.benchmarked")
    arguments.add_argument("--keep-readme", action="store_true", help="print the table only")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        found = measured(prepared(Path(scratch)))
    lines = [
        "| domain variables | CPU seconds, plain | benchmarked | ratio | target |",
        "|---|---|---|---|---|",
        *(
            f"| {n} | {plain:.3f} | {benchmarked:.3f} | {benchmarked / plain:.1f} "
            f"| at most {MOST:g} |"
            for n, plain, benchmarked in found
        ),
    ]
    print("\n".join(lines))
    if not options.keep_readme:
        write_results("benchmarked", "\n".join(lines))
    slow = [n for n, plain, benchmarked in found if benchmarked > MOST * plain]
    for n in slow:
        print(f"missed: {n} domain variables", file=sys.stderr)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
