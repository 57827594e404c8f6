"""A small release with all that a brief tells: bounds, differences, slopes."""

from dataclasses import replace

from msgspec.structs import replace as changed

from measure87.vocabulary.estimate import Estimate, Minus
from measure87.vocabulary.releases.survey import StatedCriterion, StatedPeriod
from tests.disseminate.invented_result import FORCED, SDG, invented_result
from tests.disseminate.pages.survey.made_trend import slope

CHILDREN, ADULTS = "child_labour_sdg_b", "forced_labour_adults"
MALE, FEMALE = {"sex": "1"}, {"sex": "2"}
PERIOD = StatedPeriod(stated="5 years", unit="years", count=5, days=1826)
MENACE = StatedCriterion(
    criterion="menace", title="means of coercion", asked=["CO1", "CO2"], not_asked=["CO3"], of=3,
    stated="2 of 3 means of coercion",
)  # fmt: skip


def difference(value, se, first=MALE, second=FEMALE, name=CHILDREN, definition=SDG, **more):
    """A difference of two groups of one measure with a t interval."""
    half = 2.0281 * se
    labels = {"1": "Male", "2": "Female"}
    told = {"sex": labels[first["sex"]]} if "sex" in first else {}
    other = {"sex": labels[second["sex"]]} if "sex" in second else {}
    return replace(
        Estimate(
            name, "difference", "taylor", group=first, labels=told, definition=definition,
            unit="proportion", value=value, se=se, lower=value - half, upper=value + half,
            level=0.95, df=36.0, minus=Minus(name, "proportion", second, other, definition),
        ),
        **more,
    )  # fmt: skip


def with_measure(result, name, **about):
    """The same with a measure of which something else is stated."""
    measures = dict(result.diagnostics.measures)
    measures[name] = changed(measures[name], **about)
    return replace(result, diagnostics=changed(result.diagnostics, measures=measures))


def with_figure(result, name, **figure):
    """The same with other values of a measure's figure for everybody."""
    return replace(
        result,
        estimates=[
            replace(one, **figure) if one.name == name and not one.group else one
            for one in result.estimates
        ],
    )


def total(value, lower, upper, name=CHILDREN, definition=SDG):
    """A number of persons beside a share."""
    return Estimate(
        name, "total", "taylor", definition=definition, unit="persons", value=value, lower=lower,
        upper=upper, level=0.95, n=4000, n_cases=720,
    )  # fmt: skip


def told_result():
    """Forced labour has a period, more cases, and one item that was not asked; 40 are unknown."""
    result = with_measure(invented_result(), CHILDREN, unknown="no")
    result = with_measure(result, ADULTS, kind="flow", reference_period=PERIOD, asked=[MENACE])
    result = with_figure(result, ADULTS, n_cases=90, value=0.01, lower=0.008, upper=0.0125,
                         value_if_no=0.01, value_if_yes=0.0144, n_unknown=40, flags=())  # fmt: skip
    result = with_figure(result, CHILDREN, value_if_yes=0.4)
    return replace(
        result,
        estimates=[*result.estimates, total(1234500, 1100000, 1360000)],
        differences=[
            difference(0.04, 0.009),
            difference(0.02, 0.009, second={}),
            replace(difference(0.05, 0.01), value=None, se=None, lower=None, upper=None,
                    flags=("suppressed", "side-not-shown")),
            difference(0.004, 0.0008, name=ADULTS, definition=FORCED,
                       first={"region": "1"}, second={"region": "2"}),
        ],
        trends=[slope()],
    )  # fmt: skip
