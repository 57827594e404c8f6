"""One text as a whole: its measures, rules, limits and lists, on one day."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from measure87.define.criteria import Criterion
from measure87.define.limits import Limits
from measure87.define.lists import DesignatedList, Lists
from measure87.define.pairs import Pair
from measure87.define.rule import PARENTS_PREFIX, Input, Rule
from measure87.vocabulary.citation import Cite
from measure87.vocabulary.errors import DefinitionError
from measure87.vocabulary.reference_period import ReferencePeriod
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
    period_without_length: bool = False
    """Whether days are counted and cannot be here, for the survey's period has no length."""
    required: tuple[str, ...] = ()
    """Standard columns without which the measure cannot be computed."""
    optional: tuple[str, ...] = ()
    """Standard columns that are used where the questionnaire has them."""
    one_of: tuple[tuple[str, ...], ...] = ()
    """Groups of optional columns; without any of a group the measure cannot be computed."""
    criteria: tuple[Criterion, ...] = ()
    """The lists of items that it rests on, of which a questionnaire may ask a part."""
    screens: str | None = None
    """The measure of the text in whose place it stands, because too few items were asked."""
    any_age: bool = False
    """Whether everybody is in the universe, of whatever or unknown age."""


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
    pairs: tuple[Pair, ...] = ()
    """Items of which one answer may show two criteria; the list is closed."""
    not_prevalence: bool = False
    """A screening profile: its shares are no prevalence of anything."""
    asks_period: bool = False
    """Whether its measures are of a reference period, which the survey states."""
    period: ReferencePeriod | None = None
    """The survey's, once one is stated: see `survey_period`."""
    jobs_period: ReferencePeriod | None = None
    """The same, by which jobs are placed in time, also where the measures ask for none."""
    reference_date: date | None = None
    """The survey's, from which the dates of jobs are counted; None where it states none."""
    reaches_not: tuple[str, ...] = ()
    """Whom a household survey under this definition does not reach."""
    extends: str | None = None
    prefix: str | None = None
    """Of a national one: what stands before the names of its standard's measures."""
    readings: Mapping[str, str] = field(default_factory=dict)
    """Other readings of the text and what they mean."""
    cases: str = ""
    """Content of `cases.csv`."""
    reading_notes: str = ""
    """Content of `reading.md`."""

    @property
    def places_jobs(self) -> bool:
        """Whether its rules ask if jobs are of the reference period."""
        return any(item.name == "in_reference_period" for r in self.rules for item in r.inputs)

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
        found.extend(pair.cite for pair in self.pairs)
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
        for name in names:
            self.rule(name)
        wanted = rules_reached({rule.name: rule for rule in self.rules}, names)
        return tuple(rule for rule in self.rules if rule.name in wanted)

    @property
    def verified_lists(self) -> Lists:
        """The lists as rules behind headline measures read them: unverified ones are empty."""
        return self.lists.verified

    def lists_behind(self, measure: str) -> tuple[DesignatedList, ...]:
        """The designated lists that a measure rests on.

        A list that nobody checked is not behind a measure whose rules read verified lists only.
        """
        rules = self.rules_behind(*self.measures[measure].grounds)
        return tuple(
            entry
            for entry in self.lists.entries.values()
            if any(
                entry.name in rule.lists_named and (entry.verified or not rule.verified_only)
                for rule in rules
            )
        )

    def unverified_lists(self, measure: str) -> tuple[str, ...]:
        """Names of the lists behind a measure that nobody checked against their source."""
        return tuple(entry.name for entry in self.lists_behind(measure) if not entry.verified)


def refuse_unverified_headlines(definition: Definition) -> None:
    """Refuse a definition in which a list that nobody checked feeds a headline measure."""
    for measure in definition.measures.values():
        unverified = definition.unverified_lists(measure.name)
        if measure.headline and unverified:
            raise DefinitionError(
                f"the headline measure {measure.name} rests on {', '.join(unverified)}, "
                "which nobody checked against its source",
                code="unverified-list",
                where=f"{definition.id}/lists",
                hint="let its rules read `verified_lists`, or make it no headline",
            )


def idle_rules(rules: Sequence[Rule], lists: Lists) -> frozenset[str]:
    """Rules that read verified lists only, of a definition in which theirs are not verified."""
    return frozenset(
        rule.name
        for rule in rules
        if rule.verified_only
        and not any(e.verified for e in lists.entries.values() if e.name in rule.lists_named)
    )


def leaf_columns(
    rules: Sequence[Rule], goals: Sequence[str], idle: frozenset[str] = frozenset()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Standard columns behind some rules: those they require, and those used if present.

    What is read only by a rule that another takes as an optional input is optional. What only
    an idle rule reads is not used.
    """
    by_name = {rule.name: rule for rule in rules}
    reached, names = rules_reached(by_name, goals), set(by_name)
    surely = rules_reached(by_name, goals, through=lambda item: item.required)
    required: dict[str, None] = {}
    optional: dict[str, None] = {}
    for rule in rules:
        if rule.name in idle or rule.name not in reached:
            continue
        for item in rule.inputs:
            needed = item.required and rule.name in surely
            for column in _columns_of(item, names):
                (required if needed else optional)[column] = None
    return tuple(required), tuple(c for c in optional if c not in required)


def alternative_columns(rules: Sequence[Rule], goals: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """For each rule that needs one of its inputs, all columns that could give it one."""
    by_name = {rule.name: rule for rule in rules}
    surely = rules_reached(by_name, goals, through=lambda item: item.required)
    needy = [rule for rule in rules if rule.name in surely and rule.needs_one]
    return tuple(sum(leaf_columns(rules, [rule.name]), start=()) for rule in needy)


def rules_reached(
    by_name: Mapping[str, Rule],
    goals: Iterable[str],
    through: Callable[[Input], bool] = lambda item: True,
) -> frozenset[str]:
    """Names of the goals and of all rules that they rest on, by the inputs `through` admits."""
    reached: set[str] = set()
    waiting = [name for name in goals if name in by_name]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        inputs = filter(through, by_name[name].inputs)
        waiting.extend(item.column for item in inputs if item.column in by_name)
    return frozenset(reached)


def _columns_of(item: Input, rule_names: set[str]) -> tuple[str, ...]:
    if item.name.startswith(PARENTS_PREFIX):
        links = ("household_id", "line", "mother_line", "father_line")
        return links if item.column in rule_names else (*links, item.column)
    return () if item.column in rule_names else (item.column,)


def as_cites(raw: Any) -> tuple[Cite, ...]:
    """Citations of a TOML entry: one table, or a list of them."""
    entries = raw if isinstance(raw, list) else [raw] if raw else []
    return tuple(Cite(**entry) for entry in entries)
