"""What `new --preset world` writes: a world estimate, to be filled in."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from measure87.combine.inputs import format_of
from measure87.combine.validation.gather_items import WHAT_TO_WRITE
from measure87.files import read_plain_source
from measure87.study.kinds import FILE, Draft, Order
from measure87.study.new_text import quoted, relative_path
from measure87.study.world.settings import SCHEMA
from measure87.vocabulary.errors import UsageError

_MEASURES: tuple[str, ...] = ("child_labour_sdg_a",)
"""Asked for where no file says what is measured."""
_TOPICS = ("child_labour", "forced_labour")
_FIGURES = "figures"
_DEFINITION = 'definition = "not stated"    # whose definition it is, and which'
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
    figures, form, measures = "figures.csv", _FIGURES, _MEASURES
    if data is not None:
        figures, form = relative_path(data, order.folder), format_of(data)
        measures = _measures_in(data) if form == _FIGURES else _MEASURES
    text = world_text(figures, measures, order.year, form)
    todo = "Name the file of the population in study.toml, and write the answers under [gather]"
    return Draft({FILE: text}, todo)


def world_text(figures: str, measures: Sequence[str], year: int, form: str = _FIGURES) -> str:
    """The text of `study.toml`; what no program can know is left to whoever runs it."""
    topic = next((one for one in _TOPICS if measures[0].startswith(one)), _TOPICS[0])
    lines = [
        "# A world estimate of published figures; docs/reference/combine.md has every key.",
        f"schema = {SCHEMA}",
        'kind = "world"',
        'title = "An estimate for all countries"',
        f'topic = "{topic}"    # or {_TOPICS[1 - _TOPICS.index(topic)]}',
        f"year = {year}",
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
        *(line for name in measures for line in _measure(name)),
        "[validation]",
        "countries = true      # each country is predicted from the others",
        "",
        "# Without these answers nothing is estimated: GATHER asks for them.",
        "[gather]",
        *(f'{name} = "TODO"    # {what}' for name, what in WHAT_TO_WRITE.items()),
        "",
    ]
    return "\n".join(lines)


def _measure(name: str) -> Iterator[str]:
    bare = name.isascii() and name.isidentifier()
    yield f"[measures.{name if bare else quoted(name)}]"
    yield f"label = {quoted(name.replace('_', ' ').capitalize())}"
    yield _DEFINITION
    yield ""


def _measures_in(data: Path) -> tuple[str, ...]:
    """The measures of a file with our own columns."""
    source = read_plain_source(data)
    column = source.column("measure")
    values = source.lazy.select(column).unique().collect().to_series().drop_nulls()
    return tuple(sorted(str(value) for value in values)) or _MEASURES
