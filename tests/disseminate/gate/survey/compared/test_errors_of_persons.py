"""Errors of whichever persons the cases are: as the figure's own is estimated, from the table.

`estimate_survey` is asked anew for every set, with its persons for the cases. It shares no code
with the rows but what makes weights. What it gives itself is held against R and second
implementations (`tests/estimate`).
"""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from measure87.disseminate.gate.survey.rows.possible_sets import rows_of
from measure87.estimate.replicates import GivenReplicates, MadeReplicates
from measure87.estimate.survey import (
    DomainTable,
    Outcome,
    PersonsOfGroups,
    Repeated,
    errors_of_persons,
    estimate_survey,
)
from measure87.estimate.weighting import Benchmark, Margin, Range, prepare_recipe
from measure87.estimate.weighting.recipe import (
    BaseWeights,
    Calibration,
    Recipe,
    Response,
    Trimming,
)
from measure87.vocabulary.survey_design import SurveyDesign

AREA = Margin(("area",), {("1",): 3_000.0, ("2",): 9_000.0})
SEX = Margin(("sex",), {("1",): 5_000.0, ("2",): 7_000.0})
CROSS = Margin(
    ("area", "region"),
    {("1", "1"): 900.0, ("1", "2"): 2_100.0, ("2", "1"): 4_000.0, ("2", "2"): 5_000.0},
)
AGE = Margin(("age",), {(Range(5, 11),): 7_000.0, (Range(12, 17),): 5_000.0})
BENCHMARKS = {
    "post-strata": Benchmark((CROSS,)),
    "raked": Benchmark((AREA, SEX, AGE)),
    "linear": Benchmark((CROSS, SEX), distance="linear"),
    "a number": Benchmark((AREA,), numbers={"size": 50_000.0}),
}
DESIGNS = {
    "persons": SurveyDesign("weight"),
    "clusters": SurveyDesign("weight", None, ("cluster",)),
    "strata": SurveyDesign("weight", "stratum", ("cluster",)),
    "corrected": SurveyDesign("weight", "stratum", ("cluster",), ("fpc",)),
}


def table(seed, n=120, *, unknown=True):
    """Persons of two areas, regions and sexes, in clusters of strata, one in eight unknown."""
    rng = np.random.default_rng([91, seed])
    cluster = rng.integers(0, 16, n)
    return pl.DataFrame(
        {
            "person_id": np.arange(n),
            "weight": np.round(rng.uniform(20, 180, n), 3),
            "cluster": cluster,
            "stratum": cluster % 3,
            "fpc": np.array([9.0, 12.0, 30.0])[cluster % 3],
            "area": rng.choice(["1", "2"], n, p=[0.3, 0.7]),
            "region": rng.choice(["1", "2"], n),
            "sex": rng.choice(["1", "2"], n),
            "age": rng.integers(5, 18, n),
            "size": rng.integers(1, 9, n).astype(float),
            "case": rng.choice([0, 1, 2], n, p=[0.7, 0.1, 0.2] if unknown else [0.8, 0.0, 0.2]),
        }
    )


def with_replicates(frame, seed, number=12, constant=0.2):
    """Factors of a bootstrap; some persons have 1 in all."""
    rng = np.random.default_rng([92, seed])
    factors = rng.poisson(1.0, (frame.height, number)).astype(float)
    factors[rng.random(frame.height) < constant] = 1.0
    weights = factors * frame["weight"].to_numpy()[:, None]
    return frame.with_columns(pl.Series(f"rw{r}", weights[:, r]) for r in range(number))


def both(frame, design, benchmark, asked=None, recipe=None):
    """What rows say of random sets, and of each set what is estimated of it."""
    statuses = tuple(
        Outcome("case", "case", statistic=of, coding="status") for of in ("proportion", "total")
    )
    domains = (DomainTable(("region",)),)
    weighed, repeated = frame, None
    if recipe is not None:
        # The study has those of the recipe's persons who are in, in an order of its own.
        weights = prepare_recipe(frame, recipe)
        weighed = frame.with_columns(weight=pl.Series(weights.weights(weights.base).weights))
        weighed = weighed.filter(pl.col("weight") > 0).reverse()
    drawn = design if recipe is None else replace(design, weight=None)
    if asked is not None:
        prepared = None if recipe is None else prepare_recipe(frame, recipe)
        repeated = Repeated(frame, drawn, asked, {}, prepared)
    persons = PersonsOfGroups(weighed, statuses, design, domains, benchmark, (), repeated)
    behind = persons.of("case", {"region": "1"})
    known = behind.only(behind.status != 1)
    rng = np.random.default_rng(5)
    sets = np.array([rng.choice(len(known.weight), 6, replace=False) for _ in range(4)])
    found = rows_of(known, sets)
    expected = []
    names = weighed["person_id"].to_numpy()[known.rows]
    for one in sets:
        case = pl.when(pl.col("person_id").is_in(names[one])).then(2)
        case = case.when(pl.col("person_id").is_in(names)).then(0).otherwise(pl.col("case"))
        result = estimate_survey(
            frame.with_columns(case=case), statuses, drawn, domains,
            benchmark=benchmark, replicates=asked, recipe=recipe,
        )  # fmt: skip
        by = {e.statistic: e for e in result.estimates if e.group == {"region": "1"}}
        expected.append((by["proportion"].value, by["proportion"].se, by["total"].se))
    return found, np.array(expected).T


def same(frame, design, benchmark, asked=None, recipe=None, *, of_total=False):
    found, (value, error, total) = both(frame, design, benchmark, asked, recipe)
    assert found.value == pytest.approx(value, rel=1e-9)
    assert found.error == pytest.approx(error, rel=1e-7)
    if of_total:
        assert found.total_error == pytest.approx(total, rel=1e-7)


@pytest.mark.parametrize("name", BENCHMARKS)
@pytest.mark.parametrize("design", DESIGNS)
def test_an_error_by_residuals_is_that_of_the_estimate_whoever_the_cases_are(name, design):
    same(table(1), DESIGNS[design], BENCHMARKS[name])


def test_and_so_is_that_of_a_number_of_persons():
    same(table(2, unknown=False), DESIGNS["strata"], BENCHMARKS["raked"], of_total=True)


REPLICATES = (
    {"method": "bootstrap"},
    {"method": "bootstrap", "mse": True},
    {"method": "other", "scale": 0.4, "rscales": tuple(float(k % 3) for k in range(12))},
)


@pytest.mark.parametrize("benchmark", [None, BENCHMARKS["raked"]])
@pytest.mark.parametrize("asked", REPLICATES)
def test_an_error_by_replicates_is_that_of_the_estimate_whoever_the_cases_are(asked, benchmark):
    given = GivenReplicates(tuple(f"rw{r}" for r in range(12)), **asked)
    frame = with_replicates(table(3, unknown=benchmark is None), 3)
    same(frame, DESIGNS["persons"], benchmark, given, of_total=benchmark is not None)


def test_factors_of_weights_are_weights_times_them():
    frame = with_replicates(table(4), 4)
    factors = frame.with_columns(pl.col(f"rw{r}") / pl.col("weight") for r in range(12))
    given = GivenReplicates(tuple(f"rw{r}" for r in range(12)), "bootstrap", combined=False)
    same(factors, DESIGNS["persons"], None, given)


ANSWERS = Response(column="answered", answered=("1",), not_answered=("0",), classes=("area",))
RAKES = Calibration(benchmark=BENCHMARKS["raked"])
RECIPES = {"by cells": (ANSWERS, RAKES), "by persons": (ANSWERS, Trimming(times_median=2.0), RAKES)}


@pytest.mark.parametrize("asked", [MadeReplicates("jkn"), MadeReplicates("rao-wu", n=15, mse=True)])
def test_replicates_that_are_made_meet_the_benchmark_again(asked):
    same(table(5).sort("stratum", "cluster"), DESIGNS["strata"], BENCHMARKS["raked"], asked)


@pytest.mark.parametrize("name", RECIPES)
def test_replicates_that_are_made_repeat_a_recipe(name):
    frame = table(6).sort("stratum", "cluster")
    answered = (np.random.default_rng(3).random(frame.height) < 0.85).astype(int)
    frame = frame.with_columns(answered=pl.Series(answered))
    frame = frame.with_columns(case=pl.when(pl.col("answered") == 1).then(pl.col("case")))
    recipe = Recipe(base=BaseWeights(weights=("weight",)), steps=RECIPES[name])
    same(frame, DESIGNS["strata"], None, MadeReplicates("jkn"), recipe)


def test_replicates_that_repeat_nothing_are_taken_for_what_they_stand_for():
    asked = Repeated(table(7), DESIGNS["strata"], MadeReplicates("jkn"))
    case = (Outcome("case", "case", coding="status"),)
    persons = PersonsOfGroups(table(7), case, DESIGNS["strata"], (), None, (), asked)
    assert persons.of("case", {}).errors is None


def test_more_replicate_weights_than_can_be_held_are_not_tried(monkeypatch):
    frame = with_replicates(table(8), 8)
    given = GivenReplicates(tuple(f"rw{r}" for r in range(12)), "bootstrap")
    case = (Outcome("case", "case", coding="status"),)
    asked = Repeated(frame, DESIGNS["persons"], given)
    for most, is_known in ((frame.height * 12, True), (frame.height * 12 - 1, False)):
        monkeypatch.setattr(errors_of_persons, "MOST_WEIGHTS", most)
        persons = PersonsOfGroups(frame, case, DESIGNS["persons"], (), None, (), asked)
        assert (persons.of("case", {}).errors is not None) is is_known
