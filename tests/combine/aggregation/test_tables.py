"""Frames of declared tables: each column of its kind, and none besides."""

import polars as pl
import pytest

from measure87.combine.aggregation.tables import findings, frame_of, together
from measure87.vocabulary.combined import COMBINED_ESTIMATES, COMBINED_REFUSALS

ROW = {"measure": "m", "place": "AAA", "year": 2020, "value": 0.1}


def test_a_column_that_a_row_does_not_name_is_empty():
    found = frame_of(COMBINED_ESTIMATES, [ROW, {"place": "BBB"}])
    assert tuple(found.columns) == COMBINED_ESTIMATES.names
    assert found.select(*ROW).rows() == [("m", "AAA", 2020, 0.1), (None, "BBB", None, None)]
    assert found.schema["value"] == pl.Float64
    assert found.drop(*ROW).null_count().sum_horizontal()[0] == 2 * (found.width - len(ROW))


def test_a_column_that_is_not_declared_is_a_mistake_of_the_program():
    with pytest.raises(AssertionError, match="does not declare flavour, smell"):
        frame_of(COMBINED_ESTIMATES, [ROW, {"smell": 1, "flavour": 2}])


def test_findings_stand_under_each_other():
    refusal = {"measure": "m", "code": "c", "text": "t"}
    one = findings(COMBINED_ESTIMATES, [ROW], [])
    other = findings(COMBINED_ESTIMATES, [ROW | {"place": "BBB"}], [refusal])
    both = together([one, other])
    assert both.rows["place"].to_list() == ["AAA", "BBB"]
    assert both.refused.select(*refusal).rows() == [("m", "c", "t")]
    assert tuple(both.refused.columns) == COMBINED_REFUSALS.names
