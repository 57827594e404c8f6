"""What the evening checks look at: the form, the tables with corrections laid on, the sample.

Tables are read, never written. Interviews that the server deleted or an office rejected are counted
and left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np
import polars as pl

from measure87.collect.form.model import Form, read_form, repeats
from measure87.collect.quality.corrections import CorrectionAccount, corrected, read_corrections
from measure87.collect.quality.items import MAIN, Item, items_of, serving
from measure87.collect.quality.sample import Sample, as_entered, read_sample
from measure87.collect.quality.settings import (
    EveningSettings,
    named_questions,
    read_evening_settings,
)
from measure87.collect.quality.telling import telling_questions
from measure87.numerics.arrays import IntArray
from measure87.vocabulary.errors import DataError, StudyError
from measure87.vocabulary.keys import nearest

FORM = "form/form.json"
FIELD = "field"
TABLES = "tables"
BACK_CHECKS = "backchecks"
REJECTED = "rejected"


@dataclass(frozen=True)
class FieldData:
    """All that the checks look at.

    Attributes
    ----------
    tables : `main` and one table a repeat, of interviews that count
    back_checks : the same of second interviews, whose `_of` names the interview that each checks
    deleted, rejected : interviews left out
    unreadable : tables of the form that the folder does not have
    """

    form: Form
    settings: EveningSettings
    tables: Mapping[str, pl.DataFrame]
    sample: Sample | None = None
    back_checks: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    corrections: CorrectionAccount = field(default_factory=CorrectionAccount)
    deleted: int = 0
    rejected: int = 0
    missing_tables: tuple[str, ...] = ()

    @property
    def main(self) -> pl.DataFrame:
        """One row an interview."""
        return self.tables[MAIN]

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Questions whose answers are in the tables."""
        return tuple(items_of(self.form, {n: t.columns for n, t in self.tables.items()}))

    @cached_property
    def telling(self) -> frozenset[str]:
        """Questions of which how many were asked them says what was said to a sensitive one."""
        return telling_questions(self.form)

    @cached_property
    def interviewers(self) -> tuple[str, ...]:
        """Who interviewed, by the hash or code in the data; those unknown are nobody here."""
        column = self.settings.interviewer
        if column not in self.main.columns:
            return ()
        return tuple(self.main[column].drop_nulls().cast(pl.String).unique().sort().to_list())

    @cached_property
    def who(self) -> IntArray:
        """For each interview the place of its interviewer in `interviewers`; -1 if unknown."""
        return _codes(self.main, self.settings.interviewer, self.interviewers)

    @cached_property
    def units(self) -> IntArray | None:
        """For each interview its sampled area, counted from 0; None where nothing names areas."""
        name = self.settings.unit or serving(self.form, "persons", "cluster")
        if name is not None and name in self.main.columns:
            return _codes(self.main, name, None)
        if self.sample is None or self.cases is None or not any(c.unit for c in self.sample.cases):
            return None
        unit_of = {one.case: one.unit for one in self.sample.cases}
        found = self.cases.replace_strict(unit_of, default=None, return_dtype=pl.String)
        return _codes(pl.DataFrame({"unit": found}), "unit", None)

    @cached_property
    def key(self) -> tuple[str, ...]:
        """Questions that together name a case; empty where none do."""
        if self.settings.case:
            return self.settings.case
        if self.sample is not None:
            return self.sample.key
        named = [serving(self.form, "persons", one) for one in ("cluster", "household_id")]
        found = [one for one in named if one is not None and one in self.main.columns]
        return tuple(found) if named[-1] in found else ()

    @property
    def design(self) -> frozenset[str]:
        """Questions that name cases, areas and results of visits: no answers of anybody."""
        named = (*self.key, self.settings.unit, self.settings.result)
        return frozenset(name for name in named if name is not None)

    @cached_property
    def cases(self) -> pl.Series | None:
        """For each interview its case; null where a part of the key is not there."""
        if not self.key or not set(self.key) <= set(self.main.columns):
            return None
        parts = [pl.col(name).cast(pl.String) for name in self.key]
        return self.main.select(pl.concat_str(parts, separator="/").alias("case"))["case"]


def read_field_data(study: Path) -> FieldData:
    """A field study's folder, corrections laid on.

    Raises
    ------
    StudyError, DataError
        If the form or the main table is not there, or a file is not as declared.
    """
    form = form_of_study(study)
    folder = study / FIELD
    tables, missing = _tables(folder / TABLES, form)
    if MAIN not in tables:
        raise StudyError(
            f"{FIELD}/{TABLES}/{MAIN}.parquet is not there",
            code="no-tables",
            where=str(study),
            hint="fetch the interviews first: measure87 collect pull",
        )
    counted, deleted, rejected = _counted(tables)
    log = read_corrections(folder)
    laid_on, account = corrected(counted, form, log)
    settings = read_evening_settings(folder)
    data = FieldData(
        form, settings, laid_on, _sample(folder, settings, laid_on[MAIN]),
        _tables(folder / BACK_CHECKS, form)[0], account, deleted, rejected, missing,
    )  # fmt: skip
    _refuse_unknown_names(data, named_questions(settings))
    return data


def read_interviews(study: Path) -> FieldData:
    """The same with the main table alone: which interviews there are, and of which cases.

    Raises
    ------
    StudyError, DataError
        As `read_field_data`; of names in the settings, those of a case.
    """
    form = form_of_study(study)
    folder = study / FIELD
    counted, deleted, rejected = _counted({MAIN: _read(folder / TABLES / f"{MAIN}.parquet")})
    laid_on, account = corrected(counted, form, read_corrections(folder))
    settings = read_evening_settings(folder)
    data = FieldData(
        form, settings, laid_on, _sample(folder, settings, laid_on[MAIN]),
        corrections=account, deleted=deleted, rejected=rejected,
    )  # fmt: skip
    _refuse_unknown_names(data, {"case": settings.case})
    return data


def _sample(folder: Path, settings: EveningSettings, main: pl.DataFrame) -> Sample | None:
    """The sample as interviewers enter it: frames have `0012` where the form has the number 12."""
    sample = read_sample(folder)
    if sample is None:
        return None
    key = settings.case or sample.key
    return as_entered(
        sample, [name in main.columns and main.schema[name].is_integer() for name in key]
    )


def form_of_study(study: Path) -> Form:
    """The form of a field study's folder.

    Raises
    ------
    StudyError
        `no-form` or `bad-form`.
    """
    path = study / FORM
    if not path.is_file():
        raise StudyError(
            f"{FORM} is not there",
            code="no-form",
            where=str(study),
            hint="name the folder of a field study, as `measure87 form build` makes it",
        )
    try:
        return read_form(path)
    except msgspec.DecodeError as error:
        raise StudyError(
            f"{FORM} is no form: {error}",
            code="bad-form",
            where=FORM,
            hint="build the form again with this version of measure87",
        ) from None


def _tables(folder: Path, form: Form) -> tuple[dict[str, pl.DataFrame], tuple[str, ...]]:
    """Tables of a form that a folder has, and names of those that it has not."""
    names = (MAIN, *dict.fromkeys(way[-1].name for way in repeats(form)))
    found = {name: _read(folder / f"{name}.parquet") for name in names
             if (folder / f"{name}.parquet").is_file()}  # fmt: skip
    return found, tuple(name for name in names if name not in found)


def _read(path: Path) -> pl.DataFrame:
    try:
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError):
        raise DataError(
            f"{path.name} is no table",
            code="damaged",
            where=path.parent.name,
            hint="it is made anew from the journal: measure87 collect pull",
        ) from None
    if "_id" not in frame.columns:
        raise DataError(
            f"{path.name} has no column _id",
            code="no-id",
            where=path.parent.name,
            hint="tables have the layout of docs/decisions/0048-fielded-surveys.md",
        )
    return frame


def _counted(tables: Mapping[str, pl.DataFrame]) -> tuple[dict[str, pl.DataFrame], int, int]:
    """Tables without interviews that do not count, and how many those are."""
    main = tables[MAIN]
    gone, refused = pl.lit(False), pl.lit(False)
    if "_deleted" in main.columns:
        gone = pl.col("_deleted").fill_null(False)
    if "_review" in main.columns:
        review = pl.col("_review").cast(pl.String).str.to_lowercase()
        refused = (review == REJECTED).fill_null(False) & ~gone
    marked = main.select(pl.col("_id"), gone.alias("gone"), refused.alias("refused"))
    deleted, rejected = int(marked["gone"].sum()), int(marked["refused"].sum())
    if not deleted and not rejected:
        return dict(tables), 0, 0
    kept = marked.filter(~pl.col("gone") & ~pl.col("refused")).select("_id")
    left = {name: one.join(kept, on="_id", how="semi", maintain_order="left")
            for name, one in tables.items()}  # fmt: skip
    return left, deleted, rejected


def _codes(frame: pl.DataFrame, column: str, names: Sequence[str] | None) -> IntArray:
    """Places of a column's values among names, in their order if None; -1 where null."""
    if column not in frame.columns:
        return np.full(frame.height, -1, np.int64)
    values = frame[column].cast(pl.String)
    known = values.drop_nulls().unique().sort().to_list() if names is None else names
    places = {name: place for place, name in enumerate(known)}
    found = values.replace_strict(places, default=-1, return_dtype=pl.Int64)
    return found.fill_null(-1).to_numpy().astype(np.int64)


def _refuse_unknown_names(data: FieldData, settings: Mapping[str, Sequence[str]]) -> None:
    """Refuse settings that name questions which the form has not."""
    known = sorted({column.split("/")[0] for t in data.tables.values() for column in t.columns})
    for key, names in settings.items():
        for name in names:
            if name not in known:
                raise StudyError(
                    f"`{key}` names {name!r}, of which the tables have no column",
                    code="unknown-question",
                    where="evening.toml",
                    hint=f"name a question of the form; {nearest(name, known)}",
                )
