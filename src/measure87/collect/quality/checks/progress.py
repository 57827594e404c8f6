"""How far is the sample worked off, and who was interviewed that was not sampled?"""

import numpy as np
import polars as pl

from measure87.collect.quality.checking import Check, Found, Look
from measure87.vocabulary.releases.evening import EveningFinding, EveningProgress

NAME = "progress"


def run(look: Look, _: float) -> Found:
    """Cases of the sample by area, and interviews of nobody in it."""
    sample, cases = look.data.sample, look.data.cases
    if sample is None:
        return Found(not_made="no-sample")
    if cases is None:
        return Found(not_made="no-case")
    drawn = pl.DataFrame({"case": [one.case for one in sample.cases],
                          "unit": [one.unit for one in sample.cases]})  # fmt: skip
    seen = pl.DataFrame({"case": cases, "complete": look.complete}).drop_nulls("case")
    of_case = seen.group_by("case").agg(pl.col("complete").any(), pl.lit(True).alias("visited"))
    done = drawn.join(of_case, on="case", how="left", maintain_order="left").with_columns(
        pl.col("complete", "visited").fill_null(False)
    )
    totals = [pl.len().alias("sampled"), pl.col("visited").sum(), pl.col("complete").sum()]
    rows = [EveningProgress(**done.select(totals).row(0, named=True))]
    by_unit = done.filter(pl.col("unit") != "").group_by("unit").agg(totals).sort("unit")
    rows += [EveningProgress(**row) for row in by_unit.iter_rows(named=True)]
    known = cases.is_in(drawn["case"].to_list()).fill_null(False).to_numpy()
    outside = np.flatnonzero(~known)
    if known.size and not known.any():
        return Found(not_made="no-match", progress=tuple(rows))
    found = [EveningFinding(check=NAME, says="not_sampled", count=outside.size)]
    return Found(
        findings=found if outside.size else [],
        calls=look.calls(outside, NAME, "not_sampled"),
        progress=tuple(rows),
    )


CHECK = Check(
    name=NAME,
    finds="cases of the sample that are visited and complete, by area; interviews of nobody in it",
    threshold="every interview whose case is not in field/sample.json",
    source="the sample itself",
    sort="fact",
    run=run,
)
