"""The form that a command is about: of a folder made by `form build`, or of a country file."""

from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from measure87.collect.form.bank import banners
from measure87.collect.form.building import build_form
from measure87.collect.form.country import read_country
from measure87.collect.form.model import Form, Texts, form_json, read_form
from measure87.collect.form.outputs import write_outputs
from measure87.collect.form.outputs.sheet import (
    Translations,
    translated,
    translations_from_json,
    translations_json,
)
from measure87.collect.form.outputs.sheet.records import NAME
from measure87.files import write_whole
from measure87.vocabulary.errors import DataError, UsageError


@dataclass(frozen=True)
class FormSource:
    """A form, and where what is written of it lies."""

    form: Form
    folder: Path | None = None
    """`DIR/form`; None for a country file, of which nothing is written."""
    banners: Texts = field(default_factory=dict)
    """By language: what marks wording that nobody stands for."""

    def translations(self) -> Translations | None:
        """What came back before."""
        path = self.folder / NAME if self.folder else None
        return translations_from_json(path) if path and path.is_file() else None

    def put_in(self, translations: Translations) -> list[Path]:
        """Write the form in the words of a sheet, and all that is made of it; gives the files."""
        if self.folder is None:
            return []
        form = translated(self.form, translations, self.banners)
        kept, whole = self.folder / NAME, self.folder / "form.json"
        written = write_outputs(form, self.folder)
        write_whole(kept, translations_json(translations))
        write_whole(whole, form_json(form))
        return [whole, kept, *written]

    def country_toml(self, translations: Translations) -> str:
        """Translators, and records of whole cognitive tests, as a country file has them."""
        names = [
            f"{one.language} = {_quoted(one.translator)}"
            for one in translations.people
            if one.translator
        ]
        tests = [
            f"[cognitive_tests.{one.language}]\nwho = {_quoted(one.test.who)}\n"
            f"persons = {one.test.persons}\non = {one.test.on}"
            for one in translations.people
            if one.test.is_whole
        ]
        return "\n\n".join([*(["\n".join(["[translators]", *names])] if names else []), *tests])


def _quoted(text: str) -> str:
    return msgspec.json.encode(text).decode()


def form_source(path: Path) -> FormSource:
    """The form of a folder or of a country file.

    Raises
    ------
    DataError
        If the folder has no form.
    UsageError
        If the file is no country file.
    """
    if path.is_dir():
        folder = next((one for one in (path / "form", path) if (one / "form.json").is_file()), None)
        if folder is None:
            raise DataError(
                f"there is no form in {path.name}",
                code="no-form",
                where=str(path),
                hint="make one: measure87 form build COUNTRY.toml -o DIR",
            )
        return FormSource(_form(folder / "form.json"), folder, banners())
    if path.suffix.lower() != ".toml":
        raise UsageError(
            f"{path.name} is neither a folder nor a country file",
            code="bad-value",
            hint="name the folder made by `form build`, or COUNTRY.toml",
        )
    country = read_country(path)
    return FormSource(build_form(country), banners=banners())


def _form(path: Path) -> Form:
    try:
        return read_form(path)
    except msgspec.DecodeError as error:
        raise DataError(
            f"form.json is no form: {error}",
            code="no-form",
            where=str(path.parent),
            hint="build it again: measure87 form build COUNTRY.toml -o DIR",
        ) from error
