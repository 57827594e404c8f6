"""Writes the tables of keys into the pages on settings, and the JSON Schemas for editors.

    python docs/reference/make_settings.py

A table stands between `<!-- keys: KIND KEY KEY -->` and `<!-- end of keys -->`. A test compares
pages and schemas with what this gives, so that they cannot fall behind the code.
"""

import json
import re
from pathlib import Path

from measure87.collect.mapping_schema import TABLES
from measure87.files.settings import Declared, Variants, keys_of
from measure87.files.settings.reference import key_table
from measure87.study.schemas import declared_settings, schema_path, schemas

HERE = Path(__file__).parent
HOW_TO = tuple(
    f"../how-to/{name}.md"
    for name in (
        "build-a-questionnaire",
        "estimate-from-lists",
        "link-lists",
        "plan-a-survey",
        "weights",
    )
)
PAGES = ("study.md", "combine.md", "mapping.md", *HOW_TO)
_BLOCK = re.compile(r"(<!-- keys: (.+?) -->\n).*?(<!-- end of keys -->)", re.DOTALL)


def written_files() -> dict[Path, str]:
    """What each page and schema must hold."""
    pages = {HERE / name: _page((HERE / name).read_text("utf-8")) for name in PAGES}
    return pages | {schema_path(kind): _json(schema) for kind, schema in schemas().items()}


def named_in(text: str) -> list[str]:
    """The tables that a page has."""
    return [found[2] for found in _BLOCK.finditer(text)]


def _page(text: str) -> str:
    return _BLOCK.sub(lambda found: f"{found[1]}{key_table(_declared(found[2]))}\n{found[3]}", text)


def _declared(path: str) -> Declared:
    """What declares the table at `KIND KEY KEY`; of a table with variants, `KEY VARIANT`.

    Of a mapping it is a section, or the entry of a kind of column.
    """
    kind, *steps = path.split()
    if kind == "mapping":
        return TABLES[steps[0]]
    found = declared_settings()[kind]
    for step in steps:
        if isinstance(found, Variants):
            found = found.of[step]
        else:
            found = next(key for key in keys_of(found) if key.name == step).kind.declared
    return found


def _json(schema: dict[str, object]) -> str:
    return json.dumps(schema, ensure_ascii=False, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    for path, content in written_files().items():
        path.write_text(content, "utf-8")
