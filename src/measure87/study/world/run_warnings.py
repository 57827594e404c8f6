"""Warnings of a run: what can be told, and must be told with its doubts.

A stated year may be far from every figure. Sums whose figures are too far away are refused, and
countries with figures of their own are estimated all the same: without a trend at the level of
their figures, whenever these are from.

Figures may contradict those of another measure of the same survey. A nested measure is made of
pairs of figures. Where hazardous work is published as more frequent than the child labour that it
lies within, one of the two was misread, or they are not of the same children: the pair says
nothing, and who brought it has to know.

Figures under several definitions may be taken for one measure. What a figure counts is told by its
`measure`; `definition` says whose rule that was. Two rules under one name of a measure are read as
one, so that a reader has to know of it.
"""

from collections.abc import Iterator, Sequence

import polars as pl

from measure87.combine.adjustment.nested import Contradiction, contradictions
from measure87.combine.estimation.fitting import FittedMeasure
from measure87.combine.estimation.inputs import WorldInputs
from measure87.combine.estimation.trust import Trust
from measure87.combine.inputs.figure_checks import (
    FEW_PERSONS,
    implied_persons,
    with_few_persons,
    with_small_samples,
)
from measure87.define.classifications.countries import country_names
from measure87.study.world.measure_settings import MeasureSettings
from measure87.study.world.settings import WorldSettings
from measure87.study.world.survey_error_words import survey_error_warnings
from measure87.study.world.total_words import total_warnings
from measure87.study.world.unused import (
    figures_that_serve,
    not_used_warnings,
    served_by,
    unused_warnings,
)
from measure87.vocabulary.releases.world import StatedWarning

_SEVERAL_DEFINITIONS = "several-definitions"


def definition_warnings(
    inputs: WorldInputs, measures: Sequence[MeasureSettings]
) -> list[StatedWarning]:
    """`several-definitions`: whose they are of the figures that a model uses, and how many."""
    return [
        StatedWarning(
            code=_SEVERAL_DEFINITIONS,
            text=f"{one.label}: figures under several definitions are taken for one measure, "
            f"{name}: {told}. Where they count otherwise, give them a measure of their own and a "
            "`crosswalk`, or leave them out",
            values={"measure": one.name, "name": name, "told": told},
        )
        for one in measures
        for name, told in _several(served_by(inputs, one).used)
    ]


def _several(used: pl.DataFrame) -> Iterator[tuple[str, str]]:
    """Measures of figures with two definitions or more, and these with their numbers of figures."""
    named = used.filter(pl.col("definition").str.strip_chars() != "")
    counts = named.group_by("measure", "definition").len().sort("definition")
    for name in sorted(set(named["measure"])):
        mine = counts.filter(measure=name).sort("len", descending=True, maintain_order=True)
        if mine.height > 1:
            yield name, ", ".join(f"{whose} ({n})" for _, whose, n in mine.iter_rows())


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


def pair_warnings(inputs: WorldInputs, fitted: Sequence[FittedMeasure]) -> Iterator[StatedWarning]:
    """`contradictory-pair`: each figure of a nested measure that its base does not allow."""
    labels = {one.settings.name: one.settings.label for one in fitted}
    for one in fitted:
        asked = one.settings
        if asked.base is None:
            continue
        beyond = asked.beyond is not None
        for pair in contradictions(inputs.figures, asked.name, asked.base, beyond=beyond):
            yield _warning(pair, labels)


def _warning(pair: Contradiction, labels: dict[str, str]) -> StatedWarning:
    figure, base = pair.figure, pair.base
    share, base_share = _per_cent(figure.estimate), _per_cent(base.estimate)
    name = country_names().get(figure.country, figure.country)
    return StatedWarning(
        code="contradictory-pair",
        text=f"{labels[figure.measure]}: the figure of {name} of {figure.year} is left out, for it "
        f"contradicts that of {labels.get(base.measure, base.measure)} of the same survey: "
        f"{share:g} % beside {base_share:g} %",
        values={
            "measure": figure.measure,
            "base": base.measure,
            "country": figure.country,
            "year": str(figure.year),
            "share": share,
            "base_share": base_share,
        },
    )


def _per_cent(share: float | None) -> float:
    """A share as published, per cent, without the dust of binary fractions."""
    return float(f"{100 * (share or 0.0):.6g}")


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
