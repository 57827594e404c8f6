"""Six million persons of an invented country on four engines; a hundred million rows in 200 parts.

    python -m tests.scale.prove country [--copies N]    the study, released alike everywhere
    python -m tests.scale.prove rows [--rows N]         memory and CPU of an estimate

`country` takes some hours, `rows` an hour and some gigabytes of disk. The exit status is 1 if
something does not hold; what was measured is printed line by line.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl

from tests.scale.cluster import configured, connect_server, started_cluster, variables
from tests.scale.country import write_study

COPIES = 1_500
"""Of four thousand persons: six million."""
ROWS, PARTS, COLUMNS = 100_000_000, 200, 20
MOST_MB = {"polars": 2_000, "duckdb": 4_000, "spark": 1_500}
"""Resident memory of the process that was started. Of Spark its driver is another, whose heap is
1 GB by Spark's own default: were that too little, the run would fail."""
MOST_CPU = 2.5
"""Of polars, times a bare scan of the columns."""


def run(*arguments: str, folder: Path, more: dict[str, str]) -> tuple[int, float, float]:
    """Exit status, CPU seconds and peak memory (MB) of a program and those that it waited for."""
    timed = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(done.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", timed, sys.executable, *arguments],
        cwd=folder, env=variables(folder) | more, text=True, capture_output=True, check=True,
    )  # fmt: skip
    status, cpu, peak = map(float, done.stdout.split())
    return int(status), cpu, peak


def country(copies: int) -> bool:
    """The study on every engine: `estimates.json` the same but for the engine."""
    with tempfile.TemporaryDirectory() as made:
        folder = configured(Path(made))
        write_study(folder / "as-it-was", 4_000, copies=copies)
        shutil.copytree(folder / "as-it-was", folder / "polars")
        status, *_ = run("-m", "measure87", "run", "polars", folder=folder, more={})
        if status:
            return False
        (folder / "cluster").mkdir()
        with (
            started_cluster(folder / "cluster") as cluster,
            connect_server(folder / "connect-server") as address,
        ):
            engines = {
                "duckdb": ["--engine", "duckdb"],
                "spark": ["--engine", "spark", "--spark-master", cluster.url],
                "connect": ["--engine", "spark", "--spark-remote", address],
            }
            found = [_same(folder, name, engine) for name, engine in engines.items()]
    return all(found)


def _same(folder: Path, name: str, engine: list[str]) -> bool:
    copy = shutil.copytree(folder / "as-it-was", folder / name)
    (copy / "private").mkdir(mode=0o700)
    shutil.copy(folder / "polars" / "private" / "hash.key", copy / "private")
    status, cpu, peak = run("-m", "measure87", "run", name, *engine, folder=folder, more={})
    same = status == 0 and _released(folder / "polars") == _released(copy)
    print(f"{name}: {'the same' if same else 'NOT THE SAME'}; {cpu:.0f} s, {peak:.0f} MB")
    return same


def _released(study: Path) -> dict:
    content = json.loads((study / "out" / "estimates.json").read_text())
    content["provenance"]["settings"].pop("engine", None)
    return content


def rows(number: int) -> bool:
    """An estimate of many rows: memory of every engine, CPU of polars beside a bare scan."""
    with tempfile.TemporaryDirectory() as made:
        folder = configured(Path(made))
        write_rows(folder / "parts", number)
        scan = "import polars as pl\nfor _ in pl.scan_parquet('parts/*.parquet').collect_batches(maintain_order=True, engine='streaming'): pass"  # noqa: E501
        _, bare, _ = run("-c", scan, folder=folder, more={})
        held = True
        with started_cluster(_made(folder / "cluster")) as cluster:
            where = {"polars": [], "duckdb": [], "spark": ["--spark-master", cluster.url]}
            for name, more in where.items():
                asked = ["--measure", "item_01", "--by", "region", "--weight", "weight"]
                asked += ["--strata", "stratum", "--cluster", "cluster"]
                command = ["estimate", "survey", "parts", *asked, "--engine", name, *more]
                status, cpu, peak = run("-m", "measure87", *command, folder=folder, more={})
                print(
                    f"{name}: status {status}, {cpu:.0f} s, {peak:.0f} MB (bare scan {bare:.0f} s)"
                )
                held = held and status == 0 and peak <= MOST_MB[name]
                held = held and (name != "polars" or cpu <= MOST_CPU * bare)
        return held


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def write_rows(folder: Path, number: int, parts: int = PARTS) -> None:
    """Persons by cluster and stratum with statuses, in parts."""
    folder.mkdir()
    rng = np.random.default_rng(87)
    size = -(-number // parts)
    for part in range(parts):
        begin, end = part * size, min(number, (part + 1) * size)
        person = np.arange(begin, end)
        items = {
            f"item_{i:02}": pl.Series(rng.random(end - begin) < 0.01 * i, dtype=pl.Boolean)
            for i in range(1, COLUMNS - 3)
        }
        pl.DataFrame(
            {
                "stratum": pl.Series(person // 500_000, dtype=pl.Int16),
                "cluster": pl.Series(person // 500, dtype=pl.Int32),
                "weight": 1.0 + rng.random(end - begin),
                "region": pl.Series(person // 500_000 % 20, dtype=pl.Int8),
                **items,
            }
        ).write_parquet(folder / f"part-{part:03}.parquet")


def main() -> int:
    """Run one of the two."""
    parser = argparse.ArgumentParser(prog="python -m tests.scale.prove", description=__doc__)
    parser.add_argument("what", choices=("country", "rows"))
    parser.add_argument("--copies", type=int, default=COPIES)
    parser.add_argument("--rows", type=int, default=ROWS)
    options = parser.parse_args()
    held = country(options.copies) if options.what == "country" else rows(options.rows)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"{'All of it holds' if held else 'NOT ALL OF IT HOLDS'} (this process {own:.0f} MB)")
    return int(not held)


if __name__ == "__main__":
    sys.exit(main())
