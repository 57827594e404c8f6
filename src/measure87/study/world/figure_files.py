"""Reads a file of published figures by its publisher's format, as `[inputs.NAME]` says."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from measure87.combine.inputs import (
    Exclusion,
    FigureTable,
    Population,
    read_figures,
    read_ilostat,
    read_own_estimates,
    read_sdg_csv,
    read_sdg_ml,
    read_unicef,
)
from measure87.combine.inputs.age_splitting import Split
from measure87.files.settings import settings_at_fault
from measure87.study.world.reading import reading
from measure87.study.world.source_settings import FigureInput, OwnEstimates, UnicefTable

_PLAIN = {"figures": read_figures, "sdg_csv": read_sdg_csv, "sdg_ml": read_sdg_ml}


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
        What the file is called in tables and messages: see `unchanged.file_labels`.

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
    match one.of:
        case None:
            return _PLAIN[one.format](one.path, exclusions=exclusions)
        case OwnEstimates(source_type):
            return read_own_estimates(one.path, source_type=source_type, exclusions=exclusions)
        case UnicefTable(layout, rules):
            with settings_at_fault(f"[inputs.{one.name}]"):
                return read_unicef(one.path, layout, rules=rules, exclusions=exclusions)
        case series:
            return read_ilostat(
                one.path, series, population=population, split=split, exclusions=exclusions
            )
