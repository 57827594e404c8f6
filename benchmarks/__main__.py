"""Run all measurements and write their table into `benchmarks/README.md`.

    python -m benchmarks [--rows N] [--folder DIR] [--keep-readme]

Each measurement is a process of its own, run once to warm the caches of compiled code and
then three times; the median counts. Targets are ratios of CPU seconds.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.results_page import write_results
from benchmarks.sample_file import CODEC, ROWS_PER_GROUP, write_sample

HERE = Path(__file__).parent
REPEATS = 3
LIMITS = {"one_variable": 1.9, "six_variables": 3.5}
SCANS = {"one_variable": "scan_one", "six_variables": "scan_six"}
LIMIT_MB = 1000
TIMES_LESS_THAN_SVY = 25


def measure(name: str, sample: Path, caches: Path, repeats: int = REPEATS) -> dict[str, Any]:
    """Median measurement of a process by its CPU seconds, with the largest memory seen."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(caches)
    command = [sys.executable, "-m", "benchmarks.measurements", name, str(sample)]
    found = []
    for _ in range(repeats + 1):
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, env=environment, cwd=HERE.parent
        )
        found.append(json.loads(done.stdout.splitlines()[-1]))
    found = sorted(found[1:], key=lambda one: one["cpu_seconds"])
    middle = found[len(found) // 2]
    return middle | {
        "cpu_seconds": statistics.median(one["cpu_seconds"] for one in found),
        "peak_mb": max(one["peak_mb"] for one in found),
    }


def table(results: dict[str, dict[str, Any]]) -> str:
    """The results as a Markdown table."""
    lines = [
        "| measurement | rows | CPU seconds | ratio | target | peak memory |",
        "|---|---|---|---|---|---|",
    ]
    names = {
        "scan_one": "bare scan of the columns for 1 domain variable",
        "one_variable": "40 rules, 1 domain variable of 20 levels x 5 measures",
        "scan_six": "bare scan of the columns for 6 domain variables",
        "six_variables": "40 rules, 6 domain variables x 5 measures",
    }
    for name, title in names.items():
        one = results[name]
        ratio = one["cpu_seconds"] / results[SCANS.get(name, name)]["cpu_seconds"]
        target = f"at most {LIMITS[name]}" if name in LIMITS else ""
        lines.append(
            f"| {title} | {one['rows']:,} | {one['cpu_seconds']:.2f} | {ratio:.2f} | {target} "
            f"| {one['peak_mb']:.0f} MB |"
        )
    one = results["against_svy"]
    lines += [
        f"| svy {one['svy_version']}, 20 x 5 domain proportions | {one['rows']:,} "
        f"| {one['svy']:.2f} | {one['svy'] / one['measure87']:.1f} times ours "
        f"| at least {TIMES_LESS_THAN_SVY} | |",
        f"| the same, measure87 | {one['rows']:,} | {one['measure87']:.3f} | | | |",
        "",
        f"Largest relative difference from svy in values and standard errors: "
        f"{one['largest_difference']:.1e}.",
    ]
    return "\n".join(lines)


def missed(results: dict[str, dict[str, Any]]) -> list[str]:
    """Targets that were not met."""
    ratios = {
        name: results[name]["cpu_seconds"] / results[scan]["cpu_seconds"]
        for name, scan in SCANS.items()
    }
    found = [
        f"{name} takes {ratio:.2f} times the scan, not {LIMITS[name]}"
        for name, ratio in ratios.items()
        if ratio > LIMITS[name]
    ]
    found += [
        f"{name} needs {results[name]['peak_mb']:.0f} MB"
        for name in LIMITS
        if results[name]["peak_mb"] > LIMIT_MB
    ]
    one = results["against_svy"]
    if one["svy"] < TIMES_LESS_THAN_SVY * one["measure87"]:
        found.append(f"svy takes {one['svy'] / one['measure87']:.1f} times our CPU")
    if one["largest_difference"] > 1e-6:
        found.append(f"results differ from svy by {one['largest_difference']:.1e}")
    return found


def _facts(sample: Path, rows: int) -> str:
    """What the numbers were measured on."""
    schema = pl.read_parquet_schema(sample)
    kinds = dict.fromkeys(str(kind) for kind in schema.values())
    counts = ", ".join(
        f"{sum(str(kind) == one for kind in schema.values())} {one}" for one in kinds
    )
    return (
        f"{rows:,} rows, {len(schema)} columns ({counts}), Parquet with {CODEC}, row groups of "
        f"{ROWS_PER_GROUP:,}, {sample.stat().st_size / 1e6:.0f} MB; Python "
        f"{platform.python_version()}, polars {pl.__version__}, {os.cpu_count()} cores, "
        f"{platform.system()} {platform.machine()}."
    )


def main() -> int:
    """Run everything; exit status 1 if a target was missed."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks")
    arguments.add_argument("--rows", type=int, default=20_000_000)
    arguments.add_argument("--folder", type=Path, help="where the sample is kept between runs")
    arguments.add_argument("--keep-readme", action="store_true", help="print the table only")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        sample = folder / f"persons-{options.rows}.parquet"
        if not sample.exists():
            write_sample(sample, options.rows)
        names = ("scan_one", "one_variable", "scan_six", "six_variables", "against_svy")
        results = {}
        for name in names:
            results[name] = measure(name, sample, Path(scratch) / "caches")
            print(name, results[name], file=sys.stderr)
        text = f"{_facts(sample, options.rows)}\n\n{table(results)}"
    print(text)
    if not options.keep_readme:
        write_results("results", text)
    for problem in missed(results):
        print(f"missed: {problem}", file=sys.stderr)
    return 1 if missed(results) else 0


if __name__ == "__main__":
    sys.exit(main())
