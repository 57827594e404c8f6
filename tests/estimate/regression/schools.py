"""The regressions of the reference: tables of R's schools, designs, and what is on what."""

import json
from functools import cache
from pathlib import Path

import polars as pl

from measure87.estimate.survey import Outcome, SurveyDesign
from measure87.estimate.survey.regression_terms import Terms

REFERENCE = Path(__file__).parents[2] / "reference"
FOLDER = REFERENCE / "r_survey"
REFS = {
    name: entry["value"]
    for name, entry in json.loads((FOLDER / "expected.json").read_text("utf-8"))["refs"].items()
    if ".glm" in name
}
WITH_REPLICATES = {name: REFS.pop(name) for name in ("rclus1.glm", "rstrat_jkn.glm")}
"""Those whose errors come from replicates: see `test_regression_replicates`."""
DESIGNS = {
    "dstrat": ("apistrat", SurveyDesign("pw", "stype", (), ("fpc",))),
    "dstrat_nofpc": ("apistrat", SurveyDesign("pw", "stype")),
    "dclus1": ("apiclus1", SurveyDesign("pw", None, ("dnum",), ("fpc",))),
    "dclus1_nofpc": ("apiclus1", SurveyDesign("pw", None, ("dnum",))),
    "dclus2": ("apiclus2", SurveyDesign("pw", None, ("dnum", "snum"), ("fpc1", "fpc2"))),
    "dclus2_wr": ("apiclus2", SurveyDesign("pw", None, ("dnum",))),
    "dsrs": ("apisrs", SurveyDesign("pw", None, (), ("fpc",))),
    "dmyco": ("myco", SurveyDesign("wt")),
}
MODELS = {
    "gauss": ("api00", ("ell", "meals", "mobility"), "linear", None),
    "logit": ("sch.wide", ("ell", "meals", "mobility"), "logistic", None),
    "probit": ("sch.wide", ("ell", "meals"), "probit", None),
    "poisson": ("api.stu", ("ell", "meals", "stype"), "poisson", "enroll"),
    "factor": ("api00", ("stype", "ell"), "linear", None),
    "glm": ("leprosy", ("Age", "Scar"), "logistic", None),
}
ANSWERS = ("sch.wide", "comp.imp", "leprosy")


@cache
def sample(name):
    frame = pl.read_csv(FOLDER / f"{name}.csv", infer_schema_length=None, null_values=["", "NA"])
    yes = [pl.col(one) == "Yes" for one in ("sch.wide", "comp.imp") if one in frame.columns]
    return frame.with_columns(yes)


def outcome_of(name):
    return Outcome(name, name) if name in ANSWERS else Outcome(name, name, "number", "mean")


def terms_of(names, **more):
    numbers = frozenset(part for name in names for part in name.split("*")) - {"stype", "g"}
    return Terms(tuple(names), numbers, **more)
