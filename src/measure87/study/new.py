"""Makes a study folder from a preset."""

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from measure87.collect.presets import blank_mapping, forced_labour_mapping, mics6_mapping
from measure87.define.classifications.countries import (
    country_names,
    is_country_code,
    is_user_assigned,
)
from measure87.files import SourceTable, read_source, write_whole
from measure87.vocabulary.errors import StudyError, UsageError

LATER_PRESETS = ("mics5", "lfs")
"""Names of the contract that this version does not fill yet."""


@dataclass(frozen=True)
class Preset:
    """What a preset puts into a study: its input, definitions, tables and mapping."""

    input_name: str
    title: str
    population: str
    definitions: tuple[str, ...]
    by: tuple[str, ...]
    mapping: Callable[[SourceTable | None], str]
    needs_data: bool
    tables: tuple[str, ...] = ("persons",)


PRESETS: Mapping[str, Preset] = {
    "mics6": Preset(
        input_name="fs",
        title="Child labour",
        population="children aged 5-17 who live in households",
        definitions=("child_labour/sdg_8_7_1", "child_labour/mics6_pr34"),
        by=("age", "sex", "sex*age", "area", "region", "wealth_quintile"),
        mapping=lambda source: mics6_mapping(source) if source else "",
        needs_data=True,
    ),
    "forced-labour": Preset(
        input_name="forced_labour",
        title="Forced labour",
        population="persons aged 5 and over who live in households",
        definitions=("forced_labour/icls20_2018", "forced_labour/ilo_11_indicators"),
        by=("sex", "age", "area", "region"),
        mapping=lambda _: forced_labour_mapping(),
        needs_data=False,
        tables=("persons", "jobs", "circumstances"),
    ),
    "blank": Preset(
        input_name="survey",
        title="A survey",
        population="persons who live in households",
        definitions=("child_labour/sdg_8_7_1",),
        by=("age", "sex", "area", "region"),
        mapping=lambda _: blank_mapping(),
        needs_data=False,
    ),
}


def new_study(
    folder: Path,
    preset: str,
    *,
    data: Path | None = None,
    country: str | None = None,
    year: int | None = None,
) -> tuple[Path, ...]:
    """Make a study folder; returns the files that were written.

    Parameters
    ----------
    folder : path
        Must not hold a study yet.
    preset : str
        One of `PRESETS`.
    data : path or None
        The file of persons. It stays where it is; the study refers to it.
    country, year
        ISO 3166 three-letter code; year of the survey, taken from the file where the
        preset knows how.

    Raises
    ------
    UsageError
        If the preset is unknown, or the country or year is missing or wrong.
    StudyError
        If the folder holds a study.
    """
    chosen = _preset(preset)
    if (folder / "study.toml").exists():
        raise StudyError(
            "this folder holds a study already", code="exists", hint="choose another folder"
        )
    if chosen.needs_data and data is None:
        raise UsageError(f"the preset {preset} needs --data FILE", code="missing-option")
    source = read_source(data) if data is not None else None
    code = _country(country)
    year = year if year is not None else _year_in(source)
    if year is None:
        raise UsageError("the year of the survey is missing", hint="give --year YYYY")
    mapping = chosen.mapping(source)
    tomllib.loads(mapping)
    text = _study_text(chosen, folder, data, code, year)
    tomllib.loads(text)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "private").mkdir(mode=0o700, exist_ok=True)
    written = {"mapping.toml": mapping, ".gitignore": "private/\n", "study.toml": text}
    for name, content in written.items():
        write_whole(folder / name, content)
    return tuple(folder / name for name in written)


def _preset(name: str) -> Preset:
    if name in LATER_PRESETS:
        raise UsageError(
            f"the preset {name} is not part of this version",
            code="later",
            hint="use blank, and tie your variables to the standard ones in mapping.toml",
        )
    if name not in PRESETS:
        raise UsageError(
            f"there is no preset {name!r}", hint=f"presets: {', '.join(sorted(PRESETS))}"
        )
    return PRESETS[name]


def _country(code: str | None) -> str:
    if code is None:
        raise UsageError("the country is missing", hint="give --country, for example BGD")
    if not is_country_code(code.upper()):
        raise UsageError(
            f"{code!r} is no ISO 3166 three-letter country code",
            hint="for example BGD; ZZZ for an invented country",
        )
    return code.upper()


def _year_in(source: SourceTable | None) -> int | None:
    """The most frequent year of interview (FS7Y) of a MICS6 file."""
    name = source.find("FS7Y") if source else None
    if source is None or name is None:
        return None
    years = source.lazy.select(pl.col(name).cast(pl.Int32, strict=False)).collect().to_series()
    mode = years.drop_nulls().mode()
    return int(mode.sort()[-1]) if len(mode) and 1990 <= int(mode.sort()[-1]) <= 2100 else None


def _study_text(preset: Preset, folder: Path, data: Path | None, code: str, year: int) -> str:
    name = country_names().get(code, code)
    files = {table: f"data/{table}.csv" for table in preset.tables}
    if data is not None:
        files["persons"] = _relative(data, folder)
    lines = [
        "# What this study is about. Unknown keys are refused, with the nearest known one.",
        "schema = 1",
        f'title = "{preset.title}, {_escaped(name)} {year}"',
        f'country = "{code}"',
        f"year = {year}",
        f'population = "{preset.population}"',
        f"invented = {str(is_user_assigned(code)).lower()}    # if true, labelled so everywhere",
        'language = "en"',
        "",
        f"[inputs.{preset.input_name}]",
        *(f'{table} = "{_escaped(path)}"' for table, path in files.items()),
        "definitions = [",
        *(f'  "{identity}",' for identity in preset.definitions),
        "]",
        "# tables: a variable, or several crossed with *",
        f"by = [{', '.join(f'"{entry}"' for entry in preset.by)}]",
        "",
        "[design]",
        'single_cluster = "adjust"    # adjust, average, certainty, remove or fail',
        'interval = "korn-graubard"',
        "level = 0.95",
        "",
        "[disclosure]",
        "minimum_respondents = 25     # fewer: not shown",
        "brackets_below = 50          # fewer: in brackets",
        "minimum_cases = 3            # fewer, but not none: not shown",
        "",
    ]
    return "\n".join(lines)


def _relative(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
