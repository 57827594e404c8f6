"""Published figures: those that went in, with what became of them, and those left out."""

from collections.abc import Sequence
from dataclasses import dataclass

from measure87.disseminate.pages.world.fit_plots import is_used
from measure87.disseminate.pages.world.rows import FigureRow, Limits, rows_of
from measure87.disseminate.pages.world.world_content import WorldContent
from measure87.disseminate.pages.world.world_words import WorldWords
from measure87.vocabulary.releases.world import WorldMeasure

_PLAIN = WorldMeasure(name="", label="")


@dataclass(frozen=True)
class FigureLists:
    """Both lists, and how many figures of how many countries there are."""

    lead: str
    used: Sequence[Sequence[str]]
    """Country, year, who, measure, source, published, error, brought to, model."""
    left_out: Sequence[Sequence[str]]
    """Country, year, who, measure, source, published, reason."""


def figure_lists(content: WorldContent, words: WorldWords) -> FigureLists:
    """All figures of `figures.csv`, countries in alphabetical order."""
    rows = sorted(
        rows_of(content.tables["figures"], FigureRow),
        key=lambda row: (_name(row, content, words), row.year, row.measure),
    )
    used = [row for row in rows if is_used(row)]
    left = [row for row in rows if not is_used(row)]
    lead = words.text(
        "world_figures.lead",
        used=len(used),
        countries=len({row.country for row in used}),
        left=len(left),
    )
    return FigureLists(
        lead,
        [[*_head(row, content, words), *_fit(row, content, words)] for row in used],
        [[*_head(row, content, words), words.in_english(row.reason)] for row in left],
    )


def _name(row: FigureRow, content: WorldContent, words: WorldWords) -> str:
    code = row.country
    return str.__str__(words.place(code, content.names.get(code) or words.country(code), "country"))


def _head(row: FigureRow, content: WorldContent, words: WorldWords) -> list[str]:
    measure = _measure(row, content)
    who = [words.of_code("world_sexes", row.sex)]
    if row.age_from is not None:
        who.append(words.age(row.age_from, row.age_to))
    return [
        _name(row, content, words),
        str(row.year),
        words.commas(who),
        words.label(measure) if measure.label else words.in_english(row.measure),
        source_of(row, words),
        words.rate(row.estimate, measure),
    ]


def source_of(row: FigureRow, words: WorldWords) -> str:
    """Where a figure is from, and whether it is an outlier."""
    own = row.source
    source = words.in_english(own) if own else words.of_code("world_sources", row.source_type)
    if not row.outlier:
        return source
    return words.commas([source, words.of_code("world_outliers", row.outlier)])


def _measure(row: FigureRow, content: WorldContent) -> WorldMeasure:
    known = {one.name: one for one in content.about.measures}
    return known.get(row.measure, _PLAIN)


def _fit(row: FigureRow, content: WorldContent, words: WorldWords) -> list[str]:
    """Error that was used, the figure brought to the measure, and the model with its limits."""
    measure = _measure(row, content)
    error = words.text("world.none")
    if row.assumed_se is not None:
        whence = words.of_code("world_assumed", row.assumed or "unknown")
        size = words.number(row.assumed_se * measure.shown_per, 2)
        error = words.text("world_figures.error", size=size, whence=whence)
    limits = Limits(row.fitted_lower, row.fitted_upper)
    model = words.rate(row.fitted, measure)
    between = words.rate_interval(limits, measure)
    whole = words.text("world_figures.model", share=model, interval=between) if between else model
    return [error, words.rate(row.adjusted, measure), words.whole(whole)]
