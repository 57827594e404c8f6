"""The main findings: one figure for each main measure, as sentences.

Few stand open: of each subject the main measures of the definition that the study names first.
What the same persons are under other definitions, and what goes beyond a handful, is folded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from measure87.disseminate.gate.rules import UNKNOWN_NOT_SHOWN
from measure87.disseminate.locale.marked import as_start
from measure87.disseminate.pages.kit.period import (
    PERIOD,
    contains_stock,
    flows_with_stock,
    why_no_stock,
)
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.asked import Asked, asked_sentences
from measure87.disseminate.pages.survey.figure_text import (
    Figure,
    Scale,
    counts_all_asked,
    figure_text,
    scale_of,
)
from measure87.disseminate.pages.survey.groups import figure_title, universe_of
from measure87.disseminate.pages.survey.measure_plot import SHARE_OF_RESPONDENTS
from measure87.disseminate.pages.survey.numbers_beside import apart_from_numbers, key_of
from measure87.vocabulary.estimate import is_mostly_unknown

_MOST_OPEN = 6
"""Findings that stand open on a screen."""


@dataclass(frozen=True)
class Finding:
    """One main figure as a sentence."""

    title: str
    value: str
    """The estimate as written, or empty."""
    unit: str
    sentences: Sequence[str]
    definition: str | None


@dataclass(frozen=True)
class Findings:
    """The findings that stand open, and those that are folded away on screens."""

    main: Sequence[Finding]
    more: Sequence[Finding]


def findings_of(content: Mapping[str, Any], words: Words) -> Findings:
    """One finding for each main measure; for each measure if none is marked as main."""
    rules = content["diagnostics"].get("disclosure", {}).get("rules", {})
    abouts = content["diagnostics"].get("measures", {})
    figures, numbers = apart_from_numbers(content["estimates"])
    first: dict[str, Figure] = {}
    for figure in figures:
        if not figure["group"]:
            first.setdefault(figure["name"], figure)
    names = [name for name in first if abouts.get(name, {}).get("headline")]
    names = names or [name for name in first if not _is_outer(name, abouts)] or list(first)
    main = _few([first[name] for name in names])
    asked = Asked(content["diagnostics"].get("instrument", {}))
    flows = flows_with_stock(first.values(), abouts)
    outer = {abouts[name]["outer_of"]: f for name, f in first.items() if _is_outer(name, abouts)}
    said = [
        _with_more(
            _finding(f, numbers.get(key_of(f)), abouts.get(f["name"], {}), rules, words),
            [
                *([contains_stock(words)] if f["name"] in flows else []),
                *asked_sentences(abouts.get(f["name"], {}), asked, words),
                *_outer_bound(outer.get(f["name"]), abouts.get(f["name"], {}), words),
            ],
        )
        for f in (*main, *(first[name] for name in names if first[name] not in main))
    ]
    return Findings(said[: len(main)], said[len(main) :])


def _few(figures: Sequence[Figure]) -> list[Figure]:
    """Of each subject the figures under the definition named first, and a handful in all."""
    leading: dict[str, str] = {}
    for figure in figures:
        definition = figure.get("definition", "")
        leading.setdefault(_subject(definition), definition)
    few = [
        f for f in figures if leading[_subject(f.get("definition", ""))] == f.get("definition", "")
    ]
    return few[:_MOST_OPEN]


def _subject(definition: str) -> str:
    """What a definition is about: `child_labour` of `child_labour/sdg_8_7_1@2018-10-19`."""
    return definition.partition("/")[0]


def _finding(
    figure: Figure,
    number: Figure | None,
    about: Mapping[str, Any],
    rules: Mapping[str, Any],
    words: Words,
) -> Finding:
    """One figure as sentences, with the number of persons that belongs to it."""
    scale = scale_of([figure], about, words)
    text = figure_text(figure, scale, words)
    title = figure_title(figure, about, words)
    if text.hidden:
        sentences = [as_start(words.text("measures.not_shown", reason=text.hidden)) + "."]
        return Finding(title, "", "", sentences, figure.get("definition"))
    if _lies_between_bounds(figure, about):
        return _bounds_alone(figure, scale, title, universe_of(about, words), words)
    answered = about.get("unknown") == "exclude"
    respondents = figure["method"] == SHARE_OF_RESPONDENTS
    values = {
        "universe": universe_of(about, words),
        "who": _who(figure, words) if answered else "",
        "n": text.n,
        "cases": text.cases,
        "per": words.number(scale.per or 1),
        "also": _in_the_same_sentence(figure, scale, about, rules, words),
    }
    whole = {"lower", "upper"} <= set(figure)
    if whole:
        values["lower"] = scale.write(figure["lower"], words)
        values["upper"] = scale.write(figure["upper"], words)
        values["level"] = words.share(figure["level"])
    sentences = [words.text(f"findings.{_sentence(figure, whole, scale.per)}", **values)]
    if respondents:
        sentences.append(words.text("findings.not_chosen"))
    sentences += _in_numbers(number, words)
    if PERIOD in about:
        sentences += why_no_stock(about, words)
    else:
        sentences += _on_unknowns(figure, scale, rules, words)
    if about.get("not_prevalence"):
        sentences.append(words.text("findings.screening"))
    unit = scale.unit
    if respondents and scale.per is not None:
        who = words.text("findings.who_answered") if answered else ""
        unit = words.text("units.per_respondents", per=values["per"], who=who)
    return Finding(title, text.value, unit, sentences, figure.get("definition"))


def _is_outer(name: str, abouts: Mapping[str, Any]) -> bool:
    """Whether a figure is another with a yes to each item that was not asked."""
    return "outer_of" in abouts.get(name, {})


def _outer_bound(figure: Figure | None, about: Mapping[str, Any], words: Words) -> list[str]:
    """What a figure would be with a yes to each item that was not asked, as a sentence."""
    if figure is None or "value" not in figure:
        return []
    value = scale_of([figure], about, words).write(figure["value"], words)
    return [words.text("asked.outer_bound", value=value)]


def _with_more(finding: Finding, more: Sequence[str]) -> Finding:
    """The finding with what its whole period contains, and what was asked for it."""
    return replace(finding, sentences=[*finding.sentences, *more]) if more else finding


def _lies_between_bounds(figure: Figure, about: Mapping[str, Any]) -> bool:
    """Whether more than half are unknown, so that no single figure stands for all."""
    left_out = about.get("unknown") == "exclude"
    has_bounds = {"value_if_no", "value_if_yes"} <= set(figure)
    return has_bounds and is_mostly_unknown(
        figure.get("n"), figure.get("n_unknown"), left_out=left_out
    )


def _bounds_alone(figure: Figure, scale: Scale, title: str, universe: str, words: Words) -> Finding:
    """What the figure would be if all unknown were no, and if all were yes, and no point."""
    no, yes = (scale.write(figure[key], words) for key in ("value_if_no", "value_if_yes"))
    value = words.text("findings.from_to", no=no, yes=yes)
    sentences = [words.text("findings.mostly_unknown", universe=universe, no=no, yes=yes)]
    return Finding(title, value, scale.unit, sentences, figure.get("definition"))


def _who(figure: Figure, words: Words) -> str:
    """Whom the number of respondents counts, of a measure that leaves the unknown out."""
    asked = counts_all_asked(figure)
    return words.text("findings.who_asked" if asked else "findings.who_answered")


def _in_numbers(number: Figure | None, words: Words) -> list[str]:
    """The number of persons beside a rate, as a sentence."""
    if number is None or "value" not in number:
        return []
    count = words.number(number["value"])
    if "lower" not in number or "upper" not in number:
        return [words.text("findings.number_plain", number=count)]
    lower, upper = words.number(number["lower"]), words.number(number["upper"])
    ends = {"upper": upper, "level": words.share(number["level"])}
    if number.get("n_cases") == 0:
        return [words.text("findings.number_none", **ends)]
    return [words.text("findings.number", number=count, lower=lower, **ends)]


def _in_the_same_sentence(
    figure: Figure, scale: Scale, about: Mapping[str, Any], rules: Mapping[str, Any], words: Words
) -> str:
    """What the unknown answers could change, of a measure that has a reference period."""
    if PERIOD not in about:
        return ""
    if UNKNOWN_NOT_SHOWN in figure["flags"]:
        return words.text("also.hidden", cases=rules.get("minimum_cases", ""))
    if not {"value_if_no", "value_if_yes"} <= set(figure):
        return ""
    if not figure.get("n_unknown"):
        return words.text("also.none")
    no, yes = (scale.write(figure[key], words) for key in ("value_if_no", "value_if_yes"))
    return words.text("also.bounds", no=no, yes=yes)


def _on_unknowns(figure: Figure, scale: Scale, rules: Mapping[str, Any], words: Words) -> list[str]:
    """What the unknown answers could change, or that so few are not told."""
    if UNKNOWN_NOT_SHOWN in figure["flags"]:
        return [words.text("findings.unknown_hidden", cases=rules.get("minimum_cases", ""))]
    if not figure.get("n_unknown") or not {"value_if_no", "value_if_yes"} <= set(figure):
        return []
    no, yes = (scale.write(figure[key], words) for key in ("value_if_no", "value_if_yes"))
    return [words.text("findings.bounds", no=no, yes=yes)]


def _sentence(figure: Figure, has_interval: bool, per: int | None) -> str:
    """Which sentence of the locale fits a figure."""
    if figure["method"] == SHARE_OF_RESPONDENTS and "n_cases" in figure:
        return "respondents"
    if not has_interval:
        return "plain"
    if per is None:
        return "other"
    return "no_case" if figure.get("n_cases") == 0 else "between"
