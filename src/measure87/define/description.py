"""A definition as plain data: everything that `measure87 define show` prints."""

import inspect
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from measure87.define.definition import Definition, Measure
from measure87.define.limits import Limit
from measure87.define.lists import DesignatedList
from measure87.define.loading import list_definitions, load_definition
from measure87.define.pairs import Pair
from measure87.define.rule import Rule
from measure87.vocabulary.citation import Cite


def describe_definitions(folder: Path | None = None) -> list[dict[str, Any]]:
    """Id, title, edition and measures of every definition, sorted by id.

    Parameters
    ----------
    folder : path or None
        A study's `definitions` folder, whose definitions are listed too.
    """
    definitions = [load_definition(identity, folder) for identity in list_definitions(folder)]
    return [
        {
            "id": definition.id,
            "title": definition.title,
            "edition": definition.edition.isoformat(),
            "measures": list(definition.measures),
            "readings": list(definition.readings),
            "not_prevalence": definition.not_prevalence,
            **_present({"extends": definition.extends}),
        }
        for definition in definitions
    ]


def describe_definition(definition: Definition) -> dict[str, Any]:
    """All of a definition as JSON-like data; keys that do not apply are absent.

    Citations are given with the mark of how each was seen, and those that were not read in
    the issuing body's own text once more together, as what is still to be checked.
    """
    return {
        "id": definition.versioned_id,
        "title": definition.title,
        "about": definition.about,
        "edition": definition.edition.isoformat(),
        **_present({"extends": definition.extends, "reading": definition.reading}),
        **({"reference_period": _period(definition)} if definition.asks_period else {}),
        "readings": dict(definition.readings),
        "not_prevalence": definition.not_prevalence,
        "reaches_not": list(definition.reaches_not),
        "measures": [_measure(definition, entry) for entry in definition.measures.values()],
        "rules": [_rule(entry) for entry in definition.rules],
        "limits": [_limit(entry) for entry in definition.limits.entries.values()],
        "lists": [_list(entry) for entry in definition.lists.entries.values()],
        **_present({"criteria": _criteria(definition) or None}),
        **_present({"one_answer_for_both": [_pair(pair) for pair in definition.pairs] or None}),
        "not_printed": _citations([c for c in definition.citations if c.seen != "printed"]),
        "notes": definition.reading_notes.strip(),
    }


def _period(definition: Definition) -> dict[str, Any]:
    """The survey's period; without a survey only that it is the survey's."""
    if definition.period is None:
        return {"of": "survey"}
    return {"of": "survey", **definition.period.to_json()}


def _criteria(definition: Definition) -> list[dict[str, Any]]:
    """The lists of items that its measures rest on, each once."""
    every = (one for measure in definition.measures.values() for one in measure.criteria)
    return [
        {
            "name": one.name,
            "title": one.title,
            "items": list(one.items),
            **({"open_items": list(one.open_items)} if one.open_items else {}),
        }
        for one in dict.fromkeys(every)
    ]


def _measure(definition: Definition, measure: Measure) -> dict[str, Any]:
    return {
        "name": measure.name,
        "title": measure.title,
        **({"any_age": True} if measure.any_age else {"ages": list(measure.ages)}),
        "grounds": list(measure.grounds),
        "unknown": measure.unknown,
        "headline": measure.headline,
        "per": measure.per,
        **_present({"about": measure.about, "days": measure.days}),
        "required": list(measure.required),
        "optional": list(measure.optional),
        **({"one_of": [list(group) for group in measure.one_of]} if measure.one_of else {}),
        "unverified_lists": list(definition.unverified_lists(measure.name)),
        "citations": _citations(measure.cites),
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "level": rule.level,
        "gives": rule.gives,
        "text": inspect.getdoc(rule.function) or "",
        "inputs": [item.name for item in rule.inputs],
        "citations": _citations(rule.cites),
    }


def _limit(limit: Limit) -> dict[str, Any]:
    return {
        "name": limit.name,
        "says": str(limit),
        "side": limit.side,
        "bound": limit.bound,
        "from": limit.start.isoformat(),
        **_present({"unit": limit.unit, "ages": list(limit.ages) if limit.ages else None}),
        "citations": _citations([limit.cite]),
    }


def _list(designated: DesignatedList) -> dict[str, Any]:
    return {
        "name": designated.name,
        "column": designated.column,
        "version": designated.version,
        "codes": list(designated.codes),
        "verified": designated.verified,
        "citations": _citations([designated.cite]),
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "involuntary": pair.involuntary,
        "menace": pair.menace,
        "why": pair.why,
        "from": pair.start.isoformat(),
        "citations": _citations([pair.cite]),
    }


def _citations(citations: Sequence[Cite]) -> list[dict[str, str]]:
    return [citation.to_json() for citation in citations]


def _present(pairs: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in pairs.items() if value not in (None, "")}
