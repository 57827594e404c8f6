"""A country's own series in a few lines, for the terminal: the release's interval and its own."""

import polars as pl

from measure87.study.world.country.country_measure import CountryMeasure
from measure87.study.world.country.series import CountryRun


def country_lines(run: CountryRun) -> list[str]:
    """Share of everybody in the stated year, in the release and now."""
    lines = [run.settings.title, ""]
    for one in run.measures:
        lines += _of_measure(one, run)
    return [*lines, f"Written: {run.folder / 'estimates.csv'}"]


def _of_measure(one: CountryMeasure, run: CountryRun) -> list[str]:
    per, unit = (1000.0, "per 1,000") if _forced(run) else (100.0, "%")
    year = run.release.about.stated_year
    ages = one.settings.asked.ages
    whole = (ages[0][0], ages[-1][1])
    country, level = run.settings.country, run.release.level
    before = _row(run.release.estimates.filter(measure=one.settings.name), country, year, whole)
    now = _row(one.estimates, country, year, whole)
    return [
        f"{one.settings.label}, {year}, {unit} ({level:.0%} interval)",
        f"  in the release, {_counted(one.before)}: {_written(before, per)}",
        f"  now, {_counted(one.now.figures.n)}: {_written(now, per)}",
        f"  draws of the release: {len(one.paths.weights)}, worth "
        f"{one.paths.effective_draws:.0f} with these figures",
        "",
    ]


def _counted(figures: int) -> str:
    return f"{figures} figure{'' if figures == 1 else 's'}"


def _forced(run: CountryRun) -> bool:
    return any(one.is_forced_labour for one in run.release.about.measures)


def _row(
    rows: pl.DataFrame, country: str, year: int, ages: tuple[int, int | None]
) -> tuple[float, float, float] | None:
    """The estimate and its limits."""
    found = rows.filter(
        pl.col("place") == country,
        pl.col("year") == year,
        pl.col("sex") == "both",
        pl.col("statistic") == "share",
        pl.col("age_from") == ages[0],
        pl.col("age_to").eq_missing(ages[1]),
    )
    return next(found.select("value", "lower", "upper").iter_rows(), None)


def _written(row: tuple[float, float, float] | None, per: float) -> str:
    if row is None:
        return "no estimate"
    value, lower, upper = row
    return f"{per * value:.1f} ({per * lower:.1f} to {per * upper:.1f})"
