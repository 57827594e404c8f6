"""Which measures an input asked enough for, and what stands in the place of the others.

A criterion is as complete as its items. Below a stated minimum of named items of each criterion a
measure is refused under its text's name, and given as a screening by so many items, with a name of
its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from measure87.define import Definition, Measure
from measure87.vocabulary.estimate import Refusal
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
