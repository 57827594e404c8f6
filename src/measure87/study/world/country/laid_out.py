"""A country's figures as the arrays of the run's model."""

from dataclasses import dataclass

import polars as pl

from measure87.combine.adjustment.model_figures import ModelFigures, model_figures
from measure87.combine.estimation.families import persons_of
from measure87.combine.inputs import FigureTable
from measure87.combine.inputs.figure_table import SCHEMA
from measure87.combine.release import OwnFigures, in_codes_of, own_figures
from measure87.study.world.country.figures import CountryFigures, of_run
from measure87.study.world.country.release import Release
from measure87.study.world.measure_settings import MeasureSettings
from measure87.vocabulary.errors import RefusedError

_ANEW = (
    'name the run\'s population file under [population] file = "...": figures of several of the '
    "run's sexes or ages together are weighed by it"
)


@dataclass(frozen=True)
class LaidOut:
    """The figures of one measure that serve, by themselves and in the codes of the run."""

    given: ModelFigures
    own: OwnFigures


def laid_out(
    one: MeasureSettings, country: str, release: Release, given: CountryFigures,
    frame: pl.DataFrame,
) -> LaidOut | None:  # fmt: skip
    """The country's figures of a table that serve a measure; None where none does.

    Raises
    ------
    RefusedError
        As `in_codes_of` and `linear_figures`; `release-figures`, where totals among them need the
        other countries' figures and these cannot all be laid out again.
    """
    persons = persons_of(given.population, given.split, one.asked)
    layout = release.layouts[one.name]
    try:
        alone = model_figures(FigureTable(frame), one.asked, (country,), release.errors, persons)
    except RefusedError as error:
        if error.code == "no-figures":
            return None
        raise
    if not alone.figures.total.any():
        return LaidOut(alone, own_figures(in_codes_of(alone, layout), 0, layout))
    others = of_run(release.figures.filter(pl.col("country") != country, serves=one.name))
    together = FigureTable(pl.concat([frame.select(list(SCHEMA)), others.frame]))
    every = model_figures(together, one.asked, layout.countries, release.errors, persons)
    if every.figures.n - alone.figures.n != others.included.height:
        raise RefusedError(
            f"{country} has figures of several of the run's sexes or ages together, and not all "
            "figures of other countries can be laid out again beside them",
            code="release-figures",
            hint=_ANEW,
        )
    place = layout.countries.index(country)
    return LaidOut(alone, own_figures(in_codes_of(every, layout), place, layout))


def check_all_taken_away(
    one: MeasureSettings, release: Release, country: str, before: LaidOut | None
) -> None:
    """Refuse to go on where fewer of the run's figures would be taken away than it had."""
    used = release.figures.filter(
        pl.col("country") == country,
        pl.col("serves") == one.name,
        pl.col("included").is_in(["true", "yes"]),
    )
    found = 0 if before is None else before.own.figures.n
    if used.height != found:
        raise RefusedError(
            f"the run used {used.height} figures of {country} on {one.name}, and {found} of them "
            "can be laid out again",
            code="release-figures",
            hint=_ANEW,
        )
