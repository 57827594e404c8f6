"""The plots of input and fit, one for each country that has something to show, by region."""

from collections.abc import Sequence
from dataclasses import dataclass

from measure87.disseminate.pages.world.fit_plots import (
    FitPlot,
    Frame,
    fit_plot,
    shape_legend,
    shapes_of,
)
from measure87.disseminate.pages.world.world_content import WorldContent
from measure87.disseminate.pages.world.world_words import WorldWords, alphabetical
from measure87.vocabulary.releases.world import WorldMeasure


@dataclass(frozen=True)
class RegionFits:
    """The plots of one region's countries, in alphabetical order."""

    plots: Sequence[FitPlot]
    shapes: Sequence[tuple[str, str]]
    """Signs with the measures that they stand for."""


def country_fits(
    content: WorldContent, measure: WorldMeasure, words: WorldWords
) -> dict[str, RegionFits]:
    """By region: countries with a figure, and where a trend was estimated the others too."""
    figures = content.figures_of(measure)
    every = [row for rows in figures.values() for row in rows if row.estimate is not None]
    years = [row.year for row in every] + content.about.estimated_years
    frame = Frame((min(years), max(years)), shapes_of(every), content.about.level, measure, words)
    labels = {one.name: words.label(one) for one in content.about.measures}
    legend = [(sign, labels.get(name) or words.in_english(name.replace("_", " ")))
              for sign, name in shape_legend(frame.shapes)]  # fmt: skip
    paths = content.by_year(measure.name)
    found: dict[str, list[FitPlot]] = {}
    for code, place in content.in_year(measure.name).items():
        own = figures.get(code, [])
        if place.place_kind == "country" and (own or len(paths[code]) > 1):
            plot = fit_plot(place, paths[code], own, frame)
            found.setdefault(content.region_of(code), []).append(plot)
    return {
        region: RegionFits(sorted(plots, key=lambda one: alphabetical(one.name)), legend)
        for region, plots in found.items()
    }
