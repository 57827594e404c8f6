"""Degrees of freedom, flags and limits of a difference are those that its released sides give."""

from dataclasses import replace

import pytest

from measure87.study.survey.differences import with_differences
from measure87.vocabulary.estimate import Estimate, Minus, Result


def side(name, value, **more):
    return Estimate(name, "proportion", "taylor", value=value, **more)


def sides_of_few(**second):
    """Two released shares of 24 clusters asked, the first by who was asked; 23 answered."""
    first = side(
        "a", 0.4, se=0.05, lower=0.3, upper=0.5, level=0.95, interval="korn-graubard", df=23.0,
        digits=0.005, flags=("unknown-not-shown",),
    )  # fmt: skip
    return first, replace(
        first, name="b", value=0.2, **({"flags": (), "df": 23.0, "n_unknown": 0} | second)
    )


def difference_of(first, second, **own):
    told = {"value": 0.2003, "se": 0.06, "lower": 0.05, "upper": 0.35, "df": 22.0}
    told |= {"level": 0.95, "interval": "mover"} | own
    item = Estimate("a", "difference", "taylor", minus=Minus("b", "proportion"), **told)
    released = Result("run", [first, second], released=True)
    (found,) = with_differences(released, [item], []).differences
    return found


@pytest.mark.parametrize("df", [22.0, 7.0])
@pytest.mark.parametrize("own", [("few-persons",), ("few-persons", "few-degrees-of-freedom"), ()])
def test_a_difference_says_of_who_answered_no_more_than_its_sides(df, own):
    """Degrees of freedom, flags and limits of its own would tell how many did not."""
    first, second = sides_of_few(flags=("few-cases",))
    found = difference_of(first, second, df=df, flags=own)
    assert found.df == 23.0
    assert found.flags == ("few-cases",)
    same = difference_of(first, second, df=df, flags=own, lower=-0.5, upper=0.9)
    assert (same.lower, same.upper) == (found.lower, found.upper)
    assert found.lower < found.value < found.upper
    assert found.se == pytest.approx(0.06)
    # That a side has no variance is said by the difference, and stays.
    assert "no-variance" in difference_of(first, second, flags=("no-variance",)).flags


def test_a_difference_without_limits_gets_none_from_its_sides():
    found = difference_of(*sides_of_few(), lower=None, upper=None)
    assert (found.lower, found.upper, found.df) == (None, None, 23.0)
    first, second = sides_of_few(lower=None, upper=None)
    found = difference_of(first, second)
    assert (found.lower, found.upper, found.interval, found.level) == (None,) * 4


def test_a_difference_of_sides_that_say_everything_keeps_its_own():
    first, second = (replace(one, flags=("few-cases",)) for one in sides_of_few())
    found = difference_of(first, second, df=23.0, flags=("few-persons",))
    assert (found.df, found.flags) == (23.0, ("few-persons",))
    assert found.lower == pytest.approx(0.05, abs=0.011)
    # Degrees of freedom are those of all who were asked here too.
    assert difference_of(first, second, df=22.0).df == 23.0


@pytest.mark.parametrize("flags", [(), ("unknown-not-shown",)])
def test_a_difference_without_its_error_gets_none_back(flags):
    """Of which one or two are cases of one measure alone."""
    first, second = sides_of_few()
    gone = {"se": None, "lower": None, "upper": None, "df": None, "level": None, "interval": None}
    own = ("few-persons", "error-not-shown")
    found = difference_of(replace(first, flags=flags), second, flags=own, **gone)
    assert {name: getattr(found, name) for name in gone} == gone
    assert found.flags == (own if not flags else ("error-not-shown",))
