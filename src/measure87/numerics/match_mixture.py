"""A mixture of matching and other pairs of records, by penalised expectation-maximisation.

Each pair has a level of agreement in each field. Given whether the pair matches, fields are taken
to be independent. How often levels occur among all pairs is known; how often among matches (m), how
often among the other pairs (u) and the share of matches are sought. Pairs that were not looked at
count as no match, so sums over the pairs looked at are sums over all pairs.

In lists of a few hundred persons most pairs with the same date of birth are matches, so what occurs
among all pairs must not be taken for what occurs among pairs that do not match. Small lists also
have few matches, and a level that no match shows would get the chance 0 for ever; so m is drawn
towards a prior by a few imagined matches, and u by one imagined pair in each level.

Source: Fellegi & Sunter (1969), JASA 64(328), 1183-1210; Winkler (1988), Using the EM algorithm for
weight computation in the Fellegi-Sunter model of record linkage, Proc. Section on Survey Research
Methods, 667-671 (both unseen). The penalty is the usual Dirichlet prior.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Levels = npt.NDArray[np.int64]

NOT_KNOWN = -1
IMAGINED_MATCHES = 10.0
_MOST_STEPS = 1_000
_TOLERANCE = 1e-9
_LEFT_AT_LEAST = 0.02
"""Share of the pairs at a level that are no matches, whatever the fit says: without it a level all
of whose pairs are taken for matches would prove each of them."""


@dataclass(frozen=True)
class MatchMixture:
    """What the mixture found.

    Attributes
    ----------
    log_odds : (p,) float, natural logarithm
        Odds that each pair matches, by itself.
    share : float
        Matches among all pairs, looked at or not.
    u : one (levels,) float for each field
        How often levels occur among other pairs.
    matched : one (levels,) float for each field, pairs
        Matches at each level, the imagined ones with them.
    all_pairs : float
    steps : int
        Until the share moved by less than 1e-9 of itself.
    converged : bool
    """

    log_odds: Floats
    share: float
    u: tuple[Floats, ...]
    matched: tuple[Floats, ...]
    all_pairs: float
    steps: int
    converged: bool

    @property
    def m(self) -> tuple[Floats, ...]:
        """How often levels occur among matches."""
        return tuple(counts / counts.sum() for counts in self.matched)

    def score(self, levels: Levels, rarity: Floats) -> Floats:
        """Log odds of pairs, looked at in the fit or not."""
        return rarity + _log_ratio(levels, self.m, self.u) + _log_odds(self.share)

    def score_anew(self, levels: Levels, rarity: Floats, rng: np.random.Generator) -> Floats:
        """Log odds of pairs with m and the share of matches drawn from what is known of them.

        m is Dirichlet with the matches at each level, the share gamma with all matches; how sure
        it is which pairs match is not in this, so they are drawn somewhat too close.
        """
        # Levels without any expected match would be drawn as 0.
        m = [rng.dirichlet(np.maximum(counts, 1e-3)) + 1e-12 for counts in self.matched]
        matches = self.share * (self.all_pairs + 1.0)
        share = min(0.5, rng.gamma(matches) / (self.all_pairs + 1.0) + 1e-12)
        return rarity + _log_ratio(levels, m, self.u) + _log_odds(share)


def fit_match_mixture(
    levels: Levels,
    overall: Sequence[Floats],
    m_prior: Sequence[Floats],
    all_pairs: float,
    *,
    known_share: Sequence[float] | None = None,
    most_by_chance: Sequence[Floats] | None = None,
    rarity: Floats | None = None,
    imagined: float = IMAGINED_MATCHES,
) -> MatchMixture:
    """Fit the mixture to pairs.

    Parameters
    ----------
    levels : (p, f) int
        Level of each field, from 0; `NOT_KNOWN` where one of the two records lacks the field.
    overall : f arrays (levels of the field,), each sums to 1
        How often a level occurs among all pairs in which the field is known.
    m_prior : f arrays (levels of the field,), positive
        How often a level is expected among matches.
    all_pairs : float
        Pairs that there are, looked at or not.
    known_share : f floats, 0 to 1
        Share of all pairs in which the field is known; 1 without it.
    most_by_chance : f arrays (levels of the field,), or None
        What is known beforehand of u: no level occurs more often among other pairs. Where one
        field alone tells persons apart, nothing else parts matches from other pairs.
    rarity : (p,) float, natural logarithm
        Added to each pair's ratio: what agreement on a rare value says more than on a common one.
    imagined : float, pairs
        Weight of `m_prior`.

    Returns
    -------
    MatchMixture
        Without uncertainty of m and share.
    """
    p, fields = levels.shape
    extra = np.zeros(p) if rarity is None else rarity
    shares = np.ones(fields) if known_share is None else np.asarray(known_share)
    totals = [all_pairs * s * part for s, part in zip(shares, overall, strict=True)]
    m = [prior / prior.sum() for prior in m_prior]
    matched = [imagined * prior for prior in m]
    most = most_by_chance or [np.ones(len(total)) for total in totals]
    u = [_among_others(t, np.zeros(len(t)), most[field]) for field, t in enumerate(totals)]
    share = min(0.5, max(1.0, p / 10.0) / max(all_pairs, 2.0))
    steps, converged = 0, False
    while not converged and steps < _MOST_STEPS:
        steps += 1
        probability = probability_of(extra + _log_ratio(levels, m, u) + _log_odds(share))
        for field in range(fields):
            known = levels[:, field] != NOT_KNOWN
            seen = np.bincount(
                levels[known, field], probability[known], minlength=len(m_prior[field])
            )
            matched[field] = seen + imagined * m_prior[field] / m_prior[field].sum()
            m[field] = matched[field] / matched[field].sum()
            u[field] = _among_others(totals[field], seen, most[field])
        # Half an imagined match keeps the share above 0.
        new = float((probability.sum() + 0.5) / (all_pairs + 1.0))
        converged = abs(new - share) <= _TOLERANCE * share
        share = new
    found = extra + _log_ratio(levels, m, u) + _log_odds(share)
    return MatchMixture(found, share, tuple(u), tuple(matched), all_pairs, steps, converged)


def _among_others(total: Floats, matched: Floats, most: Floats) -> Floats:
    """How often levels occur among the pairs that are left when the matches are taken out."""
    left = np.maximum(total - matched, _LEFT_AT_LEAST * total) + 1.0
    return np.minimum(left / left.sum(), most)


def _log_ratio(levels: Levels, m: Sequence[Floats], u: Sequence[Floats]) -> Floats:
    """Sum over known fields of log(m / u)."""
    total = np.zeros(len(levels))
    for field, (of_match, of_other) in enumerate(zip(m, u, strict=True)):
        weight = np.append(np.log(of_match) - np.log(of_other), 0.0)
        total += weight[levels[:, field]]
    return total


def _log_odds(share: float) -> float:
    """Logarithm of the odds of a share."""
    return float(np.log(share) - np.log1p(-share))


def probability_of(log_odds: Floats) -> Floats:
    """Probability from natural logarithms of odds, without overflow.

    >>> probability_of(np.array([0.0, 800.0]))
    array([0.5, 1. ])
    """
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * log_odds)))
