"""Linkage where the truth is known: what is found, and what estimates from it are worth.

    OMP_NUM_THREADS=1 python -m tests.recovery.linkage [--repeats N]

rewrites the table of `docs/methods/lists-linkage.md`. Lists are invented from N seeds that nobody
looked at while the methods were made (`FIRST_SEED` on), with each kind of error at the chance
named; three independent lists, so that only linkage can lead the estimate astray. Beside each
stands what exact linkage gives of the same persons.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from measure87.collect.linkage.draw_tables import draw_tables
from measure87.collect.linkage.kernels.partition_sampler import PairedRecords, draw_partitions
from measure87.collect.linkage.linkage_notices import MOST_DOUBTFUL, doubtful_share
from measure87.collect.linkage.match_model import score_pairs
from measure87.collect.linkage.match_quality import LabelledPairs, expected_share
from measure87.estimate.multiple_lists import capture_table_from, independence, pool_tables
from measure87.simulate import invent_listed_persons
from tests.collect.linkage.conftest import forms_of

PAGE = Path(__file__).parents[2] / "docs" / "methods" / "lists-linkage.md"
BEGIN, END = "<!-- results -->", "<!-- end of results -->"
POPULATION = 1_500
FIRST_SEED = 100
ERRORS = (0.02, 0.05, 0.12)
DRAWS = 20
LABELLED = 150
LISTS = ("police", "shelter", "hotline")


@dataclass(frozen=True)
class Outcome:
    """One invented population, linked and estimated; coverage is of the true population.

    Precision and recall are of all pairs of records, on average over draws.
    """

    errors: float
    hashed: bool
    told: bool
    seed: int
    said: float
    precision: float
    recall: float
    persons: float
    ratio: float
    covered: bool
    covered_one: bool
    covered_exact: bool
    between: float
    doubtful: float


def every_pair(person: np.ndarray) -> LabelledPairs:
    """All pairs of records, with the truth."""
    left, right = np.triu_indices(len(person), 1)
    return LabelledPairs(left, right, person[left] == person[right])


def some_of(every: LabelledPairs, seed: int) -> LabelledPairs:
    """Pairs of one person drawn at random, and as many of two."""
    rng = np.random.default_rng(10_000 + seed)
    drawn = np.concatenate(
        [
            rng.choice(np.flatnonzero(kind), LABELLED, replace=False)
            for kind in (every.match, ~every.match)
        ]
    )
    return LabelledPairs(every.left[drawn], every.right[drawn], every.match[drawn])


def outcomes(seed: int, errors: float, *, hashed: bool) -> list[Outcome]:
    """Link lists of a population without and with labelled pairs, and estimate its size.

    As `link_records` does, but pairs are compared once for both.
    """
    truth = invent_listed_persons(seed, population=POPULATION, errors=errors)
    forms = forms_of(truth, hashed=hashed)
    every = every_pair(forms.person)
    known = some_of(every, seed)
    exact = independence(capture_table_from(truth.true_table(), list(LISTS)))
    pairs = score_pairs(forms.lists, hashed=hashed, seed=1, asked=(known.left, known.right))
    group = np.repeat(np.arange(len(LISTS)), [entry.frame.height for entry in forms.lists])
    once = np.array([entry.deduplicated for entry in forms.lists])
    found = []
    for told in (False, True):
        scored = pairs.taught(known.left, known.right, known.match) if told else pairs
        rng = np.random.default_rng(1)
        records = PairedRecords(group, once, scored.left, scored.right, scored.known)
        partitions = draw_partitions(records, scored.evidence, DRAWS, rng)
        table = draw_tables(forms.lists, partitions, rng)
        tables = [
            capture_table_from(part.select(LISTS), list(LISTS))
            for part in table.partition_by("draw", maintain_order=True)
        ]
        pooled, one = pool_tables(tables, independence), independence(tables[0])
        same = forms.person[scored.left] == forms.person[scored.right]
        joined = np.mean(partitions[:, scored.left] == partitions[:, scored.right], axis=0)
        both = float(joined[same].sum())
        found.append(
            Outcome(
                errors,
                hashed,
                told,
                seed,
                expected_share(partitions, scored),
                both / float(joined.sum()),
                both / int(every.match.sum()),
                table.height / DRAWS / truth.true_table().height,
                pooled.value / exact.value,
                pooled.lower <= POPULATION <= pooled.upper,
                one.lower <= POPULATION <= one.upper,
                exact.lower <= POPULATION <= exact.upper,
                pooled.diagnostics["share_of_variance_between_tables"],
                doubtful_share(pairs),
            )
        )
    return found


def table(found: pl.DataFrame) -> str:
    """The table of the page."""
    repeats = found["seed"].n_unique()
    lines = [
        f"{repeats} invented populations of {POPULATION:,} to a row (seeds {FIRST_SEED} to "
        f"{FIRST_SEED + repeats - 1}), "
        f"three independent lists of {35}, {30} and {25} %, {DRAWS} draws (seed 1), estimates by "
        f"`independence`; {LABELLED} labelled pairs of one person and as many of two, drawn at "
        "random. Precision and recall are of all pairs of records.",
        "",
        "| chance of each error | lists | labelled pairs | precision of draws | recall of draws "
        "| both, by their own word | persons found to true | estimate to that of exact linkage "
        "| coverage from draws | from the first draw | of exact linkage "
        "| share of variance between draws | told to be doubtful |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    keys = ["errors", "hashed", "told"]
    for (errors, hashed, told), part in found.sort(keys).group_by(keys, maintain_order=True):
        mean = {name: float(part[name].cast(pl.Float64).mean() or 0.0) for name in part.columns}
        cells = [f"{errors:g}", "hashed" if hashed else "in the clear", "yes" if told else "no"]
        cells += [f"{mean[n]:.3f}" for n in ("precision", "recall", "said", "persons", "ratio")]
        cells += [f"{mean[n]:.2f}" for n in ("covered", "covered_one", "covered_exact", "between")]
        cells.append(f"{(part['doubtful'] > MOST_DOUBTFUL).mean():.2f}")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Rewrite the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=40)
    parser.add_argument("--only", choices=["clear", "hashed"], help="print rows, write nothing")
    chosen = parser.parse_args()
    modes = [chosen.only == "hashed"] if chosen.only else [False, True]
    found = []
    for seed in range(FIRST_SEED, FIRST_SEED + chosen.repeats):
        for errors in ERRORS:
            for hashed in modes:
                for outcome in outcomes(seed, errors, hashed=hashed):
                    found.append(vars(outcome))
                    print(json.dumps({k: np.asarray(v).item() for k, v in found[-1].items()}),
                          flush=True)  # fmt: skip
    if not chosen.only:
        text = PAGE.read_text("utf-8")
        before, after = text[: text.index(BEGIN)], text[text.index(END) :]
        PAGE.write_text(f"{before}{BEGIN}\n{table(pl.DataFrame(found))}\n{after}", "utf-8")


if __name__ == "__main__":
    main()
