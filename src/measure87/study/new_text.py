"""Pieces of a new `study.toml`, alike for all kinds."""

import json
import os
from pathlib import Path

from measure87.define.classifications.countries import is_country_code
from measure87.define.classifications.geography import nearest_countries
from measure87.vocabulary.errors import UsageError

COMMENTS = 29
"""Where comments begin behind a key."""


def country_code(code: str | None) -> str:
    """A code that there is, in capitals; a UsageError if it is none."""
    if code is None:
        raise UsageError("the country is missing", hint="give --country, for example BGD")
    if not is_country_code(code.upper()):
        raise UsageError(
            f"{code!r} is no ISO 3166 three-letter country code",
            hint=nearest_countries(code) or "for example BGD; ZZZ for an invented country",
        )
    return code.upper()


def relative_path(path: Path, folder: Path) -> str:
    """A file as seen from the study folder, if it is on the same drive."""
    whole = path.resolve()
    try:
        return Path(os.path.relpath(whole, folder.resolve())).as_posix()
    except ValueError:  # another drive of a Windows machine
        return whole.as_posix()


def quoted(text: str) -> str:
    """A basic string of TOML."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
