"""Where one unit ends and the next begins, and what corrections must be: batch by batch."""

import polars as pl
import pytest

from measure87.estimate.survey.sampled_units import (
    NotTogetherError,
    SampledUnits,
    effective_stages,
)
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.survey_design import SurveyDesign


@pytest.mark.parametrize(
    ("clusters", "fpc", "stages"),
    [
        ((), (), ()),
        (("a",), (), ("a",)),
        (("a", "b", "c"), (), ("a",)),
        (("a", "b", "c"), ("f",), ("a", "b")),
        (("a", "b", "c"), ("f", "g"), ("a", "b", "c")),
        (("a", "b", "c"), ("f", "g", "h"), ("a", "b", "c")),
        (("a",), ("f",), ("a",)),
    ],
)
def test_stages_below_one_with_replacement_are_left_out(clusters, fpc, stages):
    assert effective_stages(SurveyDesign("w", None, clusters, fpc)) == stages


ROWS = pl.DataFrame(
    {
        "h": ["x", "x", "x", "x", "y", "y"],
        "a": [1, 1, 1, 2, 2, 2],
        "b": [1, 1, 2, 2, 2, 2],
        "f": [10.0] * 4 + [20.0] * 2,
        "g": [5.0, 5, 5, 7, 7, 7],
    }
)
TWO = SurveyDesign("w", "h", ("a", "b"), ("f", "g"))


@pytest.mark.parametrize("text", [False, True])
@pytest.mark.parametrize("cut", range(1, 6))
def test_a_unit_begins_where_its_code_or_one_above_it_changes_in_whatever_batches(cut, text):
    """0 is a new cluster, 1 a new unit in it, 2 the same unit; x and y both have a cluster 2."""
    frame = ROWS.with_columns(pl.col("a", "b").cast(pl.String)) if text else ROWS
    units = SampledUnits(TWO)
    parts = [units.read(part) for part in (frame[:cut], frame[cut:])]
    assert [int(one) for part in parts for one in part.change] == [0, 2, 1, 0, 0, 2]
    assert [int(one) for part in parts for one in part.stratum] == [0, 0, 0, 0, 1, 1]
    first = [float(one) for part in parts for one in part.correction[0]]
    second = [float(one) for part in parts for one in part.correction[1]]
    assert (first, second) == (ROWS["f"].to_list(), ROWS["g"].to_list())
    units.check_together()
    assert units.stratum_names == ["x", "y"]
    assert units.columns == ("h", "a", "b", "f", "g")
    assert units.order == ["h", "a", "b"]


def test_a_cluster_that_begins_a_batch_with_the_code_0_is_a_new_one():
    units = SampledUnits(SurveyDesign("w", None, ("a",)))
    assert units.read(pl.DataFrame({"a": [0, 0, 1]})).change.tolist() == [0, 1, 0]
    assert units.read(pl.DataFrame({"a": [1, 0]})).change.tolist() == [1, 0]
    with pytest.raises(NotTogetherError):
        units.check_together()


def test_rows_of_a_cluster_apart_are_seen_at_once():
    units = SampledUnits(SurveyDesign("w", "h", ("a",)))
    with pytest.raises(NotTogetherError):
        units.read(pl.DataFrame({"h": [1, 1, 1], "a": [1, 2, 1]}))
    elsewhere = SampledUnits(SurveyDesign("w", "h", ("a",)))
    elsewhere.read(pl.DataFrame({"h": [1, 1, 2], "a": [1, 2, 1]}))
    elsewhere.check_together()


def test_units_of_the_next_stage_are_to_stand_together_within_their_cluster():
    design = SurveyDesign("w", None, ("a", "b"), ("f",))
    units = SampledUnits(design)
    frame = pl.DataFrame({"a": [1, 1, 2, 2], "b": [1, 2, 1, 2], "f": [9.0] * 4})
    units.read(frame)
    units.check_together()
    with pytest.raises(NotTogetherError):
        SampledUnits(design).read(
            pl.DataFrame({"a": [1, 1, 1, 2], "b": [1, 2, 1, 1], "f": [9.0] * 4})
        )


def test_a_cluster_that_begins_again_with_another_unit_in_it_begins_twice_all_the_same():
    design = SurveyDesign("w", None, ("a", "b"), ("f",))
    frame = pl.DataFrame({"a": [1, 2, 1], "b": [1, 1, 2], "f": [9.0] * 3})
    with pytest.raises(NotTogetherError):
        SampledUnits(design).read(frame)


def test_persons_drawn_directly_are_units_each():
    units = SampledUnits(SurveyDesign("w", "h"))
    found = units.read(pl.DataFrame({"h": ["x", "y", "x"]}))
    assert found.change.tolist() == [0, 0, 0]
    assert found.stratum.tolist() == [0, 1, 0]
    assert found.correction.shape == (1, 3)
    units.check_together()
    assert units.notices() == ()
    whole = SampledUnits(SurveyDesign("w"))
    assert whole.read(pl.DataFrame({"w": [1.0, 2.0]})).stratum.tolist() == [0, 0]
    assert whole.stratum_names == [None]


@pytest.mark.parametrize(
    ("name", "values", "missing"),
    [("h", ["x", None, "x"], 1), ("a", [1.0, float("nan"), None], 2)],
)
def test_every_row_needs_its_stratum_and_cluster(name, values, missing):
    frame = pl.DataFrame({"h": ["x"] * 3, "a": [1.0, 1.0, 2.0]}).with_columns(
        pl.Series(name, values)
    )
    with pytest.raises(DataError, match=f"{name} is missing in {missing} rows") as fault:
        SampledUnits(SurveyDesign("w", "h", ("a",))).read(frame)
    assert (fault.value.code, fault.value.where) == ("missing-design", name)


def varying(**columns):
    frame = ROWS.with_columns(**{name: pl.Series(values) for name, values in columns.items()})
    units = SampledUnits(TWO)
    with pytest.raises(DataError) as fault:
        [units.read(part) for part in (frame[:2], frame[2:])]
    return fault.value.code, fault.value.where


def test_a_correction_is_one_number_in_a_stratum_or_cluster():
    """Of f in the stratum, and of g in the cluster, in one batch or two."""
    assert varying(f=[10.0, 11.0, 10.0, 10.0, 20.0, 20.0]) == ("correction-varies", "f")
    assert varying(f=[10.0, 10.0, 10.0, 9.0, 20.0, 20.0]) == ("correction-varies", "f")
    assert varying(f=[10.0, 10.0, 11.0, 11.0, 20.0, 20.0]) == ("correction-varies", "f")
    assert varying(g=[5.0, 6.0, 5.0, 7.0, 7.0, 7.0]) == ("correction-varies", "g")
    assert varying(g=[5.0, 5.0, 5.0, 7.0, 7.0, 8.0]) == ("correction-varies", "g")
