"""Run the whole grid and write `coverage.csv` and `README.md`: `python -m tests.recovery`.

About 25 minutes of processor time. The seeds depend on each truth alone, so the figures do not
change with the number of processes. Exits 1 if a promised cell falls short.
"""

import argparse
import csv
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, fields
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from tests.recovery.cluster_samples import Truth
from tests.recovery.coverage import Coverage, coverage
from tests.recovery.grid import REPLICATES, beyond, promised
from tests.recovery.page import Row, page

FOLDER = Path(__file__).parent


def main() -> int:
    """Parse the command line, run, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.recovery", description=__doc__)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--replicates", type=int, default=REPLICATES)
    parser.add_argument("--first", type=int, default=None, help="only so many cells a block")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where to write")
    options = parser.parse_args()
    blocks = [(True, name, truths) for name, truths in promised().items()]
    blocks += [(False, name, truths) for name, truths in beyond().items()]
    cells = [
        (kept, name, truth)
        for kept, name, truths in blocks
        for truth in islice(truths, options.first)
    ]
    started = time.monotonic()
    found = list(_run([truth for *_, truth in cells], options.replicates, options.processes))
    minutes = (time.monotonic() - started) / 60.0
    rows = [Row(*cell, result) for cell, result in zip(cells, found, strict=True)]
    _write_csv(options.folder / "coverage.csv", rows)
    text = page(rows, options.replicates, minutes, options.processes)
    (options.folder / "README.md").write_text(text, encoding="utf-8")
    short = [row for row in rows if row.promised and row.result.falls_short]
    print(f"{len(rows)} cells, {len(short)} of the promised ones fall short", file=sys.stderr)
    return 1 if short else 0


def _run(truths: list[Truth], replicates: int, processes: int) -> Iterator[Coverage]:
    """The results in order, with a line of progress every hundred cells."""
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        done = pool.map(coverage, truths, [replicates] * len(truths), chunksize=4)
        for number, result in enumerate(done, start=1):
            if number % 100 == 0 or number == len(truths):
                print(f"{number} of {len(truths)} cells", file=sys.stderr, flush=True)
            yield result


def _write_csv(path: Path, rows: list[Row]) -> None:
    """One line a cell: the truth, then what was found."""
    names = [item.name for item in (*fields(Truth), *fields(Coverage))]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["block", "promised", *names, "falls_short"])
        for row in rows:
            values = {**asdict(row.truth), **asdict(row.result)}
            shown = [f"{v:.6g}" if isinstance(v, float) else v for v in values.values()]
            writer.writerow([row.block, row.promised, *shown, row.result.falls_short])


if __name__ == "__main__":
    sys.exit(main())
