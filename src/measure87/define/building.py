"""Builds a definition from its files: its measures, and what they rest on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from measure87.define.criteria import Criterion, read_criteria
from measure87.define.definition import (
    Definition,
    Measure,
    alternative_columns,
    as_cites,
    idle_rules,
    leaf_columns,
    refuse_unverified_headlines,
)
from measure87.define.limits import Limits
from measure87.define.lists import Lists, read_lists
from measure87.define.pairs import Pair, read_pairs
from measure87.define.rule import Rule, rules_of
from measure87.define.texts import Texts, texts_of
from measure87.define.thresholds import read_limits, readings_named
from measure87.vocabulary.columns import CIRCUMSTANCES, TABLES
from measure87.vocabulary.errors import DefinitionError
from measure87.vocabulary.keys import nearest, refuse_unknown
from measure87.vocabulary.status import UnknownTreatment

_TREATMENTS: dict[str, UnknownTreatment] = {"exclude": "exclude", "no": "no", "yes": "yes"}
_NEEDED = ("title", "ages", "grounds", "cite")
_KEYS = (*_NEEDED, "any_age", "needs_one_of", "unknown", "headline", "per", "days", "about")


@dataclass(frozen=True)
class _Parts:
    """What the measures of one definition rest on, under one reading."""

    rules: tuple[Rule, ...]
    limits: Limits
    idle: frozenset[str]
    questions: Mapping[str, tuple[str, ...]]
    """Named groups of columns and items, of which a questionnaire must ask one."""
    criteria: tuple[Criterion, ...]
    """Those groups that are the items of a criterion."""


def parse_spec(spec: str) -> tuple[str, str | None, date | None]:
    """Id, reading and day of `ID:READING@DATE`.

    >>> parse_spec("child_labour/sdg_8_7_1:strict")
    ('child_labour/sdg_8_7_1', 'strict', None)
    """
    rest, at, day = spec.partition("@")
    identity, _, reading = rest.partition(":")
    try:
        on = date.fromisoformat(day) if at else None
    except ValueError:
        raise DefinitionError(
            f"{day!r} is not a date", where=spec, hint="write ID@YYYY-MM-DD"
        ) from None
    return identity, reading or None, on


def build_definition(
    identity: str, texts: Texts, reading: str | None, on: date | None
) -> Definition:
    """A definition under a reading, with the limits in force on a day (None: the latest).

    Raises
    ------
    DefinitionError
        If it has no such reading, was not in force on that day, or contradicts itself.
    """
    concepts = texts.concepts
    readings = _readings(identity, texts, reading)
    if on is not None and on < concepts["from"]:
        raise DefinitionError(
            f"{identity} is not in force on {on}; it begins on {concepts['from']}",
            code="not-in-force",
        )
    limits = read_limits(texts.thresholds, on, reading, f"{identity}/thresholds.toml")
    lists = read_lists(texts.lists, identity)
    rules = rules_of(texts.rules)
    parts = _Parts(
        rules,
        limits,
        idle_rules(rules, lists),
        _questions(concepts, reading, lists),
        read_criteria(concepts.get("questions", {})),
    )
    ending = f"_{reading}" if reading else ""
    measures = (
        _measure(f"{name}{ending}", entry, parts) for name, entry in concepts["measures"].items()
    )
    built = Definition(
        id=identity,
        reading=reading,
        title=concepts["title"],
        about=concepts.get("about", "").strip(),
        edition=max([concepts["from"], *(limit.start for limit in limits.entries.values())]),
        measures={measure.name: measure for measure in measures},
        rules=rules,
        limits=limits,
        lists=lists,
        pairs=_pairs(concepts, on, identity),
        not_prevalence=concepts.get("not_prevalence", False),
        asks_period=concepts.get("asks_period", False),
        reaches_not=tuple(concepts.get("reaches_not", ())),
        readings=readings,
        cases=texts.cases,
        reading_notes=texts.reading,
    )
    refuse_unverified_headlines(built)
    return built


def _pairs(concepts: Mapping[str, Any], on: date | None, identity: str) -> tuple[Pair, ...]:
    """The pairs that one answer may serve: its own, or those of the definition that it names."""
    entries = concepts.get("one_answer_for_both", ())
    if isinstance(entries, str):
        entries = texts_of(entries).concepts["one_answer_for_both"]
    return read_pairs(entries, on, identity)


def _readings(identity: str, texts: Texts, reading: str | None) -> dict[str, str]:
    """The readings that the text has, among them the one that is wanted."""
    readings = dict(texts.concepts.get("readings", {}))
    refuse_unknown(
        readings_named(texts.thresholds), readings, f"{identity}/thresholds.toml", DefinitionError
    )
    if reading is not None and reading not in readings:
        raise DefinitionError(
            f"{identity} has no reading {reading!r}",
            code="unknown-interpretation",
            hint=f"its readings: {', '.join(readings) or 'only the text itself'}",
        )
    return readings


def _questions(
    concepts: Mapping[str, Any], reading: str | None, lists: Lists
) -> dict[str, tuple[str, ...]]:
    """The groups of questions under a reading: columns, and items of circumstances.

    The codes of which a verified list speaks (`verified_lists` names lists) stand for a question.
    """
    items = {code for code, _ in CIRCUMSTANCES["item"].levels}
    known = items | {column for table in TABLES.values() for column in table.names}
    groups = {}
    for name, entry in concepts.get("questions", {}).items():
        other = entry.get("readings", {})
        refuse_unknown(other, concepts.get("readings", {}), f"questions.{name}", DefinitionError)
        coded = [lists[one] for one in entry.get("verified_lists", ())]
        codes = (one.column for one in coded if one.verified)
        groups[name] = (*other.get(reading, entry["one_of"]), *codes)
        refuse_unknown(groups[name], known, f"concepts.toml, questions.{name}", DefinitionError)
    return groups


def _measure(name: str, entry: Mapping[str, Any], parts: _Parts) -> Measure:
    where = f"concepts.toml, measure {name}"
    refuse_unknown(entry, _KEYS, where, DefinitionError)
    for key in _NEEDED:
        if key not in entry:
            raise DefinitionError(f"measure {name} needs `{key}`", where=where)
    grounds = tuple(entry["grounds"])
    days = entry.get("days")
    goals = (*grounds, *((f"{days}_low", f"{days}_high") if days else ()))
    _refuse_unknown_grounds(name, goals, parts.rules)
    required, optional = leaf_columns(parts.rules, goals, parts.idle)
    any_age = entry.get("any_age", False)
    return Measure(
        name=name,
        title=entry["title"],
        ages=(entry["ages"][0], entry["ages"][1]),
        grounds=grounds,
        unknown=_unknown_treatment(name, entry.get("unknown", "exclude"), parts.limits),
        headline=entry.get("headline", False),
        per=entry.get("per", 100),
        about=entry.get("about", "").strip(),
        cites=as_cites(entry["cite"]),
        days=days,
        required=required if any_age else tuple(dict.fromkeys(("age_years", *required))),
        optional=optional if any_age else tuple(n for n in optional if n != "age_years"),
        one_of=(
            *alternative_columns(parts.rules, goals),
            *_asked_for(name, entry.get("needs_one_of", ()), parts.questions),
        ),
        criteria=tuple(c for c in parts.criteria if c.name in entry.get("needs_one_of", ())),
        any_age=any_age,
    )


def _refuse_unknown_grounds(name: str, goals: Iterable[str], rules: Sequence[Rule]) -> None:
    known = {rule.name for rule in rules}
    for ground in goals:
        if ground not in known:
            raise DefinitionError(
                f"measure {name} rests on {ground!r}, which is no rule of its text",
                where="concepts.toml",
                hint=nearest(ground, known),
            )


def _asked_for(
    name: str, groups: Iterable[str], questions: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[str, ...], ...]:
    """The named groups of questions, of each of which one must be asked."""
    refuse_unknown(groups, questions, f"concepts.toml, measure {name}", DefinitionError)
    return tuple(questions[group] for group in groups)


def _unknown_treatment(name: str, word: str, limits: Limits) -> UnknownTreatment:
    """`exclude`, `no`, `yes`, or the name of a dated limit that says one of them."""
    said = str(limits[word].bound) if word in limits.entries else word
    if said not in _TREATMENTS:
        raise DefinitionError(
            f"measure {name}: unknown = {word!r}", hint="exclude, no, yes, or a limit's name"
        )
    return _TREATMENTS[said]
