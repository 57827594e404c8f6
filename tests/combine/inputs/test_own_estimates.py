"""Our own `estimates.json`, released ones alone."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.combine.inputs import own_estimates, read_own_estimates, report_inputs
from measure87.study import new_study
from measure87.vocabulary.errors import DataError, RefusedError

GOOD = {
    "schema": 1,
    "command": "run",
    "released": True,
    "estimates": [
        {
            "name": "child_labour_sdg_a",
            "statistic": "proportion",
            "method": "taylor",
            "group": {"age": "5-17"},
            "definition": "child_labour/sdg_8_7_1@2018-10-19",
            "value": 0.165,
            "se": 0.0071,
            "n": 5659,
            "deff": 2.08,
            "flags": ["borrowed-design-effect"],
        }
    ],
    "diagnostics": {"study": {"country": "BGD", "year": 2025, "title": "A survey"}},
}


def written(tmp_path, content):
    path = tmp_path / "estimates.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


def read(path):
    return read_own_estimates(path, source_type="child_labour_survey", recall_days=7)


def with_estimate(**changes):
    return GOOD | {"estimates": [GOOD["estimates"][0] | changes]}


def test_a_released_figure_comes_with_its_precision(tmp_path):
    row = read(written(tmp_path, GOOD)).included.row(0, named=True)
    assert (row["estimate"], row["se"], row["n"], row["deff"]) == (0.165, 0.0071, 5659.0, 2.08)
    assert (row["definition"], row["source"], row["recall_days"]) == (
        "child_labour/sdg_8_7_1",
        "A survey",
        7.0,
    )


def test_the_error_of_a_figure_in_steps_has_the_rounding_in_it(tmp_path):
    """A value is off by up to half a step to either side, any distance as likely."""
    row = read(written(tmp_path, with_estimate(digits=0.01))).included.row(0, named=True)
    off = np.random.default_rng(1).uniform(-0.005, 0.005, 100_000)
    assert row["se"] == pytest.approx((0.0071**2 + off.var()) ** 0.5, rel=1e-3)
    assert row["se"] > 0.0071


@pytest.mark.parametrize("released", [False, None, "true", 1])
def test_what_is_not_released_is_refused(tmp_path, released):
    with pytest.raises(RefusedError, match="has not been released"):
        read(written(tmp_path, GOOD | {"released": released}))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"group": {"age": "5-17", "area": "1"}}, "about a part of the population: area 1"),
        ({"group": {}}, "the ages are not stated"),
        ({"statistic": "total", "value": 1e6, "se": 1e4}, "a total, not a share"),
        ({"value": None, "se": None, "flags": ["suppressed", "primary"]}, "suppressed"),
        ({"group": {"age": "5-17", "sex": "3"}}, "neither male nor female"),
        ({"flags": ["not-a-probability-sample"]}, "not from a probability sample"),
    ],
)
def test_what_is_no_share_of_a_whole_country_stays_out_with_its_reason(tmp_path, changes, reason):
    table = read(written(tmp_path, with_estimate(**changes)))
    assert table.included.is_empty()
    assert reason in table.frame["reason"][0]


def test_a_universe_tells_the_ages_of_figures_without_one(tmp_path):
    table = read_own_estimates(
        written(tmp_path, with_estimate(group={"sex": "2"})),
        source_type="child_labour_survey",
        universe={"child_labour_sdg_a": (5, 17)},
    )
    assert table.included.select("sex", "age_from", "age_to").row(0) == ("female", 5, 17)


def test_a_survey_without_a_case_keeps_its_sample_size_and_no_standard_error(tmp_path):
    table = read(written(tmp_path, with_estimate(value=0.0, se=0.0)))
    assert table.included.select("estimate", "se", "n").row(0) == (0.0, None, 5659.0)


@pytest.mark.parametrize(
    "content",
    [
        "not json",
        "[1]",
        "[" * 100_000,
        GOOD | {"diagnostics": {}},
        GOOD | {"diagnostics": {"study": {"country": "BGD"}}},
        GOOD | {"estimates": [{"name": "x"}]},
        GOOD | {"estimates": [1]},
        with_estimate(value="0.1"),
        with_estimate(value=True),
        with_estimate(value=1.65),
        with_estimate(n=10**400),
        with_estimate(n=float("nan")),
        with_estimate(se=float("inf")),
        with_estimate(group={"age": "young"}),
        GOOD | {"diagnostics": {"study": {"country": "QQQQ", "year": 2025}}},
    ],
)
def test_what_is_no_estimates_file_is_refused(tmp_path, content):
    with pytest.raises(DataError):
        read(written(tmp_path, content))


@pytest.mark.slow
def test_what_a_study_releases_is_read(tmp_path):
    done = CliRunner().invoke(
        main, ["simulate", "country", str(tmp_path / "data"), "--persons", "6000", "--seed", "5"]
    )
    assert done.exit_code == 0, done.output
    study = tmp_path / "study"
    new_study(study, "mics6", data=tmp_path / "data" / "fs.sav", country="ZZZ", year=2025)
    done = CliRunner().invoke(main, ["run", str(study)])
    assert done.exit_code == 0, done.output
    path = study / "out" / "estimates.json"
    table = read(path)
    data = json.loads(path.read_text("utf-8"))
    expected = {
        (one["name"], one["value"])
        for one in data["estimates"]
        if one["statistic"] == "proportion"
        and one["group"] == {"age": "5-17"}
        and one.get("value") is not None
    }
    got = table.included.filter(sex="both", age_from=5, age_to=17)
    assert set(got.select("measure", "estimate").rows()) == expected
    assert report_inputs(table).countries == 1


def test_a_figure_that_cannot_be_is_named_by_its_place_in_the_file(tmp_path):
    two = GOOD | {"estimates": [GOOD["estimates"][0], GOOD["estimates"][0] | {"value": 1.65}]}
    with pytest.raises(DataError, match=r"share of 1\.65") as caught:
        read(written(tmp_path, two))
    assert caught.value.where == "estimates.json, estimate 2"


def test_what_is_told_of_a_figure_stays_with_it(tmp_path):
    flags = ["borrowed-design-effect", "few-cases"]
    two = GOOD | {
        "estimates": [
            GOOD["estimates"][0] | {"flags": flags},
            GOOD["estimates"][0] | {"flags": [], "group": {"age": "5-14"}},
        ]
    }
    notes = read(written(tmp_path, two)).frame.select("age_to", "note").rows()
    assert dict(notes) == {17: "borrowed-design-effect, few-cases", 14: None}


@pytest.mark.parametrize(
    "changes",
    [
        {"value": None, "se": None},
        {"flags": ["suppressed"]},
        {"value": None, "flags": ["suppressed"]},
    ],
)
def test_a_figure_without_a_value_and_one_that_is_kept_back_stay_out(tmp_path, changes):
    table = read(written(tmp_path, with_estimate(**changes)))
    assert table.included.is_empty()
    assert table.frame["reason"].to_list() == ["suppressed"]


def test_a_file_that_is_not_there_or_too_large_is_refused(tmp_path, monkeypatch):
    with pytest.raises(DataError, match=r"there is no file estimates\.json") as caught:
        read(tmp_path / "estimates.json")
    assert caught.value.code == "no-file"
    path = written(tmp_path, GOOD)
    size = path.stat().st_size
    monkeypatch.setattr(own_estimates, "MOST_BYTES", size)
    assert read(path).included.height == 1
    monkeypatch.setattr(own_estimates, "MOST_BYTES", size - 1)
    with pytest.raises(DataError, match=r"estimates\.json is too large"):
        read(path)
