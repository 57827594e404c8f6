"""What a reader sees before the page is moved: its name, and the first measure's regions as bars.

The title is in the page's language: that of the run stands under it, marked, where it is not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from measure87.disseminate.locale.own_titles import own_title
from measure87.disseminate.locale.texts import ENGLISH
from measure87.disseminate.pages.world.bars import Bar
from measure87.disseminate.pages.world.place_tables import PlaceTable
from measure87.disseminate.pages.world.world_words import WorldWords
from measure87.vocabulary.releases.world import WorldAbout

_KINDS = frozenset({"world", "region"})
_KNOWN = frozenset({"child_labour", "forced_labour"})


@dataclass(frozen=True)
class FirstBar:
    """One place with its share and its bar."""

    kind: str
    name: str
    share: str
    bar: Bar


@dataclass(frozen=True)
class FirstBars:
    """All countries together and each region, in the order of their table."""

    axis: Sequence[str]
    rows: Sequence[FirstBar]
    refused: str
    """Names of the regions without an estimate, or ""."""


def titles(about: WorldAbout, words: WorldWords) -> tuple[str, str]:
    """The title of the page, and what stands under it."""
    subtitle = words.in_english(about.subtitle or "")
    if words.code == ENGLISH:
        return about.title, subtitle
    ours = own_title(about.title, words.code, None, None)
    if ours is not None:
        return ours, subtitle
    kinds = {one.kind for one in about.measures}
    kind = next(iter(kinds)) if len(kinds) == 1 else None
    title = words.text(
        f"world_first.title_{kind if kind in _KNOWN else 'other'}", year=str(about.stated_year)
    )
    country = words.country(about.country) if about.country else ""
    return (
        words.commas((title, country)) if country else title,
        words.in_english(about.title),
    )


def first_bars(regions: PlaceTable, words: WorldWords) -> FirstBars | None:
    """World and regions of a table of places; None where fewer than two have a figure."""
    mine = [row for row in regions.rows if row.kind in _KINDS]
    rows = [FirstBar(row.kind, row.name, row.share, row.bar) for row in mine if row.bar]
    if len(rows) <= 1:
        return None
    refused = words.commas(row.name for row in mine if row.bar is None)
    return FirstBars(
        regions.axis,
        rows,
        words.text("world_first.not_estimated", places=refused) if refused else "",
    )
