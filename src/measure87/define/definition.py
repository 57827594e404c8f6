"""One text as a whole: its measures, rules, limits and lists, on one day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from measure87.define.limits import Limits, Lists
from measure87.define.rule import PARENTS_PREFIX, Input, Rule
from measure87.vocabulary.citation import Cite
from measure87.vocabulary.errors import DefinitionError
from measure87.vocabulary.status import UnknownTreatment


@dataclass(frozen=True)
class Measure:
    """What is counted: persons of some ages for whom one of several grounds holds."""

    name: str
    title: str
    ages: tuple[int, int]
    """Completed years at interview, both ends included: the universe."""
    grounds: tuple[str, ...]
    """Rules; one of them suffices. The first in the text that decides is the reason."""
    unknown: UnknownTreatment
    """How an undetermined person counts in the headline figure."""
    headline: bool
    """Whether the figure may stand alone; others are sensitivity measures or components."""
    per: int
    """The figure is usually read per 100 or per 1,000 persons."""
    about: str
    cites: tuple[Cite, ...]
    days: str | None = None
    """Name of the days in this status; the rules `NAME_low` and `NAME_high` give their
    bounds, for the stock beside the flow. The limit `reference_period` has their number."""
    required: tuple[str, ...] = ()
    """Standard columns without which the measure cannot be computed."""
    optional: tuple[str, ...] = ()
    """Standard columns that are used where the questionnaire has them."""


@dataclass(frozen=True)
class Definition:
    """One text on one day."""

    id: str
    """Path below `define`, e.g. `child_labour/sdg_8_7_1`."""
    reading: str | None
    title: str
    about: str
    edition: date
    """Latest date among the limits in force: the day after which nothing changed."""
    measures: Mapping[str, Measure]
    rules: tuple[Rule, ...]
    limits: Limits
    lists: Lists
    not_prevalence: bool = False
    """A screening profile: its shares are no prevalence of anything."""
    reaches_not: tuple[str, ...] = ()
    """Whom a household survey under this definition does not reach."""
    extends: str | None = None
    readings: Mapping[str, str] = field(default_factory=dict)
    """Other readings of the text and what they mean."""
    cases: str = ""
    """Content of `cases.csv`."""
    reading_notes: str = ""
    """Content of `reading.md`."""

    @property
    def versioned_id(self) -> str:
        """Id, reading and date, as results carry it."""
        reading = f":{self.reading}" if self.reading else ""
        return f"{self.id}{reading}@{self.edition.isoformat()}"

    @property
    def citations(self) -> tuple[Cite, ...]:
        """Every citation of rules, limits, lists and measures, each once."""
        found: list[Cite] = []
        for rule in self.rules:
            found.extend(rule.cites)
        found.extend(limit.cite for limit in self.limits.entries.values())
        found.extend(entry.cite for entry in self.lists.entries.values())
        for measure in self.measures.values():
            found.extend(measure.cites)
        return tuple(dict.fromkeys(found))

    def rule(self, name: str) -> Rule:
        """The rule of that name."""
        for rule in self.rules:
            if rule.name == name:
                return rule
        raise DefinitionError(
            f"{self.id} has no rule {name!r}",
            hint=f"its rules: {', '.join(rule.name for rule in self.rules)}",
        )

    def rules_behind(self, *names: str) -> tuple[Rule, ...]:
        """The named rules and all that they rest on, in the order of the text."""
        wanted: set[str] = set()
        waiting = list(names)
        rule_names = {rule.name for rule in self.rules}
        while waiting:
            name = waiting.pop()
            if name in wanted:
                continue
            wanted.add(name)
            waiting.extend(i.column for i in self.rule(name).inputs if i.column in rule_names)
        return tuple(rule for rule in self.rules if rule.name in wanted)


def leaf_columns(definition_rules: tuple[Rule, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Standard columns that rules read: those they require, and those they use if present."""
    rule_names = {rule.name for rule in definition_rules}
    required: dict[str, None] = {}
    optional: dict[str, None] = {}
    for rule in definition_rules:
        for item in rule.inputs:
            for column in _columns_of(item, rule_names):
                (required if item.required else optional)[column] = None
    return tuple(required), tuple(c for c in optional if c not in required)


def _columns_of(item: Input, rule_names: set[str]) -> tuple[str, ...]:
    if item.name.startswith(PARENTS_PREFIX):
        links = ("household_id", "line", "mother_line", "father_line")
        return links if item.column in rule_names else (*links, item.column)
    return () if item.column in rule_names else (item.column,)


def as_cites(raw: Any) -> tuple[Cite, ...]:
    """Citations of a TOML entry: one table, or a list of them."""
    entries = raw if isinstance(raw, list) else [raw] if raw else []
    return tuple(Cite(**entry) for entry in entries)
