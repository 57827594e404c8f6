"""Makes a study folder from a preset."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from measure87.disseminate.locale.texts import languages
from measure87.files import write_whole
from measure87.files.owner_folder import private_folder
from measure87.files.settings import keys_of
from measure87.study.kinds import FILE, Kind, Order, kind_with_preset
from measure87.study.new_language import in_language
from measure87.study.schema_lines import FOLDER as SCHEMAS
from measure87.study.schema_lines import is_schema, with_schemas
from measure87.vocabulary.errors import DataError, StudyError, UsageError
from measure87.vocabulary.keys import nearest

_PRIVATE = "private/"
_MAPPING = "mapping.toml"
_OWN_LANGUAGE = "data_language"
"""The key that says in which language the author of a study writes."""


@dataclass(frozen=True)
class NewStudy:
    """A study folder that was made.

    todo : what a person has to do before it runs, as the begin of a sentence
    waiting : entries of its mapping that wait for a person
    """

    kind: Kind
    files: tuple[Path, ...]
    todo: str
    waiting: tuple[str, ...] = ()


def new_study(
    folder: Path,
    preset: str,
    *,
    data: Path | None = None,
    country: str | None = None,
    year: int | None = None,
    proposed: bool = False,
    language: str = "en",
) -> tuple[Path, ...]:
    """Make a study folder; returns the files that were written.

    Parameters
    ----------
    folder : path
        Must not hold a study yet.
    preset : str
        One of those of a kind of study (`kinds.every_preset`).
    data : path or None
        The file that the study begins with: of persons, of lists, of published figures. It stays
        where it is; the study refers to it.
    country, year
        ISO 3166 three-letter code; year of the survey, taken from the file where the
        preset knows how.
    proposed : bool
        Whether the mapping of the preset `blank` holds proposals by the labels of the file.
    language : str
        Of title, population and comments, and of the report.

    Raises
    ------
    UsageError
        If the preset or language is unknown, or the country or year is missing or wrong.
    StudyError
        If the folder holds a study.
    """
    return make_study(Order(folder, preset, data, country, year, proposed, language=language)).files


def make_study(order: Order) -> NewStudy:
    """As `new_study`, with what is to be done next."""
    folder = order.folder
    if (folder / FILE).exists():
        raise StudyError(
            "this folder holds a study already", code="exists", hint="choose another folder"
        )
    kind = kind_with_preset(order.preset)
    _check_language(order.language)
    draft = kind.new(order)
    spoken = _in_language(draft.texts, kind, order.language)
    tomllib.loads(spoken[FILE])
    texts = with_schemas(spoken, {FILE: kind.name, _MAPPING: "mapping"})
    return NewStudy(kind, _write(folder, texts), draft.todo, draft.waiting)


def _check_language(language: str) -> None:
    """Refuse a language that there is not; it was asked for on the command line."""
    if language not in languages():
        raise UsageError(
            f"there are no reports and tables in {language!r}",
            code="unknown-language",
            where="--language",
            hint=f"languages: {', '.join(languages())}; {nearest(language, languages())}",
        )


def _in_language(texts: Mapping[str, str], kind: Kind, language: str) -> dict[str, str]:
    """The files with what is ours in them in a language."""
    with_own = any(key.name == _OWN_LANGUAGE for key in keys_of(kind.declared()))
    return {
        name: in_language(text, language, with_own_language=with_own)
        for name, text in texts.items()
    }


def _write(folder: Path, texts: Mapping[str, str]) -> tuple[Path, ...]:
    """Make the folder with its private part, and write these files and what git is to ignore."""
    _make(folder)
    *others, last = texts
    written = {name: texts[name] for name in others}
    written[".gitignore"] = _ignored(folder / ".gitignore")
    written[last] = texts[last]
    for name, content in written.items():
        write_whole(folder / name, content)
    return tuple(folder / name for name in written if not is_schema(name))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        private_folder(folder)
        (folder / SCHEMAS).mkdir(exist_ok=True)
    except OSError as problem:
        raise DataError(
            f"cannot make the folder {folder.name}: {problem.strerror}",
            code="cannot-write",
            where=str(folder.parent),
            hint="name a place where you may write",
        ) from None


def _ignored(path: Path) -> str:
    """Content of a `.gitignore` that keeps persons out, after what it says already."""
    earlier = path.read_text("utf-8") if path.exists() else ""
    lines = earlier.splitlines()
    return "\n".join(lines if _PRIVATE in lines else [*lines, _PRIVATE]) + "\n"
