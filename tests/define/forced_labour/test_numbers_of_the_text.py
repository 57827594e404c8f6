"""Numbers of the forced labour standard are those that its pages tell."""

from pathlib import Path

import narwhals as nw
import polars as pl
import pytest

from measure87.classify.cases import run_cases
from measure87.define import load_definition
from measure87.define.forced_labour.icls20_2018.jobs import _excluded
from measure87.vocabulary.status import NO, UNKNOWN, YES, status

ROOT = Path(__file__).parents[3]
READING = "src/measure87/define/forced_labour/icls20_2018/reading.md"
PAGE = "docs/definitions/forced-labour-icls20.md"


@pytest.mark.parametrize(
    ("limit", "bound", "page", "sentence"),
    [
        ("one_time", 31, READING, "or less, which is one time (31 days, this program's number)"),
        ("shortest_episode", 1, PAGE, "Days that were not told lie between one day and the whole"),
        ("reference_period", 1826, PAGE, "365 of 1826 above"),
    ],
)
def test_a_number_is_the_one_that_is_told(limit, bound, page, sentence):
    assert sentence in " ".join((ROOT / page).read_text("utf-8").split())
    definition = load_definition("forced_labour/icls20_2018")
    assert definition.limits[limit].bound == bound
    assert run_cases(definition) == ()


def test_work_is_not_excluded_where_a_survey_does_not_ask_of_its_kind():
    """Whatever else was told; where it does, all conditions count, or none is known of a kind."""
    frame = nw.from_native(pl.DataFrame({"kind": ["EX_MIL", "EX_CIVIC", "EX_UNKNOWN", None]}))
    met = status(YES)
    without = frame.select(told=_excluded(None, "EX_MIL", met), kind=nw.col("kind"))
    assert set(without["told"].to_list()) == {NO}
    asked = frame.select(told=_excluded(nw.col("kind"), "EX_MIL", met))
    assert asked["told"].to_list() == [YES, NO, UNKNOWN, NO]
    missing = frame.select(told=_excluded(nw.col("kind"), "EX_MIL", status(NO)))
    assert set(missing["told"].to_list()) == {NO}


@pytest.mark.parametrize(
    ("reading", "limit", "headline", "other", "sentence"),
    [
        ("without_co_working", "working_with_parents", "needed", "not_needed",
         "| third route only for work with or for the parents | reading `without_co_working` |"),
        ("witnessed_counts", "witnessed_by_a_child", "no", "yes",
         "| coercion that a child only witnessed on co-workers does not count | reading "
         "`witnessed_counts` |"),
    ],
)  # fmt: skip
def test_a_reading_takes_the_other_side_of_a_choice_that_the_page_tells(
    reading, limit, headline, other, sentence
):
    assert sentence in " ".join((ROOT / PAGE).read_text("utf-8").split())
    plain = load_definition("forced_labour/icls20_2018")
    assert plain.limits[limit].bound == headline
    assert load_definition(f"forced_labour/icls20_2018:{reading}").limits[limit].bound == other
    assert run_cases(plain) == ()
