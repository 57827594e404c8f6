"""Schemas beside written settings, and the line by which editors find them.

Editors with a TOML language server (Taplo, Even Better TOML) read `#:schema PATH` as the first line
of a file, and complete and check its keys by the JSON Schema at that path, as seen from the file.
The schema lies in `.schemas` beside the study, so that it is found without a network, on whichever
machine the folder is, and is of the version that wrote the file.
"""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from measure87.files import write_whole

FOLDER = ".schemas"
_DIRECTIVE = "#:schema "
_SCHEMAS = Path(__file__).with_name("schemas")
"""The folder is read and not imported: `study.schemas` knows every kind of study."""


def with_schemas(texts: Mapping[str, str], kinds: Mapping[str, str]) -> dict[str, str]:
    """Files to be written, each with the line that names its schema; their schemas come first.

    Parameters
    ----------
    texts : path to content, as seen from the study's folder
    kinds : path to the kind of its settings (`schemas.TITLES`); one without a schema gets no line
    """
    kinds = {name: kind for name, kind in kinds.items() if (_SCHEMAS / _name(kind)).is_file()}
    used = sorted({kinds[name] for name in texts if name in kinds})
    schemas = {f"{FOLDER}/{_name(kind)}": _schema(kind) for kind in used}
    lined = {
        name: with_line(text, kinds[name], depth=len(PurePosixPath(name).parts) - 1)
        if name in kinds
        else text
        for name, text in texts.items()
    }
    return schemas | lined


def with_line(text: str, kind: str, *, depth: int = 0) -> str:
    """A text with the line that names its schema; `depth` folders below that of the schemas.

    >>> with_line("schema = 1\\n", "mapping")
    '#:schema ./.schemas/mapping.schema.json\\nschema = 1\\n'
    """
    up = "../" * depth or "./"
    return f"{_DIRECTIVE}{up}{FOLDER}/{_name(kind)}\n{without_line(text)}"


def without_line(text: str) -> str:
    """A text without the line that names its schema, if it has one."""
    first, separator, rest = text.partition("\n")
    return rest if separator and first.startswith(_DIRECTIVE) else text


def lay_schema(file: Path, kind: str) -> None:
    """Put the line on top of a file that was written, and its schema beside the file."""
    text = with_line(file.read_text("utf-8"), kind)
    (file.parent / FOLDER).mkdir(exist_ok=True)
    write_whole(file.parent / FOLDER / _name(kind), _schema(kind))
    write_whole(file, text)


def is_schema(name: str) -> bool:
    """Whether a path names a schema beside a study, which nobody has to look at."""
    return PurePosixPath(name).parts[0] == FOLDER


def _name(kind: str) -> str:
    return f"{kind}.schema.json"


def _schema(kind: str) -> str:
    return (_SCHEMAS / _name(kind)).read_text("utf-8")
