"""Writes the id of the ledger into `study.toml`: one line more, and every other as it was."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from measure87.files import write_whole
from measure87.study.kinds import FILE
from measure87.vocabulary.errors import StudyError

_KEY = "ledger"
_HEADER = re.compile(r"^[ \t]*\[[ \t]*disclosure[ \t]*\][^\r\n]*(?=\r?$)", re.MULTILINE)
_DOTTED = re.compile(r"^[ \t]*disclosure[ \t]*\.[^\r\n]*(?=\r?$)", re.MULTILINE)
_LINE = re.compile(rf"\b{_KEY}[ \t]*=[ \t]*(\"[^\"\r\n]*\"|'[^'\r\n]*')")
_INLINE = re.compile(r"^[ \t]*disclosure[ \t]*=[ \t]*\{", re.MULTILINE)


def with_ledger(text: str, identity: str) -> str | None:
    """The text of a `study.toml` with the id of its ledger; None if it cannot be put there.

    Where a lost ledger was stated to hold nothing, the new one's id takes the place of its id.

    >>> with_ledger('title = "x"\\n[disclosure]  # ours\\nminimum_cases = 5\\n', "0f")
    'title = "x"\\n[disclosure]  # ours\\nledger = "0f"\\nminimum_cases = 5\\n'
    """
    before = tomllib.loads(text)
    wanted = {**before, "disclosure": {**before.get("disclosure", {}), _KEY: identity}}
    line = f'{_KEY} = "{identity}"'
    instead = (f"{text[: at.start()]}{line}{text[at.end() :]}" for at in _LINE.finditer(text))
    for candidate in (*instead, *_candidates(text, line)):
        try:
            if tomllib.loads(candidate) == wanted:
                return candidate
        except tomllib.TOMLDecodeError:
            continue
    return None


def _candidates(text: str, line: str) -> Iterator[str]:
    """The line at each place where it could belong."""
    end = "\r\n" if "\r\n" in text else "\n"
    for found in _HEADER.finditer(text):
        yield f"{text[: found.end()]}{end}{line}{text[found.end() :]}"
    for found in _INLINE.finditer(text):
        rest = text[found.end() :]
        comma = "" if rest.lstrip().startswith("}") else ","
        yield f"{text[: found.end()]} {line}{comma}{rest}"
    for found in _DOTTED.finditer(text):
        yield f"{text[: found.end()]}{end}disclosure.{line}{text[found.end() :]}"
    last = "" if not text or text.endswith("\n") else end
    yield f"{text}{last}{end}[disclosure]{end}{line}{end}"


def write_ledger_id(folder: Path, identity: str) -> None:
    """Put the id into the `study.toml` of a folder, where it is not there yet.

    Raises
    ------
    StudyError
        `no-ledger-line`, if the file has `[disclosure]` in a form to which no line can be added.
    """
    path = folder / FILE
    text = path.read_bytes().decode("utf-8")
    if tomllib.loads(text).get("disclosure", {}).get(_KEY) == identity:
        return
    changed = with_ledger(text, identity)
    if changed is None:
        raise StudyError(
            "the id of the ledger cannot be written into this file",
            code="no-ledger-line",
            where=FILE,
            hint=f'add it below [disclosure]: {_KEY} = "{identity}"',
        )
    write_whole(path, changed)
