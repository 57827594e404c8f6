"""What a country's own series says of its figures and of itself."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from measure87 import __version__
from measure87.combine.release import CountryPaths
from measure87.study.world.about import provenance_of
from measure87.study.world.country.country_measure import CountryMeasure
from measure87.study.world.country.figures import CountryFigures
from measure87.study.world.country.release import Release
from measure87.study.world.country.settings import CountrySettings
from measure87.vocabulary.combined import FITTED_FIGURES
from measure87.vocabulary.releases.world import (
    CountryFigureCounts,
    ReleaseUsed,
    StatedWarning,
    WorldAbout,
)


def figure_rows(one: CountryMeasure, level: float) -> pl.DataFrame:
    """Rows of `FITTED_FIGURES`: every figure of one measure, used or not, beside the estimate."""
    given = one.now
    named = {one.settings.name, one.asked.measure, *one.asked.other_measures}
    used = pl.DataFrame(
        {
            "row": given.row,
            "assumed_se": given.assumed_se,
            "assumed": list(given.assumed),
            **_fitted(one, level),
        },
        schema_overrides={"row": pl.UInt32},
    ).with_columns(pl.col(pl.Float64).fill_nan(None))
    rows = given.table.filter(pl.col("measure").is_in(named)).drop("included", "reason")
    rows = rows.join(used, on="row", how="left", maintain_order="left").with_columns(
        included=pl.col("used").cast(pl.String),
        reason=pl.col("why_not"),
        serves=pl.lit(one.settings.name),
    )
    return rows.select(name for name in FITTED_FIGURES.names if name in rows.columns)


def _fitted(one: CountryMeasure, level: float) -> dict[str, np.ndarray]:
    """Mean and limits of the share where each figure is; nothing outside the years of a trend."""
    figures, years = one.now.figures, one.years
    when = np.searchsorted(years, figures.year).clip(0, len(years) - 1)
    inside = np.isin(figures.year, years) | (len(years) == 1)
    share = np.einsum("dnsa,nsa->dn", one.share[:, when], figures.cell_weight)
    low, high = np.quantile(share, [(1.0 - level) / 2.0, (1.0 + level) / 2.0], axis=0)
    blank = np.where(inside, 0.0, np.nan)
    return {
        "fitted": share.mean(axis=0) + blank,
        "fitted_lower": low + blank,
        "fitted_upper": high + blank,
    }


def country_about(
    settings: CountrySettings,
    release: Release,
    given: CountryFigures,
    told: Mapping[str, tuple[int, int, CountryPaths]],
    warnings: Sequence[StatedWarning],
) -> WorldAbout:
    """Content of about.json: `told` has figures before and now, and the draws, of each measure."""
    run = release.about
    return WorldAbout(
        title=settings.title,
        country=settings.country,
        invented=bool(run.invented),
        stated_year=run.stated_year,
        years=run.years,
        level=release.level,
        seed=settings.seed,
        version=__version__,
        measures=[one for one in run.measures if one.name in told],
        release=ReleaseUsed(title=run.title, version=run.version, files=dict(release.hashes)),
        country_figures={name: _counts(*each) for name, each in told.items()},
        warnings=list(warnings),
        provenance=provenance_of(given.hashes, settings.path),
    )


def _counts(before: int, now: int, paths: CountryPaths) -> CountryFigureCounts:
    return CountryFigureCounts(
        in_the_run=before,
        now=now,
        draws_of_the_release=len(paths.weights),
        effective_draws=round(paths.effective_draws, 1),
    )
