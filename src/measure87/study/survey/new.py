"""What `new` writes of a survey: its mapping, and what the study is about."""

import tomllib
from datetime import date
from pathlib import Path

import polars as pl

from measure87.collect.unfinished import open_entries
from measure87.define.classifications.countries import country_names, is_user_assigned
from measure87.files import SourceTable, read_source, with_notices_told
from measure87.files.settings.default_text import default_lines
from measure87.study.disclosure_settings import disclosure_rules
from measure87.study.kinds import FILE, Draft, Order
from measure87.study.new_language import in_language
from measure87.study.new_text import COMMENTS, country_code, quoted, relative_path
from measure87.study.schema_lines import without_line
from measure87.study.survey.opening import MAPPING
from measure87.study.survey.presets import PRESETS, Preset, mapping_of, with_proposals
from measure87.study.survey.settings import FIRST_YEAR, LAST_YEAR, DesignSettings
from measure87.study.table_form_keys import form_lines
from measure87.vocabulary.errors import StudyError, UsageError

_FIRST_MICS = 1995
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


def new_survey(order: Order) -> Draft:
    """The mapping and the study file of a survey.

    Raises
    ------
    UsageError
        If the country or year is missing or wrong, or the preset needs a file.
    StudyError
        If somebody wrote another mapping already.
    """
    chosen, data = PRESETS[order.preset], order.data
    if chosen.needs_data and data is None:
        raise UsageError(
            f"the preset {order.preset} needs a file",
            code="missing-option",
            hint="give --data FILE, for MICS6 the file fs.sav, for MICS5 hh.sav",
        )
    code = country_code(order.country)
    source = with_notices_told(read_source(data, form=order.form)) if data is not None else None
    year = _checked_year(order.year if order.year is not None else _year_in(source))
    proposed = order.proposed
    mapping = with_proposals(chosen, source) if proposed else mapping_of(chosen, source, year)
    waiting = open_entries(tomllib.loads(mapping))
    text = _study_text(chosen, order, code, year)
    written = in_language(mapping, order.language, with_own_language=False)
    _refuse_other(order.folder / MAPPING, written)
    waits = order.proposed or chosen.is_proposed
    todo = (
        "Confirm or delete every entry of mapping.toml that says confirmed = false"
        if waits
        else "Look through mapping.toml"
    )
    return Draft({MAPPING: mapping, FILE: text}, todo, waiting)


def _refuse_other(path: Path, content: str) -> None:
    """A mapping that somebody wrote is not written over."""
    if path.exists() and without_line(path.read_text("utf-8")) != content:
        raise StudyError(
            f"this folder holds a {path.name} already",
            code="exists",
            hint="choose another folder, or put it elsewhere first",
        )


def _checked_year(year: int | None) -> int:
    if year is None:
        raise UsageError("the year of the survey is missing", hint="give --year YYYY")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UsageError(
            f"{year} is no year of a survey", hint=f"from {FIRST_YEAR} to {LAST_YEAR}, as 2019"
        )
    return year


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


def _study_text(preset: Preset, order: Order, code: str, year: int) -> str:
    folder, data = order.folder, order.data
    name = country_names().get(code, code)
    files = {table: f"data/{table}.csv" for table in preset.tables}
    if data is not None:
        files["persons"] = relative_path(data, folder)
    lines = [
        "# What this study is about. Unknown keys are refused, with the nearest known one.",
        "schema = 1",
        'kind = "survey"',
        f"title = {quoted(f'{preset.title}, {name} {year}')}",
        f'country = "{code}"',
        f"year = {year}",
        f'population = "{preset.population}"',
        f"invented = {str(is_user_assigned(code)).lower()}    # if true, labelled so everywhere",
        'language = "en"',
        "",
        f"[inputs.{preset.input_name}]",
        *(f"{table} = {quoted(path)}" for table, path in files.items()),
        *form_lines(order.form),
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
        *default_lines(DesignSettings, _DESIGN, COMMENTS),
        "",
        "[disclosure]",
        *default_lines(disclosure_rules, _LIMITS, COMMENTS),
        "",
    ]
    return "\n".join(lines)


def _reference_period(preset: Preset) -> list[str]:
    """The line that states how far back the questions look; what it says is to be looked at."""
    if preset.reference_period is None:
        return []
    said = quoted(preset.reference_period)
    return [
        "# how far back the questionnaire looks: look there, and write 12 months, lifetime, ...",
        f"reference_period = {said}",
    ]


def _side_by_side(preset: Preset) -> list[str]:
    """The line that crosses measures of two definitions, person by person."""
    if not preset.comparison:
        return []
    names = ", ".join(f'"{name}"' for name in preset.comparison)
    return [f"comparison = [{names}]    # how far one definition is from another"]


def _standard_tables(preset: Preset) -> list[str]:
    """The line that proposes sets of standard tables; they make many figures, so it is off."""
    if not preset.standard_tables:
        return []
    names = ", ".join(f'"{name}"' for name in preset.standard_tables)
    return [f"# tables = [{names}]    # standard tables, filled into out/tables"]
