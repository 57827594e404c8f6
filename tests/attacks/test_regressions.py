"""Attack on regressions: put weights and terms in again and solve for the cases of cells.

The attacker knows of every person in the sample who she is, her weight and her terms, and of the
regression what the library prints. What the attack tells in full the gate's rule objects to; what
the rule lets pass the attack cannot tell.
"""

import numpy as np
import polars as pl
import pytest

import measure87 as m


def sample(cases, each=40):
    """Invented persons, `each` in every crossing of two sexes and four regions, so many of them
    with the answer yes; twenty places."""
    rows = []
    for (sex, region), n in np.ndenumerate(np.asarray(cases)):
        rows += [
            {"sex": sex + 1, "region": region + 1, "work": int(i < n), "place": (7 * i + n) % 20,
             "age": 5 + (3 * i + region) % 13}
            for i in range(each)
        ]  # fmt: skip
    return pl.DataFrame(rows)


def fitted_answers(frame, found):
    """What the printed coefficients say of each person, from her terms alone."""
    eta = np.zeros(frame.height)
    for one in found.regression.coefficients:
        part = np.full(frame.height, one.value)
        for name in one.term:
            column = frame[name]
            here = column.cast(pl.String) == one.codes[name] if name in one.codes else column
            part *= here.to_numpy().astype(float)
        eta += part
    return {
        "logistic": lambda: 1 / (1 + np.exp(-eta)), "poisson": lambda: np.exp(eta),
        "linear": lambda: eta,
    }[found.regression.family]()  # fmt: skip


def solved(frame, found, by):
    """The attack: cases of each crossing of `by`, if fitted and observed sums are equal there."""
    told = frame.with_columns(fitted=pl.Series(fitted_answers(frame, found)))
    sums = told.group_by(by).agg(pl.col("fitted").sum(), pl.col("work").sum()).sort(by)
    return sums["fitted"].to_numpy(), sums["work"].to_numpy()


def regress(frame, *terms, family="logistic", **more):
    return m.Survey(frame, clusters="place").regress("work", list(terms), family=family, **more)


def codes(found):
    return [one.code for one in found.warnings if one.text.startswith("not to be shown")]


CASES = [[9, 11, 2, 14], [12, 7, 10, 6]]


@pytest.mark.parametrize("family", ["logistic", "poisson", "linear"])
def test_a_saturated_regression_tells_every_cell_and_is_objected_to(family):
    frame = sample(CASES)
    found = regress(frame, "sex*region", family=family)
    told, truth = solved(frame, found, ["sex", "region"])
    np.testing.assert_allclose(told, truth, atol=1e-6)
    assert codes(found) == ["saturated-model", "few-behind-a-term"]


@pytest.mark.parametrize("family", ["logistic", "poisson", "linear"])
def test_a_category_of_two_cases_is_told_and_objected_to(family):
    frame = sample([[9, 11, 1, 14], [12, 7, 1, 6]])
    found = regress(frame, "sex", "region", family=family, numbers="age")
    told, truth = solved(frame, found, ["region"])
    np.testing.assert_allclose(told, truth, atol=1e-6)
    assert 2 in truth
    assert codes(found) == ["few-behind-a-term"]


def test_what_the_rule_lets_pass_tells_tables_that_may_be_shown_and_no_more():
    """The cell of two cases is not to be had: fitted and true sums differ, and tables with the
    same margins have the same coefficients."""
    frame = sample(CASES)
    found = regress(frame, "sex", "region")
    assert codes(found) == []
    told, truth = solved(frame, found, ["region"])
    np.testing.assert_allclose(told, truth, atol=1e-6)
    told, truth = solved(frame, found, ["sex", "region"])
    assert abs(told - truth).max() > 1
    other = sample([[10, 11, 1, 14], [11, 7, 11, 6]])
    same = regress(other, "sex", "region")
    for one, two in zip(found.regression.coefficients, same.regression.coefficients, strict=True):
        assert one.value == pytest.approx(two.value, abs=1e-9)


def test_a_category_under_the_name_of_a_number_is_one():
    frame = sample([[9, 11, 1, 14], [12, 7, 1, 6]]).with_columns(
        third=(pl.col("region") == 3).cast(pl.Float64)
    )
    found = regress(frame, "sex", numbers=["third", "age"])
    told, truth = solved(frame, found, ["third"])
    np.testing.assert_allclose(told, truth, atol=1e-6)
    assert codes(found) == ["few-behind-a-term"]
    assert "third=(value 2 of 2)" in found.warnings[0].text


def test_a_crossing_that_is_no_term_may_be_told_too():
    """In region 4 there are girls alone: her coefficient tells the crossing. With boys there too,
    all other crossings that main effects tell would be too."""
    frame = sample(CASES).filter((pl.col("region") != 3) | (pl.col("sex") == 1)).filter(
        (pl.col("region") < 4) | (pl.col("sex") == 2)
    )  # fmt: skip
    found = regress(frame, "sex", "region")
    cells = [cell for cell in found.regression.cells if len(cell.codes) == 2]
    assert {(cell.codes["sex"], cell.codes["region"]) for cell in cells} == {("1", "3"), ("2", "4")}
    assert codes(found) == ["few-behind-a-term"]


def test_one_person_far_from_all_others_is_told_and_objected_to():
    frame = sample(CASES).with_columns(
        wealth=pl.when(pl.int_range(pl.len()) == 0).then(900.0).otherwise(
            (pl.int_range(pl.len()) * 37 % 101) / 100.0)
    )  # fmt: skip
    found = regress(frame, "sex", numbers="wealth", family="linear")
    hers = fitted_answers(frame, found)[0]
    assert hers == pytest.approx(frame["work"][0], abs=0.02)
    assert codes(found) == ["high-leverage"]


def test_a_model_that_leaves_few_degrees_of_freedom_is_objected_to():
    frame = sample(CASES).with_columns(place=pl.col("place") % 11)
    assert codes(regress(frame, "sex", "region")) == ["low-degrees-of-freedom"]


def test_no_residual_leverage_or_weight_is_in_the_object():
    got = regress(sample(CASES), "sex", "region").to_dict()
    assert all(len(one) < 30 for one in got.values() if isinstance(one, list))
    assert not {"residuals", "leverage", "weights", "cells", "fitted"} & {
        *got, *got["diagnostics"], *got["estimates"][0]
    }  # fmt: skip
