"""The tables of the reference of R, and what is estimated of them."""

import json
from functools import cache
from pathlib import Path

import polars as pl

from measure87.estimate.survey import Outcome, SurveyDesign
from measure87.estimate.weighting import Benchmark, Margin
from measure87.vocabulary.status import NO, YES

REFERENCE = Path(__file__).parents[2] / "reference"
SURVEY = REFERENCE / "r_survey"
REPLICATES = REFERENCE / "r_replicates"
REFS = json.loads((SURVEY / "expected.json").read_text(encoding="utf-8"))["refs"]
WITH_COLUMNS = json.loads((REPLICATES / "expected.json").read_text(encoding="utf-8"))

CLUSTERS = SurveyDesign("pw", None, ("dnum",))
STRATA = SurveyDesign("pw", "stype")
TWO_STAGES = SurveyDesign("pw", None, ("dnum", "snum"), ("fpc1", "fpc2"))
AMBULANCES = SurveyDesign(None, "ESA", ("ambulance",))

STYPE = Margin(("stype",), {("E",): 4421, ("H",): 755, ("M",): 1018})
SCHOOL_WIDE = Margin(("sch.wide",), {("No",): 1072, ("Yes",): 5122})
API99 = {"api99": 3914069}
BENCHMARKS = {
    "ps_rep": Benchmark((STYPE,)),
    "rk_rep": Benchmark((STYPE, SCHOOL_WIDE)),
    "cal_rep": Benchmark((STYPE,), API99, distance="linear"),
}


@cache
def table(name: str) -> pl.DataFrame:
    """A table of the reference, with the statuses that its entries ask for."""
    frame = pl.read_csv(SURVEY / f"{name}.csv", infer_schema_length=None, null_values=["", "NA"])
    if "ell" not in frame.columns:
        return frame
    rules = {"ell_75": pl.col("ell") > 75, "ell_30": pl.col("ell") > 30}
    return frame.with_columns(
        pl.when(rule).then(YES).otherwise(NO).cast(pl.Int8).alias(key)
        for key, rule in rules.items()
    )


def with_weights(name: str, weights: str) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """A table with R's replicate weights beside it, and their columns."""
    columns = pl.read_csv(REPLICATES / f"{weights}.csv", schema_overrides=None).cast(pl.Float64)
    return pl.concat([table(name), columns], how="horizontal"), tuple(columns.columns)


def number(column: str, statistic: str = "mean", denominator: str | None = None) -> Outcome:
    return Outcome(column, column, "number", statistic, denominator=denominator)


MEAN = number("api00")
TOTAL = number("enroll", "total")
RATIO = number("api.stu", "ratio", "enroll")
MEDIAN = Outcome("api00", "api00", "number", "quantile", quantile=0.5)
BOTH = {"mean": MEAN, "total": TOTAL, "ratio": RATIO}
