"""CPU seconds and memory of classifying the forced-labour module of the invented country.

    python -m benchmarks.forced_labour [--repeats N] [--keep-readme]

The module is the one that `simulate country` writes: persons, work episodes and what was answered
about each. It is mapped and kept as the standard tables beforehand, once as it is and once repeated
under new identifiers. Each measurement is a process of its own that reads these tables and
classifies under every measure, with reasons, causes and the parts of the standard tables, as a
study does; the median counts. Memory is the greatest of the whole process; what it had after its
imports stands beside it.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.results_page import write_results

SEED = 87
MANY_PERSONS = 500_000
TABLES = ("persons", "jobs", "circumstances")
DEFINITION = "forced_labour/icls20_2018"
VERSIONS = {"industry": "ISIC4", "occupation": "ISCO08"}
TARGETS = {"once": (1.5, 400), "repeated": (15.0, 2000)}
"""CPU seconds, and MB beyond what the imports take."""
_HERE = Path(__file__).parent


def write_tables(folder: Path) -> dict[str, int]:
    """The standard tables of the module in `folder/once` and `folder/repeated`.

    Returns
    -------
    dict
        Name of each to its number of persons.
    """
    from measure87.collect import apply_mapping, parse_mapping
    from measure87.collect.presets import forced_labour_mapping
    from measure87.files import read_source
    from measure87.simulate import invent_country, write_study_data

    write_study_data(invent_country(SEED), folder / "data")
    names = ("fl_persons.sav", "fl_jobs.csv", "fl_circumstances.parquet")
    sources = {
        table: read_source(folder / "data" / name)
        for table, name in zip(TABLES, names, strict=True)
    }
    (section,) = parse_mapping(forced_labour_mapping()).inputs.values()
    collected = apply_mapping(section, sources)
    tables = {name: getattr(collected, name).collect() for name in TABLES}
    persons = tables["persons"].height
    copies = -(-MANY_PERSONS // persons)
    for name, times in (("once", 1), ("repeated", copies)):
        (folder / name).mkdir()
        for table, frame in tables.items():
            pl.concat([_copy(frame, k) for k in range(times)]).write_parquet(
                folder / name / f"{table}.parquet"
            )
    return {"once": persons, "repeated": persons * copies}


def _copy(frame: pl.DataFrame, number: int) -> pl.DataFrame:
    """The same rows of other persons in other households."""
    keys = [name for name in ("person_id", "household_id") if name in frame.columns]
    return frame.with_columns(pl.format("{}-{}", pl.lit(number), name).alias(name) for name in keys)


def classify_tables(folder: Path) -> dict[str, Any]:
    """Classify the tables in a folder; CPU seconds of that, and memory of this process."""
    from measure87.classify import Tables, classify
    from measure87.define import load_definition
    from measure87.study.survey.standard_tables import plan_needs

    frames = {name: pl.scan_parquet(folder / f"{name}.parquet") for name in TABLES}
    definition = load_definition(DEFINITION)
    columns = {name: set(frame.collect_schema().names()) for name, frame in frames.items()}
    parts = plan_needs(("forced_labour",), definition.measures, columns, VERSIONS).parts
    before = _peak_mb()
    begin = time.process_time()
    frame = classify(
        Tables(**frames),
        [(definition, list(definition.measures))],
        carry=["weight", "stratum", "cluster", "sex", "region"],
        causes=True,
        parts=parts,
        versions=VERSIONS,
    )
    found = frame.to_native().collect(engine="streaming").sort("person_id")
    return {
        "cpu_seconds": time.process_time() - begin,
        "rows": found.height,
        "columns": found.width,
        "imports_mb": before,
        "peak_mb": _peak_mb(),
    }


def _peak_mb() -> float:
    """Greatest memory so far; what the system counts of a new process is also its parent's."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def measure(folder: Path, repeats: int) -> dict[str, Any]:
    """Median CPU seconds and greatest memory of several processes."""
    command = [sys.executable, "-m", "benchmarks.forced_labour", "--tables", str(folder)]
    found = []
    for _ in range(repeats):
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, cwd=_HERE.parent, env=os.environ
        )
        found.append(json.loads(done.stdout.splitlines()[-1]))
    return found[0] | {
        "cpu_seconds": statistics.median(one["cpu_seconds"] for one in found),
        "peak_mb": max(one["peak_mb"] for one in found),
    }


def table(results: dict[str, dict[str, Any]]) -> str:
    """The results as a Markdown table."""
    lines = [
        "| persons | CPU seconds | target | memory beyond imports | target | peak memory |",
        "|---|---|---|---|---|---|",
    ]
    for name, one in results.items():
        seconds, megabytes = TARGETS[name]
        lines.append(
            f"| {one['rows']:,} | {one['cpu_seconds']:.2f} | at most {seconds} "
            f"| {one['peak_mb'] - one['imports_mb']:.0f} MB | at most {megabytes} MB "
            f"| {one['peak_mb']:.0f} MB |"
        )
    return "\n".join(lines)


def missed(results: dict[str, dict[str, Any]]) -> list[str]:
    """Targets that were not met."""
    found = []
    for name, one in results.items():
        seconds, megabytes = TARGETS[name]
        if one["cpu_seconds"] > seconds:
            found.append(f"{name}: {one['cpu_seconds']:.2f} CPU seconds, not {seconds}")
        if one["peak_mb"] - one["imports_mb"] > megabytes:
            found.append(f"{name}: {one['peak_mb'] - one['imports_mb']:.0f} MB, not {megabytes}")
    return found


def main() -> int:
    """Run both measurements; exit status 1 if a target was missed."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.forced_labour")
    arguments.add_argument("--repeats", type=int, default=3)
    arguments.add_argument("--keep-readme", action="store_true", help="print the table only")
    arguments.add_argument("--tables", type=Path, help="classify the tables of a folder, once")
    options = arguments.parse_args()
    if options.tables:
        print(json.dumps(classify_tables(options.tables)))
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        persons = write_tables(Path(scratch))
        results = {name: measure(Path(scratch) / name, options.repeats) for name in persons}
    print(table(results))
    if not options.keep_readme:
        write_results("forced-labour", table(results))
    for problem in missed(results):
        print(f"missed: {problem}", file=sys.stderr)
    return 1 if missed(results) else 0


if __name__ == "__main__":
    sys.exit(main())
