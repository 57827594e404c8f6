"""What the disclosure gate is told of weights that are alike for everybody in a class."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from measure87.estimate.survey import alike_weights
from measure87.study.survey.numbers_of_persons import Pass, Passes
from measure87.study.survey.side_by_side import Comparisons
from measure87.vocabulary.alike_weights import AlikeWeights, FigureKey


def weights_alike(passes: Passes, comparisons: Comparisons) -> tuple[AlikeWeights, ...]:
    """Of the figures of one input, by what the weights behind them are alike.

    Measures side by side are of persons whom both are about, so that what is true of the first
    is true of them.
    """
    found: list[AlikeWeights] = []
    for one in passes.passes:
        for alike in alike_weights(
            passes.table, one.outcomes, passes.design, passes.domains, one.benchmark
        ):
            keys: set[FigureKey] = {
                (o.name, o.definition or "", 0, o.statistic) for o in alike.outcomes
            }
            keys |= _compared(one, {o.name for o in alike.outcomes}, comparisons)
            spreads = any(o.spread_unknown for o in one.outcomes)
            found.append(AlikeWeights(alike.variables, alike.classes, frozenset(keys), spreads))
    return tuple(found)


def _compared(one: Pass, names: set[str], comparisons: Comparisons) -> set[FigureKey]:
    """Figures of measures side by side that were estimated with the weights of a pass."""
    rates = {o.name for o in one.outcomes if o.statistic != "total"}
    return {
        (figure.name, figure.definition or "", 0, figure.statistic)
        for pair in comparisons.pairs
        if pair.first in names and {pair.first, pair.second} <= rates
        for figure in pair.estimates
    }


def of_all_inputs(inputs: Iterable[Sequence[AlikeWeights]]) -> tuple[AlikeWeights, ...]:
    """Those of several inputs, in their order; a measure of two inputs is one of two samples."""
    times: Counter[tuple[str, str]] = Counter()
    found: list[AlikeWeights] = []
    for every in inputs:
        for one in every:
            keys = frozenset((n, d, times[n, d], statistic) for n, d, _, statistic in one.figures)
            found.append(replace(one, figures=keys))
        times.update({key[:2] for one in every for key in one.figures})
    return tuple(found)
