"""A country's own series from a released world run: global draws out, one country in again.

`global_draws` are what a run releases: draws of what countries share. `RunLayout` says what their
columns are. `country_given_release` puts one country's figures, old and new, to them.
"""

from measure87.combine.release.conditional import CountryPaths, country_given_release
from measure87.combine.release.global_draws import GlobalDraws, global_draws
from measure87.combine.release.own_figures import OwnFigures, in_codes_of, own_figures
from measure87.combine.release.parameters import MeasureParameters, Parameters
from measure87.combine.release.run_layout import RunLayout, layout_from, run_layout

__all__ = [
    "CountryPaths",
    "GlobalDraws",
    "MeasureParameters",
    "OwnFigures",
    "Parameters",
    "RunLayout",
    "country_given_release",
    "global_draws",
    "in_codes_of",
    "layout_from",
    "own_figures",
    "run_layout",
]
