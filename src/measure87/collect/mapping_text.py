"""Write the text of a mapping: TOML that a statistician will read and change."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass
class MappingText:
    """A `mapping.toml` with one section, line by line."""

    section: str
    lines: list[str] = field(default_factory=list)

    def comment(self, *lines: str) -> None:
        """Lines of comment, after an empty line."""
        self.lines += ["", *(f"# {line}".rstrip() for line in lines)]

    def settings(self, values: Mapping[str, Any]) -> None:
        """The section's own keys."""
        self.lines += ["", f"[{self.section}]"]
        self.lines += [f"{key} = {toml_value(value)}" for key, value in values.items()]

    def column(self, column: str, *, note: str = "", **keys: Any) -> None:
        """One standard column of persons; keys that are None are left out."""
        self.lines += ["", f"[{self.section}.persons.{column}]"]
        if note:
            self.lines.append(f"# {note}")
        self.lines += [
            f"{key} = {toml_value(value)}" for key, value in keys.items() if value is not None
        ]

    @property
    def text(self) -> str:
        """The whole text."""
        return "\n".join(self.lines).lstrip("\n") + "\n"


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
