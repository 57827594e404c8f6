"""Finds definitions: those of this package, of other packages, and of a study's folder."""

from pathlib import Path

from measure87.define.building import build_definition, parse_spec
from measure87.define.definition import Definition
from measure87.define.national import load_national, national_ids
from measure87.define.texts import known_ids, texts_of
from measure87.vocabulary.errors import DefinitionError
from measure87.vocabulary.keys import nearest


def list_definitions(folder: Path | None = None) -> tuple[str, ...]:
    """Ids of all definitions, sorted: the package's own, installed ones, and a study's.

    Parameters
    ----------
    folder : path or None
        A study's `definitions` folder.
    """
    return tuple(sorted({*known_ids(), *national_ids(folder)}))


def load_definition(spec: str, folder: Path | None = None) -> Definition:
    """Load a definition by `ID`, `ID@DATE`, `ID:READING` or `ID:READING@DATE`.

    Parameters
    ----------
    spec : str
        The id is the path below `define`; the date picks the limits in force on that
        day (the latest without it, never silently the survey's date); the reading
        picks another reading of the text.
    folder : path or None
        A study's `definitions` folder, for national definitions.

    Raises
    ------
    DefinitionError
        If there is no such definition, reading, or version; or it contradicts itself.
    """
    identity, reading, on = parse_spec(spec)
    if folder is not None and identity in national_ids(folder):
        return load_national(identity, folder, reading, on)
    if identity not in known_ids():
        raise DefinitionError(
            f"there is no definition {identity!r}",
            code="unknown-definition",
            hint=nearest(identity, list_definitions(folder)),
        )
    return build_definition(identity, texts_of(identity), reading, on)
