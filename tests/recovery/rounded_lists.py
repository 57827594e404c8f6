"""What rounding of cells costs the figures of lists: `python -m tests.recovery.rounded_lists`.

Invented tables of three to six lists are rounded with eight secrets each and estimated again.
Printed is the factor by which a half-width would have to grow to include the rounding: the root of
1 plus the square of 1.96 root mean square changes over the half-width. *Lost* are roundings without
an estimate.
"""

import numpy as np

from measure87.disseminate.gate.lists.rounded_cells import CellRounding
from measure87.estimate.multiple_lists import CaptureTable
from measure87.estimate.multiple_lists.methods import METHODS, MethodOptions
from measure87.estimate.multiple_lists.size_estimate import NotEstimableError, SizeEstimate
from tests.attacks.list_studies import drawn_lists
from tests.disseminate.invented_lists import random_table

QUICK = ("independence", "chao", "sample-coverage", "heterogeneity")
SECRETS = 8
NORMAL = 1.96


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
        return METHODS[method].run(table, MethodOptions(replicates=200))
    except NotEstimableError:
        return None


def rounded(table: CaptureTable, rng: np.random.Generator) -> CaptureTable:
    counts = CellRounding(3, rng.bytes(32)).counts(table.counts, table.lists, table.possible)
    return table if counts is None else table.with_counts(counts)


def growth(table: CaptureTable, method: str, rng: np.random.Generator) -> tuple[float, int] | None:
    """The factor on the half-width, and roundings lost; None without an estimate to begin with."""
    exact = estimated(table, method)
    if exact is None or exact.lower is None:
        return None
    upper = exact.value + NORMAL * (exact.se or 0.0) if exact.upper is None else exact.upper
    half = (upper - exact.lower) / 2
    again = [estimated(rounded(table, rng), method) for _ in range(SECRETS)]
    changes = [one.value - exact.value for one in again if one is not None]
    added = NORMAL * float(np.sqrt(np.mean(np.square(changes)))) / half
    return float(np.hypot(1.0, added)), SECRETS - len(changes)


def main() -> None:
    rng = np.random.default_rng(87)
    print("| method | tables | median | nine in ten | largest | lost |")
    print("| --- | --- | --- | --- | --- | --- |")
    for method in QUICK:
        found = [one for table in tables() if (one := growth(table, method, rng)) is not None]
        factors = [factor for factor, _ in found]
        shown = [f"{np.quantile(factors, share):.2f}" for share in (0.5, 0.9, 1)]
        lost = sum(lost for _, lost in found)
        print(f"| {method} | {len(found)} | {' | '.join(shown)} | {lost} of {8 * len(found)} |")


if __name__ == "__main__":
    main()
