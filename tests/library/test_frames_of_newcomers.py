"""Frames as newcomers have them: an error says what is wrong, and what to write."""

import pickle

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import measure87 as m
from measure87.vocabulary.errors import DataError, UsageError

WORK = [0, 1] * 20
SURVEY = m.Survey(pl.DataFrame({"work": WORK, "sex": [1, 1, 2, 2] * 10}))


def test_several_names_of_pandas_are_joined_as_the_hint_says():
    frame = pd.DataFrame({("a", "work"): WORK})
    with pytest.raises(UsageError, match="several names") as caught:
        m.Survey(frame)
    exec(caught.value.hint.removeprefix("write "), {"frame": frame})  # noqa: S102
    assert m.Survey(frame).prevalence("a_work").only.value == 0.5


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame([[1, 2, 3]], columns=["w", "w", "x"]),
        pa.table([[1], [2], [3]], names=["w", "w", "x"]),
        duckdb.sql("select 1 as w, 2 as w, 3 as x"),
        duckdb.sql(
            "select * from (select 1 as w, 4 as k) a join (select 2 as w, 4 as l) b on k = l"
        ),
    ],
    ids=["pandas", "arrow", "duckdb", "join"],
)
def test_two_columns_of_one_name_are_named_on_every_engine(frame):
    with pytest.raises(UsageError, match="two columns of the frame have one name: w"):
        m.Survey(frame)


def test_a_name_that_may_be_a_cell_is_not_repeated():
    with pytest.raises(UsageError) as caught:
        m.Survey(pd.DataFrame([[1, 2]], columns=["Ann Doe", "Ann Doe"]))
    assert "Ann" not in str(caught.value)


@pytest.mark.parametrize(
    "frame",
    [
        pl.DataFrame({"work": [None] * 40, "sex": WORK}),
        pl.DataFrame({"work": [None] * 40, "sex": WORK}).lazy(),
        pd.DataFrame({"work": [None] * 40, "sex": WORK}),
        pa.table({"work": pa.nulls(40), "sex": WORK}),
    ],
    ids=["polars", "lazy", "pandas", "arrow"],
)
def test_a_column_of_nothing_has_nobody(frame):
    found = m.Survey(frame).prevalence("work")
    assert [one.code for one in found.refused] == ["empty-domain"]
    assert [one.n for one in m.Survey(frame).mean("sex", by="work")] == [40]


def test_a_column_of_nothing_alone_keeps_its_rows():
    found = m.Survey(pa.table({"work": pa.nulls(40)})).prevalence("work")
    assert not [one for one in found.warnings if one.code == "single-cluster-stratum"]


def test_a_label_in_the_place_of_its_code_is_told_with_the_code(tmp_path):
    from measure87.files.stata import write_dta

    values = pl.DataFrame({"work": WORK, "sex": [1, 1, 2, 2] * 10})
    write_dta(tmp_path / "c.dta", values, value_labels={"sex": {1: "Male", 2: "Female"}})
    survey = m.Survey(m.read(tmp_path / "c.dta"))
    for found in (
        survey.prevalence("work", where={"sex": "Male"}),
        survey.difference("work", {"sex": "Male"}, {"sex": 2}),
    ):
        said = [one.text for one in found.warnings if one.code == "unknown-code"]
        assert said[0].endswith("sex never holds the code Male, which is the label of 1")


@pytest.mark.parametrize(
    ("ask", "says", "hint"),
    [
        (
            lambda: SURVEY.difference("work", "sex=2", {"sex": 1}),
            "first takes a mapping, not a str",
            'first={"sex": 2}',
        ),
        (
            lambda: SURVEY.difference("work", {"sex": 1}, 2),
            "second takes a mapping, not a int",
            'second={"sex": 2}',
        ),
        (
            lambda: m.Survey(SURVEY.frame.given, strata=["work", "sex"]),
            "strata takes the name of one column, and several",
            'frame["stratum"] =',
        ),
        (
            lambda: SURVEY.benchmarked(pd.DataFrame({"sex": [1, 2], "n": [5, 5]})),
            "the population has no column persons",
            "name the column of numbers persons",
        ),
        (
            lambda: SURVEY.standardised("work", pd.DataFrame({"sex": [1, 2], "n": [5, 5]})),
            "the population has no column persons",
            "name the column of numbers persons",
        ),
    ],
)  # fmt: skip
def test_an_error_says_which_argument_and_what_to_write(ask, says, hint):
    with pytest.raises(UsageError, match=says) as caught:
        ask()
    assert hint in caught.value.hint


def test_a_connection_that_was_closed_is_told_as_one():
    connection = duckdb.connect()
    survey = m.Survey(connection.sql("select 1 as work"))
    connection.close()
    with pytest.raises(DataError, match="could not be read") as caught:
        survey.prevalence("work")
    assert "keep it open" in caught.value.hint


def test_surveys_are_compared_and_kept_as_objects():
    for frame in (pd.DataFrame({"work": WORK}), pl.DataFrame({"work": WORK})):
        survey = m.Survey(frame)
        assert survey == survey
        assert survey != m.Survey(frame)
        assert len({survey, survey}) == 1
        again = pickle.loads(pickle.dumps(survey))  # noqa: S301
        assert again.prevalence("work").only == survey.prevalence("work").only


@pytest.mark.parametrize("values", [[0, 1, 0, 0] * 10, [False, True, False, False] * 10])
def test_a_column_of_pandas_without_its_zeros_is_read_with_them(values):
    frame = pd.DataFrame({"work": pd.arrays.SparseArray(values)})
    assert m.Survey(frame).prevalence("work").only.value == 0.25


def test_what_such_a_column_does_not_hold_is_an_empty_cell():
    frame = pd.DataFrame({"hours": pd.arrays.SparseArray([float("nan"), 4.0, 8.0])})
    found = m.Survey(frame).mean("hours").only
    assert (found.value, found.n) == (6.0, 2)


def test_one_factor_of_replicates_is_that_of_all():
    frame = pl.DataFrame({"work": WORK, "w": [1.0] * 40}).with_columns(
        pl.when(pl.int_range(40) % 4 == r).then(0.0).otherwise(4 / 3).alias(f"rw{r}")
        for r in range(4)
    )
    survey = m.Survey(frame, weights="w")
    alone, each = (
        survey.replicates(columns="rw*", method="jkn", rscales=rscales).prevalence("work").only
        for rscales in (0.75, [0.75] * 4)
    )
    assert alone.se == each.se


def test_classes_of_a_population_in_the_index_are_told_as_such():
    known = pd.DataFrame({"sex": [1, 2], "persons": [300, 700]}).set_index("sex")
    with pytest.raises(DataError, match="sex is in the index") as caught:
        SURVEY.benchmarked(known)
    assert "reset_index()" in caught.value.hint


@pytest.mark.parametrize("group", [{"sex": 1}, {}])
def test_a_group_is_not_compared_with_itself(group):
    with pytest.raises(UsageError, match="the same figure"):
        SURVEY.difference("work", group, group)
