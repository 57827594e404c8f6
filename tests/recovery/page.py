"""The page that sums up a run: what was tried, what was found, where it falls short."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.recovery.cluster_samples import Truth
from tests.recovery.coverage import FLAG_SAMPLES, FLOOR, TEST_SIZE, Coverage

HEAD = """# Coverage of the default interval

Written by `make recovery` (`python -m tests.recovery`); do not edit. All data here are
invented: samples drawn from populations whose true share is known.

* {cells} cells of {replicates:,} samples each, {minutes:.0f} minutes on {processes} process(es).
  Offline. The seed of each cell is in `coverage.csv` and depends on the cell alone.
* The interval: 95 %, `korn-graubard` as in `docs/methods/rare-events.md`. It should miss on
  either side in 2.5 % of samples; "truth above" counts intervals that end below the truth.
* "own": Korn & Graubard with the domain's own design effect, effective n capped at n.
* A cell falls short when a coverage of {floor:.0%} is rejected by a one-sided binomial test of
  size {size:.0%}.
* "flagged": samples whose interval carries the mark that its coverage is doubtful, of the first
  {flagged:,} of a cell.
* How the samples come about (three mechanisms of clustering, weights, domains):
  `cluster_samples.py`. Every cell, with both tails: `coverage.csv`.

"""


@dataclass(frozen=True)
class Row:
    """One cell of the grid and what was found there."""

    promised: bool
    block: str
    truth: Truth
    result: Coverage


def page(rows: list[Row], replicates: int, minutes: float, processes: int) -> str:
    """The whole page, in Markdown."""
    kept = [row for row in rows if row.promised]
    further = [row for row in rows if not row.promised]
    short = [row for row in kept if row.result.falls_short]
    head = HEAD.format(
        cells=len(rows),
        replicates=replicates,
        minutes=minutes,
        processes=processes,
        floor=FLOOR,
        size=TEST_SIZE,
        flagged=FLAG_SAMPLES,
    )
    plain = [row for row in kept if row.block == kept[0].block]
    own_short = sum(row.result.own_covered < FLOOR for row in kept)
    parts = [
        head,
        f"## What is promised: {len(short)} of {len(kept)} cells fall short\n\n",
        f"(With the own design effect, {own_short} cells cover less than {FLOOR:.0%}.)\n\n",
        _blocks(kept),
        "\n### By share and number of clusters\n\n",
        "Everybody, 20 persons a cluster; over correlations, mechanisms and weights. Least\n"
        "coverage, with the greatest share of samples in which the truth lay above and below.\n\n",
        _shares(plain),
        "\n### The cells with the least coverage\n\n",
        _cells(sorted(kept, key=lambda row: row.result.covered)[:20]),
        "\n## Beyond the promise\n\n",
        "Stronger clustering, larger clusters, larger shares, more unequal weights. Where\n"
        f"coverage falls below {FLOOR:.0%} the flag should be raised in most samples.\n\n",
        _blocks(further),
        f"\n### All cells there under {FLOOR:.0%}\n\n",
        _cells(
            sorted(
                (row for row in further if row.result.covered < FLOOR),
                key=lambda row: row.result.covered,
            )
        ),
    ]
    return "".join(parts)


def _blocks(rows: list[Row]) -> str:
    """One line a block."""
    lines = [
        "| block | cells | least coverage | median | fall short | most truth above "
        "| most truth below | least, own | mean width / own |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for block in dict.fromkeys(row.block for row in rows):
        found = [row.result for row in rows if row.block == block]
        covered = sorted(item.covered for item in found)
        short = sum(item.falls_short for item in found)
        ratio = sum(item.width_ratio for item in found) / len(found)
        lines.append(
            f"| {block} | {len(found)} | {covered[0]:.2%} | {covered[len(covered) // 2]:.2%} "
            f"| {short} | {_most(found, lambda item: item.truth_above)} "
            f"| {_most(found, lambda item: item.truth_below)} "
            f"| {min(item.own_covered for item in found):.2%} | {ratio:.2f} |"
        )
    return "\n".join(lines) + "\n"


def _shares(rows: list[Row]) -> str:
    """Share by number of clusters."""
    clusters = sorted({row.truth.clusters for row in rows})
    lines = [
        "| true share | " + " | ".join(f"{number} clusters" for number in clusters) + " |",
        "|--:|" + "--:|" * len(clusters),
    ]
    for p in sorted({row.truth.p for row in rows}):
        shown = []
        for number in clusters:
            found = [
                row.result for row in rows if row.truth.p == p and row.truth.clusters == number
            ]
            shown.append(
                f"{min(item.covered for item in found):.2%} "
                f"({_most(found, lambda item: item.truth_above)}, "
                f"{_most(found, lambda item: item.truth_below)})"
            )
        lines.append(f"| {p:.2%} | " + " | ".join(shown) + " |")
    return "\n".join(lines) + "\n"


def _cells(rows: list[Row]) -> str:
    """One line a cell."""
    if not rows:
        return "None.\n"
    lines = [
        "| block | share | icc | clusters | weights CV, link | mechanism | coverage "
        "| truth above | truth below | own | flagged | width / own |",
        "|---|--:|--:|--:|--:|---|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {row.block} | {row.truth.p:.2%} | {row.truth.icc:g} | {row.truth.clusters} "
        f"| {row.truth.weight_cv:g}, {row.truth.weight_link:g} | {row.truth.mechanism} "
        f"| {row.result.covered:.2%} | {row.result.truth_above:.2%} "
        f"| {row.result.truth_below:.2%} | {row.result.own_covered:.2%} "
        f"| {row.result.doubtful:.0%} | {row.result.width_ratio:.2f} |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"


def _most(found: Iterable[Coverage], value: Callable[[Coverage], float]) -> str:
    """The greatest of one value, in per cent."""
    return f"{max(value(item) for item in found):.2%}"
