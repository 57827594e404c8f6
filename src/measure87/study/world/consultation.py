"""One workbook per country, to be looked at and sent back by those who know it."""

import polars as pl

from measure87.combine.aggregation.tables import Findings
from measure87.combine.validation.consultation import consultation_book
from measure87.define.classifications.countries import country_names
from measure87.disseminate.pages.world.consultation_workbook import consultation_workbook
from measure87.study.world.settings import WorldSettings


def consultation_workbooks(
    settings: WorldSettings, estimates: Findings, figures: pl.DataFrame
) -> dict[str, bytes | str]:
    """A workbook by file name for each country, estimated or refused; none unless asked for.

    A country that no estimate is made of is told why, and asked for figures.
    """
    if not settings.consultation:
        return {}
    run = f"{settings.path.name} {settings.seed}"
    of_country = pl.col("place_kind") == "country"
    rows, refused = (one.filter(of_country) for one in (estimates.rows, estimates.refused))
    known = country_names()
    names = {code: known.get(code, code) for code in refused["place"].to_list()}
    names |= dict(rows.select("place", "place_name").unique().iter_rows())
    found: dict[str, bytes | str] = {}
    for code, name in sorted(names.items()):
        book = consultation_book(
            code,
            name,
            title=settings.title,
            run=run,
            measures={one.name: one.label for one in settings.measures},
            estimates=rows,
            refused=refused,
            figures=figures,
        )
        found[f"{code}.xlsx"] = consultation_workbook(book)
    return found
