"""Writes the JSON Schemas of released files, and the tables of keys on the page about them.

    python docs/reference/make_release_schemas.py

The tables stand between `<!-- keys -->` and `<!-- end of keys -->`. A test compares page and
schemas with what this gives, so that they cannot fall behind the code.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from measure87.study.release_schemas import released_files, schema_path, schemas

HERE = Path(__file__).parent
PAGE = HERE / "release-schemas.md"
SCHEMAS = "../../src/measure87/study/release_schemas"
_BLOCK = re.compile(r"(<!-- (files|keys) -->\n).*?(<!-- end of \2 -->)", re.DOTALL)

type Schema = Mapping[str, object]


def written_files() -> dict[Path, str]:
    """What the page and each schema must hold."""
    made = schemas()
    blocks = {"files": _files(), "keys": _keys(made)}
    page = _BLOCK.sub(
        lambda found: f"{found[1]}{blocks[found[2]]}\n{found[3]}", PAGE.read_text("utf-8")
    )
    return {PAGE: page} | {schema_path(name): _json(one) for name, one in made.items()}


def _files() -> str:
    rows = [
        f"| [`{name}`]({SCHEMAS}/{name}.schema.json) | {one.title} |"
        for name, one in released_files().items()
    ]
    return "\n".join(["| schema | of |", "|---|---|", *rows])


def _keys(made: Mapping[str, Schema]) -> str:
    """A table for each structure, once, in the order in which the schemas have them."""
    structures: dict[str, Schema] = {}
    for schema in made.values():
        structures |= {name: one for name, one in schema["$defs"].items() if name not in structures}
    tables = [_table(name, one) for name, one in structures.items() if one.get("type") == "object"]
    return "\n\n".join(tables)


def _table(name: str, structure: Schema) -> str:
    rows = [
        f"| `{key}` | {_kind(one)} | {'yes' if key in structure['required'] else ''} "
        f"| {_cell(one.get('description', ''))} |"
        for key, one in structure["properties"].items()
    ]
    head = ["| key | holds | always | what |", "|---|---|---|---|"]
    return "\n".join([f"### {name}", "", structure["description"], "", *head, *rows])


def _kind(schema: Schema) -> str:
    """What a key holds, in a few words."""
    return " or ".join(dict.fromkeys(_kinds(schema)))


def _kinds(schema: Schema) -> Iterator[str]:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        yield f"[{name}](#{name.lower()})"
    elif "anyOf" in schema:
        for one in schema["anyOf"]:
            yield from _kinds(one)
    elif "enum" in schema or "const" in schema:
        for value in schema.get("enum", [schema.get("const")]):
            yield f"`{json.dumps(value)}`"
    elif schema.get("type") == "array":
        inner = schema.get("items") or {"anyOf": schema.get("prefixItems", [])}
        yield f"list of {_kind(inner)}" if inner else "list"
    elif schema.get("type") == "object":
        values = schema.get("additionalProperties")
        yield f"name to {_kind(values)}" if isinstance(values, dict) else "object"
    else:
        yield _WORDS.get(schema.get("type", ""), "any value")


_WORDS = {"string": "text", "integer": "whole number", "number": "number", "boolean": "yes or no",
          "null": "null"}  # fmt: skip


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _json(schema: Schema) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    for path, content in written_files().items():
        path.write_text(content, "utf-8")
