"""How much of the variance of an answer lies between interviewers?"""

from contextlib import suppress

import numpy as np
from scipy import stats

from measure87.collect.quality.areas import meeting
from measure87.collect.quality.checking import LEAST_INTERVIEWS, Check, Found, Look
from measure87.collect.quality.scores import Score, scores
from measure87.numerics.arrays import FloatArray, IntArray
from measure87.numerics.intraclass import (
    Intraclass,
    above_share,
    intraclass,
    intraclass_within,
)
from measure87.numerics.multiplicity import adjusted
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.releases.evening import EveningFinding, EveningVariance

NAME = "interviewer_variance"
_LEAST_GROUPS = 3
_LEAST_EACH_WAY = 5.0
"""Expected answers of either kind for each interviewer; a rarer answer has no normal mean."""
_SAYS = {
    (True, False): "high",
    (True, True): "high_sensitive",
    (False, False): "unclear",
    (False, True): "unclear_sensitive",
}
"""What is said of a question, by whether interviewers are told apart and it is sensitive."""


def run(look: Look, alpha: float) -> Found:
    """Every question's share of variance between interviewers with 20 interviews or more."""
    if not look.labels:
        return Found(not_made="too-few")
    rows, tried = [], []
    for score in scores(look):
        left_out = score.item.name in look.data.design | look.data.telling
        found = None if left_out else _shares(look, score)
        if found is None:
            continue
        row, p = found
        if not score.item.question.sensitive:
            rows.append(row)
        tried.append((p, row, score.item.question.sensitive))
    if not tried:
        return Found(not_made="too-few")
    raised = adjusted([p for p, *_ in tried])
    told_apart = meeting(look.data.who, look.data.units) != "unknown"
    findings = [
        _finding(row, is_sensitive, told_apart)
        for q, (_, row, is_sensitive) in zip(raised, tried, strict=True)
        if q <= alpha
    ]
    return Found(findings=findings, comparisons=len(tried), variance=tuple(rows))


def _finding(row: EveningVariance, is_sensitive: bool, told_apart: bool) -> EveningFinding:
    """What is said of a question; of a sensitive one without its share.

    That is made of how many said yes to each interviewer: of three with twenty interviews each the
    share, to all its digits, fits few counts but the true ones.
    """
    return EveningFinding(
        check=NAME,
        says=_SAYS[told_apart, is_sensitive],
        alarm=told_apart,
        item=row.item,
        numbers=None
        if is_sensitive
        else {"share": row.share, "lower": row.lower, "upper": row.upper},
    )


def _shares(look: Look, score: Score) -> tuple[EveningVariance, float] | None:
    """The share with its interval, and the chance of it were the true one within the limit."""
    who, values = look.data.who, score.values
    used = np.isfinite(values) & (who >= 0)
    sizes = np.bincount(who[used], minlength=len(look.labels))
    used &= np.where(who >= 0, sizes[who], 0) >= LEAST_INTERVIEWS
    k = int(np.count_nonzero(sizes >= LEAST_INTERVIEWS))
    if k < _LEAST_GROUPS or _too_rare(values[used], score.binary, k):
        return None
    group = np.unique(who[used], return_inverse=True)[1].astype(np.int64)
    y = values[used] if score.binary else _ranks(values[used])
    units = look.data.units
    found, p = _told_apart(y, group, None if units is None else units[used], look)
    if not np.isfinite(found.share):
        return None
    row = EveningVariance(
        item=score.item.name,
        share=found.share,
        lower=found.lower,
        upper=found.upper,
        interviewers=k,
        interviews=found.n,
    )
    return row, p


def _told_apart(
    y: FloatArray, group: IntArray, units: IntArray | None, look: Look
) -> tuple[Intraclass, float]:
    """The share, and its chance were the true one within the limit, areas told apart.

    Where interviewers share areas they are compared within them. Where each has several of her
    own, the means of these are the witnesses for the test.
    """
    limit = look.data.settings.variance_at_most
    how = meeting(group, units)
    if how == "shared" and units is not None:
        area = np.unique(units, return_inverse=True)[1].astype(np.int64)
        with suppress(DataError):
            within = intraclass_within(y, group, area)
            return within, above_share(within, limit)
    found = intraclass(y, group)
    p = above_share(found, limit)
    if how == "own" and units is not None:
        _, cell = np.unique(np.stack([group, units]), axis=1, return_inverse=True)
        owner = np.zeros(int(cell.max()) + 1, np.int64)
        owner[cell] = group
        means = np.bincount(cell, weights=y) / np.bincount(cell)
        p = max(p, above_share(intraclass(means, owner), 0.0))
    return found, p


def _too_rare(values: FloatArray, binary: bool, interviewers: int) -> bool:
    if not binary:
        return bool(np.unique(values).size < 3)
    smaller = min(float(values.sum()), float((1.0 - values).sum()))
    return smaller / interviewers < _LEAST_EACH_WAY


def _ranks(values: FloatArray) -> FloatArray:
    """Normal scores of ranks, so that one slip in a number does not make or hide a difference."""
    ranks = stats.rankdata(values)
    return np.asarray(stats.norm.ppf((ranks - 0.375) / (values.size + 0.25)))


CHECK = Check(
    name=NAME,
    finds="the share of each answer's variance that lies between interviewers, with its interval",
    threshold="above 0.02 beyond chance (ours, set in field/evening.toml), of interviewers with 20 "
    "interviews or more; no alarm where interviewers and areas cannot be told apart; Statistics "
    "Canada's Survey Methodology (2022, 48-1) calls 0.03 typical",
    source="one-way analysis of variance and Searle's interval, see `numerics.intraclass`; numbers "
    "by normal scores of their ranks; within areas where interviewers share them, and tested "
    "between the means of areas where each has several of her own",
    sort="statistical",
    run=run,
)
