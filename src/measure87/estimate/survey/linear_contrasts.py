"""Any weighted sum of figures of one survey: its error, limits and test, alone or among others.

What is answered: do groups differ by more than chance, taken together as a contrast says? Each
against the first, all pairs, each against the mean of all, a trend over ordered groups, the change
of a gap. The variance is that of one variable of the whole sample, the weighted sum of the
linearised values, so that clusters that groups share, and persons that measures share, count.

With c the weights, y the figures, l and u their own limits and R their correlation, the limits are

    sum c y - sqrt(d' R d),  d_i = c_i (y_i - l_i) where c_i > 0, c_i (u_i - y_i) where c_i < 0

and likewise above (`mover`): they keep what the limits of rare figures know. Where all figures
have t limits (`wald`), or `multivariate-t` is asked for, they are the estimate and a multiple of
its error: the t quantile, or the one that all contrasts stay below together. p-values are of t;
`p_adjusted` is Holm's, or with `multivariate-t` that of the largest of the correlated t.

Sources (unseen in print): Zou & Donner (2008), Statistics in Medicine 27, 1693-1702; Holm (1979),
Scand. J. Statist. 6, 65-70; Hothorn, Bretz & Westfall (2008), Biometrical Journal 50, 346-363.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy import special

from measure87.estimate.survey.contrast_sets import LinearContrast
from measure87.estimate.survey.contrast_sides import AskedContrast, Joint, contrast_limits
from measure87.estimate.survey.differences import Side
from measure87.estimate.survey.outcomes import Outcome
from measure87.estimate.survey.results import METHOD
from measure87.estimate.survey.table_cells import Where
from measure87.estimate.weighting.benchmark import Benchmark
from measure87.numerics.simultaneous import LargestT, holm
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Estimate, Refusal
from measure87.vocabulary.hypothesis import HypothesisTest
from measure87.vocabulary.survey_design import SurveyDesign

Simultaneous = Literal["holm", "multivariate-t"]


@dataclass(frozen=True)
class Contrasts:
    """Contrasts and their tests, in the order in which they were asked for, and what was refused.

    A contrast whose weights do not add up to 0 is estimated and not tested.
    """

    estimates: tuple[Estimate, ...]
    tests: tuple[HypothesisTest, ...] = ()
    refused: tuple[Refusal, ...] = ()


def estimate_contrasts(
    table: Any,
    outcomes: Sequence[Outcome],
    design: SurveyDesign,
    contrasts: Sequence[LinearContrast],
    figures: Sequence[Estimate],
    *,
    adjust: Simultaneous = "holm",
    where: Where | None = None,
    benchmark: Benchmark | None = None,
) -> Contrasts:
    """Contrasts of figures of one survey; see the module.

    Parameters
    ----------
    table, outcomes, design, where, benchmark
        As `estimate_survey` had them.
    contrasts : sequence of LinearContrast
    figures : sequence of Estimate
        What `estimate_survey` found; all sides must be among them.
    adjust : str
        `holm`, or `multivariate-t` for limits and p-values of all contrasts together.

    Returns
    -------
    Contrasts
        Refused: `no-side`, a side without a figure; `different-statistics`; `no-variance`, the
        test of a contrast of which a side has no variance of its own.
    """
    if adjust not in ("holm", "multivariate-t"):
        raise UsageError(
            f"there is no adjustment {adjust!r}",
            code="adjust",
            hint="adjustments: holm, multivariate-t",
        )
    chosen = tuple(outcomes)
    known = {Side(f.name, f.group).key: f for f in figures if f.statistic != "difference"}
    refused = [one for c in contrasts if (one := _refusal(c, known, chosen)) is not None]
    names = {one.name for one in refused}
    kept = [contrast for contrast in contrasts if contrast.name not in names]
    if not kept:
        return Contrasts((), (), tuple(refused))
    joint = Joint.of(table, chosen, design, kept, where, benchmark)
    asked = [AskedContrast.of(contrast, joint, known) for contrast in kept]
    largest = _largest(asked, joint) if adjust == "multivariate-t" else None
    tests = _tests(asked, largest)
    refused += [_no_error(one) for one in asked if one.is_tested and not one.has_error]
    return Contrasts(
        tuple(_as_estimate(one, largest) for one in asked), tuple(tests), tuple(refused)
    )


def _refusal(
    contrast: LinearContrast, known: Mapping[Any, Estimate], outcomes: tuple[Outcome, ...]
) -> Refusal | None:
    """Why a contrast cannot be had, if so."""
    named = {outcome.name: outcome for outcome in outcomes}
    for side, _ in contrast.weights:
        if side.outcome not in named:
            raise UsageError(
                f"there is no measure {side.outcome!r} to contrast",
                code="contrast",
                hint=f"measures: {', '.join(named)}",
            )
        figure = known.get(side.key)
        if figure is None or figure.value is None:
            return Refusal(contrast.name, "no-side", "a side of the contrast has no figure")
    statistics = {named[side.outcome].statistic for side, _ in contrast.weights}
    if "quantile" in statistics:
        raise UsageError(
            "contrasts of quantiles are not offered",
            code="contrast",
            hint="compare proportions, means, totals or ratios",
        )
    if len(statistics) > 1:
        text = f"a contrast of {' and '.join(sorted(statistics))} is no figure"
        return Refusal(contrast.name, "different-statistics", text)
    return None


def _largest(asked: Sequence[AskedContrast], joint: Joint) -> LargestT | None:
    """The largest t of the contrasts that have an error."""
    rows = [one.everywhere for one in asked if one.has_error]
    if not rows:
        return None
    c = np.stack(rows)
    return LargestT(c @ joint.covariance @ c.T, min(one.df for one in asked if one.has_error))


def _tests(asked: Sequence[AskedContrast], largest: LargestT | None) -> list[HypothesisTest]:
    """t tests of the contrasts that have an error and a hypothesis."""
    tested = [one for one in asked if one.has_error and one.is_tested]
    t = [one.value / float(one.se or 1.0) for one in tested]
    p = [float(2.0 * special.stdtr(x.df, -abs(y))) for x, y in zip(tested, t, strict=True)]
    how = None if len(asked) < 2 else "holm" if largest is None else "multivariate-t"
    together = holm(p) if largest is None else [largest.tail(abs(one)) for one in t]
    return [
        HypothesisTest(
            one.contrast.name, "contrast", "t", statistic, "t", chance,
            df=one.df,
            p_adjusted=None if how is None else float(adjusted), adjustment=how,
            estimate=one.value, se=one.se,
        )
        for one, statistic, chance, adjusted in zip(tested, t, p, together, strict=True)
    ]  # fmt: skip


def _no_error(one: AskedContrast) -> Refusal:
    return Refusal(
        one.contrast.name,
        "no-variance",
        "the contrast has no test, for a side of it has no variance of its own",
    )


def _as_estimate(one: AskedContrast, largest: LargestT | None) -> Estimate:
    """The contrast with its limits."""
    lower, upper, interval = contrast_limits(one, largest)
    first = one.figures[0]
    return Estimate(
        name=one.contrast.name,
        statistic="contrast",
        method=METHOD,
        definition=first.definition,
        unit=first.unit,
        value=one.value,
        se=one.se,
        lower=lower,
        upper=upper,
        level=None if lower is None else first.level,
        interval=None if lower is None else interval,
        df=one.df,
        flags=() if one.se is not None else ("no-variance",),
    )
