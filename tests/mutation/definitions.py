"""What does a definition say of its cases once a line of its rules or limits was changed?

Rules are run anew from changed texts, beside those that are loaded and without touching them.
"""

import ast
import builtins
import importlib
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import CodeType, ModuleType, SimpleNamespace
from typing import Any

import narwhals as nw

from measure87.classify import Tables, case_tables, classify
from measure87.classify.engine import evaluate
from measure87.define import Definition, list_definitions, load_definition
from measure87.define.building import build_definition
from measure87.define.cases import Cases, read_cases
from measure87.define.lists import Lists
from measure87.define.rule import Rule, rules_of
from measure87.define.texts import texts_of
from measure87.vocabulary import status
from tests.mutation.changes import Change, changes_of_rules, changes_of_thresholds

DEFINE = "measure87.define"
_STATUS_NAMES = ("NO", "UNKNOWN", "YES", "any_of", "all_of")
_BEFORE = "before__"
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
    for identity in sorted(list_definitions(), key=lambda one: len(_loaded(one, None).rules)):
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


def is_noticed(mutant: Mutant, identity: str) -> bool:
    """Whether a case of a definition comes out otherwise, under a reading or another condition.

    A definition that can no longer be built or applied is noticed too.
    """
    readings = (None, *_loaded(identity, None).readings)
    try:
        return any(_changes_a_case(mutant, identity, reading) for reading in readings) or any(
            condition.is_wrong(_changed(mutant, identity, condition.reading))
            for condition in other_conditions(identity)
        )
    except Exception:
        return True


def _changes_a_case(mutant: Mutant, identity: str, reading: str | None) -> bool:
    rules, measures = _reached_from(mutant.place, identity, reading)
    changed = _held_still(_changed(mutant, identity, reading), rules, identity, reading)
    cases = _recalling(identity, reading)
    # Most mutants are noticed by the measure that is soonest computed.
    return cases.is_wrong(changed, measures[:1]) or cases.is_wrong(changed, measures[1:])


@dataclass(frozen=True)
class Condition:
    """Cases, and what the measures must come to, under some condition."""

    tables: Tables
    expected: Mapping[str, Mapping[str, int | None]]
    reading: str | None = None
    as_if_verified: bool = False
    """Whether somebody has compared all designated lists with their sources."""

    def is_wrong(self, definition: Definition, measures: Sequence[str] | None = None) -> bool:
        """Whether some case is not what the text demands, by some measures (None: by all)."""
        names = [name for name in self.expected if name in definition.measures]
        names = names if measures is None else list(measures)
        if not names:
            return False
        if self.as_if_verified:
            lists = definition.lists.entries
            lists = {name: replace(entry, verified=True) for name, entry in lists.items()}
            definition = replace(definition, lists=Lists(lists))
        # Cases tell statuses and no days.
        told = {name: replace(definition.measures[name], days=None) for name in names}
        definition = replace(definition, measures=told)
        frame: Any = classify(self.tables, [(definition, names)], reasons=False)
        found = frame.select("person_id", *names).collect()
        cases = found["person_id"].to_list()
        for name in names:
            statuses = dict(zip(cases, found[name].to_list(), strict=True))
            if any(statuses[case] != wanted for case, wanted in self.expected[name].items()):
                return True
        return False


@cache
def other_conditions(identity: str) -> tuple[Condition, ...]:
    """The conditions of `other_conditions.toml` for the cases of a definition."""
    text = Path(__file__).with_name("other_conditions.toml").read_text("utf-8")
    told = tomllib.loads(text)["condition"]
    return tuple(_condition(entry) for entry in told if entry["definition"] == identity)


def _condition(entry: Mapping[str, Any]) -> Condition:
    cases = _cases(entry["definition"])
    lacks = entry.get("lacks", ())
    asked = set(entry.get("cases", cases.stories))
    tables = {
        table: [
            {column: value for column, value in row.items() if column not in lacks}
            for row in getattr(cases, table)
            if row["person_id"] in asked and table not in lacks
        ]
        for table in ("persons", "jobs", "circumstances")
    }
    measures = entry.get("measures", {name: name for name in cases.expected})
    expected = {
        name: {case: wanted for case, wanted in cases.expected[other].items() if case in asked}
        for name, other in measures.items()
    }
    return Condition(
        case_tables(Cases(**tables)),
        expected,
        entry.get("reading"),
        entry.get("as_if_verified", False),
    )


@cache
def _reached_from(
    place: str, identity: str, reading: str | None
) -> tuple[frozenset[str], list[str]]:
    """Rules, and tested measures, that a function, constant or limit may change.

    All of them where no rule names it. The measures of few such rules stand first.
    """
    definition = _loaded(identity, reading)
    behind = {
        rule.name: {other.name for other in definition.rules_behind(rule.name)}
        for rule in definition.rules
    }
    touched = {name for name in behind if place in _reached_by(name, identity)} or set(behind)
    rules = frozenset(name for name in behind if behind[name] & touched)
    measures = {
        name: {rule.name for rule in definition.rules_behind(*measure.grounds)} & rules
        for name, measure in definition.measures.items()
        if name in _cases(identity).expected
    }
    resting = [name for name, found in measures.items() if found]
    return rules, sorted(resting, key=lambda name: len(measures[name]))


def _held_still(
    definition: Definition, rules: frozenset[str], identity: str, reading: str | None
) -> Definition:
    """The definition with some rules as they are, and of all others what they said before.

    To write them down again takes most of the time; what a change cannot reach stays the same.
    """
    before, _ = _before(identity, reading)
    return replace(
        definition,
        rules=tuple(
            rule if rule.name in rules or rule.name not in before else _recalled(rule)
            for rule in definition.rules
        ),
    )


def _recalled(rule: Rule) -> Rule:
    said = nw.col(f"{_BEFORE}{rule.name}")
    return replace(rule, function=lambda: said, inputs=(), needs_one=False)


@cache
def _before(identity: str, reading: str | None) -> tuple[frozenset[str], Tables]:
    """Names of rules of the unchanged definition, and the cases with what these say of them."""
    definition, tables = _loaded(identity, reading), case_tables(_cases(identity))
    levels = evaluate(tables, definition, list(definition.measures.values()))
    names: set[str] = set()
    for level, table in (("person", "persons"), ("job", "jobs"), ("circumstance", "circumstances")):
        rows = getattr(tables, table)
        if rows is None:
            continue
        said = [r.name for r in definition.rules if r.level == level and levels.has(level, r.name)]
        names |= set(said)
        columns = {f"{_BEFORE}{name}": nw.col(name) for name in said}
        told = nw.from_native(rows).collect_schema().names()
        frame = levels.frames[level].select(*told, **columns).collect()
        tables = replace(tables, **{table: frame.to_native().lazy()})
    return frozenset(names), tables


@cache
def _recalling(identity: str, reading: str | None) -> Condition:
    """All cases, which have beside the answers what the unchanged rules say."""
    _, tables = _before(identity, reading)
    return Condition(tables, _cases(identity).expected)


@cache
def _reached_by(rule: str, identity: str) -> frozenset[str]:
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


def _changed(mutant: Mutant, identity: str, reading: str | None) -> Definition:
    if mutant.file == thresholds_of(identity):
        limits = tomllib.loads(mutant.change.applied_to(_thresholds(identity)))
        texts = replace(texts_of(identity), thresholds=limits)
        return build_definition(identity, texts, reading, None)
    changed = compile(mutant.change.applied_to(_source(mutant.file)), mutant.file, "exec")
    codes = {name: _code(name) for name in own_modules(identity)} | {mutant.file: changed}
    rules = rules_of(_Fresh(codes).module(f"{package_of(identity)}.rules"))
    return replace(_loaded(identity, reading), rules=rules)


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
def _loaded(identity: str, reading: str | None) -> Definition:
    return load_definition(f"{identity}:{reading}" if reading else identity)


@cache
def _cases(identity: str) -> Cases:
    return read_cases(_loaded(identity, None).cases, identity)


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
