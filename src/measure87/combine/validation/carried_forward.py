"""The simplest prediction of a country's last survey: what the one before it found."""

import numpy as np

from measure87.combine.model.figures import Figures
from measure87.combine.validation.baselines import FEWEST_DEGREES, student_predictions
from measure87.combine.validation.predicted import Predicted, observed_logit, scored_rows
from measure87.numerics.arrays import IntArray
from measure87.vocabulary.errors import RefusedError


def carried_forward(figures: Figures, wanted: IntArray, definition: int = 0) -> Predicted:
    """Each figure as the latest earlier one of its country, sex and age.

    Limits are Student's t with the root mean square of the differences in *other* countries.
    Rows without an earlier figure are passed over.

    Raises
    ------
    RefusedError
        `too-few-figures`, where fewer than four countries can be compared.
    """
    observed = observed_logit(figures)
    before = {int(row): _previous(figures, int(row), definition) for row in wanted}
    rows = np.array([row for row in wanted.tolist() if before[row] is not None], dtype=np.int64)
    country = figures.country[rows]
    if len(np.unique(country)) <= FEWEST_DEGREES:
        raise RefusedError(
            f"{len(np.unique(country))} countries have an earlier figure of the same sex and age",
            code="too-few-figures",
            hint="compare where four countries or more have two surveys",
        )
    centre = np.array([observed[before[row]] for row in rows.tolist()])
    square = (observed[rows] - centre) ** 2
    spread = np.array([np.sqrt(square[country != k].mean()) for k in country])
    df = np.array([len(np.unique(country)) - 1.0] * len(rows))
    return student_predictions(figures, rows, centre, spread, df)


def _previous(figures: Figures, row: int, definition: int) -> int | None:
    """Row of the latest earlier figure that is about the same."""
    same = scored_rows(figures, definition) & (figures.year < figures.year[row])
    same = same & (figures.country == figures.country[row])
    same = same & (figures.cells == figures.cells[row]).all(axis=1)
    found = np.flatnonzero(same)
    return int(found[np.argmax(figures.year[found])]) if len(found) else None
