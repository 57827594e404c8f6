"""Was a case interviewed twice?"""

import numpy as np
import polars as pl

from measure87.collect.quality.checking import Check, Found, Look
from measure87.vocabulary.releases.evening import EveningFinding

NAME = "duplicate_keys"


def run(look: Look, _: float) -> Found:
    """Complete interviews of a case beyond its first; interviews without a case."""
    cases = look.data.cases
    if cases is None:
        return Found(not_made="no-case")
    seen = pl.DataFrame({"case": cases, "complete": look.complete})
    twice = seen.select(
        (pl.col("complete") & pl.col("case").is_not_null()
         & (pl.col("complete").sum().over("case") > 1)).alias("twice")
    )["twice"]  # fmt: skip
    places = np.flatnonzero(twice.to_numpy())
    nameless = np.flatnonzero(cases.is_null().to_numpy())
    counts = {
        "twice": seen.filter(twice)["case"].n_unique() if places.size else 0,
        "nameless": nameless.size,
    }
    found = [EveningFinding(check=NAME, says=says, count=n) for says, n in counts.items() if n]
    calls = look.calls(places, NAME, "twice") + look.calls(nameless, NAME, "nameless")
    return Found(findings=found, calls=calls)


CHECK = Check(
    name=NAME,
    finds="cases with two complete interviews, and interviews that name no case",
    threshold="two",
    source="the sample: a case is drawn once",
    sort="fact",
    run=run,
)
