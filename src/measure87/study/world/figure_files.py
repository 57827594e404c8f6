"""Reads a file of published figures by its publisher's format, as `[inputs.NAME]` says."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from measure87.combine.inputs import (
    LEAVE_OUT_ALL_MARKED,
    UNICEF_MARKS,
    Exclusion,
    FigureTable,
    IlostatSeries,
    Population,
    UnicefLayout,
    read_figures,
    read_ilostat,
    read_own_estimates,
    read_sdg_csv,
    read_sdg_ml,
    read_unicef,
)
from measure87.combine.inputs.age_splitting import Split
from measure87.study.toml_values import Section
from measure87.study.world.reading import reading
from measure87.study.world.source_settings import FigureInput
from measure87.study.world.values import ages_of, settings_at_fault
from measure87.vocabulary.errors import StudyError

_LAYOUT_TEXTS = ("country", "source", "year", "sheet")
_LAYOUT_TABLES = ("ages", "values", "marks")
_LAYOUT_NUMBERS = ("first_row", "year_of_all")


def read_figure_file(
    one: FigureInput,
    label: str,
    population: Population,
    split: Split,
    exclusions: Sequence[Exclusion],
) -> FigureTable:
    """The figures of one file, without those that are excluded; these stay with the reason.

    Parameters
    ----------
    label
        What the file is called in tables and messages: see `file_labels`.

    Raises
    ------
    DataError, StudyError, UsageError
        For a file that cannot be read, or settings that do not fit it.
    """
    name = one.path.name
    here = [replace(e, origin=name) if e.origin == label else e for e in exclusions]
    with reading(f"inputs.{one.name}", name, label):
        table = _read(one, population, split, here)
    own = pl.when(pl.col("origin") == name).then(pl.lit(label)).otherwise("origin")
    return FigureTable(
        table.frame.with_columns(origin=own),
        {label: table.inputs[name]},
        {label: sum(table.passed_over.values())} if table.passed_over else {},
    )


def _read(
    one: FigureInput, population: Population, split: Split, exclusions: Sequence[Exclusion]
) -> FigureTable:
    if one.format == "figures":
        return read_figures(one.path, exclusions=exclusions)
    if one.format == "sdg_csv":
        return read_sdg_csv(one.path, exclusions=exclusions)
    if one.format == "sdg_ml":
        return read_sdg_ml(one.path, exclusions=exclusions)
    options = Section(one.options, f"[inputs.{one.name}]")
    if one.format == "own_estimates":
        return read_own_estimates(
            one.path, source_type=options.text("source_type"), exclusions=exclusions
        )
    if one.format == "ilostat":
        series = IlostatSeries(
            measure=options.text("measure"),
            unit=options.choice("unit", "percent", ("percent", "thousands")),  # type: ignore[arg-type]
            definition=options.text("definition"),
            indicator=options.text("indicator") if options.has("indicator") else None,
        )
        return read_ilostat(
            one.path, series, population=population, split=split, exclusions=exclusions
        )
    return _read_unicef(one, options, exclusions)


def _read_unicef(
    one: FigureInput, options: Section, exclusions: Sequence[Exclusion]
) -> FigureTable:
    rules = {"unicef": UNICEF_MARKS, "none": LEAVE_OUT_ALL_MARKED}
    marks = options.choice("marks", "none", tuple(rules))
    with settings_at_fault(options.where):
        return read_unicef(one.path, _layout(options), rules=rules[marks], exclusions=exclusions)


def _layout(options: Section) -> UnicefLayout:
    """The columns of a table of UNICEF, out of `layout`."""
    layout = options.section("layout").only(_LAYOUT_TEXTS + _LAYOUT_TABLES + _LAYOUT_NUMBERS)
    ages = ages_of(layout, "ages", default=[[5, 17]])
    if len(ages) != 1:
        raise StudyError(
            f"'ages' has {len(ages)} groups", code="bad-value", where=layout.where,
            hint="a table of UNICEF is about one group of ages, as [[5, 17]]",
        )  # fmt: skip
    texts = {name: layout.text(name) for name in _LAYOUT_TEXTS if layout.has(name)}
    values = _columns(layout.section("values"))
    if not values:
        raise StudyError(
            "the layout names no column of values", code="layout", where=layout.where,
            hint='write values = { both = "B" }, by sex the letter of the column',
        )  # fmt: skip
    numbers = {
        name: layout.whole(name, None, 1, 10**6) for name in _LAYOUT_NUMBERS if layout.has(name)
    }
    return UnicefLayout(
        measure=options.text("measure"),
        definition=options.text("definition"),
        ages=ages[0],
        values=values,
        marks=_columns(layout.section("marks")),
        **texts,  # type: ignore[arg-type]
        **numbers,  # type: ignore[arg-type]
    )


def _columns(section: Section) -> dict[str, str]:
    """Sex to the letter of a column."""
    section.only(("both", "female", "male"))
    return {sex: section.text(sex) for sex in section.content}
