"""Reads a TOML file as a dict, with what is wrong told as the fault of the file."""

import tomllib
from pathlib import Path
from typing import Any

from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.plain_text import parse_toml, toml_hint

NEW_STUDY = "make a study folder with `measure87 new DIR --preset NAME`"


def read_toml(path: Path, absent: str = NEW_STUDY) -> dict[str, Any]:
    """A TOML file as a dict; a mark of byte order at its start is passed over.

    Parameters
    ----------
    absent : the hint where the file is not there

    Raises
    ------
    StudyError
        If the file is not there, cannot be read, is not UTF-8, or is not TOML.
    """
    try:
        return parse_toml(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise StudyError(
            f"{path.name} is missing",
            code="missing-file",
            where=path.parent.name or None,
            hint=absent,
        ) from None
    except OSError as problem:
        raise StudyError(
            f"cannot read {path.name}: {problem.strerror}",
            code="unreadable",
            where=path.parent.name or None,
            hint="it must be a file that you may read",
        ) from None
    except UnicodeDecodeError:
        raise StudyError(
            f"{path.name} is not UTF-8 text",
            code="encoding",
            where=path.name,
            hint="save it as UTF-8",
        ) from None
    except tomllib.TOMLDecodeError as problem:
        raise StudyError(
            f"not valid TOML: {problem}",
            code="toml",
            where=path.name,
            hint=toml_hint(
                problem, "text stands in quotation marks, every [section] and every key once"
            ),
        ) from None
