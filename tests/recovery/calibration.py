"""Simulation-based calibration of the world model: `python -m tests.recovery.calibration`.

Truths and figures are told without the model (`calibration_cases`), found again by its sampler,
and ranked. World `i` of a case has seed `i`, as has the sampler. Worlds that are in the table are
not run again (`--again` does); the page is made from the table alone.
"""

import argparse
import csv
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from measure87.combine.validation.calibration import calibrate
from measure87.combine.validation.uniformity import judge_uniformity
from tests.recovery.calibration_cases import CASES

TABLE = Path(__file__).parent / "calibration.csv"
PAGE = Path(__file__).parents[2] / "docs" / "methods" / "world-calibration.md"
DRAWS, WARMUP, THIN = 19, 300, 10
CHANCE = 0.01
"""A study of right ranks fails as often."""
BLOCK = 20
"""Worlds of one process, which compiles once for them."""

Ranks = dict[tuple[str, int], dict[str, int]]
"""By case and world: the rank of each quantity."""


def run_block(case: str, worlds: range, warmup: int = WARMUP, thin: int = THIN) -> Ranks:
    """Ranks of adjacent worlds."""
    one = CASES[case]()
    found = calibrate(
        one.design,
        worlds=len(worlds),
        followed=one.followed,
        first_seed=worlds.start,
        warmup=warmup,
        draws=DRAWS,
        thin=thin,
        invent=one.invent,
    )
    return {
        (case, world): {name: int(ranks[i]) for name, ranks in found.ranks.items()}
        for i, world in enumerate(worlds)
    }


def read_ranks(path: Path) -> Ranks:
    """The table as it was written; nothing where there is none."""
    found: Ranks = {}
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                key = (row["case"], int(row["world"]))
                found.setdefault(key, {})[row["quantity"]] = int(row["rank"])
    return found


def write_ranks(path: Path, ranks: Ranks) -> None:
    """One row per case, world and quantity."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("case", "world", "quantity", "rank"))
        for (case, world), found in sorted(ranks.items()):
            rows.writerows((case, world, name, rank) for name, rank in found.items())


def page(ranks: Ranks) -> str:
    """The whole page, in Markdown."""
    judged = {case: _judged(ranks, case) for case in dict.fromkeys(case for case, _ in ranks)}
    number = sum(len(one) for one in judged.values())
    limit = CHANCE / number
    failed = [
        f"{name} ({case})"
        for case, found in judged.items()
        for name, (_, _, p, _) in found.items()
        if p < limit
    ]
    below = ", ".join(failed) or "none"
    lines = [HEAD.format(draws=DRAWS, warmup=WARMUP, thin=THIN, number=number, limit=limit)]
    lines += [f"**Of {number} p-values these are below it: {below}.**\n"]
    for case, found in judged.items():
        about = (CASES[case].__doc__ or "").splitlines()[0]
        worlds = next(iter(found.values()))[0]
        lines += [f"\n## {case}\n\n{about} {worlds} worlds.\n"]
        lines += ["| quantity | mean rank (error) | p-value | outside the envelope |"]
        lines += ["|---|---|--:|--:|"]
        for name, (n, mean, p, outside) in found.items():
            # A uniform rank of 0 to 19 has a standard deviation of 5.77.
            error = 5.77 / np.sqrt(n)
            lines.append(f"| {name} | {mean:.1f} ({error:.1f}) | {p:.3f} | {_or_none(outside)} |")
    return "\n".join(lines) + "\n"


def _or_none(outside: float) -> str:
    return f"by {outside:.3f}" if outside > 0.0 else "nowhere"


def _judged(ranks: Ranks, case: str) -> dict[str, tuple[int, float, float, float]]:
    """Worlds, mean rank, p-value and distance from the envelope of each quantity."""
    mine = [found for (name, _), found in ranks.items() if name == case]
    judged = {}
    for name in mine[0]:
        values = np.array([found[name] for found in mine], dtype=np.int64)
        one = judge_uniformity(values, DRAWS)
        judged[name] = (len(values), float(values.mean()), one.p_value, one.outside)
    return judged


HEAD = """# Is the world model calibrated?

Written by `python -m tests.recovery.calibration`; do not edit. Every rank is in
`tests/recovery/calibration.csv`.

Truths are drawn from the priors of [the page](world-model.md#every-prior) and figures from the
truths, one effect after the other, by code that shares nothing with the model
(`tests/recovery/calibration_cases.py`). The model is fitted to the figures with the density, the
beginnings and the depth of trajectories that `measure87 combine` uses (one chain, {warmup} steps to
adapt, every {thin}th draw), and each truth is ranked among {draws} draws. If density, sampler and
draws of countries are right, every rank from 0 to {draws} is as likely as any other.

* **The test, stated beforehand:** chi-square of five equal bins for each of the {number}
  quantities; none may be below {limit:.5f}, which is 1 in 100 shared among all.
* "outside the envelope": whether the cumulative distribution of ranks leaves the band that the
  whole of it stays in with probability 0.95. Of right ones one in twenty does.
* Seeds are those of the worlds, from 0. Effects are on the log-odds; `path 0 8 0 0` is the log-odds
  of country 0 in the ninth year.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the command line, run, write."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.recovery.calibration", description=__doc__
    )
    parser.add_argument("--worlds", type=int, default=100, help="of each case")
    parser.add_argument("--case", action="append", choices=list(CASES))
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--again", action="store_true", help="begin with an empty table")
    parser.add_argument("--table", type=Path, default=TABLE)
    parser.add_argument("--page", type=Path, default=PAGE)
    options = parser.parse_args(arguments)
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")  # workers are processes of their own already
    os.environ.setdefault("XLA_FLAGS", "--xla_force_host_platform_device_count=1")
    ranks = {} if options.again else read_ranks(options.table)
    tasks = _blocks(options.case or list(CASES), options.worlds, ranks)
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(run_block, *task) for task in tasks]
        for number, done in enumerate(waiting, start=1):
            ranks |= done.result()
            write_ranks(options.table, ranks)
            print(f"{number} of {len(tasks)} blocks", file=sys.stderr, flush=True)
    options.page.write_text(page(read_ranks(options.table)), encoding="utf-8")
    return 0


def _blocks(
    cases: Iterable[str], worlds: int, known: Mapping[tuple[str, int], object]
) -> list[tuple[str, range]]:
    """Blocks of adjacent worlds that are not in the table."""
    found = []
    for case in cases:
        first = sum(1 for name, _ in known if name == case)
        found += [
            (case, range(start, min(start + BLOCK, worlds)))
            for start in range(first, worlds, BLOCK)
        ]
    return found


if __name__ == "__main__":
    sys.exit(main())
