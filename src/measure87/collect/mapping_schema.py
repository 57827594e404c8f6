"""What `mapping.toml` may hold as a JSON Schema, for editors."""

from collections.abc import Mapping
from typing import Any

from measure87.collect.column_keys import KEYS
from measure87.collect.mapping_file import SCHEMA
from measure87.collect.section_keys import section_keys
from measure87.files.settings import Declared
from measure87.files.settings.json_schema import DIALECT, table_schema

TABLES: Mapping[str, Declared] = {"section": section_keys, **KEYS}
"""What declares a section, and the entries of each kind of column."""


def mapping_schema(title: str) -> dict[str, Any]:
    """The schema of a mapping: sections with names, and the entries of each kind of column."""
    return {
        "$schema": DIALECT,
        "title": title,
        "type": "object",
        "properties": {"schema": {"const": SCHEMA}},
        "required": ["schema"],
        "minProperties": 2,
        "additionalProperties": table_schema(section_keys),
        "$defs": {kind: table_schema(declared) for kind, declared in KEYS.items()},
    }
