"""The annex of sampling errors: one table for everybody, one for each area and region.

Columns as reports of MICS have them (recalled, not read in print): value r, standard error se,
se/r, design effect deff, its root deft, weighted and unweighted count, r - 2se and r + 2se.
Beside them stand the limits that this project publishes, at their own level. The two differ:
r - 2se and r + 2se are symmetric, may leave 0 to 1, and hold for common outcomes only.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt

from measure87.disseminate.gate.rules import FEW_RESPONDENTS, IN_BRACKETS, UNKNOWN_NOT_SHOWN
from measure87.disseminate.standard_tables.cells import (
    LACKING,
    Cell,
    FilledBlock,
    FilledRow,
    FilledTable,
    Heading,
    State,
)
from measure87.disseminate.standard_tables.signs import Limits, limits_of, signs_used
from measure87.disseminate.standard_tables.words import TableWords
from measure87.vocabulary.estimate import Estimate, Result
from measure87.vocabulary.release_files.reading import survey_said
from measure87.vocabulary.releases.survey import StatedMeasure

DOMAINS = ("area", "region")
"""Variables of whose groups each has a table of its own, after the one for everybody."""
_SHARES = ("proportion", "mean")
_DECIMALS = 4
_COLUMNS = (
    "r", "se", "cv", "deff", "deft", "weighted", "unweighted", "minus", "plus", "lower", "upper"
)  # fmt: skip


def annex_tables(result: Result, words: TableWords) -> Iterator[FilledTable]:
    """The tables of the annex, of the headline measures of a released result."""
    measures = survey_said(result).measures or {}
    chosen = [f for f in result.estimates if _is_indicator(f, measures)]
    groups: dict[tuple[tuple[str, str], ...], list[Estimate]] = {(): []}
    for figure in chosen:
        if not figure.group or tuple(figure.group) in {(name,) for name in DOMAINS}:
            groups.setdefault(tuple(figure.group.items()), []).append(figure)
    found = [
        (key, figures)
        for key, figures in sorted(groups.items(), key=_order)
        if any(figure.se is not None for figure in figures)
    ]
    for number, (key, figures) in enumerate(found, start=1):
        yield _table(number, key, figures, measures, limits_of(result), words)


def _order(entry: tuple[tuple[tuple[str, str], ...], list[Estimate]]) -> tuple[int, int]:
    """Everybody, then areas, then regions; groups in the order of their codes."""
    key, _ = entry
    if not key:
        return (-1, 0)
    (name, code) = key[0]
    return (DOMAINS.index(name), int(code) if code.isdecimal() else 10**6)


def _is_indicator(figure: Estimate, measures: Mapping[str, StatedMeasure]) -> bool:
    """Whether a figure is one of the list: a share under a headline measure."""
    about = measures.get(figure.name)
    is_share = figure.statistic in _SHARES and figure.unit == "proportion"
    return about is not None and about.headline and is_share


def _table(
    number: int,
    key: Sequence[tuple[str, str]],
    figures: Sequence[Estimate],
    measures: Mapping[str, StatedMeasure],
    limits: Limits,
    words: TableWords,
) -> FilledTable:
    group = words.spoken.commas(
        words.label(name, code, figures[0].labels.get(name)) for name, code in key
    )
    rows = [
        FilledRow(measures[figure.name].title or figure.name, _cells(figure)) for figure in figures
    ]
    level = next((f.level for f in figures if f.level is not None), None)
    share = words.spoken.share(level) if level is not None else ""
    notes = [words.text(f"notes.{note}") for note in ("annex_mics", "annex_deff", "annex_zero")]
    cells = [cell for row in rows for cell in row.cells]
    return FilledTable(
        id=f"se_{number}",
        number=f"SE.{number}",
        title=words.text("annex.title", group=group or words.text("annex.everybody")),
        about=words.text("annex.about"),
        corner=words.text("annex.corner"),
        columns=tuple(_headings(share, words)),
        blocks=(FilledBlock("", tuple(rows)),),
        notes=(
            *signs_used(cells, limits, words),
            *notes,
            words.text("notes.annex_own", level=share),
        ),
    )


def _headings(level: str, words: TableWords) -> Iterator[Heading]:
    for key in _COLUMNS:
        under = {"minus": "two_errors", "plus": "two_errors", "lower": "own", "upper": "own"}.get(
            key
        )
        above = (words.text(f"annex.columns.{under}", level=level),) if under else ()
        yield Heading(words.text(f"annex.columns.{key}"), above)


def _cells(figure: Estimate) -> tuple[Cell, ...]:
    """The columns of one figure, as far as it has them.

    What would tell how many did not answer is kept back (`unknown-not-shown`), and says so.
    """
    if figure.suppressed:
        hidden: State = "few" if FEW_RESPONDENTS in figure.flags else "confidential"
        return tuple(Cell(hidden) for _ in _COLUMNS)
    value, se, deff = figure.value, figure.se, figure.deff
    state: State = "brackets" if IN_BRACKETS in figure.flags else "shown"
    has_both = value is not None and se is not None
    numbers: dict[str, tuple[float | None, int]] = {
        "r": (value, _DECIMALS),
        "se": (se, _DECIMALS),
        "cv": (se / value if has_both and value else None, 3),  # type: ignore[operator]
        "deff": (deff, 3),
        "deft": (sqrt(deff) if deff is not None and deff >= 0 else None, 3),
        "weighted": (figure.weighted_n, 0),
        "unweighted": (figure.n, 0),
        "minus": (value - 2 * se if has_both else None, _DECIMALS),  # type: ignore[operator]
        "plus": (value + 2 * se if has_both else None, _DECIMALS),  # type: ignore[operator]
        "lower": (figure.lower, _DECIMALS),
        "upper": (figure.upper, _DECIMALS),
    }
    lacking = Cell("confidential") if UNKNOWN_NOT_SHOWN in figure.flags else LACKING
    return tuple(
        lacking if number is None else Cell(_sign(key, state), float(number), decimals)
        for key, (number, decimals) in ((key, numbers[key]) for key in _COLUMNS)
    )


def _sign(key: str, state: State) -> State:
    """Numbers of persons never stand in brackets."""
    return "shown" if key in ("weighted", "unweighted") else state
