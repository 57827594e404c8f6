"""What may be said of the size, in a fixed order, of figures that nothing is said against."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from measure87.disseminate.gate.rules import IN_BRACKETS
from measure87.disseminate.pages.brief.grammar import Grammar
from measure87.disseminate.pages.lists.sizes import LOWER_BOUND
from measure87.disseminate.pages.lists.verdict import verdict_texts
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.releases.lists import AboutLists, StatedVerdict

_UNFIT = frozenset({"does-not-fit", IN_BRACKETS})
"""Flags of figures of which no sentence is made."""
_SHAKY_BOUND = frozenset({"low-coverage", "lists-of-different-size", "few-overlaps", *_UNFIT})
"""Flags of bounds of which none is made."""
_WITH_SIZE = frozenset({"disagree", "close", "one-method"})
_TWICE = 2.0


def findings_of(about: AboutLists, figures: Sequence[Estimate], grammar: Grammar) -> list[str]:
    """One sentence each, at most six.

    Parameters
    ----------
    figures : of everybody, as they were released; the author's names marked
    """
    verdict, words = about.verdict, grammar.words
    has_size = verdict.code in _WITH_SIZE and not has_doubtful_ends(verdict, figures)
    found = _verdict(verdict, figures, grammar) if has_size else []
    if isinstance(about.observed, int):
        found.append(words.text("lists.observed", observed=about.observed))
    found += _bound(figures, grammar)
    if not has_size:
        return found
    if bounds := verdict_texts(about, words).bounds:
        found.append(bounds)
    return [*found, *_leans(about, figures, grammar), *_twice(about, grammar)]


def has_doubtful_ends(verdict: StatedVerdict, figures: Sequence[Estimate]) -> bool:
    """Whether a figure that the verdict names is one of which no sentence is made."""
    ends = {end.method for end in (verdict.lowest, verdict.highest) if end is not None}
    return any(one.method in ends and _UNFIT & set(one.flags) for one in figures)


def _verdict(verdict: StatedVerdict, figures: Sequence[Estimate], grammar: Grammar) -> list[str]:
    """The range of the methods with their intervals."""
    low, high = verdict.lowest, verdict.highest
    if low is None:
        return []
    words = grammar.words
    interval = _interval(verdict, figures, grammar)
    slots = {"low": words.number(low.value), "low_method": _name(low.method, grammar)}
    if verdict.code == "one-method":
        return [grammar.say("brief_lists.one-method", interval=interval, **slots)]
    if high is None or verdict.factor is None:
        return []
    factor = words.number(verdict.factor, 1 if verdict.code == "disagree" else 2)
    slots |= {"high": words.number(high.value), "high_method": _name(high.method, grammar)}
    key = f"brief_lists.{verdict.code}"
    return [grammar.say(key, factor=factor, interval=interval, **slots)]


def _interval(verdict: StatedVerdict, figures: Sequence[Estimate], grammar: Grammar) -> str:
    """From the lowest to the highest limit of the methods compared."""
    words = grammar.words
    compared = verdict.compared or ([verdict.lowest.method] if verdict.lowest else [])
    mine = [one for one in figures if one.method in compared]
    lowers = [one.lower for one in mine if one.lower is not None]
    if not lowers:
        return grammar.say("brief_lists_interval.none")
    key = "brief_lists_interval." + ("many" if len(compared) > 1 else "one")
    level = words.share(next((one.level for one in mine if one.level is not None), 0.95))
    lower = words.number(min(lowers))
    uppers = [one.upper for one in mine if one.lower is not None]
    if None in uppers:
        return grammar.say(f"{key}_open", level=level, lower=lower)
    upper = words.number(max(end for end in uppers if end is not None))
    return grammar.say(key, level=level, lower=lower, upper=upper)


def _bound(figures: Sequence[Estimate], grammar: Grammar) -> list[str]:
    """The first lower bound that nothing is said against."""
    words = grammar.words
    return [
        grammar.say(
            "brief_lists.bound",
            value=words.number(one.value),
            lower=words.number(one.lower),
            method=_name(one.method, grammar),
            level=words.share(one.level or 0.95),
        )
        for one in figures
        if LOWER_BOUND in one.flags
        and not _SHAKY_BOUND & set(one.flags)
        and one.value is not None
        and one.lower is not None
    ][:1]


@dataclass(frozen=True)
class _Lean:
    """A method's figure, and what it would be without one list."""

    name: str
    method: str
    value: float
    without: float


def _leans(about: AboutLists, figures: Sequence[Estimate], grammar: Grammar) -> list[str]:
    """The list without which a figure that was compared moves furthest, by its factor."""
    leans = _without_lists(about, figures)
    if not leans:
        return []
    most = max(leans, key=lambda one: abs(log(one.without / one.value)))
    words = grammar.words
    return [
        grammar.say(
            "brief_lists.leans",
            name=most.name,
            method=_name(most.method, grammar),
            value=words.number(most.value),
            without=words.number(most.without),
        )
    ]


def _without_lists(about: AboutLists, figures: Sequence[Estimate]) -> list[_Lean]:
    """Each figure that was compared and has no flag, with each list left out in turn."""
    compared = set(about.verdict.compared or ())
    values = {
        one.method: one.value
        for one in figures
        if one.method in compared and one.value and not one.flags
    }
    checks = about.robustness_checks
    return [
        _Lean(refit.lists[0], method, values[method], size)
        for refit in (checks.without if checks else ())
        if refit.not_shown is None and len(refit.lists) == 1
        for method, size in refit.values.items()
        if method in values and size > 0
    ]


def _twice(about: AboutLists, grammar: Grammar) -> list[str]:
    """What the lowest and the highest figure were with twice as many unseen."""
    values = _offset(about, _TWICE)
    low, high = about.verdict.lowest, about.verdict.highest
    high = high or low
    if low is None or high is None or not {low.method, high.method} <= values.keys():
        return []
    words = grammar.words
    return [
        grammar.say(
            "brief_lists.twice",
            low=words.number(values[low.method]),
            high=words.number(values[high.method]),
        )
    ]


def _offset(about: AboutLists, factor: float) -> Mapping[str, float]:
    checks = about.robustness_checks
    for one in checks.offsets if checks else ():
        if one.factor == factor:
            return one.values
    return {}


def _name(method: str, grammar: Grammar) -> str:
    return grammar.words.of_code("list_methods", method)
