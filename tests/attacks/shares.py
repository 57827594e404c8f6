"""Attack: a share has one denominator, and a step of its digits has few.

47 of 84 is no share of 85. Where n is the number who were asked because one or two gave no answer,
the share tells how many did: to all its digits always, and in steps wherever a step is less than
what one person more or less would move it by. A total says it again, of persons.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from tests.attacks.claims import Claim, Count, distinct
from tests.attacks.evidence import Evidence, Public
from tests.attacks.reading import Figure

SAME = 1e-11


def unweighted_share(evidence: Evidence) -> list[Claim]:
    """How many gave no answer where that is kept back."""
    return distinct(
        claim
        for number, release in enumerate(evidence.releases)
        for figure in release.shares.values()
        for claim in _told(
            figure,
            evidence.public and evidence.public.of_release(number),
            [one for one in release.figures if _is_total_of(one, figure)],
        )
    )


def unknown_by_share(figure: Figure, public: Public | None) -> tuple[int, int] | None:
    """Least and most who gave no answer, as a share says where weights are alike; None if not."""
    fits = _fits(figure, public)
    return (fits[0], fits[-1]) if fits else None


def fitting(figure: Figure) -> list[int]:
    """All numbers above 0 of unknown answers with which a share is its cases by who answered.

    Of persons of one weight. None where their number is shown, or the figure is not.
    """
    return _fits(figure, None)


def _is_total_of(one: Figure, share: Figure) -> bool:
    return one.statistic == "total" and (one.name, one.group) == (share.name, share.group)


def _told(figure: Figure, public: Public | None, totals: Sequence[Figure]) -> Iterator[Claim]:
    fits = _fits(figure, public)
    for total in totals:
        fits = [u for u in fits if _fits_total(total, figure, u, _one_weight(figure, public) or 1)]
    if len(fits) == 1:
        how = f"{figure.n_cases} of {(figure.n or 0) - fits[0]}, not of {figure.n}"
        yield Count("unknown", figure.name, figure.group, fits[0], how)


def _fits(figure: Figure, public: Public | None) -> list[int]:
    """Numbers above 0 of unknown answers with which cases by who answered is the share."""
    n, cases, value = figure.n, figure.n_cases, figure.value
    if figure.is_hidden or not figure.hides_unknown or not figure.leaves_out:
        return []
    if not cases or n is None or value is None or _one_weight(figure, public) is None:
        return []
    step = figure.digits or 0.0
    away = max(SAME, step / 2 * (1 + 1e-9))
    top, bottom = (1 - 1.5 * step, 1.5 * step) if step else (2.0, -1.0)
    return [
        u
        for u in range(1, n - cases + 1)
        if abs((p := cases / (n - u)) - value) <= away
        or (value >= top and p > value)  # a share is not written as 1, nor as 0, where it is not
        or (value <= bottom and p < value)
    ]


def _one_weight(figure: Figure, public: Public | None) -> float | None:
    """The weight of everybody in the group, 1 where nobody's is known; None where they differ."""
    if public is None:
        return 1.0
    weights = np.unique(public.weight[public.inside(figure.group)])
    return float(weights[0]) if len(weights) == 1 else None


def _fits_total(total: Figure, share: Figure, unknown: int, weight: float) -> bool:
    """Whether a number of persons is the cases' own weight, or their share of all who were asked.

    Which of the two it is cannot be told beforehand; it says nothing where it is the first.
    """
    if total.is_hidden or total.value is None:
        return True
    n, own = share.n or 0, (share.n_cases or 0) * weight
    away = max(SAME * total.value, (total.digits or 0.0) * 2)
    return min(abs(own * k - total.value) for k in (1, n / (n - unknown))) <= away
