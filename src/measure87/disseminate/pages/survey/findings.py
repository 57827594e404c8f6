"""The main findings: one figure for each main measure, as sentences.

Few stand open: of each subject the main measures of the definition that the study names first.
What the same persons are under other definitions, and what goes beyond a handful, is folded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from measure87.disseminate.gate.rules import UNKNOWN_NOT_SHOWN
from measure87.disseminate.locale.marked import as_start
from measure87.disseminate.pages.kit.period import contains_stock, flows_with_stock, why_no_stock
from measure87.disseminate.pages.kit.wording import Value, Words
from measure87.disseminate.pages.survey.figure_text import (
    Scale,
    apart_from_numbers,
    bounds_of,
    counts_all_asked,
    figure_text,
    key_of,
    scale_of,
)
from measure87.disseminate.pages.survey.groups import figure_title, measures_of, universe_of
from measure87.disseminate.pages.survey.items import Asked, asked_sentences
from measure87.disseminate.pages.survey.measure_plot import SHARE_OF_RESPONDENTS, share_unit
from measure87.disseminate.pages.survey.people import counted
from measure87.vocabulary.estimate import Estimate, Result, is_mostly_unknown
from measure87.vocabulary.release_files.reading import account_of_gate, survey_said
from measure87.vocabulary.releases.common import StatedRules
from measure87.vocabulary.releases.survey import StatedMeasure

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
    figure: Estimate | None = None
    """The figure itself."""


@dataclass(frozen=True)
class Findings:
    """The findings that stand open, and those that are folded away on screens."""

    main: Sequence[Finding]
    more: Sequence[Finding]


def findings_of(result: Result, words: Words) -> Findings:
    """One finding for each main measure; for each measure if none is marked as main."""
    abouts, account = measures_of(result), account_of_gate(result)
    rules = account.rules if account else None
    figures, numbers = apart_from_numbers(result.estimates)
    first: dict[str, Estimate] = {}
    for figure in figures:
        if not figure.group:
            first.setdefault(figure.name, figure)
    outer = {of: first[name] for name in first if (of := _outer_of(name, abouts)) is not None}
    names = [name for name in first if name in abouts and abouts[name].headline]
    names = names or [name for name in first if _outer_of(name, abouts) is None] or list(first)
    main = _few([first[name] for name in names])
    asked = Asked(survey_said(result).instrument or {})
    flows = flows_with_stock(first.values(), abouts)
    found: list[Finding] = []
    for one in (*main, *(first[name] for name in names if first[name] not in main)):
        about = abouts.get(one.name)
        finding = _finding(one, numbers.get(key_of(one)), about, rules, words)
        more = [
            *([contains_stock(words)] if one.name in flows else []),
            *(asked_sentences(about, asked, words) if about else []),
            *_outer_bound(outer.get(one.name), about, words),
        ]
        found.append(replace(finding, sentences=[*finding.sentences, *more], figure=one))
    return Findings(found[: len(main)], found[len(main) :])


def _few(figures: Sequence[Estimate]) -> list[Estimate]:
    """Of each subject the figures under the definition named first, and a handful in all."""
    leading: dict[str, str | None] = {}
    for figure in figures:
        leading.setdefault(_subject(figure), figure.definition)
    few = [f for f in figures if leading[_subject(f)] == f.definition]
    return few[:_MOST_OPEN]


def _subject(figure: Estimate) -> str:
    """What a figure is about: `child_labour` of `child_labour/sdg_8_7_1@2018-10-19`."""
    return (figure.definition or "").partition("/")[0]


def _finding(
    figure: Estimate,
    number: Estimate | None,
    about: StatedMeasure | None,
    rules: StatedRules | None,
    words: Words,
) -> Finding:
    """One figure as sentences, with the number of persons that belongs to it."""
    scale = scale_of([figure], about.per if about else None, words)
    text = figure_text(figure, scale, words)
    title = figure_title(figure, about, words)
    if text.hidden:
        sentences = [as_start(words.text("measures.not_shown", reason=text.hidden)) + "."]
        return Finding(title, "", "", sentences, figure.definition)
    answered = about is not None and about.unknown == "exclude"
    bounds = bounds_of(figure)
    if bounds and is_mostly_unknown(figure.n, figure.n_unknown, left_out=answered):
        return _bounds_alone(figure, scale, title, universe_of(about, words), bounds, words)
    respondents = figure.method == SHARE_OF_RESPONDENTS
    in_period = about is not None and about.reference_period is not None
    key = _sentence(figure, _interval(figure) is not None, scale.per)
    values: dict[str, Value] = {
        "universe": universe_of(about, words),
        "people": counted(scale.per if key == "between" else text.n, about, words),
        "who": _who(figure, words) if answered else "",
        "n": text.n,
        "cases": text.cases,
        "per": words.number(scale.per or 1),
        "also": _in_the_same_sentence(figure, scale, rules, words) if in_period else "",
    }
    interval = _interval(figure)
    if interval is not None:
        lower, upper, level = interval
        ends = {"lower": scale.write(lower, words), "upper": scale.write(upper, words)}
        values |= {**ends, "level": words.share(level)}
    sentences = [words.text(f"findings.{key}", **values)]
    sentences += in_numbers(number, words)
    if about is not None and in_period:
        sentences += why_no_stock(about, words)
    else:
        sentences += _on_unknowns(figure, scale, rules, words)
    if about is not None and about.not_prevalence:
        sentences.append(words.text("findings.screening"))
    unit = scale.unit
    if respondents and scale.per is not None:
        who = words.text("findings.who_answered") if answered else ""
        unit = words.text(share_unit(scale, "units.per_respondents"), per=values["per"], who=who)
    return Finding(title, text.value, unit, sentences, figure.definition)


def _outer_of(name: str, abouts: Mapping[str, StatedMeasure]) -> str | None:
    """The measure of which a figure is another with a yes to each item that was not asked."""
    return abouts[name].outer_of if name in abouts else None


def _outer_bound(figure: Estimate | None, about: StatedMeasure | None, words: Words) -> list[str]:
    """What a figure would be with a yes to each item that was not asked, as a sentence."""
    if figure is None or figure.value is None:
        return []
    scale = scale_of([figure], about.per if about else None, words)
    return [words.text("asked.outer_bound", value=scale.write(figure.value, words))]


def _bounds_alone(
    figure: Estimate,
    scale: Scale,
    title: str,
    universe: str,
    bounds: tuple[float, float],
    words: Words,
) -> Finding:
    """What the figure would be if all unknown were no, and if all were yes, and no point."""
    no, yes = (scale.write(bound, words) for bound in bounds)
    value = words.text("findings.from_to", no=no, yes=yes)
    sentences = [words.text("findings.mostly_unknown", universe=universe, no=no, yes=yes)]
    return Finding(title, value, scale.unit, sentences, figure.definition)


def _who(figure: Estimate, words: Words) -> str:
    """Whom the number of respondents counts, of a measure that leaves the unknown out."""
    asked = counts_all_asked(figure)
    return words.text("findings.who_asked" if asked else "findings.who_answered")


def _interval(figure: Estimate) -> tuple[float, float, float] | None:
    """Both ends of a figure's interval and its level; None where it has not all three."""
    if figure.lower is None or figure.upper is None or figure.level is None:
        return None
    return figure.lower, figure.upper, figure.level


def in_numbers(number: Estimate | None, words: Words) -> list[str]:
    """The number of persons beside a rate, as a sentence."""
    if number is None or number.value is None:
        return []
    count, interval = words.number(number.value), _interval(number)
    if interval is None:
        return [words.text("findings.number_plain", number=count)]
    lower, upper, level = interval
    ends = {"upper": words.number(upper), "level": words.share(level)}
    if number.n_cases == 0:
        return [words.text("findings.number_none", **ends)]
    return [words.text("findings.number", number=count, lower=words.number(lower), **ends)]


def _in_the_same_sentence(
    figure: Estimate, scale: Scale, rules: StatedRules | None, words: Words
) -> str:
    """What the unknown answers could change, of a measure that has a reference period."""
    bounds = bounds_of(figure)
    if UNKNOWN_NOT_SHOWN in figure.flags:
        return words.text("also.hidden", cases=_fewest_cases(rules))
    if bounds is None:
        return ""
    if not figure.n_unknown:
        return words.text("also.none")
    no, yes = (scale.write(bound, words) for bound in bounds)
    return words.text("also.bounds", no=no, yes=yes)


def _on_unknowns(
    figure: Estimate, scale: Scale, rules: StatedRules | None, words: Words
) -> list[str]:
    """What the unknown answers could change, or that so few are not told."""
    bounds = bounds_of(figure)
    if UNKNOWN_NOT_SHOWN in figure.flags:
        return [words.text("findings.unknown_hidden", cases=_fewest_cases(rules))]
    if not figure.n_unknown or bounds is None:
        return []
    no, yes = (scale.write(bound, words) for bound in bounds)
    return [words.text("findings.bounds", no=no, yes=yes)]


def _fewest_cases(rules: StatedRules | None) -> Value:
    """The fewest persons who may be told, where the release says it."""
    return rules.minimum_cases if rules else ""


def _sentence(figure: Estimate, has_interval: bool, per: int | None) -> str:
    """Which sentence of the locale fits a figure."""
    if figure.method == SHARE_OF_RESPONDENTS and figure.n_cases is not None:
        return "respondents"
    if not has_interval:
        return "plain"
    if per is None:
        return "other"
    return "no_case" if figure.n_cases == 0 else "between"
