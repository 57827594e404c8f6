"""Analyses that have no errors of replicates refuse them, and never give others in their place."""

import polars as pl
import pytest

import measure87 as m
from measure87.vocabulary.errors import UsageError

PERSONS = 120
STANDARD = pl.DataFrame({"sex": [1, 2], "persons": [50, 50]})


def persons(n_replicates=10):
    """Invented: hours differ between villages, which only the replicates know of."""
    rows = pl.DataFrame(
        {
            "hours": [float(i % 7 + 3 * (i // 12)) for i in range(PERSONS)],
            "work": [int(i % 5 < 2) for i in range(PERSONS)],
            "sex": [1 + i % 2 for i in range(PERSONS)],
            "year": [2015 + 5 * (i // 12 % 2) for i in range(PERSONS)],
            "w": [100.0 + i % 3 for i in range(PERSONS)],
            "village": [i // 12 for i in range(PERSONS)],
        }
    )
    left_out = pl.col("village") % n_replicates
    return rows.with_columns(
        pl.when(left_out == r).then(0.0).otherwise(pl.col("w") * 10 / 9).alias(f"rw{r + 1}")
        for r in range(n_replicates)
    )


ANALYSES = {
    "contrast": lambda s: s.contrast("hours", "sex", statistic="mean"),
    "test of means": lambda s: s.test("hours", "sex", method="means"),
    "test of independence": lambda s: s.test("work", "sex"),
    "test of ranks": lambda s: s.test("hours", "sex", method="wilcoxon"),
    "standardised": lambda s: s.standardised("work", STANDARD),
    "variance": lambda s: s.variance("hours"),
    "correlation": lambda s: s.correlation("hours", "w"),
    "trend": lambda s: s.trend("hours", "year", overlap="none", statistic="mean"),
}


@pytest.mark.parametrize("analysis", ANALYSES.values(), ids=ANALYSES)
@pytest.mark.parametrize("made", [True, False], ids=["made", "columns"])
def test_replicates_are_never_passed_over(analysis, made):
    """Before, errors were linearised as if each person had been drawn by herself."""
    frame = persons()
    if made:
        frame = frame.drop([f"rw{r}" for r in range(1, 11)])
        survey = m.Survey(frame, "w", clusters="village").replicates("jk1")
    else:
        survey = m.Survey(frame, "w").replicates(columns="rw*", method="jk1")
    with pytest.raises(UsageError, match="cannot have the errors of replicates") as caught:
        analysis(survey)
    assert "without replicates" in str(caught.value.hint)


@pytest.mark.parametrize("analysis", ANALYSES.values(), ids=ANALYSES)
def test_columns_of_replicates_are_asked_about_in_every_analysis(analysis):
    with pytest.raises(UsageError, match="nothing says how they were made"):
        analysis(m.Survey(persons(), "w"))
    assert analysis(m.Survey(persons().drop([f"rw{r}" for r in range(1, 11)]), "w"))


def test_factors_are_not_taken_for_weights_nor_weights_for_factors():
    names = [f"rw{r}" for r in range(1, 11)]
    weights = persons()
    factors = weights.with_columns(pl.col(name) / pl.col("w") for name in names)
    right = m.Survey(weights, "w").replicates(columns="rw*", method="jk1").total("hours").only
    same = m.Survey(factors, "w").replicates(columns="rw*", method="jk1", factors=True)
    assert same.total("hours").only.se == pytest.approx(right.se, rel=1e-12)
    for frame, are_factors in ((weights, True), (factors, False)):
        survey = m.Survey(frame, "w").replicates(columns="rw*", method="jk1", factors=are_factors)
        for ask in (
            lambda: survey.total("hours"),  # noqa: B023
            lambda: survey.mean("hours"),  # noqa: B023
            lambda: survey.quantile("hours"),  # noqa: B023
            lambda: survey.regress("hours", "sex", family="linear"),  # noqa: B023
        ):
            with pytest.raises(UsageError, match="times as much as w does") as caught:
                ask()
            assert "--" not in str(caught.value.hint)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"columns": ["rw1", "rw1", "rw2"], "method": "jk1"}, "rw1 is named twice"),
        ({"columns": "rw*", "method": "jkn", "rscales": [0.0] * 10}, "no spread"),
        ({"columns": "rw*", "method": "other", "scale": 0.0}, "no spread"),
        ({"columns": "rw*", "method": "other", "scale": "1"}, "scale takes a number"),
        ({"kind": "rao-wu", "n": 10.5}, "n takes a whole number"),
        ({"kind": "rao-wu", "seed": "a"}, "seed takes a whole number"),
        ({"kind": "fay", "rho": ".3"}, "rho takes a number"),
    ],
)
def test_what_makes_no_replicates_is_refused(arguments, says):
    with pytest.raises(UsageError, match=says):
        m.Survey(persons(), "w").replicates(**arguments)


def test_a_sampling_weight_is_asked_for_in_the_words_of_python():
    survey = m.Survey(persons()).replicates(columns="rw*", method="jk1")
    with pytest.raises(UsageError) as caught:
        survey.mean("hours")
    assert 'weights="COLUMN"' in str(caught.value.hint)
    assert "--" not in str(caught.value.hint)
