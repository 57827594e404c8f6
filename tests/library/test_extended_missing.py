"""Variables of Stata with extended missing values are numbers: their files come in as text."""

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from click.testing import CliRunner

import measure87 as m
from measure87.cli import main
from measure87.vocabulary.errors import DataError

ROWS = 60
KINDS = {3: "a", 11: "b", 37: "a"}
"""Rows whose answer is `.a` or `.b`."""


@pytest.fixture(scope="module")
def plain():
    """Hours and work of 60 invented children, NaN where they gave no answer."""
    rng = np.random.default_rng(11)
    frame = pd.DataFrame(
        {
            "hours": rng.integers(0, 40, ROWS).astype(float),
            "work": rng.integers(0, 2, ROWS).astype(float),
            "status": rng.integers(0, 3, ROWS).astype(float),
            "age": rng.integers(5, 18, ROWS).astype(float),
            "sex": np.arange(ROWS) % 2 + 1,
            "w": rng.uniform(50, 150, ROWS),
            "psu": np.arange(ROWS) // 6,
        }
    )
    frame.loc[list(KINDS), ["hours", "work", "status"]] = np.nan
    return frame


@pytest.fixture(scope="module")
def survey(plain, tmp_path_factory):
    """The same in a Stata file, where NaN is `.a` or `.b`."""
    path = tmp_path_factory.mktemp("stata") / "survey.dta"
    frame = plain.astype(dict.fromkeys(("hours", "work", "status"), object))
    for row, kind in KINDS.items():
        frame.loc[row, ["hours", "work", "status"]] = kind
    pyreadstat.write_dta(
        frame, str(path),
        missing_user_values={name: ["a", "b"] for name in ("hours", "work", "status")},
        variable_value_labels={"sex": {1: "Boy", 2: "Girl"}},
    )  # fmt: skip
    return path


def asked(path):
    return m.Survey(m.read(path), weights="w", clusters="psu")


def of_hand(values, weights, clusters):
    """A weighted mean and its standard error, clusters drawn with replacement."""
    known = ~np.isnan(values)
    total = weights[known].sum()
    mean = (weights * values)[known].sum() / total
    residuals = np.where(known, weights * (values - mean) / total, 0.0)
    sums = np.array([residuals[clusters == one].sum() for one in np.unique(clusters)])
    n = len(sums)
    return mean, np.sqrt(n / (n - 1) * ((sums - sums.mean()) ** 2).sum())


@pytest.mark.parametrize("name", ["hours", "work"])
def test_the_mean_of_numbers_with_kinds_of_missing_is_that_of_the_others(plain, survey, name):
    one = asked(survey).mean(name).only
    mean, error = of_hand(plain[name].to_numpy(), plain.w.to_numpy(), plain.psu.to_numpy())
    assert one.value == pytest.approx(mean, rel=1e-12)
    assert one.se == pytest.approx(error, rel=1e-10)
    assert (one.n, one.n_unknown) == (ROWS - len(KINDS), len(KINDS))


def test_who_has_a_kind_of_missing_is_unknown_in_a_share(plain, survey):
    one = asked(survey).prevalence("work").only
    mean, error = of_hand(plain.work.to_numpy(), plain.w.to_numpy(), plain.psu.to_numpy())
    assert (one.value, one.se) == (pytest.approx(mean), pytest.approx(error))
    assert one.n_unknown == len(KINDS)
    unknown = plain.w[plain.work.isna()].sum() / plain.w.sum()
    assert one.value_if_yes - one.value_if_no == pytest.approx(unknown)


def test_statuses_with_kinds_of_missing(plain, survey):
    found = m.Survey(m.read(survey), weights="w", clusters="psu", statuses="status")
    one = found.prevalence("status").only
    known = plain[plain.status.isin([0, 2])]
    assert one.value == pytest.approx(known.w[known.status == 2].sum() / known.w.sum())
    assert (one.n, one.n_unknown) == (len(known), ROWS - len(known))


def test_all_figures_are_those_of_the_frame_with_nan(plain, survey):
    ours, theirs = asked(survey), m.Survey(plain, weights="w", clusters="psu")
    for ask in (
        lambda one: one.total("hours"),
        lambda one: one.ratio("age", "hours"),
        lambda one: one.quantile("hours", 0.25, by="sex"),
        lambda one: one.variance("hours"),
        lambda one: one.difference("hours", {"sex": 2}, {"sex": 1}, statistic="mean"),
    ):
        for one, other in zip(ask(ours), ask(theirs), strict=True):
            assert one.value == pytest.approx(other.value)
            assert one.se == pytest.approx(other.se)
    found, wanted = (one.regress("work", "sex", numbers="hours") for one in (ours, theirs))
    assert found["hours"].value == pytest.approx(wanted["hours"].value)


def test_the_command_takes_them_too(plain, survey):
    done = CliRunner().invoke(
        main, ["estimate", "survey", str(survey), "--measure", "hours", "--statistic", "mean"]
    )
    assert done.exit_code == 0, done.output
    assert f"{plain.hours.mean():.4g}" in done.stdout


def test_a_label_in_the_place_of_its_code_is_told_with_the_code(survey):
    with pytest.raises(DataError, match="sex never holds the code Girl") as told:
        asked(survey).prevalence("sex=Girl")
    assert told.value.hint == "Girl is the label of 2; write sex=2"
    with pytest.raises(DataError, match="sex never holds the code girl") as told:
        asked(survey).prevalence("sex=girl")
    assert told.value.hint == "Girl is the label of 2; write sex=2"
    found = asked(survey).prevalence("sex=2", where={"sex": "GIRL"})
    assert "never holds the code GIRL, which is the label of 2" in str(found.warnings)
