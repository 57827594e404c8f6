"""The weighted n of released figures: one step for all figures of a group."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from measure87.disseminate.gate.audit.relations import leaves_unknown_out
from measure87.disseminate.gate.survey.steps import step_of, to_step
from measure87.vocabulary.estimate import Estimate


def share_of_step(figure: Estimate, step: float) -> float:
    """What share of a figure's value its step is, at most all of it; of no case, of the limit."""
    size = abs(figure.value or figure.upper or 0.0)
    return min(step / size, 1.0) if size else 1.0


def one_weighted_n(figures: Sequence[Estimate], left_out: Collection[str]) -> tuple[Estimate, ...]:
    """Weighted n of all figures of a group in one step: the coarsest that one of them needs."""
    steps: dict[frozenset[tuple[str, str]], float] = {}
    for one in figures:
        step = _step_of_n(one, left_out)
        group = frozenset(one.group.items())
        steps[group] = max(steps.get(group, 0.0), step)
    found = []
    for one in figures:
        step = steps[frozenset(one.group.items())]
        number = one.weighted_n
        found.append(replace(one, weighted_n=to_step(number, step)) if number and step else one)
    return tuple(found)


def _step_of_n(figure: Estimate, left_out: Collection[str]) -> float:
    """The step that a weighted n needs: 0 where no unknown answer is left out of it."""
    leaves_out = figure.n_cases is None or leaves_unknown_out([figure], left_out)
    if not (figure.weighted_n and figure.digits and leaves_out) or figure.n_unknown == 0:
        return 0.0
    return step_of(figure.weighted_n * share_of_step(figure, figure.digits), 1.0)
