"""What is wrong with arrays of figures that no model can mend, said before anything is computed."""

from typing import TYPE_CHECKING

import numpy as np

from measure87.vocabulary.errors import DataError

if TYPE_CHECKING:
    from measure87.combine.model.figures import Figures


def check_figures(figures: "Figures") -> None:
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


def _check_codes(figures: "Figures") -> None:
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


def _check_cells(figures: "Figures") -> None:
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


def _check_errors(figures: "Figures") -> None:
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


def _check_counts(figures: "Figures") -> None:
    n, cases = figures.effective_n[figures.counted], figures.cases[figures.counted]
    if not ((n > 0.0) & (cases <= n)).all():
        raise DataError("cases must lie between 0 and an effective n over 0", code="cases")


def _check_adjustments(figures: "Figures") -> None:
    spread = figures.adjustment_sd
    if figures.adjustment.shape != (figures.n, len(spread)):
        raise DataError(
            f"adjustments have shape {figures.adjustment.shape}, not ({figures.n}, {len(spread)})",
            code="wrong-shape",
        )
    if not (np.isfinite(figures.adjustment).all() and (spread > 0.0).all()):
        raise DataError("an adjustment is not finite, or its SD not positive", code="adjustment")
