"""Numbers of persons from benchmarked weights: unbiased, and their intervals cover.

An invented population of clusters, in which older children work more often and respond less
often, is sampled again and again; weights are scaled to a mean of 1, as many surveys have them.
The truth is counted in the population and shares no code with the estimator.
"""

import numpy as np
import polars as pl
import pytest

from measure87.estimate.survey import DomainTable, Outcome, SurveyDesign, estimate_survey
from measure87.estimate.weighting import Benchmark, Margin, Range
from measure87.vocabulary.status import YES

STRATA, CLUSTERS, TAKEN, SAMPLES = 4, 120, 15, 300
DESIGN = SurveyDesign("w", "stratum", ("cluster",))
OUTCOME = Outcome("working", "working", statistic="total", spread_unknown=True, coding="status")


def population() -> pl.DataFrame:
    """Every child, in clusters of unequal size with a lean of their own."""
    rng = np.random.default_rng(20)
    sizes = rng.integers(40, 90, STRATA * CLUSTERS)
    cluster = np.repeat(np.arange(STRATA * CLUSTERS), sizes)
    lean = rng.normal(0.0, 0.5, STRATA * CLUSTERS)[cluster]
    n = len(cluster)
    age, sex, wealth = rng.integers(5, 18, n), rng.integers(1, 3, n), rng.integers(1, 4, n)
    odds = -3.2 + 0.18 * (age - 5) + 0.2 * (sex == 1) + 0.3 * (wealth == 1) + lean
    return pl.DataFrame(
        {
            "stratum": cluster // CLUSTERS,
            "cluster": cluster,
            "age": age,
            "sex": sex,
            "wealth": wealth,
            "working": pl.Series(
                np.where(rng.uniform(size=n) < 1 / (1 + np.exp(-odds)), YES, 0), dtype=pl.Int8
            ),
        }
    )


def benchmark_of(everybody: pl.DataFrame, *, raked: bool) -> Benchmark:
    """The population's own numbers by age and sex, crossed or as two margins."""
    ages = (Range(5, 11), Range(12, 14), Range(15, 17))

    def persons(part: Range, sex: int | None = None) -> float:
        own = pl.col("age").is_between(part.first, part.last)
        return float(everybody.filter(own if sex is None else own & (pl.col("sex") == sex)).height)

    by_sex = {(str(s),): float(everybody.filter(pl.col("sex") == s).height) for s in (1, 2)}
    if raked:
        by_age = Margin(("age",), {(part,): persons(part) for part in ages})
        return Benchmark((by_age, Margin(("sex",), by_sex)))
    crossed = {(part, str(s)): persons(part, s) for part in ages for s in (1, 2)}
    return Benchmark((Margin(("age", "sex"), crossed),))


def draw(everybody: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Clusters by stratum, a quarter of their children, of whom the older answer less often."""
    taken = np.concatenate(
        [rng.choice(CLUSTERS, TAKEN, replace=False) + h * CLUSTERS for h in range(STRATA)]
    )
    sample = everybody.filter(pl.col("cluster").is_in(taken))
    answers = 0.25 * np.where(sample["age"].to_numpy() >= 12, 0.6, 0.95)
    return sample.filter(pl.Series(rng.uniform(size=sample.height) < answers)).with_columns(w=1.0)


@pytest.mark.slow
@pytest.mark.parametrize("raked", [pytest.param(False, marks=pytest.mark.proof), True])
def test_benchmarked_numbers_are_unbiased_and_their_intervals_cover(raked):
    everybody = population()
    benchmark = benchmark_of(everybody, raked=raked)
    working = everybody.filter(pl.col("working") == YES)
    truth = {None: working.height}
    truth |= {str(k): working.filter(pl.col("wealth") == k).height for k in (1, 2, 3)}
    rng = np.random.default_rng(77)
    found: dict[str | None, list[tuple[float, float, bool]]] = {key: [] for key in truth}
    for _ in range(SAMPLES):
        result = estimate_survey(
            draw(everybody, rng), [OUTCOME], DESIGN, [DomainTable(), DomainTable(("wealth",))],
            benchmark=benchmark,
        )  # fmt: skip
        for item in result.estimates:
            key = item.group.get("wealth")
            covers = item.lower <= truth[key] <= item.upper
            found[key].append((item.value, item.se, covers))
    for key, rows in found.items():
        values, errors, covered = (np.array(part) for part in zip(*rows, strict=True))
        noise = values.std() / np.sqrt(SAMPLES)
        assert abs(values.mean() - truth[key]) < 3.5 * noise + 0.01 * truth[key], key
        assert errors.mean() / values.std() == pytest.approx(1.0, abs=0.13), key
        assert covered.mean() >= 0.93, key


def test_without_benchmarking_the_number_would_be_too_small():
    """So that the test above can fail: those who answer less often work more often."""
    everybody = population()
    rng = np.random.default_rng(78)
    shares = []
    for _ in range(60):
        sample = draw(everybody, rng)
        shares.append((sample["working"] == YES).mean())
    share = (everybody["working"] == YES).mean()
    assert np.mean(shares) < 0.96 * share
