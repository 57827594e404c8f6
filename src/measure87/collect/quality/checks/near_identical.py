"""Are two interviews more alike than chance would make any two of this survey?"""

import numpy as np

from measure87.collect.quality.checking import Check, Found, Look
from measure87.collect.quality.likeness import (
    LEAST_ANSWERS,
    Coded,
    Pairs,
    coded,
    likeness,
    pairs_of,
    tail_of,
)
from measure87.vocabulary.releases.evening import EveningFinding

NAME = "near_identical"
_LEAST_INTERVIEWS = 30


def run(look: Look, alpha: float) -> Found:
    """Pairs that share more, and rarer, answers than two households do."""
    content = coded(look)
    if content.codes.shape[0] < _LEAST_INTERVIEWS or content.codes.shape[1] < LEAST_ANSWERS:
        return Found(not_made="too-few")
    among = pairs_of(look.data.who)
    scores = likeness(content, among.first, among.second)
    beside = likeness(content, among.chance_first, among.chance_second)
    tail = tail_of(beside)
    p = tail.chance(scores)
    if tail.is_empty:
        return Found(not_made="too-few")
    alike = np.flatnonzero(p * among.count <= alpha)
    if not alike.size:
        return Found(comparisons=among.count)
    finding = _finding(content, among, alike)
    places = np.unique([among.first[alike], among.second[alike]])
    return Found(
        findings=[finding], calls=look.calls(places, NAME, "pairs"), comparisons=among.count
    )


def _finding(content: Coded, among: Pairs, alike: "np.ndarray") -> EveningFinding:
    """How many pairs, the least share of answers in which one is equal, and what is usual."""
    shares = content.equal_share(among.first[alike], among.second[alike])
    usual = content.equal_share(among.chance_first, among.chance_second)
    return EveningFinding(
        check=NAME, says="pairs", count=int(alike.size),
        numbers={"share": float(shares.min()), "usual": float(np.nanmedian(usual))},
    )  # fmt: skip


CHECK = Check(
    name=NAME,
    finds="pairs of interviews with more, and rarer, equal answers than chance gives in this form",
    threshold="beyond the tail of pairs of different interviewers, shared by all pairs; no fixed "
    "share: above 85% as Kuriakose & Robbins (2016) have it depends on the form, as Simmons, "
    "Mercer, Schwarzer & Kennedy (Pew Research Center, 2016) show",
    source="ours: the likelihood ratio of a copy, its tail as in `likeness`",
    sort="statistical",
    run=run,
)
