"""A chain: one figure at several dates, of one definition, with the covariance of the rounds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from measure87.estimate.trend.crosswalk import Crosswalk, carried_covariance
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Estimate, Refusal
from measure87.vocabulary.trend import Overlap, TrendRound, same_dates

_FEWEST = 2


@dataclass(frozen=True)
class Chain:
    """Figures of one measure and group over rounds, earliest first.

    rounds, figures : (R,) the rounds, and the figure of each; every figure has a value
    covariance : (R, R) of the figures; 0 on the diagonal of one without a variance
    overlap : what the rounds share
    crosswalks : what carried figures over, in words
    """

    rounds: tuple[TrendRound, ...]
    figures: tuple[Estimate, ...]
    covariance: FloatArray
    overlap: Overlap = "none"
    crosswalks: tuple[str, ...] = ()

    @property
    def dates(self) -> FloatArray:
        """Decimal years, (R,)."""
        return np.array([one.date for one in self.rounds])

    @property
    def values(self) -> FloatArray:
        """The figures, (R,)."""
        return np.array([float(one.value or 0.0) for one in self.figures])

    @property
    def last(self) -> Estimate:
        """The newest figure, whose name, group and definition the trend has."""
        return self.figures[-1]

    def refusal(self, code: str, text: str, **values: object) -> Refusal:
        """A refusal of this chain."""
        return Refusal(self.last.name, code, text, dict(self.last.group), values)


def check_rounds(rounds: Sequence[TrendRound]) -> None:
    """Refuse fewer than two rounds, and two rounds of one date or name.

    Raises
    ------
    DataError
        Always about all measures at once.
    """
    if len(rounds) < _FEWEST:
        raise DataError(
            f"a trend needs two rounds, and there is {len(rounds) or 'none'}",
            code="one-round",
            hint="give an earlier round too",
        )
    if same_dates([one.date for one in rounds]) or len({one.name for one in rounds}) < len(rounds):
        raise DataError(
            f"two of {len(rounds)} rounds have the same date or name",
            code="same-date",
            hint="state the day or month of each round",
        )


def chain_of(
    rounds: Sequence[TrendRound],
    figures: Sequence[Estimate],
    covariance: FloatArray | None = None,
    *,
    overlap: Overlap = "none",
    crosswalks: Sequence[Crosswalk] = (),
) -> Chain | Refusal:
    """The chain of one figure over rounds, or why there is none.

    Parameters
    ----------
    rounds, figures : the rounds, in any order, and the figure of each
    covariance : (R, R) float or None
        Of the figures, in the same order; None of independent rounds.
    crosswalks : what carries figures of other definitions or questionnaires over
    """
    check_rounds(rounds)
    order = np.argsort([one.date for one in rounds])
    ordered = tuple(rounds[k] for k in order)
    own = [figures[k] for k in order]
    refusal = _unlike(ordered, own, crosswalks)
    if refusal is not None:
        return refusal
    v = np.diag([(one.se or 0.0) ** 2 for one in own])
    if covariance is not None:
        v = np.asarray(covariance, dtype=np.float64)[np.ix_(order, order)]
    by = [_passage(one, name.name, crosswalks) for one, name in zip(own, ordered, strict=True)]
    v = carried_covariance(v, own, by)
    carried = [
        one if passage is None else passage.carried(one)
        for one, passage in zip(own, by, strict=True)
    ]
    words = tuple(dict.fromkeys(one.words for one in by if one is not None))
    chain = Chain(ordered, tuple(carried), v, overlap, words)
    if words and _beyond(carried):
        return chain.refusal(
            "crosswalk-too-far", "the crosswalk carries a proportion out of 0 to 1"
        )
    return chain


def _passage(
    figure: Estimate, round_name: str, crosswalks: Sequence[Crosswalk]
) -> Crosswalk | None:
    return next((one for one in crosswalks if one.carries(figure, round_name)), None)


def _beyond(figures: Sequence[Estimate]) -> bool:
    return any(
        one.statistic == "proportion" and not 0.0 <= (one.value or 0.0) <= 1.0 for one in figures
    )


def _unlike(
    rounds: Sequence[TrendRound], figures: Sequence[Estimate], crosswalks: Sequence[Crosswalk]
) -> Refusal | None:
    """Why figures are no chain: not shown, of different kinds, of different definitions."""
    last = figures[-1]
    for one, figure in zip(rounds, figures, strict=True):
        if figure.value is None:
            return _refusal(last, "side-not-shown", f"the figure of {one.name} is not shown")
    kinds = {(one.statistic, one.quantile, one.unit) for one in figures}
    if len(kinds) > 1:
        told = sorted({f"{one.statistic} ({one.unit})" for one in figures})
        return _refusal(last, "different-units", f"the rounds have {' and '.join(told)}")
    straight = {
        one.definition
        for figure, one in zip(rounds, figures, strict=True)
        if _passage(one, figure.name, crosswalks) is None
    }
    if len(straight) > 1:
        told = sorted(str(one or "no definition stated") for one in straight)
        text = f"the rounds count by different definitions: {', '.join(told)}"
        return _refusal(last, "different-definitions", f"{text}; name a crosswalk with its error")
    return None


def _refusal(figure: Estimate, code: str, text: str) -> Refusal:
    return Refusal(figure.name, code, text, dict(figure.group))
