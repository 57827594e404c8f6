"""Three worlds told without the model: one effect after the other, with the priors of the page.

Nothing here uses the model's density, its scales or its draws; only the layout of the figures is
a design of the model. What a truth is called is what the model calls it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from measure87.combine.model.design import Design, design_of
from measure87.combine.model.figures import measured_figures
from measure87.combine.model.parts import ModelParts, hierarchy_without_covariates
from measure87.combine.validation.calibration import Truth

WORLD_MEAN, WORLD_SD, DRIFT_SD = -4.0, 3.0, 0.3
REGION, SUBREGION, COUNTRY, SURVEY = 1.0, 0.5, 1.0, 0.35
STATED_SLOPE, TREND_SLOPE = 0.2, 0.3
SET_SURVEY_SCALE = 0.35
ERROR = 0.1


@dataclass(frozen=True)
class Case:
    """A layout of figures, what is followed in the paths, and who invents truths for it."""

    design: Design
    followed: tuple[tuple[int, int, int, int], ...]
    invent: Callable[[np.random.Generator], Truth]


def _half_normal(rng: np.random.Generator, widths: Mapping[str, float]) -> dict[str, float]:
    return {name: abs(rng.normal(0.0, width)) for name, width in widths.items()}


def _tails(rng: np.random.Generator, n: int) -> np.ndarray:
    """Factors of a variance that make a normal a t with 4 degrees of freedom."""
    return 1.0 / rng.gamma(2.0, 1.0 / 2.0, n)


def _levels(rng: np.random.Generator, truth: Mapping[str, float], region: np.ndarray) -> np.ndarray:
    """(countries,) at the stated year; every region has one sub-region."""
    places, n = int(region.max()) + 1, len(region)
    place = truth["region_scale"] * rng.normal(size=places)
    place = place + truth["subregion_scale"] * rng.normal(size=places)
    own = truth["country_scale"] * np.sqrt(_tails(rng, n)) * rng.normal(size=n)
    return np.asarray(WORLD_MEAN + WORLD_SD * rng.normal() + place[region] + own)


def cross_section() -> Case:
    """12 countries of three regions, one survey each two years after the stated one."""
    region, n = np.arange(12) % 3, 12
    figures = measured_figures(np.arange(n), np.full(n, 2017), np.full(n, -2.0), np.full(n, ERROR))
    stated = ModelParts(2015, (2015, 2015))
    design = design_of(figures, hierarchy_without_covariates(region, np.arange(3)), stated)

    def invent(rng: np.random.Generator) -> Truth:
        widths = {"region_scale": REGION, "subregion_scale": SUBREGION, "country_scale": COUNTRY}
        truth = _half_normal(rng, widths | {"slope_scale": STATED_SLOPE})
        level = _levels(rng, truth, region)
        slope = rng.normal(0.0, DRIFT_SD) + truth["slope_scale"] * rng.normal(size=n)
        # One survey each: the scale of their errors is set, as no figure could tell it.
        error = np.hypot(SET_SURVEY_SCALE, ERROR) * rng.normal(size=n)
        paths = {"path 0 0 0 0": level[0], "path 11 0 0 0": level[11]}
        return Truth(truth | paths, _laid(design, level + 0.2 * slope + error))

    return Case(design, ((0, 0, 0, 0), (11, 0, 0, 0)), invent)


def repeated_surveys() -> Case:
    """30 countries of five regions: 25 with a survey, 15 of them with another ten years before."""
    region, n = np.arange(30) % 5, 30
    place = np.append(np.arange(25), np.arange(15))
    year = np.append(np.full(25, 2015), np.full(15, 2005))
    figures = measured_figures(place, year, np.full(40, -2.0), np.full(40, ERROR))
    stated = ModelParts(2015, (2015, 2015))
    design = design_of(figures, hierarchy_without_covariates(region, np.arange(5)), stated)

    def invent(rng: np.random.Generator) -> Truth:
        widths = {"region_scale": REGION, "subregion_scale": SUBREGION, "country_scale": COUNTRY}
        truth = _half_normal(rng, widths | {"slope_scale": STATED_SLOPE, "survey_scale 0": SURVEY})
        level = _levels(rng, truth, region)
        slope = rng.normal(0.0, DRIFT_SD) + truth["slope_scale"] * rng.normal(size=n)
        survey = truth["survey_scale 0"] * np.sqrt(_tails(rng, 40)) * rng.normal(size=40)
        logit = level[place] + slope[place] * (year - 2015) / 10.0
        paths = {"path 0 0 0 0": level[0], "path 29 0 0 0": level[29]}
        return Truth(truth | paths, _laid(design, logit + survey + ERROR * rng.normal(size=40)))

    return Case(design, ((0, 0, 0, 0), (29, 0, 0, 0)), invent)


def trend() -> Case:
    """24 countries of four regions, three surveys in 21 of them, a trend over 17 years.

    Two kinds of source; every third survey publishes a second definition, which counts more.
    """
    region, n = np.arange(24) % 4, 24
    surveyed = np.repeat(np.arange(21), 3)
    when = np.tile([2002, 2008, 2014], 21) + surveyed % 3
    kind = np.arange(63) % 2
    both = np.flatnonzero(np.arange(63) % 3 == surveyed % 3)
    row = np.append(np.arange(63), both)
    definition = np.append(np.zeros(63, dtype=int), np.ones(len(both), dtype=int))
    figures = measured_figures(
        surveyed[row], when[row], np.full(len(row), -2.0), np.full(len(row), ERROR),
        definition=definition, source_type=kind[row], survey=row,
    )  # fmt: skip
    years = np.arange(2000, 2017)
    parts = ModelParts(2008, (2000, 2016), trend=True)
    design = design_of(figures, hierarchy_without_covariates(region, np.arange(4)), parts)
    widths = {
        "region_scale": REGION, "subregion_scale": SUBREGION, "country_scale": COUNTRY,
        "bend_scale": 0.3, "region_bend_scale": 0.3, "region_drift_scale": 0.3,
        "slope_scale": TREND_SLOPE, "wander_scale": 0.3, "source_scale": 0.5,
        "survey_scale 0": SURVEY, "survey_scale 1": SURVEY, "step_log_spread 0": 1.0,
    }  # fmt: skip

    def invent(rng: np.random.Generator) -> Truth:
        truth = _half_normal(rng, widths)
        truth["persistence"] = rng.beta(4.0, 2.0)
        truth["step_log_median 0"] = np.log(0.25) + rng.normal()
        path = _levels(rng, truth, region)[:, None] + _movement(rng, truth, region, years)
        step = np.exp(truth["step_log_median 0"] + truth["step_log_spread 0"] * rng.normal(size=n))
        scale = np.array([truth["survey_scale 0"], truth["survey_scale 1"]])[kind]
        survey = scale * np.sqrt(_tails(rng, 63)) * rng.normal(size=63)
        survey = survey + truth["source_scale"] * rng.normal() * (kind == 1)
        logit = path[surveyed[row], when[row] - 2000] + step[surveyed[row]] * definition
        logit = logit + survey[row] + ERROR * rng.normal(size=len(row))
        paths = {f"path {c} {y} 0 0": path[c, y] for c, y in ((0, 8), (0, 16), (23, 16))}
        return Truth(truth | paths, _laid(design, logit))

    return Case(design, ((0, 8, 0, 0), (0, 16, 0, 0), (23, 16, 0, 0)), invent)


def _movement(
    rng: np.random.Generator, truth: Mapping[str, float], region: np.ndarray, years: np.ndarray
) -> np.ndarray:
    """(countries, years): drift, bends, slopes, and what moves from year to year."""
    n, places, decades = len(region), int(region.max()) + 1, (years - 2008) / 10.0
    knots = np.arange(2003, 2016, 3)
    bends = np.maximum(0.0, years - knots[:, None]) / 10.0
    common = rng.normal(0.0, DRIFT_SD) * decades
    common = common + truth["bend_scale"] * rng.normal(size=len(knots)) @ bends
    regional = truth["region_drift_scale"] * rng.normal(size=places)[:, None] * decades
    regional = regional + truth["region_bend_scale"] * rng.normal(size=(places, len(knots))) @ bends
    own = truth["slope_scale"] * rng.normal(size=n)[:, None] * decades
    wander = np.empty((n, len(years)))
    wander[:, 0] = rng.normal(size=n)
    keep = truth["persistence"]
    for y in range(1, len(years)):
        wander[:, y] = keep * wander[:, y - 1] + np.sqrt(1.0 - keep**2) * rng.normal(size=n)
    return np.asarray(common + regional[region] + own + truth["wander_scale"] * wander)


def _laid(design: Design, logit: np.ndarray) -> np.ndarray:
    """Figures in the places that the model has for them."""
    return np.asarray(logit[design.blocks.row] * design.blocks.real)


CASES: Mapping[str, Callable[[], Case]] = {
    "cross-section": cross_section,
    "repeated surveys": repeated_surveys,
    "trend": trend,
}
