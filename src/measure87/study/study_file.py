"""What the `study.toml` of every kind has: its name, its schema, and keys that kinds share."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from measure87.define.classifications.countries import is_country_code
from measure87.define.classifications.geography import nearest_countries
from measure87.disseminate.locale.own_titles import own_population, own_title
from measure87.disseminate.pages.kit.wording import languages
from measure87.files.settings import (
    FLAG,
    LANGUAGE,
    TEXT,
    Kind,
    LeftOut,
    Place,
    TomlValue,
    choice,
    later,
    read_declared,
    read_toml,
    refined,
    settings_at_fault,
    texts,
)
from measure87.study.kinds import FILE
from measure87.vocabulary.plain_text import escaped
from measure87.vocabulary.releases.common import Json

SCHEMA = 1
_READ = (SCHEMA, 2)
"""Numbers of the form that are read: 2 is that of files whose `kind` is stated, no other form."""
TOLD = LeftOut("shown by the other keys; `check` says which line to add")
"""What happens where no `kind` is stated."""


def country_kind(hint: str) -> Kind:
    """An ISO 3166 three-letter code."""

    def check(key: str, code: str, place: Place) -> str:
        if not is_country_code(code):
            text = f"{key} is {code!r}, which is no ISO 3166 three-letter code"
            raise place.fault(text, hint=nearest_countries(code) or hint)
        return code

    return refined(TEXT, check, pattern="^[A-Z]{3}$")


Schema = Annotated[
    int,
    Kind(f"schema = {SCHEMA}", {"enum": [*_READ]}, lambda value: value in _READ),
    f"`{SCHEMA}`; `2`, which means the same, is read too",
]
Title = Annotated[str, replace(TEXT, made=escaped), "text"]
"""Signs that turn the direction of text are written out, in titles and notes: see `plain_text`."""
Invented = Annotated[bool, FLAG, "`true` labels everything as invented"]
ReportLanguage = Annotated[
    str,
    later(lambda: choice(languages())),
    "of the report and the tables, by its code; an unknown one is refused with those there are "
    "([add a language](../how-to/add-a-language.md))",
]
DataLanguage = Annotated[
    str | None,
    LANGUAGE,
    "of your own texts: title, notes, population, labels, national definitions. Pages in another "
    "language mark them with it, so that they are read aloud rightly",
    LeftOut("not stated"),
]
Notes = Annotated[
    tuple[str, ...],
    replace(texts(), made=lambda notes: tuple(map(escaped, notes))),
    "a list of texts that the report prints",
]


def read_study[Made](folder: Path, declared: Callable[..., Made], at_fault: str) -> Made:
    """The `study.toml` of one kind of study.

    Parameters
    ----------
    at_fault : the table that asked for what is refused without a place
    """
    content, place = read_toml(folder / FILE), Place(FILE, folder)
    _check_schema(content.get("schema"), place)
    with settings_at_fault(at_fault):
        made: Made = read_declared(declared, in_its_language(content), place)
        return made


def in_its_language(content: Mapping[str, TomlValue]) -> dict[str, TomlValue]:
    """What a `study.toml` holds, with a title and population of ours in the study's language.

    `new` wrote them; where the language was changed since, they change with it. What somebody else
    wrote stays as it is.
    """
    language, title, people = (content.get(key) for key in ("language", "title", "population"))
    country, year = content.get("country"), content.get("year")
    if not isinstance(language, str) or language not in languages():
        return dict(content)
    ours = {
        "title": own_title(
            title,
            language,
            country if isinstance(country, str) else None,
            year if isinstance(year, int) else None,
        )
        if isinstance(title, str)
        else None,
        "population": own_population(people, language) if isinstance(people, str) else None,
    }
    return {**content, **{key: text for key, text in ours.items() if text is not None}}


def _check_schema(schema: Json, place: Place) -> None:
    """Refuse a file without a schema, or of a newer one, before its keys are looked at."""
    if type(schema) is not int or schema not in _READ:
        newer = type(schema) is int and schema > max(_READ)
        said = "there is no schema" if schema is None else f"schema is {schema!r}"
        raise place.fault(
            f"{said}; this version reads {SCHEMA}",
            code="schema",
            hint="install a newer measure87" if newer else f"write `schema = {SCHEMA}`",
        )
