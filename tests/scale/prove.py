"""Six million persons of an invented country on four engines; a hundred million rows in 200 parts.

    python -m tests.scale.prove country [--copies N] [--table FILE]    alike on every engine
    python -m tests.scale.prove rows [--rows N] [--table FILE]         memory and CPU of an estimate

`country` takes some hours, `rows` an hour and some gigabytes of disk. The exit status is 1 if
something does not hold; what was measured is printed line by line, and written as a table.
"""

import argparse
import csv
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import polars as pl

from tests.scale.cluster import configured, connect_server, started_cluster, variables
from tests.scale.country import write_study
from tests.scale.measured import Taken, taken_by

COPIES = 1_500
"""Of four thousand persons: six million."""
ROWS, PARTS, COLUMNS = 100_000_000, 200, 20
_ITEMS = range(1, COLUMNS - 3)
MOST_MB = {"polars": 2_000, "duckdb": 4_000, "spark": 1_500}
"""Resident memory of the process that was started, and of Spark's driver."""
MOST_CPU = 2.5
"""Of polars, times a bare scan of all columns."""


@dataclass(frozen=True)
class Row:
    """What one engine took.

    rows : of persons
    cpu_seconds : of the program; what Spark's driver and workers take is not in it
    times_a_scan : CPU seconds over those of a bare scan; None where none was made
    program_mb, driver_mb : peaks of resident memory; the driver is Spark's own
    alike : whether what was released is equal to what polars released; None where it is polars
    held : whether all that is promised of it is so
    """

    engine: str
    rows: int
    cpu_seconds: int
    times_a_scan: float | None
    program_mb: int
    driver_mb: int
    alike: bool | None
    held: bool


def country(copies: int) -> list[Row]:
    """The study on every engine: `estimates.json` the same but for the engine."""
    with tempfile.TemporaryDirectory() as made:
        folder = configured(Path(made))
        write_study(folder / "as-it-was", 4_000, copies=copies)
        persons = _rows_in(folder / "as-it-was" / "persons")
        shutil.copytree(folder / "as-it-was", folder / "polars")
        taken = taken_by(["-m", "measure87", "run", "polars"], folder, variables(folder))
        found = [_told(_row("polars", persons, taken))]
        (folder / "cluster").mkdir()
        with started_cluster(folder / "cluster") as cluster:
            spark = ["--engine", "spark", "--spark-master", cluster.url]
            found += [_alike(folder, "duckdb", persons, ["--engine", "duckdb"])]
            found += [_alike(folder, "spark", persons, spark)]
        with connect_server(folder / "connect-server") as address:
            connect = ["--engine", "spark", "--spark-remote", address]
            found += [_alike(folder, "connect", persons, connect)]
    return found


def _alike(folder: Path, name: str, persons: int, engine: list[str]) -> Row:
    """The study on one engine beside what polars released."""
    copy = shutil.copytree(folder / "as-it-was", folder / name)
    (copy / "private").mkdir(mode=0o700)
    shutil.copy(folder / "polars" / "private" / "hash.key", copy / "private")
    taken = taken_by(["-m", "measure87", "run", name, *engine], folder, variables(folder))
    same = taken.status == 0 and _released(folder / "polars") == _released(copy)
    shutil.rmtree(copy)
    return _told(_row(name, persons, taken, alike=same, held=same))


def _released(study: Path) -> dict:
    content = json.loads((study / "out" / "estimates.json").read_text())
    content["provenance"]["settings"].pop("engine", None)
    return content


def _rows_in(folder: Path) -> int:
    return int(pl.scan_parquet(folder / "*.parquet").select(pl.len()).collect().item())


def _row(
    engine: str, rows: int, taken: Taken, *, scan: float | None = None,
    alike: bool | None = None, held: bool = True,
) -> Row:  # fmt: skip
    times = None if scan is None else round(taken.cpu / scan, 2)
    whole = held and taken.status == 0
    return Row(
        engine, rows, round(taken.cpu), times, round(taken.own), round(taken.driver), alike, whole
    )


def _told(row: Row) -> Row:
    print(row, flush=True)
    return row


def rows(number: int) -> list[Row]:
    """An estimate of many rows: memory of every engine, CPU of polars beside a bare scan."""
    with tempfile.TemporaryDirectory() as made:
        folder = configured(Path(made))
        write_rows(folder / "parts", number)
        scan = _bare_scan(folder)
        taken_by(_estimate("parts/part-000.parquet"), folder, variables(folder))  # keeps byte code
        (folder / "cluster").mkdir()
        found = []
        with started_cluster(folder / "cluster") as cluster:
            for name in MOST_MB:
                where = ["--spark-master", cluster.url] if name == "spark" else []
                found.append(_estimated(folder, number, name, where, scan))
    return found


def _bare_scan(folder: Path) -> float:
    """CPU seconds of decoding all columns in order, and no more."""
    text = (
        "import polars as pl\n"
        "read = pl.scan_parquet('parts/*.parquet')\n"
        "for _ in read.collect_batches(maintain_order=True, engine='streaming'): pass\n"
    )
    return taken_by(["-c", text], folder, variables(folder)).cpu


def _estimate(table: str) -> list[str]:
    """The command: a measure by twenty regions, of a sample in clusters."""
    asked = ["--measure", "item_01", "--status", "item_01", "--by", "region", "--weight", "weight"]
    asked += ["--strata", "stratum", "--cluster", "cluster"]
    return ["-m", "measure87", "estimate", "survey", table, *asked]


def _estimated(folder: Path, number: int, name: str, where: list[str], scan: float) -> Row:
    command = [*_estimate("parts"), "--engine", name, *where]
    taken = taken_by(command, folder, variables(folder))
    held = max(taken.own, taken.driver) <= MOST_MB[name]
    held = held and (name != "polars" or taken.cpu <= MOST_CPU * scan)
    return _told(_row(name, number, taken, scan=scan, held=held))


def write_rows(folder: Path, number: int, parts: int = PARTS) -> None:
    """Persons by cluster and stratum with statuses, in parts."""
    folder.mkdir()
    rng = np.random.default_rng(87)
    size = -(-number // parts)
    for part in range(parts):
        begin, end = part * size, min(number, (part + 1) * size)
        person = np.arange(begin, end)
        items = {f"item_{i:02}": _statuses(rng, end - begin, 0.01 * i) for i in _ITEMS}
        pl.DataFrame(
            {
                "stratum": pl.Series(person // 500_000, dtype=pl.Int16),
                "cluster": pl.Series(person // 500, dtype=pl.Int32),
                "weight": 1.0 + rng.random(end - begin),
                "region": pl.Series(person // 500_000 % 20, dtype=pl.Int8),
                **items,
            }
        ).write_parquet(folder / f"part-{part:03}.parquet")


def _statuses(rng: np.random.Generator, persons: int, yes: float) -> pl.Series:
    """No 0, unknown 1, yes 2, and null of a tenth, whom the item is not about."""
    chance = rng.random(persons)
    status = np.select([chance < yes, chance < yes + 0.02, chance < 0.9], [2, 1, 0], default=-1)
    return pl.Series(status, dtype=pl.Int8).replace(-1, None)


def write_table(path: Path, found: Sequence[Row]) -> None:
    """What was measured, a line for each engine."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow([one.name for one in fields(Row)])
        lines.writerows([[getattr(row, one.name) for one in fields(Row)] for row in found])


def main() -> int:
    """Run one of the two."""
    parser = argparse.ArgumentParser(prog="python -m tests.scale.prove", description=__doc__)
    parser.add_argument("what", choices=("country", "rows"))
    parser.add_argument("--copies", type=int, default=COPIES)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--table", type=Path)
    options = parser.parse_args()
    found = country(options.copies) if options.what == "country" else rows(options.rows)
    if options.table is not None:
        write_table(options.table, found)
    held = all(row.held for row in found)
    print("All of it holds" if held else "NOT ALL OF IT HOLDS")
    return int(not held)


if __name__ == "__main__":
    sys.exit(main())
