"""Definitions of which one line of a rule or a limit was changed.

Rules are run anew from the changed text, beside those that are loaded and without touching them.
"""

import ast
import builtins
import importlib
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import CodeType, ModuleType, SimpleNamespace
from typing import Any

from measure87.define import Definition, list_definitions, load_definition
from measure87.define.building import build_definition
from measure87.define.rule import rules_of
from measure87.define.texts import texts_of
from measure87.vocabulary import status
from tests.mutation.changes import Change, changes_of_rules, changes_of_thresholds

DEFINE = "measure87.define"
_STATUS_NAMES = ("NO", "UNKNOWN", "YES", "any_of", "all_of")
AREAS = tuple(sorted({f"{DEFINE}.{identity.split('/')[0]}" for identity in list_definitions()}))


@dataclass(frozen=True)
class Mutant:
    """One change of a file: a module of rules by its name, or the limits of a definition."""

    file: str
    place: str
    """The function, constant or limit in which the change stands."""
    key: str
    """Its place and what it is, without the number of its line."""
    change: Change


def package_of(identity: str) -> str:
    return f"{DEFINE}.{identity.replace('/', '.')}"


def thresholds_of(identity: str) -> str:
    """Name of the file of limits."""
    return f"{identity}/thresholds.toml"


@cache
def modules_behind(identity: str) -> tuple[str, ...]:
    """Modules of all areas in which the rules of a definition, and their steps, are written."""
    found: dict[str, None] = {}
    waiting = [f"{package_of(identity)}.rules"]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = None
            waiting += [other for other in _imported(name) if other.startswith(AREAS)]
    return tuple(sorted(found))


def own_modules(identity: str) -> tuple[str, ...]:
    """Those that lie in the definition's own folder."""
    return tuple(n for n in modules_behind(identity) if n.startswith(f"{package_of(identity)}."))


@cache
def shared_modules() -> Mapping[str, tuple[str, ...]]:
    """Modules in the folder of no definition, and the definitions that use them, small first."""
    owned = {name for identity in list_definitions() for name in own_modules(identity)}
    found: dict[str, list[str]] = {}
    for identity in sorted(list_definitions(), key=lambda one: len(loaded(one, None).rules)):
        for name in modules_behind(identity):
            if name not in owned:
                found.setdefault(name, []).append(identity)
    return {name: tuple(identities) for name, identities in sorted(found.items())}


def mutants_of_module(name: str) -> list[Mutant]:
    source = _source(name)
    return _named(name, changes_of_rules(source), _functions(source))


def mutants_of_limits(identity: str) -> list[Mutant]:
    """Mutants of the limits of a definition, but for the dates from which they hold."""
    source = _thresholds(identity)
    changes = [c for c in changes_of_thresholds(source) if not c.text.startswith("from")]
    return _named(thresholds_of(identity), changes, _headings(source))


@cache
def reached_by(rule: str, identity: str) -> frozenset[str]:
    """Names and texts that stand in a rule, and in the functions and constants that it names."""
    reached: set[str] = set()
    waiting = {rule}
    while waiting:
        reached |= waiting
        waiting = {n for name in waiting for n in _named_in(identity).get(name, ())} - reached
    return frozenset(reached)


@cache
def _named_in(identity: str) -> Mapping[str, set[str]]:
    """What each function and constant of a definition's modules names."""
    found: dict[str, set[str]] = {}
    for module in modules_behind(identity):
        for node in ast.parse(_source(module)).body:
            found.setdefault(_name_of(node), set()).update(_names(node))
    return found


def _names(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        match inner:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Constant(value=str(name)):
                yield name


def _name_of(node: ast.stmt) -> str:
    """Name of what a statement at the top of a module defines."""
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name
    return "module"


def changed_definition(mutant: Mutant, identity: str, reading: str | None) -> Definition:
    """A definition, under a reading, of which one text was changed."""
    if mutant.file == thresholds_of(identity):
        limits = tomllib.loads(mutant.change.applied_to(_thresholds(identity)))
        texts = replace(texts_of(identity), thresholds=limits)
        return build_definition(identity, texts, reading, None)
    changed = compile(mutant.change.applied_to(_source(mutant.file)), mutant.file, "exec")
    codes = {name: _code(name) for name in own_modules(identity)} | {mutant.file: changed}
    rules = rules_of(_Fresh(codes).module(f"{package_of(identity)}.rules"))
    return replace(loaded(identity, reading), rules=rules)


class _Fresh:
    """Modules run anew from codes; one that imports another of them gets the new one."""

    def __init__(self, codes: Mapping[str, CodeType]) -> None:
        self.codes = codes
        self.modules: dict[str, ModuleType] = {}

    def module(self, name: str) -> ModuleType:
        if name not in self.modules:
            module = self.modules[name] = ModuleType(name)
            # What a change may name (`UNKNOWN` for `NO`) need not be imported where it stands.
            vars(module).update({n: getattr(status, n) for n in _STATUS_NAMES})
            vars(module)["__builtins__"] = {**vars(builtins), "__import__": self._import}
            exec(self.codes[name], vars(module))  # noqa: S102 - our own text, changed by one line
        return self.modules[name]

    def _import(self, name, globals_=None, locals_=None, names=(), level=0) -> Any:
        if name in self.codes:
            return self.module(name)
        loaded = builtins.__import__(name, globals_, locals_, names, level)
        inside = {n: f"{name}.{n}" for n in names or () if f"{name}.{n}" in self.codes}
        if not inside:
            return loaded
        return SimpleNamespace(
            **{**vars(loaded), **{n: self.module(full) for n, full in inside.items()}}
        )


@cache
def loaded(identity: str, reading: str | None) -> Definition:
    """A definition as it is, under a reading (None: the text itself)."""
    return load_definition(f"{identity}:{reading}" if reading else identity)


@cache
def _source(name: str) -> str:
    spec = find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).read_text("utf-8")


@cache
def _code(name: str) -> CodeType:
    return compile(_source(name), name, "exec")


@cache
def _thresholds(identity: str) -> str:
    module = importlib.import_module(package_of(identity))
    assert module.__file__ is not None
    return Path(module.__file__).with_name("thresholds.toml").read_text("utf-8")


def _imported(name: str) -> Iterator[str]:
    """Modules from which a module takes something."""
    for node in ast.walk(ast.parse(_source(name))):
        if isinstance(node, ast.ImportFrom) and node.module:
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            modules = [n for n in inside if n.startswith(AREAS) and _is_module(n)]
            yield from modules or [node.module]


def _is_module(name: str) -> bool:
    parent = find_spec(name.rpartition(".")[0])
    return bool(parent and parent.submodule_search_locations) and find_spec(name) is not None


def _functions(source: str) -> list[tuple[int, str]]:
    """First line and name of what stands at the top of a module."""
    return [(node.lineno, _name_of(node)) for node in ast.parse(source).body]


def _headings(source: str) -> list[tuple[int, str]]:
    """Line and name of each limit; that of a reading is the limit's."""
    lines = enumerate(source.splitlines(), start=1)
    return [(n, line.strip("[]").split(".")[0]) for n, line in lines if line.startswith("[")]


def _named(file: str, changes: list[Change], places: list[tuple[int, str]]) -> list[Mutant]:
    """Mutants with keys of their own: the second of one key is told as such."""
    seen: Counter[str] = Counter()
    found = []
    for change in changes:
        place = [name for line, name in places if line <= change.line][-1]
        key = f"{place} :: {change.key}"
        seen[key] += 1
        key = key if seen[key] == 1 else f"{key} #{seen[key]}"
        found.append(Mutant(file, place, key, change))
    return found
