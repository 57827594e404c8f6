"""Do second interviews by somebody else come to the same answers?

Type 1: answers that do not change; differences may lead to action. Type 2: questions hard to ask;
differences mean training. Type 3: stability is of interest, and nobody is at fault.
"""

import math

import numpy as np
import polars as pl
from scipy import stats

from measure87.collect.quality.checking import Check, Found, Look
from measure87.collect.quality.items import Item
from measure87.numerics.multiplicity import adjusted
from measure87.numerics.retest import cohen_kappa, reliability_ratio
from measure87.vocabulary.releases.evening import EveningBackCheck, EveningFinding

NAME = "back_checks"
OF = "_of"
"""Column of a second interview: the `_id` of the first."""
LIMIT = 0.10
_LEAST_PAIRS = 10


def run(look: Look, alpha: float) -> Found:
    """Every question of a type in second interviews; interviewers with too many differences."""
    if not look.data.back_checks:
        return Found(not_made="no-back-checks")
    types = look.data.settings.back_checks
    rows, differing = [], []
    for item in look.data.items:
        kind = types.type_of(item.name)
        pairs = _pairs(look, item)
        is_telling = item.name in look.data.telling
        if kind is None or pairs is None or is_telling or not pairs.height:
            continue
        rows.append(_row(item, kind, pairs))
        if kind < 3:
            differing.append(pairs.select("_id", differs=_differs(pairs), type=pl.lit(kind)))
    if not rows and not differing:
        return Found(not_made="no-types")
    findings, comparisons = _by_interviewer(look, differing, alpha)
    return Found(findings=findings, comparisons=comparisons, back_checks=tuple(rows))


def _pairs(look: Look, item: Item) -> pl.DataFrame | None:
    """First and second answers to a question, where both were given."""
    second = look.data.back_checks.get(item.table)
    if second is None or OF not in second.columns or not set(item.columns) <= set(second.columns):
        return None
    first = look.data.tables[item.table]
    rows = ["_row"] if "_row" in first.columns and "_row" in second.columns else []
    either = [
        frame.select(pl.col(key).alias("_id"), *rows, _one_text(item).alias(name))
        for frame, key, name in ((first, "_id", "first"), (second, OF, "second"))
    ]
    joined = either[0].join(either[1], on=["_id", *rows], how="inner", maintain_order="left")
    return joined.drop_nulls(["first", "second"])


def _one_text(item: Item) -> pl.Expr:
    """An answer as one text; null where there is none."""
    if item.question.kind != "select_multiple":
        return pl.col(item.name).cast(pl.String)
    parts = [pl.col(one).cast(pl.Int8).cast(pl.String) for one in item.columns]
    return pl.concat_str(parts, ignore_nulls=False)


def _differs(pairs: pl.DataFrame) -> pl.Series:
    return pairs["first"] != pairs["second"]


def _row(item: Item, kind: int, pairs: pl.DataFrame) -> EveningBackCheck:
    """Counts of a question; its reliability, unless that would tell a sensitive answer.

    Of a dozen pairs of whom one differs it has one number for each count of those who said yes.
    """
    if item.question.kind in ("integer", "decimal"):
        numbers = [pairs[name].cast(pl.Float64).to_numpy() for name in ("first", "second")]
        reliability = reliability_ratio(numbers[0], numbers[1])
    else:
        known = pl.concat([pairs["first"], pairs["second"]]).rank("dense").cast(pl.Int64) - 1
        codes = known.to_numpy()
        reliability = cohen_kappa(codes[: pairs.height], codes[pairs.height :])
    enough = pairs.height >= _LEAST_PAIRS and math.isfinite(reliability)
    is_told = enough and not item.question.sensitive
    return EveningBackCheck(
        item=item.name, type=kind, pairs=pairs.height, differ=int(_differs(pairs).sum()),
        reliability=reliability if is_told else None,
    )  # fmt: skip


def _by_interviewer(
    look: Look, differing: list[pl.DataFrame], alpha: float
) -> tuple[list[EveningFinding], int]:
    """Interviewers with more differences of a type than one in ten, beyond chance."""
    if not differing:
        return [], 0
    who = pl.DataFrame({"_id": look.data.main["_id"], "who": look.data.who})
    sums = (
        pl.concat(differing)
        .join(who.filter(pl.col("who") >= 0), on="_id")
        .group_by("who", "type")
        .agg(pl.len().alias("pairs"), pl.col("differs").sum())
        .filter(pl.col("pairs") >= _LEAST_PAIRS)
        .sort("who", "type")
    )
    if not sums.height:
        return [], 0
    p = stats.binom.sf(
        sums["differs"].cast(pl.Int64).to_numpy() - 1, sums["pairs"].to_numpy(), LIMIT
    )
    raised = adjusted(np.asarray(p))
    return [
        EveningFinding(
            check=NAME, says=f"interviewer_type_{row['type']}",
            interviewer=look.labels[row["who"]],
            numbers={"share": row["differs"] / row["pairs"], "limit": LIMIT},
        )
        for q, row in zip(raised, sums.iter_rows(named=True), strict=True)
        if q <= alpha
    ], sums.height  # fmt: skip


CHECK = Check(
    name=NAME,
    finds="for each question of types 1 to 3 how many second answers differ, and its reliability; "
    "interviewers with too many differences in types 1 and 2",
    threshold="more than one in ten of an interviewer's answers, beyond chance, from 10 pairs on; "
    "the DIME Wiki (Back Checks, revision of January 2017) names 10% for type 2, which we take for "
    "type 1 too",
    source="types, simple response variance and reliability ratio as in IPA's `bcstats` (help file "
    "seen); kappa for codes, see `numerics.retest`",
    sort="statistical",
    run=run,
)
