"""`Survey` asks the estimators what it is asked, and says in Python what is wrong."""

import inspect

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest

import measure87 as m
from measure87.estimate.survey import DomainTable, Outcome, SurveyDesign, estimate_survey
from measure87.estimate.survey.intervals import DEFAULT_INTERVAL
from measure87.estimate.weighting import Benchmark, Margin
from measure87.files import UserMissing, write_sav
from measure87.vocabulary.errors import DataError, Measure87Error, RefusedError, UsageError

SECRET = 918273.5
COUNTED = dict.fromkeys(("population", "area", "period", "closed_because"), "invented")
COUNTED["status"] = "referred"


def sample() -> pl.DataFrame:
    rng = np.random.default_rng(11)
    n = 600
    return pl.DataFrame(
        {
            "work": rng.integers(0, 2, n),
            "sex": rng.integers(1, 3, n),
            "area": rng.choice(["rural", "urban"], n).tolist(),
            "hours": rng.normal(20, 5, n),
            "wage": rng.gamma(2, 30, n),
            "weight": rng.gamma(3, 40, n),
            "stratum": rng.integers(0, 4, n),
            "village": rng.integers(0, 8, n),
        }
    )


@pytest.fixture
def survey():
    return m.Survey(sample(), weights="weight", strata="stratum", clusters="village")


def test_it_gives_what_estimate_survey_gives(survey):
    design = SurveyDesign("weight", "stratum", ("village",))
    tables = [DomainTable(("sex",)), DomainTable(("sex", "area"))]
    where = {"area": ("rural",)}
    expected = estimate_survey(sample(), [Outcome("work", "work")], design, tables, where=where)
    found = survey.prevalence("work", by=["sex", "sex*area"], where={"area": "rural"})
    assert list(found.result.estimates) == list(expected.estimates)
    asked = [
        (survey.mean("hours"), Outcome("hours", "hours", "number", "mean")),
        (survey.total("wage"), Outcome("wage", "wage", "number", "total")),
        (survey.total("work"), Outcome("work", "work", statistic="total")),
        (survey.ratio("wage", "hours"), Outcome("wage", "wage", "number", "ratio", "hours")),
        (survey.quantile("wage", 0.9), Outcome("wage", "wage", "number", "quantile", quantile=0.9)),
    ]
    for found, outcome in asked:
        assert list(found.result.estimates) == list(
            estimate_survey(sample(), [outcome], design).estimates
        )


def test_a_difference_has_the_covariance_of_both_sides(survey):
    frame, design = sample(), SurveyDesign("weight", "stratum", ("village",))
    found = survey.difference("hours", {"sex": 2}, {"sex": 1}, statistic="mean", interval="wald")
    # The mean of the one group less that of the other is linear in the sums by cluster.
    weights = frame["weight"].to_numpy()
    scores = np.zeros(frame.height)
    for code, sign in ((2, 1.0), (1, -1.0)):
        here = (frame["sex"] == code).to_numpy() * weights
        mean = (here * frame["hours"].to_numpy()).sum() / here.sum()
        scores += sign * here * (frame["hours"].to_numpy() - mean) / here.sum()
    by_unit = frame.with_columns(z=scores).group_by(design.strata, "village").agg(pl.col("z").sum())
    variance = sum(
        len(z) / (len(z) - 1) * ((z - z.mean()) ** 2).sum()
        for z in (part["z"].to_numpy() for part in by_unit.partition_by(design.strata))
    )
    assert found.only.se == pytest.approx(np.sqrt(variance), rel=1e-10)
    assert found.only.minus.group == {"sex": "1"}


def test_a_difference_shows_its_two_sides_and_is_never_one_of_them(survey):
    frame = sample().with_columns(third=pl.int_range(pl.len()) % 3)
    found = m.Survey(frame).difference("work", {"third": 0}, {"third": 1})
    assert [one.group["third"] for one in found.result.estimates] == ["0", "1"]
    lacking = m.Survey(frame).difference("work", {"third": 9}, {"third": 1})
    assert len(lacking) == 0
    assert len(lacking.to_polars()) == 0
    with pytest.raises(RefusedError, match="no figure"):
        _ = lacking.only
    same = survey.difference("hours", {}, {}, less="wage", statistic="mean").only
    assert same.value == pytest.approx(
        survey.mean("hours").only.value - survey.mean("wage").only.value, rel=1e-12
    )


def test_a_difference_by_area_is_that_of_each_area(survey):
    found = survey.difference("work", {"sex": 2}, {"sex": 1}, by="area", level=0.9)
    assert {one.group["area"] for one in found} == {"rural", "urban"}
    for one in found:
        first, second = ({"sex": code, "area": one.group["area"]} for code in ("2", "1"))
        assert one.group == first
        assert one.minus.group == second
        assert one == survey.difference("work", first, second, level=0.9).only
    assert len(found.result.estimates) == 4


def test_a_difference_by_area_is_that_of_the_area_alone(survey):
    sides = ("work", {"sex": 2}, {"sex": 1})
    for one in survey.difference(*sides, by="area", interval="wald"):
        area = one.group["area"]
        alone = survey.difference(*sides, where={"area": area}, interval="wald").only
        for name in ("value", "se", "lower", "upper", "df"):
            assert getattr(one, name) == pytest.approx(getattr(alone, name), rel=1e-12), name


def test_a_difference_by_several_tables_has_the_groups_of_each(survey):
    crossed = sample().with_columns(third=pl.int_range(pl.len()) % 3)
    more = m.Survey(crossed, weights="weight", strata="stratum", clusters="village")
    found = more.difference("hours", {"sex": 2}, {}, by=["area", "area*third"], statistic="mean")
    groups = [tuple(one.minus.group.items()) for one in found]
    assert len(groups) == len(set(groups)) == 2 + 6
    assert all(one.minus.group.keys() | {"sex"} == one.group.keys() for one in found)
    mine = next(one for one in found if dict(one.minus.group) == {"area": "rural", "third": "1"})
    here = {"area": "rural", "third": 1}
    both = [more.mean("hours", where=here | who).only.value for who in ({"sex": 2}, {})]
    assert mine.value == pytest.approx(both[0] - both[1], rel=1e-12)


def test_a_group_in_which_one_side_has_nobody_is_refused_and_the_others_are_not():
    frame = sample().filter((pl.col("sex") == 1) | (pl.col("area") == "rural"))
    found = m.Survey(frame).difference("work", {"sex": 2}, {"sex": 1}, by="area")
    assert [one.group["area"] for one in found] == ["rural"]
    assert any(one.group.get("area") == "urban" for one in found.refused)


def test_each_method_shows_the_options_that_it_takes():
    shown = {
        name: inspect.signature(getattr(m.Survey, name)).parameters
        for name in ("prevalence", "mean", "total", "ratio", "quantile", "difference")
    }
    defaults = {"where": None, "level": 0.95, "interval": DEFAULT_INTERVAL, "unknown": "exclude"}
    taken = {
        name: {one: found[one].default for one in defaults if one in found}
        for name, found in shown.items()
    }
    numbers = {one: defaults[one] for one in ("where", "level")}
    assert taken == {
        "prevalence": defaults, "total": defaults, "difference": defaults, "mean": numbers,
        "ratio": numbers, "quantile": numbers | {"interval": DEFAULT_INTERVAL},
    }  # fmt: skip
    for found in shown.values():
        assert all(
            found[one].kind is inspect.Parameter.KEYWORD_ONLY for one in defaults if one in found
        )
        assert "options" not in found


def test_a_benchmark_is_the_estimators_own(survey):
    known = pl.DataFrame({"sex": [1, 2], "persons": [40_000, 50_000]})
    benchmark = Benchmark((Margin(("sex",), {("1",): 40_000.0, ("2",): 50_000.0}),))
    design = SurveyDesign("weight", "stratum", ("village",))
    outcome = Outcome("work", "work", statistic="total")
    expected = estimate_survey(sample(), [outcome], design, benchmark=benchmark)
    found = survey.benchmarked(known)
    assert list(found.total("work").result.estimates) == list(expected.estimates)
    assert "benchmarked to sex" in repr(found)
    assert survey.benchmark is None


def test_a_file_with_labels_and_declared_missing_codes(tmp_path):
    frame = pl.DataFrame(
        {"work": [1, 2, 9] * 40, "sex": [1, 2] * 60, "village": list(range(60)) * 2}
    )
    write_sav(
        tmp_path / "fs.sav", frame, value_labels={"sex": {"1": "Male", "2": "Female"}},
        missing_codes={"work": UserMissing(("9",))},
    )  # fmt: skip
    survey = m.Survey(m.read(tmp_path / "fs.sav"), clusters="village")
    found = survey.prevalence("work=1", by="sex")
    assert [one.labels["sex"] for one in found] == ["Male", "Female"]
    assert sum(one.n_unknown for one in found) == 40
    assert "sex Male" in repr(found)
    assert "fs.sav" in repr(survey)
    with pytest.raises(DataError) as caught:
        survey.prevalence("work")
    assert "--" not in caught.value.hint


def faults():
    frame = sample()
    text = frame.with_columns(hours=pl.lit("a secret"))
    yield "unknown-column", lambda: m.Survey(frame, weights="wieght")
    yield "unknown-column", lambda: m.Survey(frame).prevalence("works")
    yield "unknown-column", lambda: m.Survey(frame).prevalence("work", by="sxe")
    yield "bad-status", lambda: m.Survey(frame).prevalence("wage")
    yield "bad-status", lambda: m.Survey(frame.with_columns(work=SECRET)).prevalence("work")
    yield "wrong-type", lambda: m.Survey(text).prevalence("hours")
    yield "wrong-type", lambda: m.Survey(text).mean("hours")
    yield "bad-weight", lambda: m.Survey(frame.with_columns(w=-SECRET), "w").mean("hours")
    yield "identifying-groups", lambda: m.Survey(frame).prevalence("work", by="wage")
    yield "unknown-code", lambda: m.Survey(frame).prevalence("sex=3")
    yield "single-cluster", lambda: m.Survey(
        frame.filter((pl.col("stratum") > 0) | (pl.col("village") == 1)),
        strata="stratum", clusters="village", single_cluster="fail",
    ).mean("hours")  # fmt: skip
    yield "table-type", lambda: m.Survey("fs.sav")
    yield "table-type", lambda: m.Survey([1, 2])
    mixed = pd.DataFrame({"work": pd.Series([0, 1, "a secret"], dtype=object)})
    yield "wrong-type", lambda: m.Survey(mixed).prevalence("work")
    yield "wrong-type", lambda: m.Survey(mixed.assign(a=1)).prevalence("a", by="work")
    cast = text.lazy().with_columns(pl.col("hours").cast(pl.Float64))
    yield "unreadable-frame", lambda: m.Survey(cast).mean("hours")
    words = text.to_arrow()
    failing = duckdb.from_arrow(words).select("hours::double as hours")
    yield "unreadable-frame", lambda: m.Survey(failing).mean("hours")
    yield "wrong-type", lambda: m.lists(mixed, columns="work", **COUNTED)
    yield "count-not-whole", lambda: m.lists(mixed.assign(a=1), "a", "work", **COUNTED)
    yield "names", lambda: m.Survey(frame, clusters=3)
    yield "names", lambda: m.Survey(frame).prevalence([])
    yield "single-cluster", lambda: m.Survey(frame, single_cluster="guess")
    yield "column-name", lambda: m.Survey(pd.DataFrame({1: [0, 1]}))
    yield "duplicate-column", lambda: m.Survey(pd.DataFrame([[0, 1]], columns=["a", "a"]))
    yield "empty-table", lambda: m.Survey(pl.DataFrame())
    yield "where", lambda: m.Survey(frame).prevalence("work", where="sex=1")
    yield "statistic", lambda: m.Survey(frame).difference("work", {}, {}, statistic="median")
    yield "difference", lambda: m.Survey(frame).difference("work", {"sex": [1, 2]}, {})
    yield "difference", lambda: m.Survey(frame).difference("work", {"sex": 2}, {}, by="sex")
    yield "option", lambda: m.Survey(frame).prevalence("work", levl=0.9)
    yield "option", lambda: m.Survey(frame).mean("hours", interval="wald")
    yield "level", lambda: m.Survey(frame).prevalence("work", level=95)


@pytest.mark.parametrize(
    ("code", "ask"), list(faults()), ids=lambda x: x if isinstance(x, str) else ""
)
def test_an_error_says_what_to_do_in_python_and_holds_no_cell(code, ask):
    with pytest.raises(Measure87Error) as caught:
        ask()
    text = str(caught.value)
    assert caught.value.code.startswith(code)
    assert caught.value.hint
    assert "--" not in text
    assert str(SECRET) not in text
    assert "a secret" not in text
    assert caught.value.__cause__ is None or "a secret" not in str(caught.value.__cause__)
    assert caught.value.__suppress_context__ or "a secret" not in str(caught.value.__context__)


def test_more_corrections_than_stages_are_refused_in_python():
    with pytest.raises(UsageError) as caught:
        m.Survey(sample(), clusters="village", fpc=["hours", "wage"])
    assert "--" not in str(caught.value)


def test_totals_of_weights_scaled_to_the_sample_are_refused(survey):
    found = m.Survey(sample()).total("work")
    assert len(found) == 0
    assert found.refused[0].code == "scaled-weights"
    less = m.Survey(sample()).difference("work", {"sex": 1}, {"sex": 2}, statistic="total")
    assert (len(less), len(less.result.estimates)) == (0, 0)
    with pytest.raises(RefusedError, match="no numbers of persons"):
        _ = found.only
    with pytest.raises(RefusedError, match="2 figures"):
        _ = survey.mean("hours", by="sex").only


def test_the_frame_is_not_changed_and_codes_are_taken_in_either_kind(survey):
    frame = sample().to_pandas()
    before = frame.copy()
    one = m.Survey(frame).mean("hours", where={"sex": 1}).only
    two = m.Survey(frame).mean("hours", where={"sex": ["1"]}).only
    assert one == two
    assert frame.equals(before)


def test_what_is_not_a_number_is_missing_in_a_measure():
    frame = pl.DataFrame(
        {"work": [1.0, 0.0, float("nan")] * 20, "hours": [1.0, 3.0, float("nan")] * 20}
    )
    assert m.Survey(frame).prevalence("work").only.n == 40
    assert m.Survey(frame).mean("hours").only.value == 2.0
