"""In which classes weights are alike, asked of the microdata."""

import numpy as np
import polars as pl
import pytest

from measure87.estimate.survey import DomainTable, Outcome, SurveyDesign, alike_weights
from measure87.estimate.weighting import Benchmark
from measure87.estimate.weighting.benchmark import Margin

OUTCOME = Outcome("y", "y", coding="status")
TABLES = [DomainTable(), DomainTable(("region",)), DomainTable(("area",)), DomainTable(("sex",))]
DESIGN = SurveyDesign(weight="weight")
OF_REGION = {"north": 103.1, "south": 57.7, "east": 211.3}


def persons(weight=None, n=600):
    """People in three regions, two areas; `weight` of region, area and one's place."""
    rng = np.random.default_rng(5)
    region, area = rng.choice(list(OF_REGION), n), rng.choice(["urban", "rural"], n)
    of = weight or (lambda r, *_: OF_REGION[r])
    return pl.DataFrame(
        {
            "region": region,
            "area": area,
            "sex": rng.choice(["1", "2"], n),
            "y": rng.choice([0, 2], n).astype("int8"),
            "weight": [of(r, a, k) for k, (r, a) in enumerate(zip(region, area, strict=True))],
        }
    )


def found(table, tables=TABLES, outcomes=(OUTCOME,), benchmark=None):
    return alike_weights(table, outcomes, DESIGN, tables, benchmark)


def test_weights_of_regions_are_found_with_their_classes():
    (one,) = found(persons())
    assert one.variables == ("region",)
    assert {which.group["region"]: which.least for which in one.classes} == OF_REGION
    assert all(which.least == which.most for which in one.classes)


def test_weights_of_regions_by_area_are_found_whether_or_not_the_two_are_crossed():
    def weight(region, area, _):
        return OF_REGION[region] * (1.7 if area == "urban" else 1.0)

    (one,) = found(persons(weight))
    assert one.variables == ("area", "region")
    assert len(one.classes) == 6


@pytest.mark.parametrize(
    "weight",
    [lambda *_: 12.5, lambda r, _, k: OF_REGION[r] * (1 + 1e-6 * (k % 7))],
    ids=["the same for everybody", "not quite alike in a region"],
)
def test_weights_that_tell_nothing_of_classes_are_not_found(weight):
    assert found(persons(weight)) == []


def test_a_variable_that_no_figure_is_by_is_not_tried():
    assert found(persons(), [DomainTable(), DomainTable(("sex",))]) == []


def test_persons_of_whom_the_region_is_missing_may_have_any_weight():
    lost = pl.when(pl.int_range(pl.len()) % 50 == 0).then(None).otherwise(pl.col("region"))
    (one,) = found(persons().with_columns(lost.alias("region")))
    missing = next(which for which in one.classes if which.group["region"] == "_missing")
    assert missing.least < missing.most


def test_each_outcome_is_judged_by_those_whom_it_is_about():
    table = persons(lambda r, a, k: OF_REGION[r] + (k % 3 if a == "rural" else 0))
    of_towns = pl.when(pl.col("area") == "urban").then(pl.col("y")).alias("z")
    (one,) = found(
        table.with_columns(of_towns), outcomes=(OUTCOME, Outcome("z", "z", coding="status"))
    )
    assert [o.name for o in one.outcomes] == ["z"]


def test_an_age_is_named_by_the_group_that_holds_it_alone():
    groups = {"5-14": ("a", "b"), "5-11": ("a",), "12-14": ("b",)}
    table = persons(lambda r, *_: 10.0 if r == "north" else 20.0)
    coded = pl.when(pl.col("region") == "north").then(pl.lit("a")).otherwise(pl.lit("b"))
    tables = [DomainTable(("age",), {"age": groups})]
    (one,) = found(table.with_columns(coded.alias("age")), tables)
    assert [which.group for which in one.classes] == [{"age": "5-11"}, {"age": "12-14"}]


def test_weights_that_are_made_to_meet_a_population_are_judged_as_they_are_made():
    margin = Margin(("region",), {("north",): 9e4, ("south",): 5e4, ("east",): 2e4})
    table = persons(lambda *_: 1.0)
    assert found(table) == []
    (one,) = found(table, benchmark=Benchmark((margin,)))
    assert one.variables == ("region",)


def test_whoever_has_no_weight_is_in_no_class():
    none = persons().with_columns(
        weight=pl.when(pl.int_range(pl.len()) % 10 == 0).then(0.0).otherwise("weight")
    )
    (one,) = found(none)
    assert {which.group["region"]: which.least for which in one.classes} == OF_REGION
