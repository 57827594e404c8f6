"""A mixture of matching and other pairs of records, by penalised expectation-maximisation.

Each pair has a level of agreement in each field. Given whether the pair matches, fields are taken
to be independent. How often levels occur among all pairs is known; how often among matches (m), how
often among the other pairs (u) and the share of matches are sought. Pairs that were not looked at
count as no match, so sums over the pairs looked at are sums over all pairs.

In lists of a few hundred persons most pairs with the same date of birth are matches, so what occurs
among all pairs must not be taken for what occurs among pairs that do not match. Small lists also
have few matches, and a level that no match shows would get the chance 0 for ever; so m is drawn
towards a prior by a few imagined matches, and u by one imagined pair in each level.

What is not known of m, u and the share is drawn by fitting anew to the pairs with random weights
(the Bayesian bootstrap of Rubin 1981; imagined matches have weights too), so that which pairs match
is as open in each draw as it is in the fit.

Source: Fellegi & Sunter (1969), JASA 64(328), 1183-1210; Winkler (1988), Using the EM algorithm for
weight computation in the Fellegi-Sunter model of record linkage, Proc. Section on Survey Research
Methods, 667-671; Rubin (1981), The Bayesian bootstrap, Annals of Statistics 9(1), 130-134 (all
unseen). The penalty is the usual Dirichlet prior.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from measure87.collect.linkage.kernels.match_chances import (
    NOT_KNOWN,
    Chances,
    log_odds_of,
    probability_of,
)
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray

IMAGINED_MATCHES = 10.0
_MOST_STEPS = 1_000
_TOLERANCE = 1e-9
_ANEW_STEPS = 200
_ANEW_TOLERANCE = 1e-4
HOPELESS = -14.0
"""Log odds, about 1 in a million, under which pairs are neither kept nor fitted anew."""
_LEFT_AT_LEAST = 0.02
"""Share of the pairs at a level that are no matches, whatever the fit says: without it a level all
of whose pairs are taken for matches would prove each of them."""


@dataclass(frozen=True)
class MixtureData:
    """What a mixture is fitted to.

    Attributes
    ----------
    pattern : (q, f) int
        Levels that pairs have; `extra` (q,) is what rarity adds, `alike` (q,) how many pairs.
    totals, prior, most, others : one (levels,) float for each field
        All pairs at each level; matches known or imagined beforehand; the most of u; imagined
        pairs that do not match.
    all_pairs : float
        Pairs that there are, looked at or not, of which it is not known whether they match.
    """

    pattern: IntArray
    extra: FloatArray
    alike: FloatArray
    totals: tuple[FloatArray, ...]
    prior: tuple[FloatArray, ...]
    most: tuple[FloatArray, ...]
    others: tuple[FloatArray, ...]
    all_pairs: float

    def fit(
        self, start: Chances, *, steps: int = _MOST_STEPS, tolerance: float = _TOLERANCE
    ) -> tuple[Chances, int, bool]:
        """Expectation-maximisation; the chances, its steps, and whether it settled."""
        chances, nothing = start, np.zeros(self.pattern.shape)
        for step in range(1, steps + 1):
            log_odds = self.extra + chances.log_odds(self.pattern, nothing)
            probability = self.alike * probability_of(log_odds)
            seen = [
                _seen(self.pattern[:, field], probability, len(prior))
                for field, prior in enumerate(self.prior)
            ]
            matched = [s + prior for s, prior in zip(seen, self.prior, strict=True)]
            others = zip(self.totals, seen, self.most, self.others, strict=True)
            # Half an imagined match keeps the share above 0.
            share = float((probability.sum() + 0.5) / (self.all_pairs + 1.0))
            moved = abs(share - chances.share)
            chances = Chances(
                tuple(counts / counts.sum() for counts in matched),
                tuple(_among_others(*part) for part in others),
                log_odds_of(share),
            )
            if moved <= tolerance * share:
                return chances, step, True
        return chances, steps, False


@dataclass(frozen=True)
class MatchMixture:
    """What the mixture found.

    Attributes
    ----------
    chances : Chances
    log_odds : (p,) float, natural logarithm
        Odds that each pair matches, by itself.
    steps : int
        Until the share moved by less than 1e-9 of itself.
    converged : bool
    data : MixtureData
    """

    chances: Chances
    log_odds: FloatArray
    steps: int
    converged: bool
    data: MixtureData

    @property
    def share(self) -> float:
        """Matches among all pairs of which it is not known, looked at or not."""
        return self.chances.share

    @property
    def m(self) -> tuple[FloatArray, ...]:
        """How often levels occur among matches."""
        return self.chances.m

    @property
    def u(self) -> tuple[FloatArray, ...]:
        """How often levels occur among other pairs."""
        return self.chances.u

    def chances_anew(self, rng: np.random.Generator) -> Chances:
        """The chances fitted to the pairs with random weights: a draw of what is known of them."""
        data = self.data
        likely = (
            data.extra + self.chances.log_odds(data.pattern, np.zeros(data.pattern.shape))
            > HOPELESS
        )
        pattern, before = data.pattern[likely], data.alike[likely]
        weight = rng.gamma(before)
        # All pairs have the random weights, so that more at a level is not taken for more matches.
        more = [
            _seen(pattern[:, f], weight, len(t)) - _seen(pattern[:, f], before, len(t))
            for f, t in enumerate(data.totals)
        ]
        drawn = replace(
            data,
            pattern=pattern,
            extra=data.extra[likely],
            alike=weight,
            totals=tuple(np.maximum(t + m, 0.0) for t, m in zip(data.totals, more, strict=True)),
            prior=tuple(np.maximum(rng.gamma(prior), 1e-3) for prior in data.prior),
        )
        return drawn.fit(self.chances, steps=_ANEW_STEPS, tolerance=_ANEW_TOLERANCE)[0]

    def taught(self, levels: IntArray, rarity: FloatArray, match: BoolArray) -> "MatchMixture":
        """The mixture fitted anew where it is known of some pairs whether they match.

        levels, rarity, match : (k, f), (k, f), (k,) bool
            Of pairs that are in the fit already, or that were hopeless.
        """
        data = _without(self.data, levels, rarity)
        seen = [_seen(levels[match, f], None, len(p)) for f, p in enumerate(data.prior)]
        data = replace(
            data,
            prior=tuple(p + s for p, s in zip(data.prior, seen, strict=True)),
            totals=tuple(np.maximum(t - s, 0.0) for t, s in zip(data.totals, seen, strict=True)),
            all_pairs=max(data.all_pairs - len(match), 1.0),
        )
        chances, steps, converged = data.fit(self.chances)
        return replace(self, chances=chances, steps=steps, converged=converged, data=data)


def _without(data: MixtureData, levels: IntArray, rarity: FloatArray) -> MixtureData:
    """The data without some pairs."""
    alike = data.alike.copy()
    places = {key: place for place, key in enumerate(map(bytes, _keys(data.pattern, data.extra)))}
    for key in map(bytes, _keys(levels, rarity.sum(axis=1))):
        if key in places:
            alike[places[key]] = max(alike[places[key]] - 1.0, 0.0)
    kept = alike > 0
    return replace(data, pattern=data.pattern[kept], extra=data.extra[kept], alike=alike[kept])


def fit_match_mixture(
    levels: IntArray,
    overall: Sequence[FloatArray],
    m_prior: Sequence[FloatArray],
    all_pairs: float,
    *,
    known_share: Sequence[float] | None = None,
    most_by_chance: Sequence[FloatArray] | None = None,
    rarity: FloatArray | None = None,
    by_chance: Sequence[FloatArray | None] | None = None,
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
    rarity : (p, f) float, natural logarithm
        Added to each field's ratio: what agreement on a rare value says more than on a common one.
    by_chance : f arrays (levels of the field,) or None for a field
        How often a level is expected among other pairs, for a field that shows in few pairs, many
        of which match: u begins there and is drawn towards it. Without it u begins at what
        occurs in all pairs, and one pair is imagined in each level.
    imagined : float, pairs
        Weight of `m_prior`, and of `by_chance`.

    Returns
    -------
    MatchMixture
        With what is needed to draw it anew.
    """
    p, fields = levels.shape
    every = np.zeros((p, fields)) if rarity is None else rarity
    shares = np.ones(fields) if known_share is None else np.asarray(known_share)
    totals = tuple(all_pairs * s * part for s, part in zip(shares, overall, strict=True))
    most = tuple(most_by_chance or (np.ones(len(total)) for total in totals))
    prior = tuple(imagined * part / part.sum() for part in m_prior)
    usual = by_chance or [None] * fields
    others = tuple(
        np.ones(len(total)) if part is None else imagined * part / part.sum()
        for total, part in zip(totals, usual, strict=True)
    )
    data = MixtureData(
        *_patterns(levels, every.sum(axis=1)), totals, prior, most, others, all_pairs
    )
    start = Chances(
        tuple(part / part.sum() for part in m_prior),
        tuple(
            _among_others(t, np.zeros(len(t)), o, i) if part is None else part / part.sum()
            for t, o, i, part in zip(totals, most, others, usual, strict=True)
        ),
        log_odds_of(min(0.5, max(1.0, p / 10.0) / max(all_pairs, 2.0))),
    )
    chances, steps, converged = data.fit(start)
    return MatchMixture(chances, chances.log_odds(levels, every), steps, converged, data)


def _keys(levels: IntArray, extra: FloatArray) -> FloatArray:
    """Levels and what rarity adds, a row for each pair."""
    # Rarity is a few sums of few logarithms; the last digits only differ by the order of adding.
    return np.column_stack([levels.astype(np.float64), np.round(extra, 9) + 0.0])


def _patterns(levels: IntArray, extra: FloatArray) -> tuple[IntArray, FloatArray, FloatArray]:
    """What differs of the pairs: levels, what rarity adds, and how many pairs have both."""
    unlike, count = np.unique(_keys(levels, extra), axis=0, return_counts=True)
    return unlike[:, :-1].astype(np.int64), unlike[:, -1], count.astype(np.float64)


def _seen(level: IntArray, weight: FloatArray | None, levels: int) -> FloatArray:
    """Pairs at each level; those in which the field is not known are at none."""
    known = level != NOT_KNOWN
    counts = np.bincount(level[known], None if weight is None else weight[known], minlength=levels)
    return counts.astype(np.float64)


def _among_others(
    total: FloatArray, matched: FloatArray, most: FloatArray, imagined: FloatArray
) -> FloatArray:
    """How often levels occur among the pairs that are left when the matches are taken out."""
    left = np.maximum(total - matched, _LEFT_AT_LEAST * total) + imagined
    return np.minimum(left / left.sum(), most)
