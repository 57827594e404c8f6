"""Published figures as arrays: what was measured, where, when, and with which error.

One row is one figure. Shares are carried as log-odds with their standard error, or, where
events are rare, as cases among an effective number of persons: the log-odds of three cases are
far from normal.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.vocabulary.errors import DataError


@dataclass(frozen=True)
class Figures:
    """Published figures, one per row.

    Attributes
    ----------
    country, definition, source_type, survey : (n,) whole numbers from 0
        Codes. Definition 0 is the one that is estimated, the others are brought to it; source
        type 0 is the one held to be without bias. Figures of one survey share an error.
    year : (n,) whole numbers
        Calendar year of the fieldwork.
    cell_weight : (n, sexes, ages)
        Of whom each figure tells: the share of each cell of sex and age among its persons. They
        add to 1, and a figure of a single cell has a 1 there.
    logit : (n,)
        Log-odds of the share; for counted figures a starting value.
    logit_se : (n,)
        Standard error of `logit`; 0 for counted figures.
    counted : (n,) bool
        Whether the figure enters as cases among `effective_n`.
    cases, effective_n : (n,)
        Persons, already divided by the design effect; 0 where not counted.
    adjustment : (n, a)
        What is known to set figures apart (recall period, proxy answers, stock made from flow)
        and how much there is of it; 0 where nothing does. Each has a coefficient.
    adjustment_sd : (a,)
        Standard deviation of these coefficients beforehand, on the log-odds; their mean is 0.
    """

    country: IntArray
    year: IntArray
    cell_weight: FloatArray
    definition: IntArray
    source_type: IntArray
    survey: IntArray
    logit: FloatArray
    logit_se: FloatArray
    counted: BoolArray
    cases: FloatArray
    effective_n: FloatArray
    adjustment: FloatArray
    adjustment_sd: FloatArray

    def __post_init__(self) -> None:
        """Refuse what no model can mend."""
        _check(self)

    @property
    def n(self) -> int:
        """How many figures there are."""
        return len(self.logit)

    @property
    def cells(self) -> BoolArray:
        """(n, cells) of which cells each figure tells, the ages of the first sex first."""
        return np.asarray(self.cell_weight.reshape(self.n, -1) > 0.0)

    @property
    def total(self) -> BoolArray:
        """(n,) whether a figure tells of several cells together."""
        return np.asarray(self.cells.sum(axis=1) > 1)

    @property
    def has_structure(self) -> bool:
        """Whether a country has figures of more than one sex or age, or set of them."""
        kinds = np.unique(np.column_stack([self.country, self.cells]), axis=0)
        return len(kinds) > len(np.unique(self.country))


def _check(figures: Figures) -> None:
    """Look at shapes, codes, weights of cells, errors, counts and adjustments, in this order.

    Raises
    ------
    DataError
        `no-figures`, `wrong-shape`, `negative`, `cell-weights`, `logit-not-finite`,
        `standard-error`, `cases`, `adjustment`: the first that is found.
    """
    _check_codes(figures)
    _check_cells(figures)
    _check_errors(figures)
    _check_counts(figures)
    _check_adjustments(figures)


def _check_codes(figures: Figures) -> None:
    n = len(figures.logit)
    if n == 0:
        raise DataError("there is no figure", code="no-figures")
    for name, column in vars(figures).items():
        if name.startswith("adjustment") or name == "cell_weight":
            continue
        if column.shape != (n,):
            raise DataError(f"{name} has shape {column.shape}, not ({n},)", code="wrong-shape")
        if name not in ("logit", "logit_se", "year") and (column < 0).any():
            raise DataError(f"{name} has values under 0", code="negative", where=name)


def _check_cells(figures: Figures) -> None:
    weight = figures.cell_weight
    if weight.ndim != 3 or len(weight) != figures.n:
        raise DataError(
            f"cell weights have shape {weight.shape}, not ({figures.n}, sexes, ages)",
            code="wrong-shape",
        )
    wrong = ~((weight >= 0.0).all(axis=(1, 2)) & (np.abs(weight.sum(axis=(1, 2)) - 1.0) < 1e-9))
    if wrong.any():
        raise DataError(
            f"cell weights must be 0 or more and add to 1; {int(wrong.sum())} of {figures.n} "
            f"figures' do not (first: row {int(np.argmax(wrong))})",
            code="cell-weights",
            hint="give the shares of the cells among the persons of the figure",
        )


def _check_errors(figures: Figures) -> None:
    bad = ~np.isfinite(figures.logit)
    if bad.any():
        raise DataError(
            f"{int(bad.sum())} log-odds are not finite (first in row {int(np.argmax(bad))})",
            code="logit-not-finite",
            hint="shares of 0 or 1 enter as cases and effective n",
        )
    flat = ~(np.isfinite(figures.logit_se) & ((figures.logit_se > 0.0) | figures.counted))
    if flat.any():
        row = int(np.argmax(flat))
        raise DataError(
            f"standard error must be positive; it is {figures.logit_se[row]:g} in row {row}",
            code="standard-error",
            hint="a published 0 means rounded or unknown: give an effective n instead",
        )


def _check_counts(figures: Figures) -> None:
    n, cases = figures.effective_n[figures.counted], figures.cases[figures.counted]
    if not ((n > 0.0) & (cases <= n)).all():
        raise DataError("cases must lie between 0 and an effective n over 0", code="cases")


def _check_adjustments(figures: Figures) -> None:
    spread = figures.adjustment_sd
    if figures.adjustment.shape != (figures.n, len(spread)):
        raise DataError(
            f"adjustments have shape {figures.adjustment.shape}, not ({figures.n}, {len(spread)})",
            code="wrong-shape",
        )
    if not (np.isfinite(figures.adjustment).all() and (spread > 0.0).all()):
        raise DataError("an adjustment is not finite, or its SD not positive", code="adjustment")


def measured_figures(
    country: npt.ArrayLike,
    year: npt.ArrayLike,
    logit: npt.ArrayLike,
    logit_se: npt.ArrayLike,
    adjustment: FloatArray | None = None,
    adjustment_sd: npt.ArrayLike = (),
    cell_weight: FloatArray | None = None,
    **codes: npt.ArrayLike,
) -> Figures:
    """Figures that all have an estimate and a standard error; codes not given are 0.

    Parameters
    ----------
    country, year, logit, logit_se : (n,), adjustment : (n, a), adjustment_sd : (a,)
    cell_weight : (n, sexes, ages)
        As in `Figures`. Where all are of single cells, `sex` and `age` do in its place.
    codes : (n,) each
        `sex`, `age`, `definition`, `source_type`, `survey`. Without `survey` every country and
        year is a survey of its own.
    """
    place, when = np.asarray(country, dtype=np.int64), np.asarray(year, dtype=np.int64)
    value = np.asarray(logit, dtype=np.float64)
    zeros = np.zeros(len(value))
    none = np.zeros((len(value), 0))
    whole = {name: np.asarray(code, dtype=np.int64) for name, code in codes.items()}
    if "survey" not in whole:
        pairs = np.column_stack([place, when])
        whole["survey"] = np.unique(pairs, axis=0, return_inverse=True)[1].reshape(-1)
    for name in ("sex", "age", "definition", "source_type"):
        whole.setdefault(name, np.zeros(len(value), dtype=np.int64))
    single = single_cells(whole.pop("sex"), whole.pop("age"))
    return Figures(
        country=place,
        year=when,
        cell_weight=single if cell_weight is None else cell_weight,
        logit=value,
        logit_se=np.asarray(logit_se, dtype=np.float64),
        counted=np.zeros(len(value), dtype=np.bool_),
        cases=zeros,
        effective_n=zeros,
        adjustment=none if adjustment is None else adjustment,
        adjustment_sd=np.asarray(adjustment_sd, dtype=np.float64),
        **whole,
    )


def single_cells(sex: IntArray, age: IntArray) -> FloatArray:
    """(n, sexes, ages) weights of figures of one sex and age each; codes from 0.

    >>> single_cells(np.array([1]), np.array([0])).tolist()
    [[[0.0], [1.0]]]
    """
    weight = np.zeros((len(sex), int(sex.max(initial=0)) + 1, int(age.max(initial=0)) + 1))
    weight[np.arange(len(sex)), sex, age] = 1.0
    return weight


def logit_standard_error(share: npt.ArrayLike, effective_n: npt.ArrayLike) -> FloatArray:
    """Standard error of the log-odds of a share among so many effective persons.

    1 / sqrt(n p (1 - p)), the delta method; too small where fewer than about 10 cases are
    expected, for which `Figures.counted` is meant.

    Raises
    ------
    DataError
        For shares outside 0 to 1 (both excluded) or an `effective_n` that is not positive.

    >>> logit_standard_error([0.5], [400.0])
    array([0.1])
    """
    p, n = np.asarray(share, dtype=np.float64), np.asarray(effective_n, dtype=np.float64)
    outside = ~((p > 0.0) & (p < 1.0))
    if outside.any():
        raise DataError(
            f"{int(outside.sum())} of {p.size} shares are not between 0 and 1 "
            f"(first: {p[outside].flat[0]:g})",
            code="share-out-of-range",
            hint="give shares, not percentages; 0 and 1 enter as cases and effective n",
        )
    if not (n > 0.0).all():
        raise DataError("an effective number of persons is not positive", code="effective-n")
    return np.asarray(1.0 / np.sqrt(n * p * (1.0 - p)), dtype=np.float64)
