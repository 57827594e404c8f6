"""One workbook per country, to be looked at and sent back by those who know it."""

import polars as pl

from measure87.combine.validation.consultation import consultation_book
from measure87.disseminate.world_consultation import consultation_workbook
from measure87.study.world.settings import WorldSettings


def consultation_workbooks(
    settings: WorldSettings, estimates: pl.DataFrame, figures: pl.DataFrame
) -> dict[str, bytes | str]:
    """A workbook by file name for each country that is estimated; none unless asked for."""
    if not settings.consultation:
        return {}
    run = f"{settings.path.name} {settings.seed}"
    names = dict(
        estimates.filter(pl.col("place_kind") == "country")
        .select("place", "place_name")
        .unique()
        .iter_rows()
    )
    found: dict[str, bytes | str] = {}
    for code, name in sorted(names.items()):
        book = consultation_book(
            code,
            name,
            title=settings.title,
            run=run,
            measures={one.name: one.label for one in settings.measures},
            estimates=estimates,
            figures=figures,
        )
        found[f"{code}.xlsx"] = consultation_workbook(book)
    return found
