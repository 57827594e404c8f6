"""The world model on the files of one invented world, as a user would run it.

Reads what `measure87 simulate world` wrote, but for the truth: figures, people, covariates and
regions come through `combine.inputs`. Only published totals of both sexes enter.

* Child labour: 5-17, economic activity; figures with chores come in by a step. A trend, all years.
* Forced labour: adults, by form, in the stated middle year; flows become stocks by `durations.csv`.
  The source held to be without bias is the survey for private and State-imposed forced labour and
  lists for commercial sexual exploitation, which the definition says that surveys do not reach.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from measure87.combine.adjustment.asked import Apart, Asked, Crosswalk, ErrorRules, Flow
from measure87.combine.adjustment.model_figures import ModelFigures, model_figures
from measure87.combine.aggregation.country_draws import CountryDraws
from measure87.combine.model.design import design_of
from measure87.combine.model.parts import ModelParts
from measure87.combine.model.paths import draw_paths
from measure87.combine.model.sampling import Sampler, draw_scales
from measure87.vocabulary.errors import RefusedError
from tests.recovery.worlds_inputs import Given, read_folder

Floats = NDArray[np.float64]

PROXY = "INVENTED, not a figure of this country; answers by proxy"
CHILD_LABOUR = Asked(
    "child_labour_sdg_a",
    crosswalks=(Crosswalk("child_labour_sdg_b"),),
    recall_days=7.0,
    reference_source="child_labour_survey",
    apart=(Apart("answers by proxy", 0.3, (("note", PROXY),)),),
)
ADULTS = (18, None)
REFERENCES = {
    "forced_labour_private": "forced_labour_survey",
    "forced_labour_commercial_sexual": "lists",
    "forced_labour_state": "forced_labour_survey",
}
"""Forms of forced labour, and the source of each that is held to be without bias."""
TOTAL = "forced_labour_stock"


@dataclass(frozen=True)
class Effort:
    """How long to sample, and how many draws to keep."""

    warmup: int = 500
    draws: int = 500
    chains: int = 4
    kept: int = 400


@dataclass(frozen=True)
class Prepared:
    """One model, ready to be sampled."""

    given: Given
    asked: Asked
    parts: ModelParts
    made: ModelFigures


@dataclass(frozen=True)
class Refused:
    """A measure for which the program declines to answer, and the code of the reason."""

    measure: str
    code: str


def fit_topic(topic: str, folder: Path, seed: int, effort: Effort) -> list[CountryDraws | Refused]:
    """Draws of each measure of a topic, or why there are none; of forms of forced labour their sum.

    Child labour: `child_labour_sdg_a`, both sexes, 5-17, every country and year of the folder.
    Forced labour: the stock of each form, adults of both sexes, in the middle year.
    """
    found = [_fit_or_refused(one, seed, effort) for one in prepared(topic, folder)]
    forms = [one for one in found if isinstance(one, CountryDraws)]
    if topic == "forced-labour" and len(forms) == len(found):
        return [*found, _sum_of(forms)]
    return found


def _fit_or_refused(one: Prepared, seed: int, effort: Effort) -> CountryDraws | Refused:
    try:
        return _fit(one, seed, effort)
    except RefusedError as error:
        return Refused(one.asked.measure, error.code)


def prepared(topic: str, folder: Path) -> list[Prepared]:
    """The models of a topic, from the files of a folder."""
    given = read_folder(folder)
    stated = ModelParts(given.middle, (given.middle, given.middle))
    with_trend = ModelParts(given.middle, given.years, trend=True)
    if topic == "child-labour":
        wanted = [(CHILD_LABOUR, with_trend)]
    else:
        wanted = [(asked, stated) for asked in _forced_labour(folder)]
    return [
        Prepared(
            given,
            asked,
            parts,
            model_figures(given.table, asked, given.countries, ErrorRules()),
        )
        for asked, parts in wanted
    ]


def _forced_labour(folder: Path) -> list[Asked]:
    """What is asked of each form, with its duration."""
    durations = pl.read_csv(folder / "durations.csv").filter(pl.col("age_from") == ADULTS[0])
    mean = {row["measure"]: (row["mean_days"], row["se_days"]) for row in durations.to_dicts()}
    return [
        Asked(
            f"{form}_stock",
            ages=(ADULTS,),
            flows=(Flow(form, mean[form][0], mean[form][1] / mean[form][0]),),
            reference_source=reference,
        )
        for form, reference in REFERENCES.items()
    ]


def _fit(one: Prepared, seed: int, effort: Effort) -> CountryDraws:
    """The model sampled, and paths drawn."""
    figures, countries = one.made.figures, one.given.countries
    design = design_of(figures, one.given.hierarchy, one.parts)
    found = draw_scales(design, Sampler(seed, effort.chains, effort.warmup, effort.draws))
    paths = draw_paths(found, effort.kept, np.random.default_rng(seed))
    latest = np.zeros(len(countries), dtype=np.int64)
    np.maximum.at(latest, figures.country, figures.year)
    return CountryDraws(
        measure=one.asked.measure,
        share=paths.share,
        countries=countries,
        years=tuple(range(one.parts.years[0], one.parts.years[1] + 1)),
        sexes=("both",),
        ages=one.asked.ages,
        n_figures=np.bincount(figures.country, minlength=len(countries)),
        latest_figure=latest,
    )


def _sum_of(forms: Sequence[CountryDraws]) -> CountryDraws:
    """The forms together, which were estimated apart; nobody is in two of them."""
    return CountryDraws(
        measure=TOTAL,
        share=np.sum([one.share for one in forms], axis=0),
        countries=forms[0].countries,
        years=forms[0].years,
        sexes=forms[0].sexes,
        ages=forms[0].ages,
        n_figures=np.sum([one.n_figures for one in forms], axis=0),
        latest_figure=np.max([one.latest_figure for one in forms], axis=0),
    )
