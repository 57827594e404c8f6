"""One country's own series: the release's global draws, its figures, its estimates, written."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from measure87.combine.adjustment.model_figures import ModelFigures
from measure87.combine.aggregation.country_draws import CountryDraws
from measure87.combine.aggregation.summary import summarise
from measure87.combine.aggregation.world import world_estimate
from measure87.combine.estimation.families import Family
from measure87.combine.model.one_thread import one_thread
from measure87.combine.release import RunLayout, country_given_release
from measure87.disseminate import settle
from measure87.disseminate.pages.world import write_country
from measure87.numerics.arrays import FloatArray
from measure87.study.world.country.country_measure import CountryMeasure
from measure87.study.world.country.figures import CountryFigures, country_figures
from measure87.study.world.country.laid_out import check_all_taken_away, laid_out
from measure87.study.world.country.release import Release, read_release
from measure87.study.world.country.settings import CountrySettings, read_country_settings
from measure87.study.world.country.tables import country_about, figure_rows
from measure87.study.world.country.unused_figures import added_unused_warnings
from measure87.study.world.measure_settings import MeasureSettings
from measure87.vocabulary.errors import RefusedError, StudyError
from measure87.vocabulary.progress import progress
from measure87.vocabulary.releases.world import StatedWarning


@dataclass(frozen=True)
class CountryRun:
    """What was made."""

    folder: Path
    settings: CountrySettings
    release: Release
    measures: tuple[CountryMeasure, ...]
    warnings: tuple[StatedWarning, ...]


def run_country(config: Path, release_folder: Path, folder: Path) -> CountryRun:
    """Make a country's own series from a released world run; nothing is written unless all is made.

    Raises
    ------
    StudyError, DataError, UsageError
        For settings, a release or files that are wrong.
    RefusedError
        For what cannot be defended: figures of a kind that the release says nothing of, figures
        that say too much of what all countries share.
    """
    settle(folder)
    settings = read_country_settings(config)
    if folder.resolve() == release_folder.resolve():
        raise StudyError(
            "the output is the folder of the release", code="same-folder", where=folder.name,
            hint="write the country's series into a folder of its own",
        )  # fmt: skip
    release = read_release(release_folder)
    given = country_figures(settings, release)
    with one_thread():
        made = tuple(
            one
            for place, family in enumerate(release.families)
            for one in _family(family, settings, release, given, place / len(release.families))
        )
    warnings = (
        *_warnings(settings, release, given),
        *added_unused_warnings(settings.country, given, made),
    )
    estimates = pl.concat([one.estimates for one in made])
    figures = pl.concat([figure_rows(one, release.level) for one in made])
    told = {one.settings.name: (one.before, one.now.figures.n, one.paths) for one in made}
    write_country(
        folder, estimates, figures, country_about(settings, release, given, told, warnings)
    )
    return CountryRun(folder, settings, release, made, warnings)


def _family(
    family: Family[MeasureSettings], settings: CountrySettings, release: Release,
    given: CountryFigures, done: float,
) -> tuple[CountryMeasure, ...]:  # fmt: skip
    """The measures of one model."""
    base = family.base
    progress(f"estimating {base.label}", done)
    layout = release.layouts[base.name]
    if settings.country not in layout.countries:
        raise RefusedError(
            f"{settings.country} is in no region of the release", code="unknown-country",
            hint="choose a country of the run, or make the run anew with its region and people",
        )  # fmt: skip
    before, now = (
        laid_out(base, settings.country, release, given, table)
        for table in (given.before.frame, given.now.frame)
    )
    if now is None:
        raise RefusedError(
            f"{settings.country} has no figure that serves {base.name}, old or new",
            code="no-figures",
            hint="add figures under [inputs.NAME]; without any the release's estimate stands",
        )
    check_all_taken_away(base, release, settings.country, before)
    paths = country_given_release(
        release.draws[base.name],
        layout,
        settings.country,
        None if before is None else before.own,
        now.own,
        settings.seed,
    )

    def made(one: MeasureSettings) -> CountryMeasure:
        share = paths.share_under(family.definition_of(one.name))
        return CountryMeasure(
            settings=one,
            asked=base.asked,
            years=tuple(int(year) for year in layout.parts.grid),
            before=0 if before is None else before.own.figures.n,
            now=now.given,
            paths=paths,
            share=share,
            estimates=_estimates(one, settings.country, layout, release, given, now.given, share),
        )

    return tuple(made(one) for one in family.members)


def _estimates(
    one: MeasureSettings, country: str, layout: RunLayout, release: Release,
    given: CountryFigures, now: ModelFigures, share: FloatArray,
) -> pl.DataFrame:  # fmt: skip
    """Rows of the country, named and placed as in the release."""
    draws = CountryDraws(
        measure=one.name,
        share=share[:, None],
        countries=(country,),
        years=tuple(int(year) for year in layout.parts.grid),
        sexes=one.asked.sexes,
        ages=one.asked.ages,
        n_figures=np.array([now.figures.n]),
        latest_figure=np.array([int(now.figures.year.max())]),
    )
    world = world_estimate(draws, given.population, (), level=release.level, split=given.split)
    rows = summarise(world).rows.filter(pl.col("place_kind") == "country")
    known = release.estimates.filter(place=country)["region"].unique().to_list()
    region = known[0] if known else None
    return rows.with_columns(region=pl.lit(region, dtype=pl.String))


def _warnings(
    settings: CountrySettings, release: Release, given: CountryFigures
) -> list[StatedWarning]:
    others = [
        StatedWarning(
            code="other-countries",
            text=f"{given.passed_over} added figures are of other countries than "
            f"{settings.country} and are not used",
        )
    ]
    nested = [
        StatedWarning(
            code="measure-without-parameters",
            text=f"{name} lies within another measure of the run, which releases no "
            "parameters of it: it has no series here",
        )
        for name in release.without
    ]
    return [*(others if given.passed_over else []), *nested]
