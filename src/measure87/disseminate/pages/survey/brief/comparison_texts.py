"""Differences between groups, and changes over rounds, as sentences."""

from measure87.disseminate.pages.brief.grammar import Grammar
from measure87.disseminate.pages.survey.brief.certainty import can_harm, is_certain
from measure87.disseminate.pages.survey.brief.comparisons import Comparison, Family
from measure87.disseminate.pages.survey.brief.terms import noun_of
from measure87.disseminate.pages.survey.difference_text import difference_scale
from measure87.disseminate.pages.survey.figure_text import PER_CENT, Scale
from measure87.disseminate.pages.survey.groups import everybody_in, group_label, measures_of
from measure87.disseminate.pages.survey.trends_section import decimals_of_slope
from measure87.vocabulary.estimate import Estimate, Minus, Result
from measure87.vocabulary.releases.common import StatedRules

_SHARE = "proportion"
_MOST_TRENDS = 3


def difference_sentences(
    result: Result, family: Family, rules: StatedRules | None, grammar: Grammar
) -> list[str]:
    """Differences between two groups of one measure whose sign is known, the largest first."""
    return [
        _difference(one, minus, result, family, grammar)
        for one in family.certain()
        if (minus := _between_groups(one.figure)) is not None
        and is_certain(one.figure)
        and not _can_harm(one.figure, minus, rules)
    ]


def are_left_out(result: Result, rules: StatedRules | None) -> bool:
    """Whether a figure of the release is of groups that no sentence names as worse off."""
    return any(
        can_harm(one.name, one.definition, one.group, rules)
        for one in (*result.estimates, *result.differences)
        if not one.suppressed
    )


def trend_sentences(result: Result, family: Family, grammar: Grammar) -> list[str]:
    """Changes over rounds: of everybody whether known or not, of groups where the sign is known.

    Where a crosswalk stands between the rounds, a last sentence says so.
    """
    known = {id(one.figure): one for one in family.certain()}
    slopes = [one for one in result.trends if one.statistic == "slope" and _is_share(one)]
    told = [one for one in slopes if not one.group and is_certain(one)]
    told += [one for one in slopes if one.group and id(one) in known and is_certain(one)]
    found = [_slope(one, known.get(id(one)), result, family, grammar) for one in told]
    found += [
        _since(one, result, family, grammar)
        for one in family.certain()
        if (minus := one.figure.minus) is not None
        and minus.source is not None
        and not one.figure.group
        and _is_share(one.figure)
        and is_certain(one.figure)
    ]
    carried = any(one.trend is not None and one.trend.crosswalks for one in told)
    last = [grammar.say("brief_trend.carried_over")] if carried else []
    return [*found[:_MOST_TRENDS], *last]


def _between_groups(figure: Estimate) -> Minus | None:
    """The second side of a difference of two groups of one measure in one survey."""
    minus = figure.minus
    if minus is None or minus.source is not None or minus.name != figure.name:
        return None
    return minus if _is_share(figure) else None


def _is_share(figure: Estimate) -> bool:
    return (figure.unit or "").startswith(_SHARE)


def _can_harm(figure: Estimate, minus: Minus, rules: StatedRules | None) -> bool:
    variables = {*figure.group, *minus.group}
    return can_harm(figure.name, figure.definition, variables, rules)


def _difference(
    one: Comparison, minus: Minus, result: Result, family: Family, grammar: Grammar
) -> str:
    """The larger group first, so that every difference is one of more."""
    figure, words = one.figure, grammar.words
    about = measures_of(result).get(figure.name)
    everybody = everybody_in(about, words)
    sides = [group_label(side, words) or everybody for side in (figure, minus)]
    ends = (one.lower, one.upper)
    if one.value < 0:
        sides, ends = sides[::-1], (-one.upper, -one.lower)
    scale = difference_scale([figure], about.per if about else None, words).of(figure)
    return grammar.say(
        "brief_difference.higher",
        noun=noun_of(figure.name, about, grammar),
        points=_points(abs(one.value), scale, grammar),
        first=sides[0],
        second=sides[1],
        lower=scale.write(ends[0], words),
        upper=scale.write(ends[1], words),
        level=words.share(family.level),
    )


def _slope(
    figure: Estimate, known: Comparison | None, result: Result, family: Family, grammar: Grammar
) -> str:
    """How a share changes over rounds, or that the rounds do not show it."""
    words = grammar.words
    about = measures_of(result).get(figure.name)
    rounds = figure.trend.rounds if figure.trend else ()
    noun = noun_of(figure.name, about, grammar)
    group = group_label(figure, words) or grammar.say("brief_trend.everybody")
    listed = words.listing([words.day(one.name) for one in rounds])
    if known is None:
        return grammar.say("brief_trend.unclear", noun=noun, group=group, rounds=listed)
    per = (about.per if about else None) or PER_CENT
    scale = Scale(per, float(per), decimals_of_slope(figure, float(per)), "")
    falls = known.value < 0
    ends = (-known.upper, -known.lower) if falls else (known.lower, known.upper)
    return grammar.say(
        f"brief_trend.{'falls' if falls else 'rises'}",
        noun=noun,
        group=group,
        points=_points(abs(known.value), scale, grammar),
        rounds=listed,
        lower=scale.write(ends[0], words),
        upper=scale.write(ends[1], words),
        level=words.share(family.level),
    )


def _since(one: Comparison, result: Result, family: Family, grammar: Grammar) -> str:
    """A figure less that of an earlier release."""
    words = grammar.words
    about = measures_of(result).get(one.figure.name)
    scale = difference_scale([one.figure], about.per if about else None, words).of(one.figure)
    falls = one.value < 0
    ends = (-one.upper, -one.lower) if falls else (one.lower, one.upper)
    return grammar.say(
        f"brief_trend.{'lower' if falls else 'higher'}_than_before",
        noun=noun_of(one.figure.name, about, grammar),
        group=grammar.say("brief_trend.everybody"),
        points=_points(abs(one.value), scale, grammar),
        lower=scale.write(ends[0], words),
        upper=scale.write(ends[1], words),
        level=words.share(family.level),
    )


def _points(value: float, scale: Scale, grammar: Grammar) -> str:
    """A size of a difference: `5.1 percentage points`, or so many of 1,000."""
    written = scale.write(value, grammar.words)
    if scale.per == PER_CENT:
        return grammar.say("brief_difference.points", value=written)
    return grammar.say("brief_difference.points_per", value=written, per=scale.per)
