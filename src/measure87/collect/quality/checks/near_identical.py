"""Are two interviews more alike than chance would make any two of this survey?"""

import numpy as np

from measure87.collect.quality.checking import Check, Found, Look
from measure87.collect.quality.likeness import (
    LEAST_ANSWERS,
    alike_pairs,
    chance_pairs,
    coded,
    likeness,
    pairs_looked_at,
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
    who = look.data.who
    chance = chance_pairs(who)
    tail = tail_of(likeness(content, *chance))
    if tail.is_empty:
        return Found(not_made="too-few")
    alike = alike_pairs(content, who, tail.score_of(alpha / pairs_looked_at(who)))
    if not alike.first.size:
        return Found(comparisons=alike.count)
    shares = content.equal_share(alike.first, alike.second)
    usual = content.equal_share(*chance)
    finding = EveningFinding(
        check=NAME,
        says="pairs",
        count=int(alike.first.size),
        numbers={"share": float(shares.min()), "usual": float(np.nanmedian(usual))},
    )
    places = np.unique([alike.first, alike.second])
    return Found(
        findings=[finding], calls=look.calls(places, NAME, "pairs"), comparisons=alike.count
    )


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
