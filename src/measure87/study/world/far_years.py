"""Warns where a stated year is far from every figure.

Sums whose figures are too far away are refused, and countries with figures of their own are
estimated all the same: without a trend at the level of their figures, whenever these are from.
"""

from collections.abc import Iterator, Sequence

from measure87.combine.estimation.fitting import FittedMeasure
from measure87.vocabulary.releases.world import StatedWarning

FAR = "year-far-from-figures"


def far_warnings(
    year: int, maximum_years_away: int | None, fitted: Sequence[FittedMeasure]
) -> Iterator[StatedWarning]:
    """One for each measure of which no figure is near enough to the stated year for a sum."""
    if maximum_years_away is None:
        return
    for one in fitted:
        years = one.given.figures.year.tolist()
        nearest = int(min(years, key=lambda of_figure: abs(of_figure - year)))
        if abs(nearest - year) > maximum_years_away:
            yield StatedWarning(
                code=FAR,
                text=f"{one.settings.label}: no figure is of a year within {maximum_years_away} "
                f"years of {year}; the nearest is of {nearest}, and nothing is known of what "
                "happened between",
                values={
                    "measure": one.settings.name,
                    "years": maximum_years_away,
                    "year": str(year),
                    "nearest": str(nearest),
                },
            )
