"""The invented result with trends of both its measures, as a release has them."""

from dataclasses import replace

from measure87.vocabulary.estimate import Estimate, Result
from measure87.vocabulary.trend import Trend, TrendRound
from tests.disseminate.invented_result import invented_result

ROUNDS = (
    TrendRound("2016-05-10", 2016.36, "estimates.json"),
    TrendRound("2020-06-02", 2020.42, "estimates.json"),
    TrendRound("2024-05-15", 2024.37),
)
CROSSWALK = "ratio 0.92 (standard error 0.03) for 2016-05-10: both ways in 2018"
MEASURE = "child_labour_sdg_b"


def slope(**changed) -> Estimate:
    """A slope of half a point a year."""
    trend = Trend(ROUNDS, "identity", p_value=0.0009, crosswalks=(CROSSWALK,))
    found = Estimate(
        MEASURE, "slope", "wls", unit="proportion per year", value=-0.00507, se=0.0015,
        lower=-0.0083, upper=-0.00194, level=0.95, interval="mover", df=198.0, trend=trend,
    )  # fmt: skip
    return replace(found, **changed)


def bend(**changed) -> Estimate:
    """A change of slope that may be chance."""
    trend = Trend(ROUNDS, "identity", p_value=0.652, p_bonferroni=0.652, at=2020.42, tried=1)
    found = replace(
        slope(), statistic="change-of-slope", method="sup-wald", value=-0.0026, se=0.0058,
        lower=-0.0142, upper=0.0089, interval="sup-t", trend=trend,
    )  # fmt: skip
    return replace(found, **changed)


def with_trends(*trends: Estimate) -> Result:
    """The invented result with some trends."""
    return replace(invented_result(), trends=trends or (slope(), bend()))
