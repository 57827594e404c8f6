"""What could not be computed: what the questionnaire lacks, and every other refusal."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from measure87.disseminate.pages.kit.context import ReportContext
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.characteristics import by_characteristic, split_name
from measure87.disseminate.pages.survey.groups import measure_title
from measure87.disseminate.pages.survey.items import missing_texts


@dataclass(frozen=True)
class Lacking:
    """One definition of which the questionnaire supports some measures not."""

    definition: str
    """Title; without one, the definition's identity."""
    measures: Sequence[tuple[Sequence[str], Sequence[str]]]
    """Titles of the measures that lack the same, and what is missing, in words."""


def lacking_of(content: Mapping[str, Any], context: ReportContext, words: Words) -> list[Lacking]:
    """Measures that the questionnaire cannot support, by definition."""
    titles = {text.id.split("@")[0]: text.title for text in context.definitions}
    found: dict[str, dict[tuple[str, ...], list[str]]] = {}
    for entry in content["diagnostics"].get("unsupported", []):
        identity = str(entry.get("definition", "")).split("@")[0]
        title = _title(content, context, str(entry.get("measure", "")), words)
        missing = tuple(missing_texts(entry.get("missing", []), words))
        found.setdefault(identity, {}).setdefault(missing, []).append(title)
    return [
        Lacking(
            titles.get(identity, identity), [(names, missing) for missing, names in rows.items()]
        )
        for identity, rows in found.items()
    ]


def refused_of(
    content: Mapping[str, Any], context: ReportContext, words: Words
) -> list[tuple[str, str, str]]:
    """Other refusals: measure, groups, why; groups refused for one reason on one line."""
    unsupported = content["diagnostics"].get("unsupported", [])
    said = {str(entry.get("measure", "")) for entry in unsupported}
    rows: dict[tuple[str, str], dict[str, None]] = {}
    for entry in content.get("refused", []):
        if entry["code"] == _QUESTIONNAIRE and entry["name"] in said:
            continue
        label = _group(entry["group"], words) or words.text("measures.everybody")
        key = (_title(content, context, entry["name"], words), str(entry["text"]))
        rows.setdefault(key, {})[label] = None
    return [(title, words.semicolons(labels), text) for (title, text), labels in rows.items()]


_QUESTIONNAIRE = "questionnaire"
"""Code of a refusal that tells of a missing item."""

_PAIR = re.compile(r"__(?:and|not|open)__(?=\w)")
"""What stands between the names of two measures side by side."""


def _group(group: Mapping[str, str], words: Words) -> str:
    """A group in words; code `*` is every group of a variable."""
    return words.commas(
        words.text("measures.group_code", variable=words.of_code("variables", name), code=code)
        if code != "*"
        else words.text("measures.by", variables=words.of_code("variables", name))
        for name, code in sorted(group.items())
    )


def _title(content: Mapping[str, Any], context: ReportContext, name: str, words: Words) -> str:
    """Title of a measure, computed or not: the study's, or its definition's; of a pair, of both."""
    about = content["diagnostics"].get("measures", {}).get(name)
    pair = _PAIR.split(name, maxsplit=1)
    if len(pair) > 1 and not about:
        first, second = (_title(content, context, one, words) for one in pair)
        return words.text("side_by_side.pair", first=first, second=second)
    cases, characteristic = split_name(name)
    if characteristic and not about:
        return by_characteristic(_title(content, context, cases, words), characteristic, words)
    own = {key: title for text in context.definitions for key, title in text.measures}
    return measure_title(name, about or {"title": own.get(name)}, words)
