"""Trends over results that already exist: every figure that all rounds have."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from measure87.estimate.trend.chain import Chain, chain_of, check_rounds
from measure87.estimate.trend.crosswalk import Crosswalk, check_crosswalks
from measure87.estimate.trend.result import Trends, trends_of
from measure87.vocabulary.estimate import Estimate, Refusal
from measure87.vocabulary.trend import Scale, TrendRound

_Key = tuple[Any, ...]


def trends_of_rounds(
    rounds: Sequence[TrendRound],
    figures: Sequence[Sequence[Estimate]],
    *,
    scale: Scale = "identity",
    crosswalks: Sequence[Crosswalk] = (),
    unlike: Mapping[str, Mapping[str, str]] | None = None,
    rng: np.random.Generator,
) -> Trends:
    """Trends of independent rounds: every figure of the newest that all earlier ones have.

    Parameters
    ----------
    rounds, figures : the rounds, and all figures of each
    unlike : measure to name of a round to why it is not like the newest (items, periods, modes,
        seasons); a crosswalk of that round carries it over

    Notes
    -----
    Figures of the same name, statistic, quantile and group are the same. The covariance of the
    rounds is 0: they must be independent samples. Of rounds that share places or persons see
    `estimate_trends`, which takes their tables.
    """
    check_rounds(rounds)
    check_crosswalks(crosswalks, rounds)
    newest = int(np.argmax([one.date for one in rounds]))
    known = [{_key(one): one for one in own if _is_level(one)} for own in figures]
    chains: list[Chain | Refusal] = []
    for key, figure in known[newest].items():
        lacking = [one.name for one, own in zip(rounds, known, strict=True) if key not in own]
        differing = _uncarried(figure, (unlike or {}).get(figure.name, {}), crosswalks)
        if len(lacking) == len(rounds) - 1:
            continue
        if lacking:
            chains.append(lacks(figure, lacking))
        elif differing:
            told = "; ".join(f"{name}: {why}" for name, why in differing.items())
            text, names = f"{told}; name a crosswalk with its error", ", ".join(differing)
            group, values = dict(figure.group), {"rounds": names}
            chains.append(Refusal(figure.name, "rounds-differ", text, group, values))
        else:
            chains.append(chain_of(rounds, [own[key] for own in known], crosswalks=crosswalks))
    return trends_of(chains, scale, rng=rng)


def lacks(figure: Estimate, rounds: Sequence[str]) -> Refusal:
    """The refusal of a figure that some rounds have not."""
    names = ", ".join(rounds)
    text = f"there is no such figure in {names}"
    return Refusal(figure.name, "not-in-every-round", text, dict(figure.group), {"rounds": names})


def _uncarried(
    figure: Estimate, unlike: Mapping[str, str], crosswalks: Sequence[Crosswalk]
) -> dict[str, str]:
    """What is not alike, by round, in the rounds that no crosswalk carries over."""
    return {
        name: why
        for name, why in unlike.items()
        if not any(one.carries(figure, name) for one in crosswalks)
    }


def _is_level(figure: Estimate) -> bool:
    return figure.minus is None and figure.trend is None


def _key(figure: Estimate) -> _Key:
    group = frozenset(figure.group.items())
    return figure.name, figure.statistic, figure.quantile, group
