"""Folders, object stores, clusters and DuckDB beside one file on polars: four ratios of one run.

    python -m benchmarks.scale [--rows N] [--cluster-rows N] [--folder DIR] [--only NAME ...]

| work | target |
|---|---|
| folder of 40 parts v one file, polars | at most 1.15 times the CPU |
| object store v the same parts on the disk | at most 2 times the CPU |
| Spark, two workers v `local[2]` | at most 1.3 times the wall time |
| DuckDB v polars, forty rules | at most 3 times the CPU |

Each measurement is a process of its own; the median of three counts. CPU seconds are
those of the process that measures: a store of moto is another. Two cores show no speed-up of a
cluster, only what it costs. The exit status is 1 if a target is missed.
"""

import argparse
import json
import logging
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.sample_file import write_sample
from tests.scale.cluster import started_cluster
from tests.scale.measured import keeping_byte_code

HERE = Path(__file__).parent
PARTS = 40
REPEATS = 3
BUCKET = "measure87-benchmark"
DESIGN = ["--weight", "weight", "--strata", "stratum", "--cluster", "cluster"]
ASKED = ["--measure", "sex=1", "--measure", "area=1", "--by", "region", "--json"]


def in_parts(sample: Path, parts: int = PARTS) -> Path:
    """The same rows in a folder of parts."""
    folder = sample.with_name("parts")
    if not folder.exists():
        folder.mkdir()
        table = pl.scan_parquet(sample)
        rows = table.select(pl.len()).collect().item()
        size = -(-rows // parts)
        for number in range(parts):
            path = folder / f"part-{number:03}.parquet"
            table.slice(number * size, size).sink_parquet(path, compression="zstd")
    return folder


def measured(arguments: list[str], repeats: int = REPEATS, **variables: str) -> dict[str, float]:
    """Median of CPU and wall seconds of a program, after once to warm what is compiled."""
    found = [_once(arguments, variables) for _ in range(repeats + (repeats > 1))]
    found = found[1:] if repeats > 1 else found
    return {key: statistics.median(one[key] for one in found) for key in ("cpu", "wall")}


def _once(arguments: list[str], variables: dict[str, str]) -> dict[str, float]:
    timed = (
        "import resource, subprocess, sys, time\n"
        "begin = time.monotonic()\n"
        "done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(used.ru_utime + used.ru_stime, time.monotonic() - begin)\n"
    )
    command = [sys.executable, "-c", timed, sys.executable, *arguments]
    kept = Path(tempfile.gettempdir(), "measure87-benchmark")
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=HERE.parent,
        env=keeping_byte_code(os.environ | variables, kept),
    )  # fmt: skip
    cpu, wall = map(float, done.stdout.split())
    return {"cpu": cpu, "wall": wall}


def survey(table: Path | str, *options: str) -> list[str]:
    """The command that is measured."""
    return ["-m", "measure87", "estimate", "survey", str(table), *ASKED, *DESIGN, *options]


def folder_of_parts(sample: Path) -> dict[str, Any]:
    """A folder of 40 parts beside one file, both hashed as they are read."""
    one, parts = measured(survey(sample)), measured(survey(in_parts(sample)))
    return {"ratio": parts["cpu"] / one["cpu"], "target": 1.15, "of": "CPU"}


def object_store(sample: Path) -> dict[str, Any]:
    """The same parts in a store on loopback beside the disk."""
    folder = in_parts(sample)
    with _store(folder) as variables:
        there = measured(survey(f"s3://{BUCKET}/parts"), **variables)
    here = measured(survey(folder))
    return {"ratio": there["cpu"] / here["cpu"], "target": 2.0, "of": "CPU"}


@contextmanager
def _store(folder: Path) -> Iterator[dict[str, str]]:
    """A store of moto in this process, with the parts in it; what a client needs to find it."""
    import boto3
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # a line for each request otherwise
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    variables = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}", "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "invented", "AWS_SECRET_ACCESS_KEY": "invented",
        "AWS_REGION": "us-east-1",
    }  # fmt: skip
    client = boto3.client(
        "s3", region_name="us-east-1", endpoint_url=variables["AWS_ENDPOINT_URL"],
        aws_access_key_id="invented", aws_secret_access_key="invented",  # noqa: S106
    )  # fmt: skip
    client.create_bucket(Bucket=BUCKET)
    for part in folder.iterdir():
        client.upload_file(str(part), BUCKET, f"parts/{part.name}")
    try:
        yield variables
    finally:
        server.stop()


def two_workers(sample: Path) -> dict[str, Any]:
    """A standing master and two workers beside two threads, start of the session included."""
    spark = survey(in_parts(sample), "--engine", "spark", "--spark-master")
    local, there = [], []
    for _ in range(REPEATS):  # in turn: what else the machine does then falls on both
        local.append(_once([*spark, "local[2]"], {})["wall"])
        with tempfile.TemporaryDirectory() as made, started_cluster(Path(made)) as cluster:
            there.append(_once([*spark, cluster.url], cluster.variables)["wall"])
    ratio = statistics.median(there) / statistics.median(local)
    return {"ratio": ratio, "target": 1.3, "of": "wall", "local": local, "workers": there}


def duckdb(sample: Path) -> dict[str, Any]:
    """Forty rules and five measures of twenty groups."""
    rules = ["-m", "benchmarks.scale", "--rules", str(sample)]
    here, there = measured([*rules, "polars"]), measured([*rules, "duckdb"])
    return {"ratio": there["cpu"] / here["cpu"], "target": 3.0, "of": "CPU"}


def forty_rules(sample: Path, name: str) -> None:
    """What `duckdb` measures, on one engine."""
    import narwhals as nw

    from benchmarks.measurements import MEASURES
    from benchmarks.rules import with_measures
    from measure87.estimate.survey import DomainTable, Outcome, SurveyDesign, estimate_survey
    from measure87.files.engines import EngineChoice, opened_engine

    with opened_engine(EngineChoice(name)) as engine:  # type: ignore[arg-type]
        rows = (
            nw.from_native(pl.scan_parquet(sample))
            if engine is None
            else engine.scan([str(sample)])
        )
        estimate_survey(
            with_measures(rows).to_native(),
            [Outcome(one, one, coding="status") for one in MEASURES],
            SurveyDesign("weight", "stratum", ("cluster",)),
            [DomainTable(("region",))],
        )


WORK: dict[str, Callable[[Path], dict[str, Any]]] = {
    one.__name__: one for one in (folder_of_parts, object_store, two_workers, duckdb)
}


def main() -> int:
    """Measure, print a table, and say whether every target is kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--rows", type=int, default=4_000_000)
    parser.add_argument("--cluster-rows", type=int, default=20_000_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--only", nargs="*", choices=list(WORK), default=list(WORK))
    parser.add_argument("--rules", nargs=2, metavar=("FILE", "ENGINE"))
    options = parser.parse_args()
    if options.rules:
        forty_rules(Path(options.rules[0]), options.rules[1])
        return 0
    found = {}
    with tempfile.TemporaryDirectory() as made:
        for name in options.only:
            rows = options.cluster_rows if name == "two_workers" else options.rows
            place = (options.folder or Path(made)) / str(rows)
            place.mkdir(parents=True, exist_ok=True)
            sample = place / "sample.parquet"
            if not sample.exists():
                write_sample(sample, rows)
            found[name] = WORK[name](sample) | {"rows": rows}
            print(json.dumps({name: found[name]}), flush=True)
    print("| work | rows | ratio | target |\n|---|---|---|---|")
    for name, one in found.items():
        title = (WORK[name].__doc__ or "").rstrip(".")
        print(
            f"| {title} | {one['rows']:,} | {one['ratio']:.2f} of {one['of']} | {one['target']} |"
        )
    return int(any(one["ratio"] > one["target"] for one in found.values()))


if __name__ == "__main__":
    sys.exit(main())
