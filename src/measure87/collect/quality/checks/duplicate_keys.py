"""Was a case interviewed twice?"""

import numpy as np
import polars as pl

from measure87.collect.quality.checking import Check, Found, Look
from measure87.numerics.arrays import BoolArray
from measure87.vocabulary.releases.evening import EveningFinding

NAME = "duplicate_keys"


def run(look: Look, _: float) -> Found:
    """Complete interviews of a case beyond its first; interviews without a case."""
    cases = look.data.cases
    if cases is None:
        return Found(not_made="no-case")
    twice = of_cases_twice(cases, look.complete)
    places = np.flatnonzero(twice)
    nameless = np.flatnonzero(cases.is_null().to_numpy())
    counts = {
        "twice": cases.filter(pl.Series(twice)).n_unique() if places.size else 0,
        "nameless": nameless.size,
    }
    found = [EveningFinding(check=NAME, says=says, count=n) for says, n in counts.items() if n]
    calls = look.calls(places, NAME, "twice") + look.calls(nameless, NAME, "nameless")
    return Found(findings=found, calls=calls)


def of_cases_twice(cases: pl.Series, counted: BoolArray) -> BoolArray:
    """Which interviews are among several of their case.

    Parameters
    ----------
    cases : (n,) text
        The case of each interview; null where it names none, which is no case.
    counted : (n,) bool
        Interviews to look at; of the others none is among several.

    >>> of_cases_twice(pl.Series(["1/2", "1/2", "1/3", None]), np.array([True] * 4))
    array([ True,  True, False, False])
    """
    seen = pl.DataFrame({"case": cases, "counted": counted})
    several = pl.col("counted").sum().over("case") > 1
    found = seen.select((pl.col("counted") & pl.col("case").is_not_null() & several).alias("twice"))
    return found["twice"].to_numpy().astype(np.bool_)


CHECK = Check(
    name=NAME,
    finds="cases with two complete interviews, and interviews that name no case",
    threshold="two",
    source="the sample: a case is drawn once",
    sort="fact",
    run=run,
)
