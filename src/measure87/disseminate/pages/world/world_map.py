"""The map of a measure: shares in five classes, what is borrowed hatched, small states as dots.

Classes are shades of one hue that stay apart in grey. A country without figures of its own is
hatched as well, so that colour is never the only sign. The outlines of the first map serve all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import floor, log10

from measure87.disseminate.locale.written_numbers import by_its_letters
from measure87.disseminate.pages.world.map_shapes import world_shapes
from measure87.disseminate.pages.world.rows import EstimateRow
from measure87.disseminate.pages.world.world_content import WorldContent
from measure87.disseminate.pages.world.world_words import WorldWords, alphabetical
from measure87.vocabulary.releases.world import WorldMeasure

CLASSES = 5
_STEPS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
_VIEW = "0 0 1000 452"


@dataclass(frozen=True)
class WorldMap:
    """A map, its legend and what is said beneath it."""

    svg: str
    legend: Sequence[tuple[str, str]]
    """Class of the sample in the style, and its text."""
    has_borrowed: bool
    notes: Sequence[str]


def world_map(content: WorldContent, measure: WorldMeasure, words: WorldWords) -> WorldMap | None:
    """The map of the stated year; None for forced labour, and where there are no countries."""
    rows = {p: r for p, r in content.in_year(measure.name).items()
            if r.place_kind == "country" and r.value is not None}  # fmt: skip
    if measure.is_forced_labour or not rows:
        return None
    limits = class_limits([row.value for row in rows.values() if row.value is not None])
    shapes = world_shapes()
    placed = {*shapes.countries, *shapes.dots}
    lost = [words.place(place, row.place_name, "country")
            for place, row in rows.items() if place not in placed]  # fmt: skip
    return WorldMap(
        svg=_svg(rows, limits, content, measure, words),
        legend=_legend(limits, measure, words),
        has_borrowed=any(row.basis == "borrowed" for row in rows.values()),
        notes=_notes(sorted(lost, key=alphabetical), words),
    )


def class_limits(shares: Sequence[float]) -> list[float]:
    """Round limits between classes, near the quintiles; fewer where shares lie close together."""
    ordered = sorted(shares)
    found: list[float] = []
    for part in range(1, CLASSES):
        limit = _round(ordered[len(ordered) * part // CLASSES])
        if limit > 0 and limit not in found and ordered[0] < limit <= ordered[-1]:
            found.append(limit)
    return sorted(found)


def _round(value: float) -> float:
    """The nearest round number."""
    if value <= 0:
        return 0.0
    unit = 10.0 ** floor(log10(value))
    steps = [step * unit for step in (*_STEPS, 10.0)]
    return float(f"{min(steps, key=lambda one: abs(one - value)):.6g}")


def class_of(share: float, limits: Sequence[float]) -> int:
    """Number of a share's class, 0 for the lowest; a limit belongs to the class above it."""
    return sum(share >= limit for limit in limits)


def _legend(
    limits: Sequence[float], measure: WorldMeasure, words: WorldWords
) -> list[tuple[str, str]]:  # fmt: skip
    def written(share: float) -> str:
        value = share * measure.shown_per
        return words.number(value, 0 if abs(value - round(value)) < 1e-9 else 1)

    if not limits:
        return [("q0", words.text("world_map.all_alike"))]
    texts = [words.text("world_map.below", limit=written(limits[0]))]
    texts += [words.between(written(one), written(other)) for one, other in pairwise(limits)]
    texts.append(words.text("world_map.above", limit=written(limits[-1])))
    return [(f"q{shade(n, len(texts))}", text) for n, text in enumerate(texts)]


def shade(number: int, classes: int) -> int:
    """The shade of a class: the palest and the darkest are always used."""
    return round(number * (CLASSES - 1) / max(classes - 1, 1))


def _notes(lost: Sequence[str], words: WorldWords) -> list[str]:
    found = [words.text("world_map.borders"), words.text("world_map.sources")]
    if lost:
        found.insert(0, words.text("world_map.lost", places=words.listing(lost)))
    return found


def _svg(
    rows: dict[str, EstimateRow],
    limits: Sequence[float],
    content: WorldContent,
    measure: WorldMeasure,
    words: WorldWords,
) -> str:
    shapes = world_shapes()
    anchor = f"map-{content.about.measures.index(measure)}"
    first = anchor == "map-0"
    title = words.text(
        "world_map.title", measure=words.label(measure), year=str(content.about.stated_year)
    )
    parts = [
        f'<svg class="map" viewBox="{_VIEW}" role="img" aria-labelledby="{anchor}-t {anchor}-d">',
        f'<title id="{anchor}-t">{escape(title)}</title>',
        f'<desc id="{anchor}-d">{escape(words.text("world_map.about"))}</desc>',
        _patterns() if first else "",
    ]
    areas = [(c, f'<path id="m-{c}" d="{d}"/>' if first else f'<use href="#m-{c}"/>')
             for c, d in shapes.countries.items()]  # fmt: skip
    parts += [_area(code, shape, rows.get(code), limits, measure, words) for code, shape in areas]
    neutral = (
        f'<path id="m-neutral" d="{shapes.neutral}"/>' if first else '<use href="#m-neutral"/>'
    )
    dashed = f'<path id="m-dashed" d="{shapes.dashed}"/>' if first else '<use href="#m-dashed"/>'
    parts.append(f'<g class="neutral">{neutral}</g><g class="dashed">{dashed}</g>')
    parts += [
        _area(
            code, f'<circle cx="{x}" cy="{y}" r="3.4"/>', rows[code], limits, measure, words, True
        )
        for code, (x, y) in shapes.dots.items()
        if code in rows
    ]
    return "".join(parts) + "</svg>"


def _patterns() -> str:
    """Hatching for what is borrowed, drawn over the colour of its class."""
    return (
        '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><path d="M0 0V5" class="hatch"/></pattern></defs>'
    )


def _area(
    code: str, shape: str, row: EstimateRow | None, limits: Sequence[float], measure: WorldMeasure,
    words: WorldWords, dot: bool = False,
) -> str:  # fmt: skip
    """A country in the colour of its class; hatched over where its figure is borrowed."""
    if row is None or row.value is None:
        return f'<g class="bare">{shape}</g>'
    number = shade(class_of(row.value, limits), len(limits) + 1)
    text = words.text(
        "world_map.hover",
        place=words.place(row.place, row.place_name, "country"),
        share=words.rate(row.value, measure),
        interval=words.rate_interval(row, measure),
    )
    if words.is_mirrored:
        text = by_its_letters(text)
    over = ""
    if row.basis == "borrowed":
        over = (shape if dot else f'<use href="#m-{code}"/>').replace("/>", ' fill="url(#hatch)"/>')
    label = f"<title>{escape(str.__str__(text))}</title>"
    return f'<g class="q{number}{" dot" if dot else ""}">{label}{shape}{over}</g>'
