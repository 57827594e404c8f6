"""What `new --preset world` writes: a world estimate, to be filled in."""

from collections import Counter
from collections.abc import Iterator, Mapping

import polars as pl

from measure87.combine.inputs import format_of
from measure87.combine.validation.gather_items import WHAT_TO_WRITE
from measure87.files import SourceTable, read_plain_source
from measure87.study.kinds import FILE, Draft, Order
from measure87.study.new_text import quoted, relative_path
from measure87.study.world.settings import SCHEMA
from measure87.vocabulary.errors import UsageError

_MEASURES: tuple[str, ...] = ("child_labour_sdg_a",)
"""Asked for where no file says what is measured."""
_TOPICS = ("child_labour", "forced_labour")
_FIGURES = "figures"
_DEFINITION = 'definition = "not stated"    # whose definition it is, and which'
_USUAL_AGES = (5, 17)
_OF_WHAT = (f'measure = "{_MEASURES[0]}"', _DEFINITION)
_FURTHER = {
    "ilostat": (*_OF_WHAT, 'unit = "percent"'),
    "unicef": _OF_WHAT,
    "own_estimates": ('source_type = "child_labour_survey"',),
}
"""Format to the keys that it has beside `file` and `format`, for whoever begins to look through."""


def new_world(order: Order) -> Draft:
    """The settings of a world estimate.

    Raises
    ------
    UsageError
        If the stated year is missing, or a country is named.
    DataError
        If the file is in no format that is read.
    """
    if order.country is not None:
        raise UsageError(
            "a world estimate is of no one country",
            code="bad-option",
            hint="leave out --country; one country in a released run is made by "
            "measure87 combine --with-release",
        )
    if order.year is None:
        raise UsageError("the stated year is missing", hint="give --year YYYY")
    if order.form:
        raise UsageError(
            "files of published figures are read as their format says",
            code="bad-option",
            hint="leave out --encoding, --separator, --decimal, --sheet, --member, --header-row",
        )
    data = order.data
    figures, form = "figures.csv", _FIGURES
    measures: Mapping[str, str | None] = dict.fromkeys(_MEASURES)
    ages = None
    if data is not None:
        figures, form = relative_path(data, order.folder), format_of(data)
        if form == _FIGURES:
            source = read_plain_source(data)
            measures = _measures_in(source) or measures
            ages = _ages_in(source)
    text = world_text(figures, measures, order.year, form, ages)
    todo = "Name the file of the population in study.toml, and write the answers under [gather]"
    return Draft({FILE: text}, todo)


def world_text(
    figures: str,
    measures: Mapping[str, str | None],
    year: int,
    form: str = _FIGURES,
    ages: str | None = None,
) -> str:
    """The text of `study.toml`; what no program can know is left to whoever runs it.

    Parameters
    ----------
    measures : names of measures, each with the definition that the file states, or None
    ages : as settings write them, where they are other than usual
    """
    first = next(iter(measures))
    topic = next((one for one in _TOPICS if first.startswith(one)), _TOPICS[0])
    lines = [
        "# A world estimate of published figures; docs/reference/combine.md has every key.",
        f"schema = {SCHEMA}",
        'kind = "world"',
        'title = "An estimate for all countries"',
        f'topic = "{topic}"    # or {_TOPICS[1 - _TOPICS.index(topic)]}',
        f"year = {year}",
        *([] if ages is None else [f"ages = {ages}    # of most figures in the file"]),
        'language = "en"',
        "seed = 87",
        "",
        "[inputs.figures]",
        f"file = {quoted(figures)}",
        f'format = "{form}"    # or sdg_csv, sdg_ml, ilostat, unicef, own_estimates'
        if form == _FIGURES
        else f'format = "{form}"',
        *_FURTHER.get(form, ()),
        "",
        "[population]",
        'file = "population.csv"    # people by country, year, sex and age',
        "",
        *(line for name, of in measures.items() for line in _measure(name, of)),
        "[validation]",
        "countries = true      # each country is predicted from the others",
        "",
        "# Without these answers nothing is estimated: GATHER asks for them.",
        "[gather]",
        *(f'{name} = "TODO"    # {what}' for name, what in WHAT_TO_WRITE.items()),
        "",
    ]
    return "\n".join(lines)


def _measure(name: str, definition: str | None) -> Iterator[str]:
    bare = name.isascii() and name.isidentifier()
    yield f"[measures.{name if bare else quoted(name)}]"
    yield f"label = {quoted(name.replace('_', ' ').capitalize())}"
    yield _DEFINITION if definition is None else f"definition = {quoted(definition)}"
    yield ""


def _measures_in(source: SourceTable) -> dict[str, str | None]:
    """The measures of a file with our own columns, each with the one definition of its figures."""
    of = source.find("definition")
    stated = pl.lit(None) if of is None else pl.col(of)
    columns = {"measure": pl.col(source.column("measure")), "definition": stated}
    texts = {name: column.cast(pl.String) for name, column in columns.items()}
    frame = source.lazy.select(**texts).drop_nulls("measure").unique().sort("measure").collect()
    found: dict[str, str | None] = {}
    for name, definition in frame.iter_rows():
        found[name] = None if name in found else definition
    return found


def _ages_in(source: SourceTable) -> str | None:
    """Ages of most figures, as settings write them; None where some are of the usual ages."""
    names = [source.find(name) for name in ("age_from", "age_to")]
    columns = [
        pl.col(name).cast(pl.String).cast(pl.Float64, strict=False) for name in names if name
    ]
    if len(columns) < len(names):
        return None
    spans = source.lazy.select(columns).collect().rows()
    counts = Counter(one for one in spans if one[0] is not None)
    if not counts or _USUAL_AGES in counts:
        return None
    youngest, oldest = counts.most_common(1)[0][0]
    return f"[[{youngest:g}]]" if oldest is None else f"[[{youngest:g}, {oldest:g}]]"
