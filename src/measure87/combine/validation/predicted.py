"""Figures predicted without having been seen, beside what was published, and how good that is.

Published figures are brought to the measure that is estimated by what was learnt of steps between
definitions. Predictions have an error, a bias, a coverage, and scores that reward honest intervals.

Source: Gneiting & Raftery (2007), J. Am. Stat. Assoc. 102, 359-378, for the continuous ranked
probability score and the log score (not read in print).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special, stats

from measure87.combine.model.figures import Figures
from measure87.combine.model.paths import at_ages
from measure87.combine.model.sampling import ScaleDraws
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.vocabulary.combined import VALIDATION_SCORES, Cell
from measure87.vocabulary.errors import DataError, UsageError


@dataclass(frozen=True)
class Predicted:
    """n figures and what one method says of each.

    Attributes
    ----------
    row : (n,)
        Rows of `Figures`.
    observed : (n,)
        Published log-odds; of counted figures those of (cases + 0.5) / (n + 1).
    expected : (n,)
        Expected log-odds, of counted figures of the count that would be found.
    draws : (draws, n)
        Equally weighted draws of the figure, with its survey's and its sampling error.
    log_density : (n,)
        Log density of the published log-odds; of a count the log of its probability. Means are
        to be compared between methods on the same figures, and with nothing else.
    together : (n,) or None
        Figures with the same number, those of one country, were drawn jointly; None: each alone.
    """

    row: IntArray
    observed: FloatArray
    expected: FloatArray
    draws: FloatArray
    log_density: FloatArray
    together: IntArray | None = None

    def __post_init__(self) -> None:
        """Refuse what does not fit together."""
        n = len(self.row)
        shapes = [self.observed.shape, self.expected.shape, self.draws.shape[1:]]
        shapes.append(self.log_density.shape)
        if n == 0 or any(shape != (n,) for shape in shapes):
            raise DataError(f"predictions of {n} figures have shapes {shapes}", code="wrong-shape")

    def of_rows(self, rows: IntArray) -> "Predicted":
        """The predictions of some rows, in the order of `rows`."""
        place = {row: i for i, row in enumerate(self.row.tolist())}
        at = np.array([place[row] for row in rows.tolist()], dtype=np.int64)
        return Predicted(
            row=self.row[at],
            observed=self.observed[at],
            expected=self.expected[at],
            draws=self.draws[:, at],
            log_density=self.log_density[at],
            together=None if self.together is None else self.together[at],
        )

    @property
    def groups(self) -> IntArray:
        """(n,) from 0: a number for each set of figures that were drawn jointly."""
        if self.together is None:
            return np.arange(len(self.row))
        return np.asarray(np.unique(self.together, return_inverse=True)[1].reshape(-1))


def joined_predictions(parts: list[Predicted]) -> Predicted:
    """Predictions of different rows put together, in the order of the rows.

    The fewest draws that a part has are kept, evenly spread.
    """
    fewest = min(len(part.draws) for part in parts)
    draws = [
        part.draws[np.linspace(0, len(part.draws) - 1, fewest).astype(np.int64)] for part in parts
    ]
    order = np.argsort(np.concatenate([part.row for part in parts]), kind="stable")
    groups: list[IntArray] = []
    for part in parts:
        groups.append(part.groups + sum(len(np.unique(one)) for one in groups))
    return Predicted(
        row=np.concatenate([part.row for part in parts])[order],
        observed=np.concatenate([part.observed for part in parts])[order],
        expected=np.concatenate([part.expected for part in parts])[order],
        draws=np.concatenate(draws, axis=1)[:, order],
        log_density=np.concatenate([part.log_density for part in parts])[order],
        together=np.concatenate(groups)[order],
    )


def observed_logit(figures: Figures) -> FloatArray:
    """(n,) log-odds of the figures; of counts those of (cases + 0.5) / (effective n + 1).

    The half keeps the log-odds of no case finite; predictions of counts are made comparable by
    the same half, and by the same whole number of persons: no case that was drawn is no case that
    was found, to the last bit. Source: Haldane (1956), Annals of Human Genetics 20, 309-311 (not
    read in print).
    """
    persons = whole_counts(figures)[0]
    cases = np.minimum(figures.cases, persons)
    return np.where(figures.counted, half_case_logit(cases, persons), figures.logit)


def whole_counts(figures: Figures) -> tuple[FloatArray, FloatArray]:
    """(n,) persons of each count, one at least, and its cases, both whole; 0 of other figures."""
    persons = np.where(figures.counted, np.maximum(np.round(figures.effective_n), 1.0), 0.0)
    return persons, np.minimum(np.round(figures.cases), persons)


def half_case_logit(cases: FloatArray, persons: FloatArray) -> FloatArray:
    """Log-odds of cases among persons, half a case added to both sides."""
    return np.asarray(np.log(cases + 0.5) - np.log(persons - cases + 0.5), dtype=np.float64)


def as_published(
    figures: Figures,
    rows: IntArray,
    expected: FloatArray,
    drawn: FloatArray,
    rng: np.random.Generator,
) -> tuple[FloatArray, FloatArray]:
    """Expected (rows,) and drawn (draws, rows) log-odds, of counts as counts would be found.

    Parameters
    ----------
    expected, drawn
        Log-odds of the figures; of counts those of the share that cases are drawn with.
    """
    counted = figures.counted[rows]
    persons = whole_counts(figures)[0][rows]
    cases = rng.binomial(persons.astype(np.int64), 1.0 / (1.0 + np.exp(-drawn)))
    found = half_case_logit(cases.astype(np.float64), persons)
    draws = np.where(counted, found, drawn)
    return np.where(counted, draws.mean(axis=0), expected), draws


def log_probability_of_counts(figures: Figures, rows: IntArray, drawn: FloatArray) -> FloatArray:
    """(rows,) log of the mean probability of the cases that were found; not a number of others.

    Parameters
    ----------
    drawn : (draws, rows)
        Log-odds of the share that cases are drawn with.
    """
    persons, cases = whole_counts(figures)
    each = stats.binom.logpmf(cases[rows], persons[rows], special.expit(drawn))
    mean = special.logsumexp(each, axis=0) - np.log(len(drawn))
    return np.where(figures.counted[rows], mean, np.nan)


def scored_rows(figures: Figures, definition: int = 0) -> BoolArray:
    """(n,) bool: figures of the definition that is estimated."""
    return np.asarray(figures.definition == definition)


LEVEL = 0.9
BAND = 0.95


@dataclass(frozen=True)
class Coverage:
    """How many figures lie in their intervals, and how many may be expected to.

    `band_from` and `band_to` are the ends of the middle 95 % of what is to be expected if the
    intervals are right: of a binomial of `n` figures and the intervals' level where figures
    were drawn each by itself, of its like for figures that are right or wrong together elsewhere.
    """

    n: int
    level: float
    covered: int
    band_from: int
    band_to: int

    @property
    def within_band(self) -> bool:
        """Whether the count is one that intervals of this level would give."""
        return self.band_from <= self.covered <= self.band_to


def root_mean_squared_error(expected: FloatArray, observed: FloatArray) -> float:
    """Root of the mean squared difference; log-odds."""
    return float(np.sqrt(np.mean((expected - observed) ** 2)))


def bias(expected: FloatArray, observed: FloatArray) -> float:
    """Mean of expected less observed; positive where predictions are too high."""
    return float(np.mean(expected - observed))


def mean_absolute_error(expected: FloatArray, observed: FloatArray) -> float:
    """Mean size of the difference."""
    return float(np.mean(np.abs(expected - observed)))


def crps_of_draws(draws: FloatArray, observed: npt.ArrayLike) -> FloatArray:
    """(n,) continuous ranked probability score of the distribution that the draws are.

    mean |X - y| - mean |X - X'| / 2 over all pairs of draws, pairs with themselves included;
    the second mean from the sorted draws. In the unit of the draws; small is good. For one draw
    it is the absolute error.

    Parameters
    ----------
    draws : (draws, n)
    observed : (n,)

    >>> crps_of_draws(np.array([[0.0], [2.0]]), [1.0])
    array([0.5])
    """
    m = len(draws)
    apart = np.abs(draws - np.asarray(observed, dtype=np.float64)).mean(axis=0)
    rank = 2.0 * np.arange(1, m + 1) - m - 1.0
    among = 2.0 * (rank @ np.sort(draws, axis=0)) / m**2
    return np.asarray(apart - among / 2.0, dtype=np.float64)


def intervals(draws: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    """(n,) lower and upper limits with equal tails.

    Raises
    ------
    UsageError
        For a level that is not between 0 and 1.
    """
    if not 0.0 < level < 1.0:
        raise UsageError(f"a level of {level:g} is not between 0 and 1", code="level")
    tail = (1.0 - level) / 2.0
    lower, upper = np.quantile(draws, [tail, 1.0 - tail], axis=0)
    return lower, upper


def inside(draws: FloatArray, observed: FloatArray, level: float) -> BoolArray:
    """(n,) bool: whether each figure lies in its interval."""
    lower, upper = intervals(draws, level)
    return np.asarray((lower <= observed) & (observed <= upper))


def coverage_of(predicted: Predicted, level: float) -> Coverage:
    """Count figures inside their intervals and set beside it how many may be expected.

    Of figures that were drawn jointly each draw says how many of them lie in their intervals
    together; groups of figures are taken for independent, so that their numbers add up by
    convolution. With one figure in each group that is the binomial.
    """
    flags = inside(predicted.draws, predicted.observed, level)
    chances = np.cumsum(_number_inside(predicted, level))
    # A cumulative chance of 0.025 that is 0.0249999 by rounding is meant to be that.
    low, high = (int(np.argmax(chances >= one - 1e-12)) for one in ((1 - BAND) / 2, (1 + BAND) / 2))
    return Coverage(int(flags.size), level, int(flags.sum()), low, high)


def _number_inside(predicted: Predicted, level: float) -> FloatArray:
    """(n + 1,) chances of how many figures lie in their intervals, if these are right."""
    lower, upper = intervals(predicted.draws, level)
    within = (lower <= predicted.draws) & (predicted.draws <= upper)
    groups = predicted.groups
    size = np.bincount(groups)
    alone = int((size == 1).sum())
    chances = np.asarray(stats.binom.pmf(np.arange(alone + 1), alone, level))
    for group in np.flatnonzero(size > 1):
        count = within[:, groups == group].sum(axis=1)
        own = np.bincount(count, minlength=size[group] + 1) / len(count)
        chances = np.convolve(chances, own)
    return chances


def share_of(logit: FloatArray) -> FloatArray:
    """Shares of log-odds."""
    return np.asarray(1.0 / (1.0 + np.exp(-logit)), dtype=np.float64)


def left_out_shares(
    predicted: Predicted, figures: int, level: float = LEVEL
) -> dict[str, FloatArray]:
    """(figures,) columns of `FITTED_FIGURES`; not a number where nothing was predicted.

    `left_out_expected` is the median of the draws, so that it lies between its limits.
    """
    found = {
        "left_out_expected": np.median(predicted.draws, axis=0),
        **dict(
            zip(
                ("left_out_lower", "left_out_upper"),
                intervals(predicted.draws, level),
                strict=True,
            )
        ),
    }
    columns = {name: np.full(figures, np.nan) for name in (*found, "left_out_tail")}
    for name, logit in found.items():
        columns[name][predicted.row] = share_of(logit)
    columns["left_out_tail"][predicted.row] = two_sided_tail(predicted.draws, predicted.observed)
    return columns


def two_sided_tail(draws: FloatArray, observed: FloatArray) -> FloatArray:
    """(n,) share of draws (draws, n) at least so far to the side of `observed`, twice.

    >>> two_sided_tail(np.arange(10.0)[:, None], np.array([9.0]))
    array([0.2])
    """
    below, above = (draws <= observed).mean(axis=0), (draws >= observed).mean(axis=0)
    return np.asarray(np.minimum(2.0 * np.minimum(below, above), 1.0), dtype=np.float64)


def score_row(
    exercise: str, method: str, predicted: Predicted, level: float = LEVEL
) -> dict[str, Cell]:
    """One row of `VALIDATION_SCORES`.

    Log densities of log-odds and log probabilities of counts depend on the scale that a figure is
    on, alike for every method: differences between methods on the same figures compare them.
    """
    observed, expected = predicted.observed, predicted.expected
    covered = coverage_of(predicted, level)
    density = float(predicted.log_density.mean())
    row: dict[str, Cell] = {
        "exercise": exercise,
        "method": method,
        "n": covered.n,
        "rmse_logit": root_mean_squared_error(expected, observed),
        "bias_logit": bias(expected, observed),
        "mae_share": mean_absolute_error(share_of(expected), share_of(observed)),
        "level": level,
        "covered": covered.covered,
        "band_from": covered.band_from,
        "band_to": covered.band_to,
        "crps_logit": float(crps_of_draws(predicted.draws, observed).mean()),
        "log_score": density if np.isfinite(density) else None,
    }
    return {name: row[name] for name in VALIDATION_SCORES.names if name != "measure"}


def adjusted_shares(draws: ScaleDraws, figures: Figures, definition: int = 0) -> FloatArray:
    """(n,) each figure as a share under a definition: its log-odds less the step's median.

    Where a country has no figure of that definition, by the median of all countries' steps.

    Of totals by as much of the step as enters their linear form (`totals`).

    Steps alone are taken off: what surveys, recall periods and kinds of source do to a figure is
    not known well enough for one survey to be shown as if it were mended.
    """
    design = draws.design
    shift = np.zeros(figures.n)
    if "step" in draws.sites:
        median = np.median(draws.sites["step"], axis=(0, 1))
        steps = np.concatenate([[0.0], design.step_sign * median])[design.step]
        shift = design.by_figure(design.step_weight * steps) * design.linear.slope
    if definition:
        own = _steps_to(draws, definition)[figures.country]
        ages = design.linear.figures.cell_weight.sum(axis=1) @ at_ages(design, definition)
        same = figures.definition == definition
        shift = np.where(same, 0.0, shift - own * ages * design.linear.slope)
    return share_of(figures.logit - shift)


def _steps_to(draws: ScaleDraws, definition: int) -> FloatArray:
    """(countries,) step from definition 0, the median of each country's or of all."""
    design = draws.design
    log_median = np.median(draws.sites["step_log_median"][:, :, definition - 1])
    found = np.full(design.hierarchy.countries, float(np.exp(log_median)))
    mine = design.step_definition == definition
    found[design.step_country[mine]] = np.median(draws.sites["step"], axis=(0, 1))[mine]
    return found * design.parts.sign_of_step(definition)
