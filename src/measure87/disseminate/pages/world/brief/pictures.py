"""The chart of regions and the map of a world's brief, by its first measure, with their values."""

from measure87.disseminate.pages.brief.model import BriefPicture, BriefTable
from measure87.disseminate.pages.kit.charts.intervals import Block, Point, interval_plot
from measure87.disseminate.pages.kit.svg import plot_texts
from measure87.disseminate.pages.world.brief.figures import (
    PlaceFigure,
    Speech,
    limits_of,
    regions_of,
    whole_of,
)
from measure87.disseminate.pages.world.content import unit_of
from measure87.disseminate.pages.world.rows import EstimateRow
from measure87.disseminate.pages.world.world_content import WorldContent
from measure87.disseminate.pages.world.world_map import world_map
from measure87.disseminate.pages.world.world_words import WorldWords
from measure87.vocabulary.releases.world import WorldMeasure

_MAP_STYLE = (
    "<style>.map{stroke:#fff;stroke-width:.6;stroke-linejoin:round}"
    ".map .q0{fill:#e3edf4}.map .q1{fill:#b3cfe0}.map .q2{fill:#7aa9c7}.map .q3{fill:#3b7ba6}"
    ".map .q4{fill:#0a3d62}.map .dot{stroke:#1b2a38;stroke-width:.7}"
    ".map .bare{fill:#f4f2ee;stroke:#b9b4aa}.map .neutral{fill:#f4f2ee;stroke:none}"
    ".map .dashed{fill:none;stroke:#6d6a63;stroke-width:.9;stroke-dasharray:2.5 2}"
    ".hatch{stroke:#fff;stroke-width:1.6}.map .q0 .hatch,.map .q1 .hatch{stroke:#1b2a38}</style>"
)


def chart_of(content: WorldContent, speech: Speech) -> BriefPicture | None:
    """World and regions with their intervals; None where fewer than two have a figure."""
    measure, words = content.about.measures[0], speech.words
    whole = whole_of(content, measure)
    places = [*([whole] if whole else []), *regions_of(content, measure, words)]
    if len(places) <= 1:
        return None
    points = [_point(one, measure, words) for one in places]
    label, level = words.label(measure), words.share(content.about.level)
    title = speech.say("brief_world_frame.chart", label=label)
    about = words.text("world.regions_lead", level=level)
    texts = plot_texts(title, about, unit_of(measure, words), words)
    wide, narrow = (
        interval_plot([Block("", points)], texts, f"brief-{size}", narrow=size == "n")
        for size in ("w", "n")
    )
    return BriefPicture(
        title=title,
        wide=wide,
        narrow=narrow,
        caption=words.text("world_first.bars_lead", level=level),
        values=_values(
            speech.say(
                "brief_world_frame.chart_values", label=label, year=str(content.about.stated_year)
            ),
            [one.share for one in places],
            content,
            measure,
            speech,
        ),
    )


def _point(one: PlaceFigure, measure: WorldMeasure, words: WorldWords) -> Point:
    value, lower, upper = (end * measure.shown_per for end in limits_of(one.share))
    return Point(words.titled(one.share), value, lower, upper)


def _values(
    caption: str,
    rows: list[EstimateRow],
    content: WorldContent,
    measure: WorldMeasure,
    speech: Speech,
) -> BriefTable:
    words = speech.words
    level = words.share(content.about.level)
    columns = [words.text(f"world.{key}") for key in ("place", "share")]
    return BriefTable(
        caption,
        [*columns, words.text("world.interval", level=level)],
        [
            [words.titled(row), words.rate(row.value, measure), words.rate_interval(row, measure)]
            for row in rows
        ],
    )


def map_of(content: WorldContent, speech: Speech) -> BriefPicture | None:
    """The map of the report; None where it has none, as for forced labour."""
    measure, words = content.about.measures[0], speech.words
    drawn = world_map(content, measure, words)
    if drawn is None:
        return None
    countries = [
        row
        for row in content.in_year(measure.name).values()
        if row.place_kind == "country" and row.value is not None
    ]
    label, year = words.label(measure), str(content.about.stated_year)
    classes = words.semicolons(text for _, text in drawn.legend)
    caption = speech.say("brief_world_frame.map_caption", classes=classes)
    return BriefPicture(
        title=words.text("world_map.heading"),
        wide=drawn.svg.replace(">", f">{_MAP_STYLE}", 1),
        caption=" ".join((unit_of(measure, words) + ".", caption, *drawn.notes)),
        values=_values(
            speech.say("brief_world_frame.map_values", label=label, year=year),
            sorted(countries, key=words.place_order),
            content,
            measure,
            speech,
        ),
    )
