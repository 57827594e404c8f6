"""Coverage of intervals where a recipe makes the weights.

    python -m tests.recovery.replicated_recipes

Who answers hangs on what is measured, by way of region and age: the old and those of the third
region work more often and answer less. The recipe knows both. In each sample the error comes once
from 200 replicates in which every step is repeated, and once, naively, from linearisation with the
recipe's weights taken as given. About 10 minutes of processor time; writes the table of
`docs/methods/replicates.md`.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from measure87.estimate.replicates import MadeReplicates
from measure87.estimate.survey import Outcome, SurveyDesign, estimate_survey
from measure87.estimate.weighting import Benchmark, Margin, prepare_recipe
from measure87.estimate.weighting.recipe import BaseWeights, Calibration, Recipe, Response
from measure87.vocabulary.status import NO, YES

SAMPLES, REPLICATES, LEVEL = 2_000, 200, 0.95
PROMISED = (0.93, 0.97)
STRATA, CLUSTERS, SIZE = 20, 150, 40
DRAWN_CLUSTERS, DRAWN_PERSONS = 3, 15
PAGE = Path(__file__).parents[2] / "docs" / "methods" / "replicates.md"
BEGIN, END = "<!-- replicated-recipes -->", "<!-- end of replicated-recipes -->"
OUTCOMES = (
    Outcome("share", "working", coding="status"),
    Outcome("persons", "working", statistic="total", coding="status"),
)
WAYS = ("base weights, linearised", "recipe, linearised", "recipe, 200 replicates")


@dataclass(frozen=True)
class Population:
    """Invented persons; stratum by stratum, cluster by cluster, 40 a cluster."""

    region: np.ndarray
    old: np.ndarray
    working: np.ndarray
    answering: np.ndarray

    @property
    def truths(self) -> dict[str, float]:
        return {"share": float(self.working.mean()), "persons": float(self.working.sum())}

    @property
    def benchmark(self) -> Benchmark:
        def margin(name: str, codes: np.ndarray) -> Margin:
            values, persons = np.unique(codes, return_counts=True)
            pairs = zip(values.tolist(), persons.tolist(), strict=True)
            return Margin((name,), {(str(code),): float(n) for code, n in pairs})

        return Benchmark((margin("region", self.region), margin("old", self.old)))


def population() -> Population:
    """The population, always the same."""
    rng = np.random.default_rng(2020)
    stratum = np.repeat(np.arange(STRATA), CLUSTERS * SIZE)
    place = rng.normal(0.0, 0.6, STRATA * CLUSTERS).repeat(SIZE)
    region = 1 + stratum % 4
    # Old people live together, so that a sample of clusters has their share with an error.
    often = np.clip(0.35 + rng.normal(0.0, 0.15, STRATA * CLUSTERS), 0.02, 0.98).repeat(SIZE)
    old = (rng.random(len(stratum)) < often).astype(int)
    odds = -2.6 + 1.2 * old + 0.9 * (region == 3) + place
    working = rng.random(len(stratum)) < 1.0 / (1.0 + np.exp(-odds))
    answering = 0.92 - 0.3 * old - 0.2 * (region == 3)
    return Population(region, old, working, answering)


def sample(people: Population, rng: np.random.Generator) -> pl.DataFrame:
    """A sample of clusters and persons; who did not answer has no status."""
    clusters = np.concatenate(
        [h * CLUSTERS + rng.choice(CLUSTERS, DRAWN_CLUSTERS, replace=False) for h in range(STRATA)]
    )
    within = np.stack([rng.choice(SIZE, DRAWN_PERSONS, replace=False) for _ in clusters])
    who = (clusters[:, None] * SIZE + within).ravel()
    answered = rng.random(len(who)) < people.answering[who]
    status = np.where(people.working[who], YES, NO).astype(np.int8)
    chance = DRAWN_CLUSTERS / CLUSTERS * DRAWN_PERSONS / SIZE
    frame = pl.DataFrame(
        {
            "stratum": who // (CLUSTERS * SIZE),
            "cluster": who // SIZE,
            "w": np.full(len(who), 1.0 / chance),
            "region": people.region[who],
            "old": people.old[who],
            "answered": answered.astype(int),
            "status": status,
        }
    )
    return frame.with_columns(working=pl.when(pl.col("answered") == 1).then("status"))


def recipe(people: Population) -> Recipe:
    """Non-response by region and age, then raking to both."""
    steps = (
        Response(
            column="answered", answered=("1",), not_answered=("0",), classes=("region", "old")
        ),
        Calibration(benchmark=people.benchmark),
    )
    return Recipe(base=BaseWeights(weights=("w",)), steps=steps)


def figures(frame: pl.DataFrame, steps: Recipe, seed: int) -> Iterator[tuple[str, object]]:
    """Of each way its estimates."""
    design = SurveyDesign("w", "stratum", ("cluster",))
    yield WAYS[0], estimate_survey(frame, OUTCOMES, design)
    prepared = prepare_recipe(frame, steps)
    weighted = frame.with_columns(w=pl.Series(prepared.weights(prepared.base).weights))
    yield WAYS[1], estimate_survey(weighted, OUTCOMES, design)
    drawn = SurveyDesign(None, "stratum", ("cluster",))
    asked = MadeReplicates("rao-wu", n=REPLICATES, seed=seed)
    yield WAYS[2], estimate_survey(frame, OUTCOMES, drawn, replicates=asked, recipe=steps)


@dataclass(frozen=True)
class Found:
    """One way and figure over all samples.

    bias : mean error, as a share of the truth
    ratio : mean standard error over the standard deviation of the estimates
    coverage : share of samples whose interval holds the truth
    failed : replicates that could not be weighted, of all
    """

    way: str
    figure: str
    bias: float
    ratio: float
    coverage: float
    failed: int

    @property
    def line(self) -> str:
        return (
            f"| {self.way} | {self.figure} | {100 * self.bias:+.1f}% | {self.ratio:.2f} "
            f"| {100 * self.coverage:.1f}% |"
        )


def study(samples: int, first: int = 0) -> list[Found]:
    """All ways over so many samples; each has a seed of its own."""
    people = population()
    steps = recipe(people)
    kept: dict[tuple[str, str], list[tuple[float, float, bool]]] = {}
    failed = 0
    for number in range(first, first + samples):
        frame = sample(people, np.random.default_rng([87, number]))
        for way, result in figures(frame, steps, number + 1):
            failed += result.diagnostics.get("replicates_failed", 0)
            for one in result.estimates:
                inside = one.lower <= people.truths[one.name] <= one.upper
                kept.setdefault((way, one.name), []).append((one.value, one.se, inside))
        if (number + 1) % 100 == 0:
            print(f"{number + 1} samples", file=sys.stderr, flush=True)
    found = []
    for (way, name), rows in kept.items():
        value, se, inside = (np.array(column) for column in zip(*rows, strict=True))
        truth = people.truths[name]
        found.append(
            Found(
                way,
                name,
                float(value.mean() / truth - 1.0),
                float(se.mean() / value.std(ddof=1)) if samples > 1 else float("nan"),
                float(inside.mean()),
                failed,
            )
        )
    return found


def table(found: list[Found], samples: int) -> str:
    """The table of the page."""
    clusters = STRATA * DRAWN_CLUSTERS
    head = [
        f"Written by `python -m tests.recovery.replicated_recipes`: {samples:,} invented samples "
        f"of {clusters} clusters and {clusters * DRAWN_PERSONS} persons, of whom about three in "
        f"four answered; {found[0].failed} replicates could not be weighted.",
        "",
        "| weights and error | figure | bias | mean standard error / true | coverage of 95 % |",
        "|---|---|--:|--:|--:|",
    ]
    return "\n".join([*head, *(one.line for one in found)])


def main() -> int:
    """Run and write; exit status 1 if coverage is not what is promised."""
    options = argparse.ArgumentParser(prog="python -m tests.recovery.replicated_recipes")
    options.add_argument("--samples", type=int, default=SAMPLES)
    options.add_argument("--first", type=int, default=0)
    options.add_argument("--print", action="store_true", help="leave the page as it is")
    chosen = options.parse_args()
    found = study(chosen.samples, chosen.first)
    text = table(found, chosen.samples)
    print(text)
    if not chosen.print:
        before, rest = PAGE.read_text("utf-8").split(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}", "utf-8")
    low, high = PROMISED
    return 0 if all(low <= one.coverage <= high for one in found if one.way == WAYS[2]) else 1


if __name__ == "__main__":
    sys.exit(main())
