"""Warnings of a run: what can be told, and must be told with its doubts."""

from collections.abc import Sequence

import polars as pl

from measure87.combine.estimation.fitting import FittedMeasure
from measure87.combine.estimation.inputs import WorldInputs
from measure87.combine.estimation.trust import Trust
from measure87.combine.inputs.implied_sample import (
    FEW_PERSONS,
    implied_persons,
    with_few_persons,
    with_small_samples,
)
from measure87.define.classifications.countries import country_names
from measure87.study.world.definition_words import definition_warnings
from measure87.study.world.far_years import far_warnings
from measure87.study.world.not_used import figures_that_serve, not_used_warnings
from measure87.study.world.pair_warnings import pair_warnings
from measure87.study.world.settings import WorldSettings
from measure87.study.world.survey_error_words import survey_error_warnings
from measure87.study.world.total_words import total_warnings
from measure87.study.world.unused import unused_warnings
from measure87.vocabulary.releases.world import StatedWarning


def run_warnings(
    settings: WorldSettings,
    inputs: WorldInputs,
    fitted: Sequence[FittedMeasure],
    trusts: Sequence[Trust],
) -> list[StatedWarning]:
    """What readers have to know of a run; nothing of it stops the run."""
    found = input_warnings(settings, inputs)
    found += far_warnings(settings.year, settings.publication.maximum_years_away, fitted)
    for one in fitted:
        assumed = sum(kind == "assumed" for kind in one.given.assumed)
        if assumed:
            found.append(
                StatedWarning(
                    code="assumed-errors",
                    text=f"{one.settings.label}: {assumed} of {one.given.figures.n} figures say "
                    "neither their standard error nor their sample size; how sure they are is "
                    "assumed",
                    values={
                        "measure": one.settings.name,
                        "assumed": assumed,
                        "n": one.given.figures.n,
                    },
                )
            )
        if one.draws.divergences:
            found.append(
                StatedWarning(
                    code="divergences",
                    text=f"{one.settings.label}: {one.draws.divergences} of {one.draws.n} steps "
                    "of the sampler went astray; where they did, draws may be too few",
                    values={
                        "measure": one.settings.name,
                        "divergences": int(one.draws.divergences),
                        "n": int(one.draws.n),
                    },
                )
            )
    found += pair_warnings(inputs, fitted)
    found += survey_error_warnings(fitted)
    found += total_warnings(fitted)
    found += unused_warnings(settings, inputs, fitted)
    if settings.trend:
        for one in fitted:
            own = set(one.without_trend)
            has = sum(int(n > 0) for n in one.countries.n_figures)
            carried = len(one.countries.countries) - len(own)
            found.append(
                StatedWarning(
                    code="paths-of-regions",
                    text=f"{one.settings.label}: {carried} of {has} countries with figures have "
                    "two years or more; the path of every other country is its region's at its "
                    "level",
                    values={"measure": one.settings.name, "carried": carried, "has": has},
                )
            )
    found += [
        StatedWarning(code="not-validated", text=text) for one in trusts for text in one.not_done
    ]
    return found


def input_warnings(settings: WorldSettings, inputs: WorldInputs) -> list[StatedWarning]:
    """Warnings before a model is run: countries without people, region or figures, large errors."""
    found: list[StatedWarning] = []
    if inputs.without_population:
        named = ", ".join(inputs.without_population)
        found.append(
            StatedWarning(
                code="no-population",
                text=f"not estimated, for the population file does not have them: {named}",
                values={"countries": list(inputs.without_population)},
            )
        )
    used = figures_that_serve(inputs, settings.measures)
    return [
        *found,
        *unplaced_codes(inputs.without_region),
        *not_used_warnings(inputs, settings.measures),
        *definition_warnings(inputs, settings.measures),
        *large_errors(used),
        *small_samples(used),
    ]


def unplaced_codes(codes: Sequence[str]) -> list[StatedWarning]:
    """`no-region` for countries that no region has, `unknown-codes` for what is no known country.

    Codes that users may give out (XAA to XZZ, ZZA to ZZZ) pass every reader; a mistyped or
    forgotten one would drop out without a word.
    """
    known = country_names()
    named = [code for code in codes if code in known]
    strange = [code for code in codes if code not in known]
    found: list[StatedWarning] = []
    if named:
        text = f"not estimated, for no region of the set has them: {', '.join(named)}"
        found.append(StatedWarning(code="no-region", text=text, values={"countries": named}))
    if strange:
        text = (
            f"not estimated, for these codes are in no region of the set, and no list of countries "
            f"has them: {', '.join(strange)}. Correct them, or give them a region (regions_file)"
        )
        found.append(StatedWarning(code="unknown-codes", text=text))
    return found


def large_errors(included: pl.DataFrame) -> list[StatedWarning]:
    """`large-errors`: figures with an error as that of very few persons, each by name."""
    rows = with_few_persons(included).rows(named=True)
    if not rows:
        return []
    told = ", ".join(
        f"{row['country']} {row['year']} {row['measure']} (a share of {row['estimate']:g} with "
        f"{row['se']:g}; {implied_persons(row['estimate'], row['se']):.0f} persons)"
        for row in rows
    )
    text = (
        f"standard errors that are those of fewer than {FEW_PERSONS:g} persons, so that these "
        f"figures say next to nothing: {told}. See whether they were read on the right scale"
    )
    return [StatedWarning(code="large-errors", text=text)]


def small_samples(included: pl.DataFrame) -> list[StatedWarning]:
    """`small-samples`: figures that tell of very few persons and no error, each by name."""
    rows = with_small_samples(included).rows(named=True)
    if not rows:
        return []
    told = ", ".join(
        f"{row['country']} {row['year']} {row['measure']} (n = {row['n']:g})" for row in rows
    )
    text = (
        f"samples of fewer than {FEW_PERSONS:g} persons, and no standard error, so that these "
        f"figures say next to nothing: {told}. See whether n counts persons, and not thousands or "
        "groups of them"
    )
    return [StatedWarning(code="small-samples", text=text)]
