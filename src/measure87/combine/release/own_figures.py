"""A country's figures in the codes of a run, and totals among them in the run's linear form."""

from dataclasses import dataclass, replace

import numpy as np

from measure87.combine.adjustment.model_figures import ModelFigures
from measure87.combine.model.figures import Figures
from measure87.combine.model.parts import Hierarchy
from measure87.combine.model.totals import LinearFigures, linear_figures
from measure87.combine.release.run_layout import RunLayout
from measure87.numerics.arrays import IntArray
from measure87.vocabulary.errors import RefusedError


@dataclass(frozen=True)
class OwnFigures:
    """One country's figures, which are of country 0 here.

    Attributes
    ----------
    figures : Figures
    linear : LinearFigures
        The same with totals in linear form.
    """

    figures: Figures
    linear: LinearFigures


def own_figures(figures: Figures, place: int, layout: RunLayout) -> OwnFigures:
    """The figures of a country, out of those of all countries in the codes of a run.

    Where some of its own are totals all figures of the run have to be there: the linear form is
    about where these put its cells. Otherwise its own alone are enough.

    Raises
    ------
    DataError, RefusedError
        As `linear_figures`.
    """
    rows = np.flatnonzero(figures.country == place)
    mine = _rows(figures, rows)
    if not mine.total.any():
        return OwnFigures(mine, LinearFigures(mine, np.ones(mine.n), np.zeros(mine.n)))
    hierarchy = Hierarchy(
        np.array(layout.subregion), np.array(layout.region), layout.covariates,
        layout.covariate_covariance,
    )  # fmt: skip
    every = linear_figures(figures, hierarchy, layout.parts)
    told = LinearFigures(_rows(every.figures, rows), every.slope[rows], every.offset[rows])
    return OwnFigures(mine, told)


def _rows(figures: Figures, rows: IntArray) -> Figures:
    """Some rows, as if there were no other country."""
    columns = {
        name: values[rows] for name, values in vars(figures).items() if name != "adjustment_sd"
    }
    columns["country"] = np.zeros(len(rows), dtype=np.int64)
    columns["survey"] = np.unique(columns["survey"], return_inverse=True)[1].reshape(-1)
    return Figures(**columns, adjustment_sd=figures.adjustment_sd)


def in_codes_of(given: ModelFigures, layout: RunLayout) -> Figures:
    """Figures that were laid out by themselves in the codes of a run.

    Raises
    ------
    RefusedError
        `release-source-type`, `release-adjustment`, `release-years`: the release says nothing of
        such figures.
    """
    figures = given.figures
    for name in given.source_types:
        if name not in layout.source_types:
            raise RefusedError(
                f"the release has no figure of the kind {name!r}, and does not say how such lie",
                code="release-source-type",
                hint=f"its kinds of source are {', '.join(layout.source_types)}",
            )
    for name in given.adjustments:
        if name not in layout.adjustments:
            raise RefusedError(
                f"no figure of the release has the source effect {name!r}",
                code="release-adjustment",
                hint=f"its source effects: {', '.join(layout.adjustments) or 'nothing'}",
            )
    _check_years(figures, layout)
    kinds = np.array([layout.source_types.index(one) for one in given.source_types])
    adjustment = np.zeros((figures.n, len(layout.adjustments)))
    for place, name in enumerate(given.adjustments):
        adjustment[:, layout.adjustments.index(name)] = figures.adjustment[:, place]
    return replace(
        figures,
        source_type=kinds[figures.source_type],
        adjustment=adjustment,
        adjustment_sd=np.array(layout.adjustment_sd),
    )


def _check_years(figures: Figures, layout: RunLayout) -> None:
    """With a trend the run's bends end where its years do."""
    first = min(layout.figure_years[0], layout.parts.years[0])
    last = max(layout.figure_years[1], layout.parts.years[1])
    outside = figures.year[(figures.year < first) | (figures.year > last)]
    if layout.parts.trend and len(outside):
        raise RefusedError(
            f"a figure of {int(outside[0])} lies outside the years of the release, {first} to "
            f"{last}, between which its trend bends",
            code="release-years",
            hint="make the world run anew with years that reach it",
        )
