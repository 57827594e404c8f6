"""Makes a study folder from a preset."""

import json
import os
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl

from measure87.define.classifications.countries import (
    country_names,
    is_country_code,
    is_user_assigned,
)
from measure87.files import SourceTable, read_source, write_whole
from measure87.files.settings.default_text import default_lines
from measure87.study.disclosure_settings import disclosure_rules
from measure87.study.lists.kind import LISTS
from measure87.study.private import private_folder
from measure87.study.survey.presets import Preset, preset_named, with_proposals
from measure87.study.survey.settings import FIRST_YEAR, LAST_YEAR, DesignSettings
from measure87.vocabulary.errors import DataError, StudyError, UsageError

_FIRST_MICS = 1995
_PRIVATE = "private/"
_COMMENTS = 29
"""Where comments begin behind a key."""
_DESIGN = {
    "single_cluster": "adjust, average, certainty, remove or fail",
    "interval": "",
    "level": "",
}
_LIMITS = {
    "minimum_respondents": "fewer: not shown",
    "brackets_below": "fewer: in brackets",
    "minimum_cases": "fewer, but not none: not shown",
}


def new_study(
    folder: Path,
    preset: str,
    *,
    data: Path | None = None,
    country: str | None = None,
    year: int | None = None,
    proposed: bool = False,
) -> tuple[Path, ...]:
    """Make a study folder; returns the files that were written.

    Parameters
    ----------
    folder : path
        Must not hold a study yet.
    preset : str
        One of `PRESETS`, or `lists`.
    data : path or None
        The file of persons, or of lists. It stays where it is; the study refers to it.
    country, year
        ISO 3166 three-letter code; year of the survey, taken from the file where the
        preset knows how.
    proposed : bool
        Whether the mapping of the preset `blank` holds proposals by the labels of the file.

    Raises
    ------
    UsageError
        If the preset is unknown, or the country or year is missing or wrong.
    StudyError
        If the folder holds a study.
    """
    if (folder / "study.toml").exists():
        raise StudyError(
            "this folder holds a study already", code="exists", hint="choose another folder"
        )
    if preset == LISTS:
        return _new_list_study(folder, data, country)
    chosen = preset_named(preset)
    if chosen.needs_data and data is None:
        raise UsageError(
            f"the preset {preset} needs a file",
            code="missing-option",
            hint="give --data FILE, for MICS6 the file fs.sav, for MICS5 hh.sav",
        )
    code = _country(country)
    source = read_source(data) if data is not None else None
    year = _checked_year(year if year is not None else _year_in(source))
    mapping = with_proposals(chosen, source) if proposed else chosen.mapping(source)
    tomllib.loads(mapping)
    text = _study_text(chosen, folder, data, code, year)
    tomllib.loads(text)
    _refuse_other(folder / "mapping.toml", mapping)
    return _write(folder, {"mapping.toml": mapping, "study.toml": text})


def _new_list_study(folder: Path, data: Path | None, country: str | None) -> tuple[Path, ...]:
    """A study of overlapping lists: its table, and what is to be stated before it runs."""
    if data is None:
        raise UsageError(
            f"the preset {LISTS} needs a file",
            code="missing-option",
            hint="give --data FILE: one column of 1 and 0 for each list, and a column of counts, "
            "or one row per person",
        )
    from measure87.study.lists.new import lists_study_text

    code = None if country is None else _country(country)
    text = lists_study_text(
        read_source(data),
        _relative(data, folder),
        code,
        invented=code is not None and is_user_assigned(code),
    )
    tomllib.loads(text)
    return _write(folder, {"study.toml": text})


def _write(folder: Path, texts: Mapping[str, str]) -> tuple[Path, ...]:
    """Make the folder with its private part, and write these files and what git is to ignore."""
    _make(folder)
    *others, last = texts
    written = {name: texts[name] for name in others}
    written[".gitignore"] = _ignored(folder / ".gitignore")
    written[last] = texts[last]
    for name, content in written.items():
        write_whole(folder / name, content)
    return tuple(folder / name for name in written)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        private_folder(folder)
    except OSError as problem:
        raise DataError(
            f"cannot make the folder {folder.name}: {problem.strerror}",
            code="cannot-write",
            where=str(folder.parent),
            hint="name a place where you may write",
        ) from None


def _refuse_other(path: Path, content: str) -> None:
    """A mapping that somebody wrote is not written over."""
    if path.exists() and path.read_bytes() != content.encode():
        raise StudyError(
            f"this folder holds a {path.name} already",
            code="exists",
            hint="choose another folder, or put it elsewhere first",
        )


def _ignored(path: Path) -> str:
    """Content of a `.gitignore` that keeps persons out, after what it says already."""
    earlier = path.read_text("utf-8") if path.exists() else ""
    lines = earlier.splitlines()
    return "\n".join(lines if _PRIVATE in lines else [*lines, _PRIVATE]) + "\n"


def _checked_year(year: int | None) -> int:
    if year is None:
        raise UsageError("the year of the survey is missing", hint="give --year YYYY")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UsageError(
            f"{year} is no year of a survey", hint=f"from {FIRST_YEAR} to {LAST_YEAR}, as 2019"
        )
    return year


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
    """The most frequent year of interview (FS7Y) of a MICS6 file.

    None where it lies in the future or before there was MICS: some countries wrote the
    year of another calendar, which is for people to translate.
    """
    name = source.find("FS7Y") if source else None
    if source is None or name is None:
        return None
    years = source.lazy.select(pl.col(name).cast(pl.Int32, strict=False)).collect().to_series()
    mode = years.drop_nulls().mode()
    year = int(mode.sort()[-1]) if len(mode) else 0
    return year if _FIRST_MICS <= year <= date.today().year else None


def _study_text(preset: Preset, folder: Path, data: Path | None, code: str, year: int) -> str:
    name = country_names().get(code, code)
    files = {table: f"data/{table}.csv" for table in preset.tables}
    if data is not None:
        files["persons"] = _relative(data, folder)
    lines = [
        "# What this study is about. Unknown keys are refused, with the nearest known one.",
        "schema = 1",
        f"title = {_quoted(f'{preset.title}, {name} {year}')}",
        f'country = "{code}"',
        f"year = {year}",
        f'population = "{preset.population}"',
        f"invented = {str(is_user_assigned(code)).lower()}    # if true, labelled so everywhere",
        'language = "en"',
        "",
        f"[inputs.{preset.input_name}]",
        *(f"{table} = {_quoted(path)}" for table, path in files.items()),
        "definitions = [",
        *(f'  "{identity}",' for identity in preset.definitions),
        "]",
        *_reference_period(preset),
        "# tables: a variable, or several crossed with *",
        f"by = [{', '.join(f'"{entry}"' for entry in preset.by)}]",
        *_side_by_side(preset),
        *_standard_tables(preset),
        "",
        "[design]",
        *default_lines(DesignSettings, _DESIGN, _COMMENTS),
        "",
        "[disclosure]",
        *default_lines(disclosure_rules, _LIMITS, _COMMENTS),
        "",
    ]
    return "\n".join(lines)


def _reference_period(preset: Preset) -> list[str]:
    """The line that states how far back the questions look; what it says is to be looked at."""
    if preset.reference_period is None:
        return []
    said = _quoted(preset.reference_period)
    return [
        "# how far back the questionnaire looks: look there, and write 12 months, lifetime, ...",
        f"reference_period = {said}",
    ]


def _side_by_side(preset: Preset) -> list[str]:
    """The line that crosses measures of two definitions, person by person."""
    if not preset.side_by_side:
        return []
    names = ", ".join(f'"{name}"' for name in preset.side_by_side)
    return [f"side_by_side = [{names}]    # how far one definition is from another"]


def _standard_tables(preset: Preset) -> list[str]:
    """The line that proposes sets of standard tables; they make many figures, so it is off."""
    if not preset.standard_tables:
        return []
    names = ", ".join(f'"{name}"' for name in preset.standard_tables)
    return [f"# tables = [{names}]    # standard tables, filled into out/tables"]


def _relative(path: Path, folder: Path) -> str:
    whole = path.resolve()
    try:
        return Path(os.path.relpath(whole, folder.resolve())).as_posix()
    except ValueError:  # another drive of a Windows machine
        return whole.as_posix()


def _quoted(text: str) -> str:
    """A basic string of TOML."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
