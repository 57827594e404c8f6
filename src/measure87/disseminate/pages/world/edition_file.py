"""`editions.csv`: the years of published editions by one method, as a table for machines."""

from typing import TYPE_CHECKING

from measure87.disseminate.pages.world.world_tables import framed
from measure87.vocabulary.columns.table import Column, Table
from measure87.vocabulary.combined import COMBINED_ESTIMATES, STATISTICS
from measure87.vocabulary.releases.world import StatedEdition, WorldAbout

if TYPE_CHECKING:
    import polars as pl

NAME = "editions.csv"
EDITIONS = Table(
    "combined_editions",
    "one edition's year by this run's method: a share, or a number of persons",
    (
        COMBINED_ESTIMATES["measure"],
        Column("label", "code", "name of the edition", required=True),
        Column("year", "integer", "year that it is about", required=True),
        Column("place", "code", "region, or WORLD for all countries together", required=True),
        Column("statistic", "code", "share or number", levels=STATISTICS, required=True),
        Column("value", "number", "mean of the draws: 0 to 1, or persons"),
        Column("lower", "number", "lower limit"),
        Column("upper", "number", "upper limit"),
        Column("level", "number", "probability between the limits, 0 to 1"),
    ),
)


def edition_frame(about: WorldAbout) -> "pl.DataFrame | None":
    """The editions that `about.json` tells of; None where none was asked for."""
    found = about.editions or ()
    rows = [_row(one, name, about.level) for one in found for name, _ in STATISTICS]
    return framed(rows, EDITIONS) if rows else None


def _row(one: StatedEdition, statistic: str, level: float) -> dict[str, str | int | float]:
    limits = one.share if statistic == "share" else one.persons
    return {
        "measure": one.measure,
        "label": one.label,
        "year": one.year,
        "place": one.area,
        "statistic": statistic,
        "value": limits.value,
        "lower": limits.lower,
        "upper": limits.upper,
        "level": level,
    }
