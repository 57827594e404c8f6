"""A frame gives what a file of it gives: text is trimmed, and codes are not numbers."""

import polars as pl
import pytest

import measure87 as m
from measure87.vocabulary.errors import DataError

N = 120
PERSONS = pl.DataFrame(
    {
        "work": [i * 7 % 5 // 3 for i in range(N)],
        "area": [("town", "town ", " village", "village")[i % 4] for i in range(N)],
        "psu": [f"{i // 6 % 5}{' ' * (i % 2)}" for i in range(N)],
        "stratum": ["a" if i < N // 2 else "b\t" for i in range(N)],
        "w": [100.0 + i % 7 for i in range(N)],
        "hours": [float(i % 31) for i in range(N)],
    }
)


def figures(survey):
    return [
        (one.group, one.value, one.se, one.df, one.n)
        for one in (*survey.prevalence("work"), *survey.prevalence("work", by="area"))
    ]


def as_survey(table):
    return m.Survey(table, "w", "stratum", "psu")


def read_back(tmp_path):
    path = tmp_path / "persons.csv"
    PERSONS.write_csv(path)
    return m.read(path)


def relation():
    return pytest.importorskip("duckdb").sql("select * from PERSONS")


FRAMES = {
    "polars": lambda: PERSONS,
    "lazy": PERSONS.lazy,
    "pandas": PERSONS.to_pandas,
    "arrow": PERSONS.to_arrow,
    "duckdb": relation,
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_a_blank_at_the_end_of_a_code_makes_no_other_cluster(frame, tmp_path):
    """As many clusters more as there were spellings, and a smaller error, before."""
    expected = figures(as_survey(read_back(tmp_path)))
    assert [one[0] for one in expected] == [{}, {"area": "town"}, {"area": "village"}]
    assert expected[0][3] == 10 - 2
    found = figures(as_survey(frame()))
    for one, other in zip(found, expected, strict=True):
        assert one[0] == other[0]
        assert one[1:] == pytest.approx(other[1:], rel=1e-12)


def test_empty_text_is_a_missing_code():
    area = pl.when(pl.col("hours") < 5).then(pl.lit("  ")).otherwise("area")
    found = m.Survey(PERSONS.with_columns(area=area), "w").prevalence("work", by="area")
    assert [one.group["area"] for one in found] == ["town", "village", "_missing"]


@pytest.mark.parametrize(
    ("freq", "names"),
    [("M", ["2020-01", "2024-03"]), ("Q", ["2020Q1", "2024Q1"]), ("Y", ["2020", "2024"])],
)
@pytest.mark.parametrize("is_category", [False, True])
def test_periods_of_pandas_are_groups_by_their_names(freq, names, is_category):
    """They were months, quarters and years since 1970."""
    pd = pytest.importorskip("pandas")
    days = pd.to_datetime(["2020-01-31", "2024-03-02", None])
    periods = pd.Series(days.to_period(freq).repeat(20))
    frame = pd.DataFrame({"work": [0, 1] * 30, "d": periods})
    if is_category:
        frame["d"] = frame["d"].astype("category")
    found = m.Survey(frame).prevalence("work", by="d")
    assert [one.group["d"] for one in found if one.group][:2] == names
    assert [one.n for one in found if one.group][:2] == [20, 20]


def test_intervals_of_pandas_are_groups():
    """`pandas.cut` ended in an error of Python."""
    pandas = pytest.importorskip("pandas")
    frame = PERSONS.to_pandas()
    frame["class"] = pandas.cut(frame["hours"], [-1, 10, 25])
    found = m.Survey(frame, "w").prevalence("work", by="class")
    told = {one.group["class"]: one.n for one in found}
    assert told == {
        "(-1.0, 10.0]": PERSONS.filter(pl.col("hours") <= 10).height,
        "(10.0, 25.0]": PERSONS.filter(pl.col("hours").is_between(11, 25)).height,
        "_missing": PERSONS.filter(pl.col("hours") > 25).height,
    }


@pytest.mark.parametrize(
    ("values", "are_codes"),
    [
        ([0, 1, 9], True),
        ([0, 1, 98, 99], True),
        ([0.0, 1.0, None, -9.0], True),
        ([1, 2], True),
        ([1, 2, 9], True),
        ([0, 1], False),
        ([0, 1, 2], False),
        ([0, 1, 2, 9], False),
        ([0, 1, 9, 10], False),
        ([0.5, 1.0, 9.0], False),
        ([7, 8, 9], False),
        ([None, 1.0, 1.0], False),
    ],
)
def test_codes_that_are_added_up_are_told_of(values, are_codes):
    """A share of 0, 1 and 9 is refused; a total had nines in it, and nothing said so."""
    frame = pl.DataFrame({"work": values * 20, "w": [100.0] * (20 * len(values))})
    survey = m.Survey(frame, "w")
    for ask in (survey.total, survey.mean):
        warned = [one.code for one in ask("work").warnings]
        assert ("codes-as-numbers" in warned) == are_codes


def test_tests_and_regressions_are_tables_of_pandas_too():
    pytest.importorskip("pandas")
    survey = m.Survey(PERSONS, "w")
    for found in (survey.test("work", "area"), survey.regress("work", "area")):
        assert list(found.to_pandas().columns) == found.to_polars().columns


def test_a_column_in_the_index_of_pandas_is_asked_for_as_one():
    pytest.importorskip("pandas")
    frame = PERSONS.to_pandas()
    with pytest.raises(DataError, match="psu is in the index") as caught:
        m.Survey(frame.set_index("psu"), "w", clusters="psu")
    assert "reset_index" in str(caught.value.hint)
    both = frame.set_index(["psu", "stratum"]).reset_index()
    assert figures(as_survey(both)) == figures(as_survey(frame))


def test_a_frame_of_nobody_says_what_to_look_at():
    with pytest.raises(DataError, match="no rows") as caught:
        m.Survey(PERSONS.head(0), "w").prevalence("work")
    assert caught.value.hint
