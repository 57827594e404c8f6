"""Write the files of the invented survey into a folder, each marked as invented."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from measure87.files import UserMissing, csv_text, whole_file, write_sav, write_whole
from measure87.simulate.country import InventedCountry
from measure87.simulate.mics_file import fs_layout
from measure87.simulate.places import AREAS, COUNTRY_CODE, INVENTED, REGIONS, stratum_labels
from measure87.simulate.population import MIGRANT_LABELS
from measure87.vocabulary.columns import PERSONS, WEALTH
from measure87.vocabulary.errors import UsageError

FILES = (
    "README.txt",
    "fs.sav",
    "fl_persons.sav",
    "fl_jobs.csv",
    "fl_circumstances.parquet",
    "truth.json",
)

# Where an SPSS file's header keeps the time at which it was made, and what is put there.
_CREATED_AT_BYTE = 92
_CREATED = b"30 Jun 2512:00:00"

_README = """INVENTED DATA - NOT REAL

{notice}.
The country "{name}" ({code}) does not exist. Nobody in these files lives or has lived.
They serve to try out and to test measure87. Quote no figure from them.

Made by measure87 simulate country --seed {seed} --persons {persons}

fs.sav                    children aged 5-17, one per household, laid out as a MICS6 file;
                          weight fsweight, strata stratum, clusters PSU
fl_persons.sav            everybody in the sampled households (forced-labour module)
fl_jobs.csv               their work episodes
fl_circumstances.parquet  what was answered about each episode
truth.json                what is true of the whole population, by measure and domain

In the three fl_ files columns have measure87's standard names. Answers are coded
1 yes, 2 no, 8 don't know, 9 refused. An empty answer was not asked, because the question
did not arise; an empty number (hours, days, line of a parent) was not told, or does not
apply. line 0 of a parent: not in the household.
Industry: ISIC Rev.4, two digits. Occupation: ISCO-08, three digits.
Reference period for forced labour: five years before 30 June 2025 (1,826 days).
"""


@dataclass(frozen=True)
class WrittenFile:
    """A file that was written, and how many rows it has (0 where it is not a table)."""

    name: str
    rows: int


def write_study_data(country: InventedCountry, folder: Path | str) -> tuple[WrittenFile, ...]:
    """Write `FILES` into a folder, which is made if it is not there.

    Each file is written whole or not at all and is marked as invented. The same country
    gives the same bytes with the same libraries.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    write_whole(target / "README.txt", _readme(country))
    _write_children(country, target / "fs.sav")
    _write_persons(country, target / "fl_persons.sav")
    write_whole(target / "fl_jobs.csv", _csv(country.jobs))
    _write_parquet(country.circumstances, target / "fl_circumstances.parquet")
    text = json.dumps(country.truth, indent=1, ensure_ascii=False, allow_nan=False)
    write_whole(target / "truth.json", text + "\n")
    rows = {
        "fs.sav": country.children.height,
        "fl_persons.sav": country.persons.height,
        "fl_jobs.csv": country.jobs.height,
        "fl_circumstances.parquet": country.circumstances.height,
    }
    return tuple(WrittenFile(name, rows.get(name, 0)) for name in FILES)


def refuse_full_folder(folder: Path, overwrite: bool) -> None:
    """Refuse a folder that holds anything, unless it may be overwritten.

    Raises
    ------
    UsageError
        If there are files in it and `overwrite` is not set, or it is a file.
    """
    if folder.is_file():
        raise UsageError(f"{folder} is a file", hint="name a folder")
    if folder.is_dir() and any(folder.iterdir()) and not overwrite:
        raise UsageError(
            f"{folder} is not empty",
            code="folder-not-empty",
            hint="name another folder, or add --overwrite",
        )


def _readme(country: InventedCountry) -> str:
    return _README.format(
        notice=INVENTED,
        name=country.name,
        code=country.code,
        seed=country.seed,
        persons=country.truth["sample"]["persons_asked_for"],
    )


def _write_children(country: InventedCountry, path: Path) -> None:
    layout = fs_layout()
    _write_spss(
        path,
        country.children,
        layout.labels,
        layout.value_labels,
        formats=layout.formats,
        missing=layout.missing,
    )


def _write_persons(country: InventedCountry, path: Path) -> None:
    answers = {"1": "Yes", "2": "No", "8": "Don't know", "9": "Refused"}
    statuses = ("school_attendance", "fetched_water", "collected_firewood", "household_chores")
    value_labels = {
        "sex": dict(PERSONS["sex"].levels),
        "area": _text_keys(AREAS),
        "region": _text_keys(REGIONS),
        "stratum": _text_keys(stratum_labels()),
        "wealth_quintile": dict(WEALTH),
        "migrant_status": _text_keys(MIGRANT_LABELS),
        **dict.fromkeys(statuses, answers),
    }
    labels = {name: PERSONS[name].about for name in country.persons.columns}
    _write_spss(path, country.persons, labels, value_labels)


def _text_keys(labels: Mapping[int, str]) -> dict[str, str]:
    return {str(code): label for code, label in labels.items()}


def _write_spss(
    path: Path,
    frame: pl.DataFrame,
    labels: Mapping[str, str],
    value_labels: Mapping[str, Mapping[str, str]],
    formats: Mapping[str, str] | None = None,
    missing: Mapping[str, UserMissing] | None = None,
) -> None:
    """An SPSS file marked as invented, with a fixed time of making."""
    write_sav(
        path,
        frame,
        variable_labels=labels,
        value_labels=value_labels,
        missing_codes=missing,
        formats=formats,
        file_label=f"INVENTED DATA, NOT REAL - country {COUNTRY_CODE}",
    )
    with path.open("rb+") as file:
        file.seek(_CREATED_AT_BYTE)
        file.write(_CREATED)


def _csv(frame: pl.DataFrame) -> str:
    """CSV whose last column says in every row that it is invented."""
    marked = frame.with_columns(pl.lit("INVENTED").alias("note"))
    return csv_text([marked.columns, *marked.iter_rows()])


def _write_parquet(frame: pl.DataFrame, path: Path) -> None:
    with whole_file(path) as draft:
        frame.write_parquet(draft, compression="zstd", metadata={"notice": INVENTED})
