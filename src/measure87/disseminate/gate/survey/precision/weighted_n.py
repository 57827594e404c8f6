"""The weighted n of released figures: one step for all figures of a group."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from measure87.disseminate.gate.audit.relations import leaves_unknown_out
from measure87.disseminate.gate.survey.precision.steps import step_of, to_step
from measure87.vocabulary.estimate import Estimate

_OF_A_MEAN = 0.01
"""Step of the weighted n of a figure that is no share, by that n."""
_DIGITS = 10
"""Significant digits of a weighted n of everybody. The machine adds cases to others, so the last
of its sixteen are those of who is a case: whoever knows the weights could try one set of cases
after the other, and no figure is released to the digits that would tell."""


def share_of_step(figure: Estimate, step: float) -> float:
    """What share of everybody's weight a figure's step is, at most all of it.

    So the weighted n tells no more of the unknown than the bounds of the figure do. Of a mean,
    which is no share, it is a hundredth.
    """
    if figure.unit == "proportion" or figure.statistic == "proportion":
        return min(step, 1.0)
    if figure.statistic == "total" and figure.n_cases is not None and figure.weighted_n:
        return min(step / figure.weighted_n, 1.0)
    return _OF_A_MEAN


def one_weighted_n(figures: Sequence[Estimate], left_out: Collection[str]) -> tuple[Estimate, ...]:
    """Weighted n of all figures of a group in one step: the coarsest that one of them needs.

    Where none needs one it has the digits in which all sums of the same weights are alike.
    """
    steps: dict[frozenset[tuple[str, str]], float] = {}
    for one in figures:
        step = _step_of_n(one, left_out)
        group = frozenset(one.group.items())
        steps[group] = max(steps.get(group, 0.0), step)
    found = []
    for one in figures:
        step = steps[frozenset(one.group.items())]
        found.append(replace(one, weighted_n=_told(one.weighted_n, step)))
    return tuple(found)


def _told(number: float | None, step: float) -> float | None:
    if not number:
        return number
    return to_step(number, step) if step else float(f"{number:.{_DIGITS}g}")


def _step_of_n(figure: Estimate, left_out: Collection[str]) -> float:
    """The step that a weighted n needs: 0 where no unknown answer is left out of it."""
    leaves_out = figure.n_cases is None or leaves_unknown_out([figure], left_out)
    if not (figure.weighted_n and figure.digits and leaves_out) or figure.n_unknown == 0:
        return 0.0
    return step_of(figure.weighted_n * share_of_step(figure, figure.digits), 1.0)
