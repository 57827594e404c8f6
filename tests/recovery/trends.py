"""Slopes of invented rounds with shared places: do intervals cover, and does a bend show by chance?

Places have a lean of their own that lasts, and one of each round; the share of cases in the
population is exactly on a line. Nothing here is shared with the estimator. Run for the table of
docs/methods/trend.md:  python -m tests.recovery.trends --samples 600
"""

import argparse
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from measure87.estimate.survey import Outcome, SurveyDesign
from measure87.estimate.trend import RoundsOfTable, Trends, estimate_trends
from measure87.vocabulary.trend import Overlap

STRATA = 4
DESIGN = SurveyDesign("w", "stratum", ("place",))
OUTCOME = Outcome("work", "work")
TABLE = Path(__file__).with_name("trends.csv")
PAGE = Path(__file__).parents[2] / "docs" / "methods" / "trend.md"
BEGIN, END = "<!-- coverage of slopes -->", "<!-- end -->"
HEAD = {
    "rounds": "scenario",
    "true slope": "truth",
    "mean slope": "slope",
    "95 % intervals that cover": "covered",
    "error over the true one": "se_over_true",
    "the same without covariance": "se_over_true_without_covariance",
    "bends seen by chance at 5 %": "bends_by_chance",
}


@dataclass(frozen=True)
class Scenario:
    """How rounds were invented.

    first, a_year : share of cases in the first round, and what is added each year
    kept : share of each round's places that the next goes back to
    """

    name: str
    years: tuple[int, ...]
    first: float
    a_year: float
    kept: float
    places: int = 15
    persons: int = 20

    @property
    def overlap(self) -> Overlap:
        """As it is stated to the estimator."""
        return "clusters" if self.kept > 0.0 else "none"


SCENARIOS = (
    Scenario("three rounds, same places", (2014, 2018, 2022), 0.20, -0.01, 1.0),
    Scenario("three rounds, half of the places kept", (2014, 2018, 2022), 0.20, -0.01, 0.5),
    Scenario("three rounds, new places", (2014, 2018, 2022), 0.20, -0.01, 0.0),
    Scenario("three rounds, same places, rare", (2014, 2018, 2022), 0.02, -0.001, 1.0, 20, 25),
    Scenario(
        "five rounds, half of the places kept", (2012, 2014, 2017, 2019, 2022), 0.2, -0.01, 0.5
    ),
)


def draw(scenario: Scenario, rng: np.random.Generator) -> pl.DataFrame:
    """One sample: all rounds in a table."""
    n, parts = scenario.places, []
    place = np.arange(n)
    lean = rng.gamma(4.0, 0.25, (STRATA, n))
    for k, year in enumerate(scenario.years):
        if k:
            new = rng.permutation(n)[: n - round(scenario.kept * n)]
            place = place.copy()
            place[new] = place.max() + 1 + np.arange(len(new))
            lean[:, new] = rng.gamma(4.0, 0.25, (STRATA, len(new)))
        level = scenario.first + scenario.a_year * (year - scenario.years[0])
        chance = level * lean * rng.gamma(20.0, 0.05, (STRATA, n))
        shape = (STRATA, n, scenario.persons)
        work = rng.random(shape) < np.minimum(chance, 1.0)[:, :, None]
        parts.append(
            pl.DataFrame(
                {
                    "year": np.full(work.size, year),
                    "stratum": np.repeat(np.arange(STRATA), n * scenario.persons),
                    "place": np.tile(np.repeat(place, scenario.persons), STRATA),
                    "w": rng.uniform(80.0, 120.0, work.size),
                    "work": work.ravel().astype(np.int64),
                }
            )
        )
    return pl.concat(parts)


def trends(table: pl.DataFrame, scenario: Scenario, *, overlap: Overlap | None = None) -> Trends:
    """What the estimator makes of a sample."""
    rounds = RoundsOfTable("year", overlap=overlap or scenario.overlap)
    return estimate_trends(table, [OUTCOME], DESIGN, rounds, rng=np.random.default_rng(1))


def scores(scenario: Scenario, samples: int, seed: int = 20) -> dict[str, float]:
    """Shares of samples: slopes covered, tests and turning points that are false alarms."""
    rng = np.random.default_rng(seed)
    covered, bend, se, found, ignoring = [], [], [], [], []
    for table in _samples(scenario, samples, rng):
        estimates = {one.statistic: one for one in trends(table, scenario).estimates}
        slope = estimates["slope"]
        covered.append(slope.lower <= scenario.a_year <= slope.upper)
        found.append(slope.value)
        se.append(slope.se)
        if "change-of-slope" in estimates:
            bend.append(estimates["change-of-slope"].trend.p_value < 0.05)
        if scenario.kept > 0.0:
            ignoring.append(trends(table, scenario, overlap="none").estimates[0].se)
    true_se = float(np.std(found, ddof=1))
    return {
        "samples": len(covered),
        "slope": float(np.mean(found)),
        "covered": float(np.mean(covered)),
        "se_over_true": float(np.sqrt(np.mean(np.square(se)))) / true_se,
        "se_over_true_without_covariance": (
            float(np.sqrt(np.mean(np.square(ignoring)))) / true_se if ignoring else np.nan
        ),
        "bends_by_chance": float(np.mean(bend)),
    }


def _samples(scenario: Scenario, samples: int, rng: np.random.Generator) -> Iterator[pl.DataFrame]:
    for _ in range(samples):
        yield draw(scenario, rng)


def _cell(value: object) -> object:
    """Four digits; nothing where there is no number."""
    if isinstance(value, float):
        return "" if np.isnan(value) else f"{value:.4g}"
    return value


def _with_table(page: str, rows: list[dict[str, object]]) -> str:
    """The page with the table of the study between its marks."""
    lines = ["| " + " | ".join(HEAD) + " |", "|---|" + "---|" * (len(HEAD) - 1)]
    lines += [
        "| " + " | ".join(str(row[key] or "-") for key in HEAD.values()) + " |" for row in rows
    ]
    start, end = page.index(BEGIN) + len(BEGIN), page.index(END)
    return page[:start] + "\n" + "\n".join(lines) + "\n" + page[end:]


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--samples", type=int, default=600)
    samples = parser.parse_args().samples
    rows = []
    for scenario in SCENARIOS:
        row = {"scenario": scenario.name, "truth": scenario.a_year} | scores(scenario, samples)
        print(row, flush=True)
        rows.append({key: _cell(value) for key, value in row.items()})
    PAGE.write_text(_with_table(PAGE.read_text("utf-8"), rows), "utf-8")
    with TABLE.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
