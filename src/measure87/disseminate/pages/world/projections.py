"""Shares after the last estimated year, each under a scenario that is named."""

from dataclasses import dataclass

from measure87.disseminate.pages.world.world_content import WorldContent
from measure87.vocabulary.releases.world import WorldMeasure


@dataclass(frozen=True)
class Projection:
    """A place's share in a later year under one scenario."""

    scenario: str
    year: int
    value: float
    lower: float | None
    upper: float | None

    @property
    def top(self) -> float:
        """The largest number of it."""
        return self.value if self.upper is None else self.upper


def projections(content: WorldContent, measure: WorldMeasure) -> dict[str, list[Projection]]:
    """The projected shares of `changes.csv`, both sexes and all ages, by place."""
    import polars as pl

    youngest, oldest = content.whole_age(measure.name)
    rows = content.tables["changes"].filter(
        pl.col("measure") == measure.name,
        pl.col("quantity") == "share",
        pl.col("scenario") != "",
        pl.col("sex") == "both",
        pl.col("age_from") == youngest,
        pl.col("age_to").is_null() if oldest is None else pl.col("age_to") == oldest,
        pl.col("to_year") > content.about.estimated_years[-1],
        pl.col("value").is_not_null(),
    )
    found: dict[str, list[Projection]] = {}
    for row in rows.iter_rows(named=True):
        one = Projection(row["scenario"], row["to_year"], row["value"], row["lower"], row["upper"])
        found.setdefault(row["place"], []).append(one)
    return found
