"""The world model on the files of one invented world, as a user would run it.

The settings that `measure87 simulate world` wrote are read; the recipe of `measure87 combine`
does the rest up to the draws of countries; the study sums and scores these itself.

* Child labour: economic activity, 5-17, from published totals; a trend over all years.
* Forced labour: the stock of adults by form, in the middle year, and the sum of the forms.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from measure87.combine.aggregation.country_draws import CountryDraws
from measure87.combine.aggregation.coverage import near_figures
from measure87.combine.estimation.country_layout import (
    CountryLayout,
    country_layout,
    unsupported_of,
)
from measure87.combine.estimation.fitting import FittedMeasure, fit_measures
from measure87.combine.estimation.inputs import WorldInputs
from measure87.study.world.inputs import read_inputs
from measure87.study.world.settings import WorldSettings, read_world_settings
from measure87.vocabulary.errors import RefusedError

SETTINGS = "world.toml"
TOTAL = "forced_labour_stock"


@dataclass(frozen=True)
class Effort:
    """How long to sample, and how many draws to keep."""

    warmup: int = 300
    draws: int = 500
    chains: int = 4
    kept: int = 400


@dataclass(frozen=True)
class Refused:
    """A measure for which the program declines to answer, and the code of the reason."""

    measure: str
    code: str


@dataclass(frozen=True)
class Prepared:
    """One measure's settings, and what they read."""

    settings: WorldSettings
    inputs: WorldInputs
    layout: CountryLayout

    @property
    def measure(self) -> str:
        """Its name."""
        return self.settings.measures[0].name


@dataclass(frozen=True)
class Estimated:
    """One measure's draws of all countries, and of which ones the program makes no estimate."""

    draws: CountryDraws
    refused: frozenset[str]


def fit_topic(topic: str, folder: Path, seed: int, effort: Effort) -> list[Estimated | Refused]:
    """Draws of each measure of a topic, or why there are none; of forms of forced labour their sum.

    The sampler's seed is that of the world.
    """
    found = [_fit(one) for one in prepared(folder, seed, effort)]
    forms = [one for one in found if isinstance(one, Estimated)]
    if topic == "forced-labour" and len(forms) == len(found):
        return [*found, _sum_of(forms)]
    return found


def prepared(folder: Path, seed: int, effort: Effort) -> list[Prepared]:
    """The measures of a world, each with settings of its own."""
    settings = read_world_settings(folder / SETTINGS)
    model = replace(
        settings.model,
        chains=effort.chains,
        warmup=effort.warmup,
        draws=effort.draws,
        kept_draws=effort.kept,
    )
    settings = replace(settings, seed=seed, model=model)
    inputs = read_inputs(settings)
    layout = country_layout(inputs, settings)
    return [
        Prepared(replace(settings, measures=(measure,)), inputs, layout)
        for measure in settings.measures
    ]


def _fit(one: Prepared) -> Estimated | Refused:
    try:
        fitted = fit_measures(one.settings, one.inputs, one.layout)[0]
    except RefusedError as error:
        return Refused(one.measure, error.code)
    return Estimated(fitted.countries, frozenset(_unsupported(one, fitted)))


def _unsupported(one: Prepared, fitted: FittedMeasure) -> Collection[str]:
    """Countries without figures that the others cannot speak for, as a run of these settings."""
    figures, draws = fitted.given.figures, fitted.countries
    years = {
        code: np.unique(figures.year[figures.country == place]).tolist()
        for place, code in enumerate(draws.countries)
    }
    near = near_figures(draws, one.settings.publication.maximum_years_away, years)
    return unsupported_of(draws, one.layout, near[:, draws.years.index(one.settings.year)])


def _sum_of(forms: Sequence[Estimated]) -> Estimated:
    """The forms together, which were estimated apart; nobody is in two of them.

    The draws of one form know nothing of the others': where they would make more than everybody,
    as happens in the tails of countries without figures, they are taken for everybody. A country
    of which one form is refused, and that has no figures of another, has no sum.
    """
    draws = [one.draws for one in forms]
    n_figures = np.sum([one.n_figures for one in draws], axis=0)
    total = CountryDraws(
        measure=TOTAL,
        share=np.minimum(np.sum([one.share for one in draws], axis=0), 1.0),
        countries=draws[0].countries,
        years=draws[0].years,
        sexes=draws[0].sexes,
        ages=draws[0].ages,
        n_figures=n_figures,
        latest_figure=np.max([one.latest_figure for one in draws], axis=0),
    )
    without = {code for code, n in zip(total.countries, n_figures, strict=True) if n == 0}
    return Estimated(total, frozenset.union(*(one.refused for one in forms)) & without)
