"""Compiles what a first estimate of an install needs, so that the first run need not wait for it.

Compiled loops are kept beside the package; until there are some, an estimate of any size takes
some eight seconds more.
"""

import polars as pl

from measure87.disseminate import release
from measure87.estimate.survey import DomainTable, Outcome, SurveyDesign, estimate_survey
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.status import NO, UNKNOWN, YES


def prepare_estimates() -> None:
    """Estimate and release a share of persons who do not exist, and throw it away."""
    persons = pl.DataFrame(
        {
            "weight": [1.0, 2.0] * 120,
            "stratum": ["1", "1", "2", "2"] * 60,
            "cluster": ["1", "2", "3", "4"] * 60,
            "status": [NO, YES, UNKNOWN, YES] * 60,
            "sex": ["1", "1", "2", "2"] * 60,
            "area": ["1", "2", "3"] * 80,
        },
        schema_overrides={"status": pl.Int8},
    )
    found = estimate_survey(
        persons.lazy(),
        [Outcome("status", "status", coding="status")],
        SurveyDesign("weight", "stratum", ("cluster",)),
        [DomainTable(()), DomainTable(("sex",)), DomainTable(("sex", "area"))],
    )
    release(Result("estimate survey", found.estimates))
