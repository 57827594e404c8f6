"""Linkage where the truth is known: what is found, and what estimates from it are worth.

    python -m tests.recovery.linkage [--repeats N]

rewrites the table of `docs/methods/lists-linkage.md`. Lists are invented, with each kind of error
at the chance named; three independent lists, so that only linkage can lead the estimate astray.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from measure87.collect.linkage import link_records
from measure87.collect.linkage.match_model import score_pairs
from measure87.estimate.multiple_lists import capture_table_from
from measure87.estimate.multiple_lists.capture.pooling import pool_tables
from measure87.estimate.multiple_lists.loglinear.independence import independence
from measure87.simulate import invent_listed_persons
from tests.collect.linkage.conftest import forms_of

PAGE = Path(__file__).parents[2] / "docs" / "methods" / "lists-linkage.md"
BEGIN, END = "<!-- results -->", "<!-- end of results -->"
POPULATION = 1_500
ERRORS = (0.02, 0.05, 0.12)
DRAWS = 20
LISTS = ("police", "shelter", "hotline")


@dataclass(frozen=True)
class Outcome:
    """One invented population, linked and estimated."""

    candidates: float
    precision: float
    recall: float
    persons: float
    estimate: float
    covered: bool
    covered_one: bool


def outcome(seed: int, errors: float, *, hashed: bool) -> Outcome:
    """Link lists of a population and estimate its size."""
    truth = invent_listed_persons(seed, population=POPULATION, errors=errors)
    forms = forms_of(truth, hashed=hashed)
    pairs = score_pairs(forms.lists, hashed=hashed, seed=1)
    same = forms.person[pairs.left] == forms.person[pairs.right]
    likely = pairs.probability >= 0.5
    counts = np.unique(forms.person, return_counts=True)[1]
    every = (counts * (counts - 1) // 2).sum()
    found = link_records(forms.lists, hashed=hashed, draws=DRAWS, seed=1)
    tables = [
        capture_table_from(part.select(LISTS), list(LISTS))
        for part in found.table.partition_by("draw", maintain_order=True)
    ]
    pooled, one = pool_tables(tables, independence), independence(tables[0])
    return Outcome(
        same.sum() / every,
        same[likely].mean(),
        same[likely].sum() / every,
        found.persons[1] / truth.true_table().height,
        pooled.value / POPULATION,
        pooled.lower <= POPULATION <= pooled.upper,
        one.lower <= POPULATION <= one.upper,
    )


def table(repeats: int) -> str:
    """The table of the page."""
    lines = [
        f"{repeats} invented populations of {POPULATION:,} to a row, three independent lists of "
        f"{35}, {30} and {25} %, {DRAWS} draws, estimates by `independence`. Exact linkage has "
        "ratio 1 and coverage 0.95.",
        "",
        "| chance of each error | lists | true pairs compared | precision at 0.5 | recall at 0.5 "
        "| persons found to true | estimate to true | coverage from draws | from the first draw |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for errors in ERRORS:
        for hashed in (False, True):
            found = pl.DataFrame(
                [vars(outcome(seed, errors, hashed=hashed)) for seed in range(repeats)]
            )
            mean = {
                name: float(found[name].cast(pl.Float64).mean() or 0.0) for name in found.columns
            }
            cells = [f"{mean[n]:.3f}" for n in ("candidates", "precision", "recall", "persons",
                                                "estimate")]  # fmt: skip
            cells += [f"{mean[n]:.2f}" for n in ("covered", "covered_one")]
            kind = "hashed" if hashed else "in the clear"
            lines.append(f"| {errors:g} | {kind} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Rewrite the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=40)
    made = table(parser.parse_args().repeats)
    text = PAGE.read_text("utf-8")
    before, after = text[: text.index(BEGIN)], text[text.index(END) :]
    PAGE.write_text(f"{before}{BEGIN}\n{made}\n{after}", "utf-8")


if __name__ == "__main__":
    main()
