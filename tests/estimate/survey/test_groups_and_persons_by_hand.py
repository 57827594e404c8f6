"""Groups that identify, persons of groups, and cells of tables: counted row by row."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import polars as pl
import pytest

from measure87.disseminate.gate.survey.rows.possible_sets import rows_of
from measure87.estimate.survey import DomainTable, Outcome, SurveyDesign, estimate_survey
from measure87.estimate.survey.engines import as_frame
from measure87.estimate.survey.identifying_groups import refuse_identifying
from measure87.estimate.survey.table_cells import _persons, table_cells
from measure87.estimate.survey.weighed_persons import PersonsOfGroups
from measure87.vocabulary.errors import DataError, RefusedError

UNITS = {"home": "household", "place": "cluster"}


def sample(groups, homes, places=None, n=120):
    """So many persons; row k has the group, the household and the place of its number."""
    return pl.DataFrame(
        {
            "g": [groups(k) for k in range(n)],
            "home": [homes(k) for k in range(n)],
            "place": [(places or (lambda k: k % 4))(k) for k in range(n)],
        }
    ).lazy()


def refused(frame):
    """What is said of the groups of g, and nothing where they may be told."""
    try:
        refuse_identifying(frame, ["g"], UNITS, "study.toml")
    except DataError as fault:
        return fault.text.partition(":")[0]
    return None


@pytest.mark.parametrize(
    ("number", "said"),
    [(5, None), (6, None), (12, None), (13, "g has 13 groups of 120 persons")],
)
def test_more_groups_than_a_tenth_of_the_persons_are_refused(number, said):
    """Households and places cut across the groups."""
    frame = sample(lambda k: k % number, lambda k: k // 7, lambda k: k // 11)
    assert refused(frame) == said


def test_five_groups_are_no_list_however_few_the_persons():
    frame = sample(lambda k: k % 5, lambda k: k % 5, n=10)
    assert refused(frame) is None
    assert refused(sample(lambda k: k % 6, lambda k: k // 2, n=10)) is not None


@pytest.mark.parametrize(("alone", "is_refused"), [(4, False), (5, True), (8, True)])
def test_groups_that_lie_in_one_unit_each_stand_for_it(alone, is_refused):
    """Of eight groups so many are of one household each, the others of two."""
    frame = sample(
        lambda k: k % 8, lambda k: k % 8 if k % 8 < alone else 8 + k // 60, lambda k: k // 13
    )
    said = "most groups of g lie in one household each"
    assert refused(frame) == (said if is_refused else None)


def test_a_unit_that_is_the_same_for_all_or_missing_ties_nothing():
    one_place = sample(lambda k: k % 8, lambda k: k // 7, lambda k: 1)
    assert refused(one_place) is None
    unknown = sample(lambda k: k % 8, lambda k: None if k % 8 < 5 else k // 7, lambda k: k // 13)
    assert refused(unknown) == "most groups of g lie in one household each"


def test_an_identifier_itself_and_a_missing_group():
    """Of 120 persons 40 have a group."""
    frame = sample(lambda k: None if k % 3 else k % 8, lambda k: k // 7, lambda k: k // 13)
    assert refused(frame) == "g has 8 groups of 40 persons"
    itself = sample(lambda k: k % 8, lambda k: k // 7, lambda k: k // 13).rename({"g": "x"})
    with pytest.raises(DataError, match="most groups of home lie in one household") as fault:
        refuse_identifying(
            itself.with_columns(home=pl.col("home") % 9), ["home"], UNITS, "study.toml"
        )
    assert (fault.value.code, fault.value.where) == ("identifying-groups", "study.toml")
    few = itself.with_columns(home=pl.col("home") % 5)
    refuse_identifying(few, ["home"], UNITS, "study.toml")


ROWS = pl.DataFrame(
    {
        "w": [1.0, 2.0, 0.0, 1.5, 3.0, 2.5, 1.0, None],
        "h": ["x", "x", "x", "y", "y", "y", "y", "y"],
        "c": [1, 1, 2, 1, 1, 2, 3, 3],
        "sex": ["1", "2", "1", "2", "1", None, "2", "1"],
        "area": [1, 1, 2, 2, 1, 1, 2, 2],
        "s": pl.Series([2, 0, 2, 1, None, 2, 0, 2], dtype=pl.Int8),
    }
)
DESIGN = SurveyDesign("w", "h", ("c",))
STATUS = Outcome("work", "s", coding="status")


@pytest.mark.parametrize("make", [pl.DataFrame.lazy, pl.DataFrame.to_pandas])
@pytest.mark.parametrize(
    ("group", "rows"),
    [
        ({}, [0, 1, 3, 5, 6]),
        ({"sex": "1"}, [0]),
        ({"sex": "2"}, [1, 3, 6]),
        ({"sex": "2", "area": "2"}, [3, 6]),
        ({"sex": "_missing"}, [5]),
        ({"area": "1"}, [0, 1, 5]),
        ({"sex": "9"}, []),
    ],
)
def test_persons_of_a_group_have_a_weight_above_0_and_a_status(group, rows, make):
    frame = ROWS.with_columns(s=pl.col("s").cast(pl.Int8)).drop("s").with_columns(ROWS["s"])
    frame = frame if make is pl.DataFrame.lazy else frame.filter(pl.col("s").is_not_null())
    frame = frame.filter(pl.col("w").is_not_null())
    known = PersonsOfGroups(make(frame), [STATUS], DESIGN, [DomainTable(("sex", "area"))])
    if make is not pl.DataFrame.lazy:
        assert isinstance(make(frame), pd.DataFrame)
    found = known.of("s", group)
    assert sorted(found.weight.tolist()) == sorted(ROWS["w"].to_list()[k] for k in rows)
    assert sorted(found.status.tolist()) == sorted(ROWS["s"].to_list()[k] for k in rows)
    assert found.units.tolist() == [2.0, 3.0]


def test_clusters_of_two_strata_with_one_code_are_two():
    frame = ROWS.filter(pl.col("w").is_not_null())
    found = PersonsOfGroups(frame, [STATUS], DESIGN, []).of("s", {})
    assert len(np.unique(found.cluster)) == 4  # x 1, y 1, y 2 and y 3
    assert len(np.unique(found.stratum)) == 2
    alone = PersonsOfGroups(frame, [STATUS], SurveyDesign("w"), []).of("s", {})
    assert len(np.unique(alone.cluster)) == 5
    assert alone.units.tolist() == [7.0]
    assert alone.rows.tolist() == [0, 1, 3, 5, 6]
    even = PersonsOfGroups(frame, [STATUS], SurveyDesign(), []).of("s", {})
    assert even.weight.tolist() == [1.0] * 6


def test_groups_of_several_codes_hold_all_of_them():
    table = DomainTable(("area",), {"area": {"both": ("1", "2"), "one": ("1",)}})
    frame = ROWS.filter(pl.col("w").is_not_null())
    known = PersonsOfGroups(frame, [STATUS], DESIGN, [table])
    assert known.of("s", {"area": "both"}).rows.tolist() == [0, 1, 3, 5, 6]
    assert known.of("s", {"area": "one"}).rows.tolist() == [0, 1, 5]
    assert known.knows({"area": "one"})
    assert known.knows({})
    assert not known.knows({"sex": "1"})
    more = PersonsOfGroups(frame, [STATUS], DESIGN, [table], beside=[DomainTable(("sex",))])
    assert more.knows({"sex": "1", "area": "one"})


FULL = ROWS.filter(pl.col("w").is_not_null())


@pytest.mark.parametrize("keep_missing", [False, True])
def test_cells_of_a_table_have_the_sums_of_their_persons(keep_missing):
    """Of men one case of weight 1; of women no 2 and 1 and one unknown; of one no sex is told."""
    found = table_cells(as_frame(FULL), [STATUS], DESIGN, ("sex",), keep_missing=keep_missing)
    wanted = {("1",): (0.0, 0.0, 1.0), ("2",): (3.0, 1.5, 0.0)}
    persons = {("1",): 1.0, ("2",): 2.0}
    if keep_missing:
        wanted[("_missing",)], persons[("_missing",)] = (0.0, 0.0, 2.5), 1.0
    assert dict(zip(found.codes, map(tuple, found.sums[:, 0].tolist()), strict=True)) == wanted
    assert dict(zip(found.codes, found.persons.tolist(), strict=True)) == persons
    # With a weight: seven rows less one of weight 0.
    assert found.without_answer == 6 - sum(persons.values())
    clusters = 4 if keep_missing else 3  # x 1, y 1 of nobody who counts, y 2 of her alone, y 3
    assert found.clusters == clusters - 1
    assert found.df == found.clusters - 2.0


def test_a_choice_of_rows_is_counted_alone_and_nobody_at_all_is_refused():
    found = table_cells(as_frame(FULL), [STATUS], DESIGN, ("sex",), where={"area": ("1",)})
    assert found.codes == (("1",), ("2",))
    assert found.persons.tolist() == [1.0, 1.0]
    assert found.without_answer == 2  # one is outside the universe, of one no sex is told
    with pytest.raises(RefusedError) as fault:
        table_cells(as_frame(FULL), [STATUS], DESIGN, ("sex",), where={"area": ("9",)})
    assert fault.value.code == "empty-domain"


def test_degrees_of_freedom_of_some_cells_are_those_of_their_clusters_and_strata():
    found = table_cells(as_frame(FULL), [STATUS], DESIGN, ("sex",))
    assert found.df_of(np.array([True, False]), 0) == 0.0  # men: x 1
    assert found.df_of(np.array([False, True]), 0) == 0.0  # women: x 1 and y 3
    assert found.df_of(np.array([True, True]), 0) == 0.0


def test_those_who_weigh_nothing_are_neither_counted_nor_others():
    """In a two persons weigh something, one of whom has no answer; in b nobody weighs anything."""
    frame = pl.DataFrame(
        {"g": ["a", "a", "b", "b"], "w": [1.0, 2.0, 0.0, 0.0], "y": [3.0, None, 4.0, 5.0]}
    )
    mean = Outcome("y", "y", "number", "mean")
    found = _persons(as_frame(frame), (mean,), SurveyDesign("w"), ("g",), {}, (("a",), ("b",)))
    assert (found[0].tolist(), found[1]) == ([1.0, 0.0], 1)
    everybody = _persons(as_frame(frame), (mean,), SurveyDesign(), (), {}, ((),))
    assert (everybody[0].tolist(), everybody[1]) == ([3.0], 1)


@pytest.mark.parametrize(
    ("values", "code", "inside"),
    [
        ([1, 2, None, 1], "1", [True, False, False, True]),
        ([1, 2, None, 1], "_missing", [False, False, True, False]),
        ([1, 2, None, 1], "both", [True, True, False, True]),
        ([1, 2, None, 1], "gap", [False, True, True, False]),
        (["x", "y", None, "1"], "1", [False, False, False, True]),
        ([1, 2, None, 1], "7", [False] * 4),
    ],
)
def test_a_group_has_those_whose_code_is_one_of_its_own(values, code, inside):
    groups = {"g": {"both": ("1", "2"), "gap": ("2", "_missing")}}
    persons = SimpleNamespace(
        _inside={},
        _told_apart=[SimpleNamespace(groups={}), SimpleNamespace(groups=groups)],
        _table=pl.DataFrame({"g": values}),
    )
    assert PersonsOfGroups._members(persons, "g", code).tolist() == inside
    assert PersonsOfGroups._members(persons, "g", code).tolist() == inside


def sampled(fractions=None, units=None, clusters=()):
    """Twelve persons in two strata, a column of corrections as an office gives it."""
    stratum = [1] * 4 + [2] * 8
    given = fractions or units
    frame = pl.DataFrame(
        {
            "h": stratum,
            "c": [1, 1, 2, 2, *range(3, 11)],
            "y": [2, 0, 0, 2, 0, 0, 2, 0, 0, 0, 0, 2],
            "w": [float(k) for k in range(1, 13)],
            "f": [(given or (1, 1))[h - 1] for h in stratum],
        }
    ).lazy()
    design = SurveyDesign(weight="w", strata="h", clusters=clusters, fpc=("f",) if given else ())
    return frame, design


@pytest.mark.parametrize(
    ("design", "unasked"),
    [
        (sampled(), None),
        (sampled(fractions=(1.0, 0.25)), [0.0, 0.75]),
        (sampled(units=(4, 80)), [0.0, 0.9]),
        (sampled(units=(8, 16), clusters=("c",)), [0.75, 0.5]),  # of 2 and 8 clusters
    ],
)
def test_of_each_stratum_so_many_clusters_are_not_in_the_sample(design, unasked):
    frame, how = design
    outcome = Outcome("y", "y", coding="status")
    persons = PersonsOfGroups(frame, (outcome,), how, ()).of("y", {})
    assert (None if persons.unasked is None else persons.unasked.tolist()) == unasked
    some = persons.only(persons.stratum == 0)
    assert some.unasked is persons.unasked


@pytest.mark.parametrize("fractions", [None, (1.0, 0.25), (0.5, 0.5), (0.1, 1.0)])
def test_the_error_of_the_cases_is_that_of_the_estimate(fractions):
    frame, design = sampled(fractions=fractions)
    outcome = Outcome("y", "y", coding="status")
    (estimate,) = estimate_survey(frame, [outcome], design).estimates
    persons = PersonsOfGroups(frame, (outcome,), design, ()).of("y", {})
    row = rows_of(persons, np.flatnonzero(persons.status == 2)[None])
    assert row.value[0] == pytest.approx(estimate.value, rel=1e-12)
    assert row.error[0] == pytest.approx(estimate.se, rel=1e-12)
