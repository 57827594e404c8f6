"""The main findings: one figure for each main measure, as sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from measure87.disseminate.gate.rules import UNKNOWN_NOT_SHOWN
from measure87.disseminate.report.figure_text import Figure, Scale, figure_text, scale_of
from measure87.disseminate.report.groups import measure_title, universe_of
from measure87.disseminate.report.measure_section import SHARE_OF_RESPONDENTS
from measure87.disseminate.report.wording import Words


@dataclass(frozen=True)
class Finding:
    """One main figure as a sentence."""

    title: str
    value: str
    """The estimate as written, or empty."""
    unit: str
    sentences: Sequence[str]
    definition: str | None


def findings_of(content: Mapping[str, Any], words: Words) -> list[Finding]:
    """One for each main measure; for each measure if none is marked as main."""
    rules = content["diagnostics"].get("disclosure", {}).get("rules", {})
    abouts = content["diagnostics"].get("measures", {})
    first: dict[str, Figure] = {}
    for figure in content["estimates"]:
        if not figure["group"]:
            first.setdefault(figure["name"], figure)
    main = [name for name in first if abouts.get(name, {}).get("headline")] or list(first)
    return [_finding(first[name], abouts.get(name, {}), rules, words) for name in main]


def _finding(
    figure: Figure, about: Mapping[str, Any], rules: Mapping[str, Any], words: Words
) -> Finding:
    scale = scale_of([figure], about, words)
    text = figure_text(figure, scale, words)
    title = measure_title(figure["name"], about, words)
    if text.hidden:
        sentences = [words.text("measures.not_shown", reason=text.hidden).capitalize() + "."]
        return Finding(title, "", "", sentences, figure.get("definition"))
    answered = about.get("unknown") == "exclude"
    respondents = figure["method"] == SHARE_OF_RESPONDENTS
    values = {
        "universe": universe_of(about),
        "who": words.text("findings.who_answered") if answered else "",
        "n": text.n,
        "cases": text.cases,
        "per": words.number(scale.per or 1),
    }
    if text.interval:
        values["lower"] = scale.write(figure["lower"], words)
        values["upper"] = scale.write(figure["upper"], words)
        values["level"] = words.share(figure["level"])
    sentences = [words.text(f"findings.{_sentence(figure, text.interval, scale.per)}", **values)]
    if respondents:
        sentences.append(words.text("findings.not_chosen"))
    sentences += _on_unknowns(figure, scale, rules, words)
    if about.get("not_prevalence"):
        sentences.append(words.text("findings.screening"))
    unit = scale.unit
    if respondents and scale.per is not None:
        unit = words.text("units.per_respondents", per=values["per"], who=values["who"])
    return Finding(title, text.value, unit, sentences, figure.get("definition"))


def _on_unknowns(figure: Figure, scale: Scale, rules: Mapping[str, Any], words: Words) -> list[str]:
    """What the unknown answers could change, or that so few are not told."""
    if UNKNOWN_NOT_SHOWN in figure["flags"]:
        return [words.text("findings.unknown_hidden", cases=rules.get("minimum_cases", ""))]
    if not figure.get("n_unknown") or not {"value_if_no", "value_if_yes"} <= set(figure):
        return []
    no, yes = (scale.write(figure[key], words) for key in ("value_if_no", "value_if_yes"))
    return [words.text("findings.bounds", no=no, yes=yes)]


def _sentence(figure: Figure, interval: str | None, per: int | None) -> str:
    """Which sentence of the locale fits a figure."""
    if figure["method"] == SHARE_OF_RESPONDENTS and "n_cases" in figure:
        return "respondents"
    if interval is None:
        return "plain"
    if per is None:
        return "other"
    return "no_case" if figure.get("n_cases") == 0 else "between"
