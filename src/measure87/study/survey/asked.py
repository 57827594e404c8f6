"""What an input was asked: enough for which measures, and what is said where it was not.

A criterion is as complete as its items. Below a stated minimum of named items of each criterion a
measure is refused under its text's name, and given as a screening by so many items, with a name of
its own. Above it a main measure of which some item was not asked may have an outer bound
(`bounded_measures`, see `unasked`).

Where no question on hazards was asked, hazardous work is told by hours and lists alone, and its
figure is a lower bound, which a notice says (`unasked_hazards`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from measure87.classify import items_from_jobs
from measure87.collect import Collected
from measure87.define import Definition, Measure
from measure87.define.criteria import Criterion
from measure87.vocabulary.columns import HAZARDS
from measure87.vocabulary.estimate import Notice, Refusal
from measure87.vocabulary.instrument import AskedOf, Instrument, asked_text

ADULT = 18
"""Completed years from which a proxy's answers to the module of forced labour are none."""
FEW_ITEMS = "few-items"
MINIMUM_ITEMS = 3
"""Named items of each criterion that a measure needs for its text's name, unless a study says."""


@dataclass(frozen=True)
class Screened:
    """Definitions with the measures that stand in for others, and why those are refused."""

    definitions: tuple[Definition, ...]
    instead: Mapping[str, str | None]
    """Measure that is refused to the one in its place; None where nothing of it was asked."""
    refused: tuple[Refusal, ...]


def asked_of(measure: Measure, instrument: Instrument) -> tuple[AskedOf, ...]:
    """How many items of each criterion of a measure were asked."""
    items = instrument.asked_of(measure.ages, ADULT)
    return tuple(criterion.asked(items) for criterion in measure.criteria)


def screened(
    definitions: Sequence[Definition],
    wanted: Sequence[Measure],
    instrument: Instrument,
    minimum: int,
) -> Screened:
    """Put a measure of its own in the place of each for which too few items were asked.

    Parameters
    ----------
    wanted : the measures that the questionnaire supports
    minimum : named items of each criterion that a measure needs
    """
    by_name = {measure.name: asked_of(measure, instrument) for measure in wanted}
    few = {
        name: asked for name, asked in by_name.items() if any(one.named < minimum for one in asked)
    }
    stand_ins = {m.name: _stand_in(m, few[m.name]) for m in wanted if m.name in few}
    return Screened(
        tuple(_with(definition, stand_ins) for definition in definitions),
        {name: None if m is None else m.name for name, m in stand_ins.items()},
        tuple(
            _refusal(name, asked, minimum, stand_ins[name], _owner(name, definitions))
            for name, asked in few.items()
        ),
    )


def _owner(measure: str, definitions: Sequence[Definition]) -> str:
    """The standard whose words the criteria of a measure have."""
    owner = next(one for one in definitions if measure in one.measures)
    return owner.extends or owner.id


def as_asked(
    definition: Definition, names: Iterable[str], instrument: Instrument, minimum: int
) -> tuple[Definition, list[str]]:
    """A definition, and of some of its measures the names under which they may be computed."""
    wanted = [definition.measures[name] for name in names]
    found = screened((definition,), wanted, instrument, minimum)
    kept = [found.instead.get(measure.name, measure.name) for measure in wanted]
    return found.definitions[0], [name for name in kept if name is not None]


def items_in(asked: Sequence[AskedOf]) -> int:
    """How many items were asked, of all criteria together."""
    return sum(len(one.asked) for one in asked)


def bounded_measures(
    measures: Iterable[Measure], definitions: Sequence[Definition], instrument: Instrument
) -> list[Measure]:
    """The main measures of two criteria of which some item was not asked.

    Main are the totals that count days, not their forms: each figure more is one more from which
    others could be worked out, so that the disclosure gate would hide more of them.
    """
    return [one for one in measures if _is_bounded(one, definitions, instrument)]


def _is_bounded(
    measure: Measure, definitions: Sequence[Definition], instrument: Instrument
) -> bool:
    counts_days = measure.days is not None or measure.period_without_length
    leads = counts_days and (measure.headline or _stands_for_a_headline(measure, definitions))
    whole = all(not one.not_asked for one in asked_of(measure, instrument))
    return leads and not whole and len(measure.criteria) > 1 and _have_rules(measure.criteria)


def _stands_for_a_headline(measure: Measure, definitions: Sequence[Definition]) -> bool:
    if measure.screens is None:
        return False
    own = next(one for one in definitions if measure.name in one.measures)
    return own.measures[measure.screens].headline


def _have_rules(criteria: Sequence[Criterion]) -> bool:
    return all(criterion.rule is not None for criterion in criteria)


def asked_of_jobs(items: frozenset[str], jobs: pl.LazyFrame | None) -> frozenset[str]:
    """What a person's jobs tell of her: of their columns those that somebody was asked.

    A column that is the same unknown for everybody is in the table and among no items.
    """
    if jobs is None:
        return frozenset()
    return items_from_jobs(items.intersection(jobs.collect_schema().names()))


def lacking(measure: Measure, available: frozenset[str]) -> tuple[str, ...]:
    """Items of those without which a measure cannot be computed that are not there.

    Alternatives are joined by `or`.
    """
    required = (item for item in measure.required if item not in available)
    groups = (group for group in measure.one_of if not available & set(group))
    return (*required, *(" or ".join(group) for group in groups))


def missing_items(
    measure: Measure, items: frozenset[str], jobs: pl.LazyFrame | None
) -> tuple[str, ...]:
    """Items without which a measure cannot be computed; alternatives joined by `or`.

    Parameters
    ----------
    measure : the measure
    items : what the questionnaire has, as in `Collected`
    jobs : the standard table of jobs, from which more items can be made
    """
    return lacking(measure, items | asked_of_jobs(items, jobs))


def unasked_hazards(inputs: Iterable[tuple[Collected, Iterable[Measure]]]) -> list[Notice]:
    """Which measures need a question on hazards or the codes of a list, and have the codes alone.

    Such a figure is a lower bound: a hazard that nobody asked about counts for nothing.
    """
    found = [_of_codes_alone(collected, measures) for collected, measures in inputs]
    return [_notice(measures) for measures in found if measures]


def _of_codes_alone(collected: Collected, measures: Iterable[Measure]) -> list[Measure]:
    """Measures that rest on codes where a question on hazards would do too."""
    there = collected.items | asked_of_jobs(collected.items, collected.jobs)

    def lacks(measure: Measure) -> bool:
        groups = (set(group) & set(HAZARDS) for group in measure.one_of)
        return any(hazards and not hazards & there for hazards in groups)

    return [measure for measure in measures if lacks(measure)]


def _notice(measures: list[Measure]) -> Notice:
    names = [measure.name for measure in measures]
    return Notice(
        "hazards-not-asked",
        "The questionnaire asks about neither heavy loads nor dangerous tools. These measures tell "
        "hazardous work by hours and by listed industries or occupations alone, and are lower "
        f"bounds: {', '.join(names)}.",
        {"measures": names},
    )


def _stand_in(measure: Measure, asked: Sequence[AskedOf]) -> Measure | None:
    """The measure under another name, which no text has; None without an item of each."""
    if not all(one.asked for one in asked):
        return None
    count = items_in(asked)
    said = f"{count} item{'' if count == 1 else 's'}"
    title = measure.title[:1].lower() + measure.title[1:]
    return replace(
        measure,
        name=f"screened_by_{count}_item{'' if count == 1 else 's'}_{measure.name}",
        title=f"Screened by {said}, not by the list of the text: {title}",
        headline=False,
        screens=measure.name,
    )


def _with(definition: Definition, stand_ins: Mapping[str, Measure | None]) -> Definition:
    own = [stand_ins.get(name) for name in definition.measures]
    added = {measure.name: measure for measure in own if measure is not None}
    return replace(definition, measures={**definition.measures, **added}) if added else definition


def _refusal(
    name: str, asked: Sequence[AskedOf], minimum: int, instead: Measure | None, standard: str
) -> Refusal:
    given = "" if instead is None else f"; given as {instead.name}"
    return Refusal(
        name=name,
        code=FEW_ITEMS,
        text=f"asked: {asked_text(asked)}; under this name it needs {minimum} named items of each"
        f"{given}",
        values={
            "criteria": [{**one.to_json(), "definition": standard} for one in asked],
            "minimum": minimum,
        },
    )
