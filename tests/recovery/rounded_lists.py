"""What rounding of cells costs the figures of lists: `python -m tests.recovery.rounded_lists`.

Invented tables of three to six lists are rounded with four secrets each and estimated again, their
intervals widened by what may lie behind the rounded table. Printed is the half-width on the scale
of the logarithm of the number unobserved, over that of the exact table: median, nine in ten,
largest. *Added* is the root mean square that was added over that by which rounding did change the
figure: 1 is right, under 1 too little. *Lost* are roundings without an estimate.
"""

import math
from dataclasses import dataclass

import numpy as np

from measure87.disseminate.gate.lists.rounded_cells import CellRounding
from measure87.estimate.multiple_lists import CaptureTable
from measure87.estimate.multiple_lists.capture.behind_rounding import tables_behind
from measure87.estimate.multiple_lists.capture.rounding_error import with_rounding
from measure87.estimate.multiple_lists.methods import METHODS, MethodOptions
from measure87.estimate.multiple_lists.over_tables import point_of
from measure87.estimate.multiple_lists.size_estimate import NotEstimableError, SizeEstimate
from tests.attacks.list_studies import drawn_lists
from tests.disseminate.invented_lists import random_table

QUICK = ("independence", "stepwise", "decomposable", "chao", "sample-coverage", "heterogeneity")
SECRETS = 4
OPTIONS = MethodOptions(replicates=200)


@dataclass
class Cost:
    """Of one method: half-widths over the exact ones, squares added and changed, roundings lost."""

    wider: list[float]
    added: list[float]
    changed: list[float]
    lost: int = 0
    tried: int = 0


def tables() -> list[CaptureTable]:
    """Twenty of three or four lists, twelve of five or six."""
    drawn = [drawn_lists(seed) for seed in range(1, 21)]
    small = [
        CaptureTable.from_histories(
            [f"L{k}" for k in range(one.lists)], list(one.table), list(one.table.values())
        )
        for one in drawn
    ]
    return small + [random_table(s, n, size) for s in range(6) for n, size in ((5, 600), (6, 1500))]


def estimated(table: CaptureTable, method: str) -> SizeEstimate | None:
    try:
        return METHODS[method].run(table, OPTIONS)
    except NotEstimableError:
        return None


def widened(table: CaptureTable, method: str, rng: np.random.Generator) -> SizeEstimate | None:
    size = estimated(table, method)
    point = METHODS[method].size or METHODS[method].again
    if size is None or point is None:
        return None
    return with_rounding(size, tables_behind(table, 3, rng), point_of(point, OPTIONS), rng)


def squared_half_width(size: SizeEstimate, floor: float) -> float:
    """Below the figure, on the scale of the logarithm above a floor."""
    if size.lower is None or size.lower <= floor:
        return math.nan
    return math.log((size.value - floor) / (size.lower - floor)) ** 2


def tried(table: CaptureTable, method: str, rng: np.random.Generator, cost: Cost) -> None:
    """Add what four roundings of one table cost."""
    exact = estimated(table, method)
    if exact is None:
        return
    for _ in range(SECRETS):
        counts = CellRounding(3, rng.bytes(32)).counts(table.counts, table.lists, table.possible)
        if counts is None:
            continue
        cost.tried += 1
        rounded = table.with_counts(counts)
        plain, wide = estimated(rounded, method), widened(rounded, method, rng)
        if plain is None or wide is None:
            cost.lost += 1
            continue
        floor = float(min(table.observed, rounded.observed)) - 6.0
        before, after = squared_half_width(plain, floor), squared_half_width(wide, floor)
        cost.wider.append(math.sqrt(after / squared_half_width(exact, floor)))
        cost.added.append((after - before) / 1.96**2)
        cost.changed.append(math.log((plain.value - floor) / (exact.value - floor)) ** 2)


def main() -> None:
    rng = np.random.default_rng(87)
    print("| method | roundings | median | nine in ten | largest | added | lost |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for method in QUICK:
        cost = Cost([], [], [])
        for table in tables():
            tried(table, method, rng, cost)
        shown = [f"{np.nanquantile(cost.wider, share):.2f}" for share in (0.5, 0.9, 1)]
        ratio = math.sqrt(np.nanmean(cost.added) / np.mean(cost.changed))
        print(
            f"| {method} | {cost.tried} | {' | '.join(shown)} | {ratio:.2f} | {cost.lost} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
