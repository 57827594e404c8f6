"""Write the text of a mapping: TOML that a statistician will read and change."""

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from measure87.vocabulary.plain_text import TURNING

_LONGEST = 200
"""Signs of a label that a comment shows."""
_NOT_SHOWN = ("Cc", "Cs")
"""Unicode categories that have no place in a text: control signs and halves of signs."""


def one_line(text: str) -> str:
    """A text of a file on one line, without signs that break a line or TOML; cut if very long.

    Labels and names are written by others, and end up in comments, where a new line would begin
    an entry of the mapping.

    >>> one_line("Sex\\n[evil]\\x07")
    'Sex [evil]'
    """
    spaced = " ".join(text.split())
    kept = "".join(
        sign for sign in spaced
        if unicodedata.category(sign) not in _NOT_SHOWN and sign not in TURNING
    )  # fmt: skip
    return kept if len(kept) <= _LONGEST else kept[:_LONGEST].rstrip() + "..."


@dataclass
class MappingText:
    """A `mapping.toml` with one section, line by line."""

    section: str
    lines: list[str] = field(default_factory=list)

    def comment(self, *lines: str) -> None:
        """Lines of comment, after an empty line."""
        self.lines += ["", *(_comment(line) for line in lines)]

    def settings(self, values: Mapping[str, Any]) -> None:
        """The section's own keys."""
        self.lines += ["", f"[{self.section}]"]
        self.lines += [f"{key} = {toml_value(value)}" for key, value in values.items()]

    def remarked(self, key: str, entries: Sequence[tuple[str, Any]]) -> None:
        """A key with a list, each entry under a remark that says what it means."""
        if not entries:
            self.lines.append(f"{key} = []")
            return
        self.lines.append(f"{key} = [")
        for remark, value in entries:
            self.lines += [f"  {_comment(remark)}", f"  {toml_value(value)},"]
        self.lines.append("]")

    def column(self, column: str, *, note: str = "", **keys: Any) -> None:
        """One standard column of persons; keys that are None are left out."""
        self.lines += ["", f"[{self.section}.persons.{column}]"]
        if note:
            self.lines.append(_comment(note))
        self.lines += [
            f"{key} = {toml_value(value)}" for key, value in keys.items() if value is not None
        ]

    @property
    def text(self) -> str:
        """The whole text."""
        return "\n".join(self.lines).lstrip("\n") + "\n"


def _comment(line: str) -> str:
    """A line of comment; the indent of the line stays."""
    indent = line[: len(line) - len(line.lstrip(" "))]
    return f"# {indent}{one_line(line)}".rstrip()


def toml_value(value: Any) -> str:
    """A value as TOML on one line, or a list of sentences on several."""
    if isinstance(value, Mapping):
        pairs = (f"{_key(key)} = {toml_value(item)}" for key, item in value.items())
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, Sequence):
        return _listed([toml_value(item) for item in value])
    return json.dumps(value)


def _listed(items: Iterable[str]) -> str:
    made = list(items)
    line = f"[{', '.join(made)}]"
    if len(line) <= 90:
        return line
    return "[\n" + "".join(f"  {item},\n" for item in made) + "]"


def _key(key: str) -> str:
    bare = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key if bare else _quoted(key)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
