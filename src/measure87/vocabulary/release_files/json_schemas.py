"""JSON Schemas of released files: those of the structures, as strict as the files are.

In a release a key that does not apply is absent and never null, a key that nobody declared does
not stand, everything has passed the gate, and of a suppressed figure nothing is left from which it
could be had. The codec's own schema says none of these of what stays a dataclass.
"""

import ast
import inspect
import re
import textwrap
from collections.abc import Mapping

from measure87.vocabulary.estimate import KEPT_WHEN_SUPPRESSED, SUPPRESSED, Estimate
from measure87.vocabulary.releases.codec import json_schema
from measure87.vocabulary.releases.common import Declared, Json

ALWAYS: Mapping[str, tuple[str, ...]] = {
    "Estimate": ("group", "flags"),
    "Minus": ("group",),
    "Refusal": ("group",),
    "Provenance": ("version", "inputs"),
}
"""Keys that are in the file though their field has a default."""
_GATED = ("SurveyDiagnostics", "ListsDiagnostics")
_ATTRIBUTES = re.compile(r"\n+Attributes\n-+\n")
_ENTRY = re.compile(r"^(?P<names>\w+(?:, \w+)*) : (?P<text>.+)$")


def release_schema(kind: type[Declared], title: str, entries: int | None = None) -> dict[str, Json]:
    """The JSON Schema (draft 2020-12) of a file of a release.

    Parameters
    ----------
    kind
        The structure that declares it.
    title
        What the file is.
    entries
        Of a file that is a list of such structures: how many it has.
    """
    schema = json_schema(kind, title)
    if entries is not None:
        one: Json = {"$ref": schema.pop("$ref")}
        schema |= {"type": "array", "items": one, "minItems": entries, "maxItems": entries}
    defined = schema.get("$defs")
    for name, one in (defined if isinstance(defined, dict) else {}).items():
        if isinstance(one, dict) and one.get("type") == "object":
            _tighten(name, one, _inherited(kind) if name == kind.__name__ else {})
    return schema


def _inherited(kind: type[Declared]) -> dict[str, str]:
    """What the structures that this one extends say of their keys."""
    docs = [one.__doc__ or "" for one in reversed(kind.__mro__)]
    return {key: text for doc in docs for key, text in _described(doc)[1].items()}


def _tighten(name: str, schema: dict[str, Json], inherited: Mapping[str, str]) -> None:
    """Of one structure: its keys, which of them are always there, what each is."""
    description, own_words = _described(str(schema.get("description", "")))
    about = {**inherited, **own_words}
    about |= _attribute_docs() if name == Estimate.__name__ else {}
    properties = _object(schema["properties"])
    for key, value in properties.items():
        properties[key] = _never_null(_object(value)) | (
            {"description": about[key]} if key in about else {}
        )
    required = schema.get("required")
    own = [str(key) for key in required] if isinstance(required, list) else []
    schema["required"] = [*own, *(key for key in ALWAYS.get(name, ()) if key not in own)]
    schema["additionalProperties"] = False
    schema["description"] = description
    if name == Estimate.__name__:
        schema |= _of_suppressed(list(properties))
    if name in _GATED:
        schema["required"] = [*own, *({"disclosure"} - {*own})]
    if "released" in properties:
        properties["released"] = {"const": True, "description": about["released"]}


def _of_suppressed(keys: list[str]) -> dict[str, Json]:
    """What does not stand in a suppressed figure."""
    gone: dict[str, Json] = {key: False for key in keys if key not in KEPT_WHEN_SUPPRESSED}
    flags: dict[str, Json] = {"type": "array", "contains": {"const": SUPPRESSED}}
    hidden: dict[str, Json] = {"type": "object", "properties": {"flags": flags}}
    return {"if": hidden, "then": {"type": "object", "properties": gone}}


def _never_null(schema: dict[str, Json]) -> dict[str, Json]:
    """What a key holds where it is there; what stands for an absent one is no part of the file."""
    kept = {key: value for key, value in schema.items() if key != "default"}
    options = kept.get("anyOf")
    if "default" not in schema or not isinstance(options, list):
        return kept
    left = [one for one in options if one != {"type": "null"}]
    if len(left) > 1:
        return kept | {"anyOf": left}
    return {key: value for key, value in kept.items() if key != "anyOf"} | _object(left[0])


def _described(docstring: str) -> tuple[str, dict[str, str]]:
    """The text of a docstring without its attributes, and what these are."""
    text, *rest = _ATTRIBUTES.split(inspect.cleandoc(docstring))
    entries: dict[str, str] = {}
    for line in "".join(rest).splitlines():
        if found := _ENTRY.match(line):
            entries |= dict.fromkeys(found["names"].split(", "), found["text"])
    return _one_line(text), entries


def _attribute_docs() -> dict[str, str]:
    """What stands under each field of a figure in the source."""
    body = ast.parse(textwrap.dedent(inspect.getsource(Estimate))).body[0]
    found, name = {}, ""
    for node in body.body if isinstance(body, ast.ClassDef) else ():
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            name = node.target.id
        elif name and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found[name], name = _one_line(str(node.value.value)), ""
        else:
            name = ""
    return found


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _object(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise AssertionError(f"a schema has {value!r} where it should have an object")
    return value
