"""Mutated files for every reader: one sentence and status 1, or figures, and never our own bug.

    python -m tests.files.mutated --files 20000 --seed 1

Each file is one of nine small tables (CSV, Parquet, SPSS plain and compressed, Stata, XLSX, ODS,
XLS, a ZIP file) in which bytes were changed, cut, doubled or moved, or which is valid in form:
cells and fields changed places, or a count was made too large. `measure87 estimate survey` reads it
in a worker; wrong is exit status 70 or a crash, more than 10 seconds of the processor or a hang,
and more than 1 GB.
"""

import argparse
import io
import random
import select
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pyreadstat

from tests.files.office_files import ods_of

MOST_SECONDS = 10.0
"""Of the processor: the machine may have other work."""
_PATIENCE = 200.0
"""After so many seconds by the clock a reader hangs."""
MOST_BYTES = 1e9
BUG = 70
_OLD = Path(__file__).with_name("workbooks") / "old.xls"
_ROOT = Path(__file__).parents[2]
"""From where the worker finds the tests' own helpers."""
Mutation = Callable[[bytes, random.Random], bytes]

_WORKER = """
import contextlib, io, resource, sys
from measure87.cli import main
from tests.own_peak import own_peak_bytes
for line in sys.stdin:
    path = line.rstrip("\\n")
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            main(["estimate", "survey", path, "--measure", "works", "--by", "region", "--json"])
        status = 0
    except SystemExit as left:
        status = left.code if isinstance(left.code, int) else 1
    own = resource.getrusage(resource.RUSAGE_SELF)
    others = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime
    print(status or 0, own_peak_bytes(), seconds, flush=True)
"""


def originals(folder: Path) -> dict[str, bytes]:
    """Suffix to the bytes of a small table with numbers, text, labels and missing values."""
    rows = 60
    frame = pl.DataFrame(
        {
            "works": [k % 2 for k in range(rows)],
            "region": [1 + k % 3 for k in range(rows)],
            "weight": [0.5 + k % 7 for k in range(rows)],
            "place": [None if k % 9 == 0 else f"village {k % 11}" for k in range(rows)],
        }
    )
    frame.write_csv(folder / "t.csv")
    frame.write_parquet(folder / "t.parquet")
    labels = {"region": {1: "North", 2: "South", 3: "West"}}
    pandas_free = frame.with_columns(pl.col("place").fill_null(""))
    for suffix, options in ((".sav", {}), (".zsav", {"compress": True})):
        pyreadstat.write_sav(
            pandas_free, str(folder / f"t{suffix}"), variable_value_labels=labels, **options
        )
    pyreadstat.write_dta(pandas_free, str(folder / "t.dta"), variable_value_labels=labels)
    frame.write_excel(folder / "t.xlsx")
    rows: list[list[int | float | str | None]] = [frame.columns, *map(list, frame.rows())]
    (folder / "t.ods").write_bytes(ods_of({"Data": rows}))
    with zipfile.ZipFile(folder / "t.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(folder / "t.csv", "t.csv")
    suffixes = (".csv", ".parquet", ".sav", ".zsav", ".dta", ".xlsx", ".ods", ".zip")
    made = {suffix: (folder / f"t{suffix}").read_bytes() for suffix in suffixes}
    return made | {".xls": _OLD.read_bytes()}


def flipped(data: bytes, rng: random.Random) -> bytes:
    """Up to eight bits the other way."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def cut(data: bytes, rng: random.Random) -> bytes:
    """Only the beginning, or without a piece of the middle."""
    first, last = sorted((rng.randrange(len(data)), rng.randrange(len(data))))
    return data[:first] + (data[last:] if rng.random() < 0.5 else b"")


def doubled(data: bytes, rng: random.Random) -> bytes:
    """A piece twice, or many times."""
    first, last = sorted((rng.randrange(len(data)), rng.randrange(len(data))))
    return data[:last] + data[first:last] * rng.choice((1, 1, 50)) + data[last:]


def moved(data: bytes, rng: random.Random) -> bytes:
    """Two pieces in each other's place: fields of a header among them."""
    size = rng.choice((1, 4, 8, 16, 32))
    one, other = sorted(rng.randrange(max(len(data) - size, 1)) for _ in range(2))
    if other < one + size:
        return flipped(data, rng)
    middle = data[one + size : other]
    return data[:one] + data[other : other + size] + middle + data[one : one + size] + data[
        other + size :
    ]  # fmt: skip


def large_count(data: bytes, rng: random.Random) -> bytes:
    """A whole number of four bytes, near the beginning or the end, made very large or 0."""
    changed = bytearray(data)
    reach = min(1000, len(data) - 4)
    at = rng.randrange(reach) if rng.random() < 0.7 else len(data) - 4 - rng.randrange(reach)
    number = rng.choice((2**31 - 1, 2**32 - 1, 2**24, 10**6, 2**16, 0))
    changed[at : at + 4] = number.to_bytes(4, rng.choice(("little", "big")))
    return bytes(changed)


def other_cells(data: bytes, rng: random.Random) -> bytes:
    """Of CSV: cells that are odd but allowed, in a table that is well formed; else moved bytes."""
    if b"works" not in data[:60]:
        return moved(data, rng)
    rows = [line.split(b",") for line in data.splitlines()]
    odd = (b"", b'"a,b"', b'"\n"', b"1e308", b"-0", b"NaN", b"007", b"\xd8\xb1", b"1" * 400,
           b'"' + b"x" * 70_000 + b'"', b"0x1", b"true")  # fmt: skip
    for _ in range(rng.randint(1, 10)):
        row = rng.choice(rows)
        row[rng.randrange(len(row))] = rng.choice(odd)
    return b"\n".join(b",".join(row) for row in rows) + b"\n"


def other_table(data: bytes, rng: random.Random) -> bytes:
    """Of Parquet: a valid file of odd columns in the place of this one; else a large count."""
    if not data.startswith(b"PAR1"):
        return large_count(data, rng)
    works = rng.choice(
        [
            pl.Series("works", [[1], [0]], dtype=pl.List(pl.Int8)),
            pl.Series("works", [b"\x00\xff", None], dtype=pl.Binary),
            pl.Series("works", [1, 0], dtype=pl.Duration("ms")),
            pl.Series("works", [], dtype=pl.Int8),
            pl.Series("works", [{"a": 1}, {"a": 2}]),
            pl.Series("works", ["1", "0"], dtype=pl.Categorical),
            pl.Series("works", [2**63, 0], dtype=pl.UInt64),
            pl.Series("works", [None, None], dtype=pl.Null),
            pl.Series("works", [float("inf"), 1.0]),
        ]
    )
    written = io.BytesIO()
    region = pl.Series("region", list(range(len(works))), dtype=pl.Int64)
    pl.DataFrame([works, region]).write_parquet(written)
    return written.getvalue()


MUTATIONS: tuple[Mutation, ...] = (
    flipped, cut, doubled, moved, large_count, other_cells, other_table,
)  # fmt: skip


class Worker:
    """A process that reads file after file, started anew after a crash."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._spent = 0.0

    def read(self, path: Path) -> str | None:
        """What went wrong with a file; None if nothing did."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _WORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, text=True, cwd=_ROOT,
            )  # fmt: skip
            first = self._ask(path, 3 * _PATIENCE)  # libraries are loaded, and loops compiled
            self._spent = float(first.split()[2]) if first else 0.0
        return self._judged(self._ask(path, _PATIENCE))

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _ask(self, path: Path, patience: float) -> str | None:
        """The line that the worker answers; None if none came in time."""
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise AssertionError("the worker is not running")
        process.stdin.write(f"{path}\n")
        process.stdin.flush()
        ready, _, _ = select.select([process.stdout], [], [], patience)
        return process.stdout.readline() if ready else None

    def _judged(self, answer: str | None) -> str | None:
        if not answer:
            self.close()
            return "too slow" if answer is None else "crash"
        status, peak, spent = int(answer.split()[0]), int(answer.split()[1]), self._spent
        self._spent = float(answer.split()[2])
        if self._spent - spent > MOST_SECONDS:
            self.close()  # what it took in memory would be told of the next file
            return "too slow"
        if peak > MOST_BYTES:
            self.close()  # its peak stays
            return "too much memory"
        return None if status in (0, 1, 3) else f"exit status {status}"


def read_mutated(count: int, seed: int, folder: Path, keep: Path | None = None) -> Counter[str]:
    """What went wrong with so many mutated files, counted; those files are kept where asked."""
    rng = random.Random(seed)
    sources = originals(folder)
    worker, found = Worker(), Counter[str]()
    try:
        for number in range(count):
            suffix = rng.choice(list(sources))
            mutation = rng.choice(MUTATIONS)
            path = folder / f"mutated{suffix}"
            path.write_bytes(mutation(sources[suffix], rng) or b"\n")
            fault = worker.read(path)
            if fault is not None:
                found[f"{suffix} {mutation.__name__}: {fault}"] += 1
                if keep is not None:
                    (keep / f"{number}{suffix}").write_bytes(path.read_bytes())
    finally:
        worker.close()
    return found


def main() -> int:
    """Read so many files, and tell what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="A folder for the files with which it did.")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = read_mutated(asked.files, asked.seed, Path(folder), asked.keep)
    for fault, times in sorted(found.items()):
        sys.stdout.write(f"{times:>5}  {fault}\n")
    sys.stdout.write(f"{asked.files} files with seed {asked.seed}: {found.total()} faults\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
