"""Which cases still have to be visited again?"""

import polars as pl

from measure87.collect.quality.checking import Check, Found, Look
from measure87.vocabulary.releases.evening import EveningCall, EveningFinding

NAME = "second_visits"


def run(look: Look, _: float) -> Found:
    """Cases that were visited, are not complete, and have visits left."""
    if look.data.settings.result is None:
        return Found(not_made="no-result")
    if look.data.cases is None:
        return Found(not_made="no-case")
    seen = pl.DataFrame({"case": look.data.cases, "complete": look.complete}).drop_nulls("case")
    open_cases = (
        seen.group_by("case")
        .agg(pl.col("complete").any(), pl.len().alias("visits"))
        .filter(~pl.col("complete"))
        .sort("case")
    )
    again = open_cases.filter(pl.col("visits") < look.data.settings.visits)["case"].to_list()
    given_up = open_cases.height - len(again)
    found = [
        EveningFinding(check=NAME, says=says, count=count, alarm=False)
        for says, count in (("again", len(again)), ("given_up", given_up))
        if count
    ]
    calls = [EveningCall(check=NAME, says="again", case=case) for case in again]
    return Found(findings=found, calls=calls)


CHECK = Check(
    name=NAME,
    finds="cases whose visits ended without an interview and that have visits left",
    threshold="fewer visits than `visits` of field/evening.toml, 3 if it says nothing (ours)",
    source="the team's own rule of visits",
    sort="account",
    run=run,
)
