"""Hours of an activity in a survey that asks for the hours alone."""

import polars as pl

from measure87.classify import Tables
from measure87.classify.derived import derive
from measure87.classify.frames import Levels


def test_without_a_question_whether_she_did_chores_untold_hours_may_be_all_there_are():
    persons = pl.LazyFrame({"person_id": ["told", "untold"], "chores_hours": [3.0, None]})
    levels = Levels(Tables(persons))
    derive(levels, frozenset({"chores_hours_low", "chores_hours_high"}))
    rows = levels.frames["person"].sort("person_id").collect()
    assert rows["chores_hours_low"].to_list() == [3.0, 0.0]
    assert rows["chores_hours_high"].to_list() == [3.0, 168.0]
