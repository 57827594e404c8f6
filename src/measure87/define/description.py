"""A definition as plain data: everything that `measure87 define show` prints."""

import inspect
from collections.abc import Iterable
from pathlib import Path

from measure87.define.definition import Definition, Measure
from measure87.define.described import (
    DescribedCitation,
    DescribedCriterion,
    DescribedDefinition,
    DescribedLimit,
    DescribedList,
    DescribedMeasure,
    DescribedPair,
    DescribedPeriod,
    DescribedRule,
    ListedDefinition,
)
from measure87.define.limits import Limit
from measure87.define.lists import DesignatedList
from measure87.define.loading import list_definitions, load_definition
from measure87.define.pairs import Pair
from measure87.define.rule import Rule
from measure87.vocabulary.citation import Cite
from measure87.vocabulary.releases.codec import plain
from measure87.vocabulary.releases.common import Json


def describe_definitions(folder: Path | None = None) -> list[ListedDefinition]:
    """Id, title, edition and measures of every definition, sorted by id.

    Parameters
    ----------
    folder : path or None
        A study's `definitions` folder, whose definitions are listed too.
    """
    definitions = [load_definition(identity, folder) for identity in list_definitions(folder)]
    return [
        ListedDefinition(
            id=definition.id,
            title=definition.title,
            edition=definition.edition.isoformat(),
            measures=list(definition.measures),
            interpretations=list(definition.readings),
            not_prevalence=definition.not_prevalence,
            extends=definition.extends or None,
        )
        for definition in definitions
    ]


def describe_definition(definition: Definition) -> dict[str, Json]:
    """All of a definition as JSON-like data; keys that do not apply are absent."""
    return plain(described(definition))


def described(definition: Definition) -> DescribedDefinition:
    """All of a definition.

    Citations are given with the mark of how each was seen, and those that were not read in
    the issuing body's own text once more together, as what is still to be checked.
    """
    return DescribedDefinition(
        id=definition.versioned_id,
        title=definition.title,
        about=definition.about,
        edition=definition.edition.isoformat(),
        extends=definition.extends or None,
        reading=definition.reading or None,
        reference_period=_period(definition) if definition.asks_period else None,
        interpretations=dict(definition.readings),
        not_prevalence=definition.not_prevalence,
        reaches_not=list(definition.reaches_not),
        measures=[_measure(definition, entry) for entry in definition.measures.values()],
        rules=[_rule(entry) for entry in definition.rules],
        thresholds=[_limit(entry) for entry in definition.limits.entries.values()],
        lists=[_list(entry) for entry in definition.lists.entries.values()],
        criteria=_criteria(definition) or None,
        one_answer_for_both=[_pair(pair) for pair in definition.pairs] or None,
        not_printed=_citations(c for c in definition.citations if c.seen != "printed"),
        notes=definition.reading_notes.strip(),
    )


def _period(definition: Definition) -> DescribedPeriod:
    """The survey's period; without a survey only that it is the survey's."""
    if definition.period is None:
        return DescribedPeriod(of="survey")
    stated = definition.period.stated
    return DescribedPeriod(
        of="survey", stated=stated.stated, unit=stated.unit, count=stated.count, days=stated.days
    )


def _criteria(definition: Definition) -> list[DescribedCriterion]:
    """The lists of items that its measures rest on, each once."""
    every = (one for measure in definition.measures.values() for one in measure.criteria)
    return [
        DescribedCriterion(
            name=one.name,
            title=one.title,
            items=list(one.items),
            open_items=list(one.open_items) or None,
        )
        for one in dict.fromkeys(every)
    ]


def _measure(definition: Definition, measure: Measure) -> DescribedMeasure:
    return DescribedMeasure(
        name=measure.name,
        title=measure.title,
        any_age=measure.any_age,
        ages=None if measure.any_age else list(measure.ages),
        grounds=list(measure.grounds),
        unknown=measure.unknown,
        headline=measure.headline,
        per=measure.per,
        about=measure.about or None,
        days=measure.days or None,
        required=list(measure.required),
        optional=list(measure.optional),
        one_of=[list(group) for group in measure.one_of] or None,
        unverified_lists=list(definition.unverified_lists(measure.name)),
        citations=_citations(measure.cites),
    )


def _rule(rule: Rule) -> DescribedRule:
    return DescribedRule(
        name=rule.name,
        level=rule.level,
        gives=rule.gives,
        text=inspect.getdoc(rule.function) or "",
        inputs=[item.name for item in rule.inputs],
        citations=_citations(rule.cites),
    )


def _limit(limit: Limit) -> DescribedLimit:
    return DescribedLimit(
        name=limit.name,
        says=str(limit),
        side=limit.side,
        bound=limit.bound,
        start=limit.start.isoformat(),
        unit=limit.unit or None,
        ages=list(limit.ages) if limit.ages else None,
        citations=_citations([limit.cite]),
    )


def _list(designated: DesignatedList) -> DescribedList:
    return DescribedList(
        name=designated.name,
        column=designated.column,
        version=designated.version,
        codes=list(designated.codes),
        verified=designated.verified,
        citations=_citations([designated.cite]),
    )


def _pair(pair: Pair) -> DescribedPair:
    return DescribedPair(
        involuntary=pair.involuntary,
        menace=pair.menace,
        why=pair.why,
        start=pair.start.isoformat(),
        citations=_citations([pair.cite]),
    )


def _citations(citations: Iterable[Cite]) -> list[DescribedCitation]:
    return [
        DescribedCitation(key=one.key, at=one.at, seen=one.seen, title=one.document)
        for one in citations
    ]
