"""Figures that were predicted without having been seen, beside what was published."""

from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from measure87.combine.model.figures import Figures
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.vocabulary.errors import DataError


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
