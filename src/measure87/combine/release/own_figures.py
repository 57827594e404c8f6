"""A country's figures in the codes of a run: kinds of source, adjustments, definitions."""

from dataclasses import replace

import numpy as np

from measure87.combine.adjustment.model_figures import ModelFigures
from measure87.combine.model.figures import Figures
from measure87.combine.release.run_layout import RunLayout
from measure87.vocabulary.errors import RefusedError


def in_codes_of(given: ModelFigures, layout: RunLayout) -> Figures:
    """Figures of one country, laid out by themselves, in the codes of a run.

    Raises
    ------
    RefusedError
        `release-source-type`, `release-adjustment`, `release-years`: the release says nothing of
        such figures. `release-totals`: some are of several cells of sex and age together, whose
        linear form hangs on the figures of all countries.
    """
    figures = given.figures
    if figures.total.any():
        raise RefusedError(
            f"{int(figures.total.sum())} of the country's figures tell of several of the run's "
            "sexes or ages together, and such are not put to a release yet",
            code="release-totals",
            hint="give figures of the run's own sexes and ages; where the run had totals of the "
            "country, make it anew with the new figures",
        )
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
                f"no figure of the release is set apart by {name!r}",
                code="release-adjustment",
                hint=f"its figures are set apart by {', '.join(layout.adjustments) or 'nothing'}",
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
