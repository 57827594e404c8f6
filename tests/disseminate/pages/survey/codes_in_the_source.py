"""Every flag, reason, warning, refusal and unit that the package can put on a result.

They are read off the source itself, by its syntax, so that a new one is met the day it is written.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import measure87

PACKAGE = Path(measure87.__file__).parent
FLAGS = PACKAGE / "vocabulary" / "flags.py"
ROOMS = ("collect", "estimate", "study", "disseminate", "cli")


@dataclass
class Codes:
    """What was found; of each code the files that use it."""

    flags: dict[str, set[str]] = field(default_factory=dict)
    reasons: dict[str, set[str]] = field(default_factory=dict)
    warnings: dict[str, set[str]] = field(default_factory=dict)
    refusals: dict[str, set[str]] = field(default_factory=dict)
    units: dict[str, set[str]] = field(default_factory=dict)


def codes_in_the_source() -> Codes:
    """All codes of the rooms that make or change results."""
    files = [path for room in ROOMS for path in sorted((PACKAGE / room).rglob("*.py"))]
    trees = {path: ast.parse(path.read_text("utf-8")) for path in [*files, FLAGS]}
    constants = {_module(path): dict(_constants(tree)) for path, tree in trees.items()}
    found = Codes()
    for path, tree in trees.items():
        where = str(path.relative_to(PACKAGE))
        own = dict(_imported(tree, constants)) | constants[_module(path)]
        if path == FLAGS:
            for _, flag in _constants(tree):
                found.flags.setdefault(flag, set()).add(where)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                _note(node, own, where, found)
    return found


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Names of a module that stand for a text."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            for target in node.targets:
                if isinstance(target, ast.Name) and isinstance(node.value.value, str):
                    yield target.id, node.value.value


def _imported(tree: ast.Module, constants: dict[str, dict[str, str]]) -> Iterator[tuple[str, str]]:
    """Names that a module takes from others, and those of modules that it imports whole."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for one in node.names:
                yield from constants.get(f"{node.module}.{one.name}", {}).items()
                if one.name in constants.get(node.module, {}):
                    yield one.asname or one.name, constants[node.module][one.name]


def _module(path: Path) -> str:
    return ".".join((PACKAGE.name, *path.relative_to(PACKAGE).with_suffix("").parts))


def _note(call: ast.Call, constants: dict[str, str], where: str, found: Codes) -> None:
    """The codes of one call."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    keywords = {one.arg: one.value for one in call.keywords}
    taken: list[tuple[dict[str, set[str]], ast.expr]] = []
    if name == "with_flags":
        taken += [(found.flags, one) for one in call.args]
    if name == "append" and getattr(getattr(call.func, "value", None), "id", "") == "flags":
        taken += [(found.flags, one) for one in call.args]
    if "flags" in keywords:
        taken.append((found.flags, keywords["flags"]))
    if name == "suppress":
        taken += [(found.reasons, one) for one in call.args]
    if name == "Notice":
        taken.append((found.warnings, keywords.get("code", call.args[0] if call.args else None)))
    if name == "Refusal":
        second = call.args[1] if len(call.args) > 1 else None
        taken.append((found.refusals, keywords.get("code", second)))
    if name in ("Estimate", "Outcome", "replace") and "unit" in keywords:
        taken.append((found.units, keywords["unit"]))
    for codes, node in taken:
        for code in _texts(node, constants):
            codes.setdefault(code, set()).add(where)


def _texts(node: ast.expr | None, constants: dict[str, str]) -> Iterator[str]:
    """The texts of an expression: its own, and those of names that stand for one."""
    if isinstance(node, ast.IfExp):
        yield from _texts(node.body, constants)
        yield from _texts(node.orelse, constants)
    elif isinstance(node, ast.Tuple | ast.List):
        for one in node.elts:
            yield from _texts(one, constants)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Name) and node.id in constants:
        yield constants[node.id]
    elif isinstance(node, ast.Attribute) and node.attr in constants:
        yield constants[node.attr]
