"""What a written world estimate holds, read back from its folder for the report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from measure87.define.classifications.countries import country_names
from measure87.define.classifications.geography import load_region_set, region_sets
from measure87.disseminate.pages.world.about import read_about, read_gather
from measure87.disseminate.pages.world.rows import EstimateRow, FigureRow, rows_of
from measure87.disseminate.pages.world.world_tables import TABLES
from measure87.disseminate.pages.world.world_words import THE_WORLD, bare_name
from measure87.disseminate.pages.world.written_tables import read_table
from measure87.vocabulary.releases.world import GatherAnswer, WorldAbout, WorldMeasure

if TYPE_CHECKING:
    import polars as pl

WHOLE = "WORLD"
"""Code of all countries of a run together."""


@dataclass(frozen=True)
class WorldContent:
    """The tables, the run's account of itself, and its GATHER statement."""

    about: WorldAbout
    tables: Mapping[str, "pl.DataFrame"]
    gather: Sequence[GatherAnswer]

    @cached_property
    def names(self) -> dict[str, str]:
        """English name of every place that has an estimate, by its code.

        Without how many of its countries the estimate has, which is not the same for all measures.
        """
        places = self.tables["estimates"].unique("place", keep="first", maintain_order=True)
        return {row.place: bare_name(row) for row in rows_of(places, EstimateRow)}

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Kind of every place that has an estimate, by its code."""
        places = self.tables["estimates"].unique("place", keep="first", maintain_order=True)
        return dict(zip(places["place"], places["place_kind"], strict=True))

    @cached_property
    def lies_in(self) -> dict[str, str]:
        """The region or sub-region that a place lies in, by the place's code."""
        places = self.tables["estimates"].unique("place", keep="first", maintain_order=True)
        return {p: r for p, r in zip(places["place"], places["region"], strict=True) if r}

    def name_of(self, place: str) -> str:
        """English name of a place, also of one that has no estimate."""
        known = self.names.get(place) or self._of_region_set.get(place)
        return known or _known_names().get(place, place)

    def row_of(self, measure: str, place: str) -> EstimateRow | None:
        """Any row of estimates of a place: all of them say alike how many countries it has."""
        return self._rows_of_places.get((measure, place))

    @cached_property
    def _rows_of_places(self) -> dict[tuple[str, str], EstimateRow]:
        rows = self.tables["estimates"].unique(["measure", "place"], keep="first")
        return {(row.measure, row.place): row for row in rows_of(rows, EstimateRow)}

    @cached_property
    def _of_region_set(self) -> dict[str, str]:
        """Names of the run's own regions, and of their whole."""
        named = self.about.own_regions.name or ""
        if named not in region_sets():
            return {**(self.about.own_regions.names or {}), WHOLE: THE_WORLD}
        members = load_region_set(named)
        whole = next((one.name for one in members if one.level == "world"), THE_WORLD)
        return {one.code: one.name for one in members} | {WHOLE: whole}

    def region_around(self, place: str) -> str:
        """Code of the region of a sub-region, also of one that has no estimate; empty without."""
        named = self.about.own_regions.name or ""
        if place in self.lies_in or named not in region_sets():
            return self.lies_in.get(place, "")
        members = load_region_set(named)
        inside = {m.iso3 for m in members if (m.level, m.code) == ("subregion", place)}
        around = {m.code for m in members if m.level == "region" and m.iso3 in inside}
        return around.pop() if len(around) == 1 else ""

    def region_of(self, place: str) -> str:
        """Code of the region of a country or sub-region; empty where it is not told."""
        above = self.lies_in.get(place, "")
        return self.lies_in.get(above, above) if self.kinds.get(above) == "subregion" else above

    def whole_age(self, measure: str) -> tuple[int, int | None]:
        """The widest span of ages that a measure has figures of."""
        import polars as pl

        mine = self.tables["estimates"].filter(pl.col("measure") == measure)
        youngest = int(mine["age_from"].min() or 0)  # type: ignore[arg-type]
        open_ended = mine["age_to"].null_count() > 0
        return youngest, None if open_ended else int(mine["age_to"].max())  # type: ignore[arg-type]

    def everybody(self, measure: str, statistic: str = "share") -> "pl.DataFrame":
        """Figures of both sexes and all ages, for all places and years."""
        import polars as pl

        youngest, oldest = self.whole_age(measure)
        to = pl.col("age_to").is_null() if oldest is None else pl.col("age_to") == oldest
        return self.tables["estimates"].filter(
            pl.col("measure") == measure,
            pl.col("statistic") == statistic,
            pl.col("sex") == "both",
            pl.col("age_from") == youngest,
            to,
        )

    def in_year(self, measure: str, statistic: str = "share") -> dict[str, EstimateRow]:
        """Figures of everybody in the stated year, by place."""
        import polars as pl

        rows = self.everybody(measure, statistic).filter(pl.col("year") == self.about.stated_year)
        return {row.place: row for row in rows_of(rows, EstimateRow)}

    def by_year(self, measure: str) -> dict[str, list[EstimateRow]]:
        """Shares of everybody in all years, by place, years rising."""
        found: dict[str, list[EstimateRow]] = {}
        for row in rows_of(self.everybody(measure).sort("year"), EstimateRow):
            found.setdefault(row.place, []).append(row)
        return found

    def figures_of(self, measure: WorldMeasure) -> dict[str, list[FigureRow]]:
        """Published figures that bear on a measure, used or left out, by country.

        With one measure of child labour all figures bear on it; otherwise those that serve it,
        by the column `serves` or by their own name.
        """
        import polars as pl

        figures = self.tables["figures"].sort("country", "year", maintain_order=True)
        if len(self.about.measures) > 1:
            told = pl.col("serves") != ""
            serves = pl.when(told).then("serves").otherwise("measure")
            figures = figures.filter(serves == measure.name)
        found: dict[str, list[FigureRow]] = {}
        for row in rows_of(figures, FigureRow):
            found.setdefault(row.country, []).append(row)
        return found


@cache
def _known_names() -> Mapping[str, str]:
    """Countries and regions of all sets by their codes."""
    members = (one for name in region_sets() for one in load_region_set(name))
    return {**{one.code: one.name for one in members}, **country_names()}


def read_world(folder: Path) -> WorldContent:
    """The content of a written folder."""
    tables = {name: read_table(folder / f"{name}.csv", table) for name, table in TABLES.items()}
    return WorldContent(
        about=read_about(folder), tables=_regions_once(tables), gather=read_gather(folder)
    )


def _regions_once(tables: Mapping[str, "pl.DataFrame"]) -> dict[str, "pl.DataFrame"]:
    """The tables without sub-regions that are a whole region under the same code.

    Australia and New Zealand are one, as are three regions of UNICEF. Files have both kinds; a
    page tells such a place once, as the region.
    """
    import polars as pl

    of_places = {name: one for name, one in tables.items() if "place_kind" in one.columns}
    kinds = pl.concat(one.select("place_kind", "place") for one in of_places.values())
    regions = kinds.filter(place_kind="region")["place"].unique().implode()
    twice = (pl.col("place_kind") == "subregion") & pl.col("place").is_in(regions)
    return {**tables, **{name: one.filter(~twice) for name, one in of_places.items()}}
