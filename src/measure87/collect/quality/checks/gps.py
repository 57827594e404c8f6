"""Was the interview where the sample lies?

Positions are in the encrypted store alone. It says of each interview yes, no or unknown.
"""

import numpy as np
import polars as pl

from measure87.collect.quality.by_interviewer import beyond_chance, compared
from measure87.collect.quality.checking import Check, Found, Look
from measure87.vocabulary.releases.evening import EveningFinding

NAME = "gps"
COLUMN = "_gps_in_unit"


def run(look: Look, alpha: float) -> Found:
    """Interviews outside their area, and interviewers with more of them, or without a position."""
    if COLUMN not in look.data.main.columns:
        return Found(not_made="no-positions")
    said = look.data.main[COLUMN].cast(pl.String).fill_null("unknown").to_numpy()
    outside, unknown = said == "no", said == "unknown"
    places = np.flatnonzero(outside)
    findings = [
        EveningFinding(check=NAME, says=says, count=n, alarm=alarm)
        for says, n, alarm in (
            ("outside", places.size, True),
            ("unknown", int(unknown.sum()), False),
        )
        if n
    ]
    found = compared(look, unknown.astype(np.float64), np.ones(said.size))
    findings += [
        EveningFinding(
            check=NAME, says="interviewer_unknown", interviewer=look.labels[one.who],
            numbers={"own": one.own, "others": one.others},
        )
        for one in beyond_chance(found, alpha)
    ]  # fmt: skip
    return Found(
        findings=findings, calls=look.calls(places, NAME, "outside"), comparisons=len(found)
    )


CHECK = Check(
    name=NAME,
    finds="interviews outside of their sampled area, and interviewers without positions",
    threshold="every interview of which the encrypted store says no; an interviewer above the "
    "others in positions not known",
    source="the store, which keeps positions to itself",
    sort="statistical",
    run=run,
)
