"""The main figures of a release as sentences: what share, its interval, how many people, bounds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from measure87.disseminate.gate.rules import UNKNOWN_NOT_SHOWN
from measure87.disseminate.locale.marked import joined
from measure87.disseminate.pages.brief.grammar import Grammar
from measure87.disseminate.pages.survey.brief.certainty import is_certain
from measure87.disseminate.pages.survey.brief.terms import (
    noun_of,
    of_every,
    predicate_of,
    share_text,
)
from measure87.disseminate.pages.survey.figure_text import (
    Key,
    Scale,
    apart_from_numbers,
    bounds_of,
    counts_all_asked,
    key_of,
    scale_of,
)
from measure87.disseminate.pages.survey.groups import measure_title, measures_of
from measure87.disseminate.pages.survey.items import asked_counts
from measure87.disseminate.pages.survey.measure_plot import SHARE_OF_RESPONDENTS
from measure87.disseminate.pages.survey.people import people_of
from measure87.vocabulary.estimate import Estimate, Result, is_mostly_unknown
from measure87.vocabulary.releases.survey import StatedMeasure

_SHARE = "proportion"


@dataclass(frozen=True)
class Headline:
    """One main figure for everybody, and what belongs to it.

    number : the number of persons beside it, where the release has one
    outer : the figure with a yes to each item that was not asked
    """

    figure: Estimate
    about: StatedMeasure | None
    number: Estimate | None = None
    outer: Estimate | None = None

    def scale(self, grammar: Grammar) -> Scale:
        """As the report writes it."""
        return scale_of([self.figure], self.about.per if self.about else None, grammar.words)

    @property
    def subject(self) -> str:
        """What it is about: `child_labour` of `child_labour/sdg_8_7_1@2018-10-19`."""
        return (self.figure.definition or "").partition("/")[0]

    @property
    def is_mostly_unknown(self) -> bool:
        """Whether more than half of the answers behind it are unknown, and its bounds are shown."""
        left_out = self.about is not None and self.about.unknown == "exclude"
        known = bounds_of(self.figure) is not None
        return known and is_mostly_unknown(self.figure.n, self.figure.n_unknown, left_out=left_out)


def headlines_of(result: Result) -> list[Headline]:
    """The main figures in the order of the release; those of all measures where none is main."""
    abouts = measures_of(result)
    figures, numbers = apart_from_numbers(result.estimates)
    first: dict[str, Estimate] = {}
    for figure in figures:
        if not figure.group and (figure.unit or figure.statistic) == _SHARE:
            first.setdefault(figure.name, figure)
    outer = {
        of: first[name]
        for name in first
        if name in abouts and (of := abouts[name].outer_of) is not None
    }
    own = [name for name in first if name in abouts and abouts[name].outer_of is None]
    names = [name for name in own if abouts[name].headline] or own
    return [_headline(first[name], abouts, numbers, outer) for name in names]


def _headline(
    figure: Estimate,
    abouts: Mapping[str, StatedMeasure],
    numbers: Mapping[Key, Estimate],
    outer: Mapping[str, Estimate],
) -> Headline:
    return Headline(
        figure, abouts.get(figure.name), numbers.get(key_of(figure)), outer.get(figure.name)
    )


def in_turn(headlines: Sequence[Headline]) -> list[Headline]:
    """Those that may make a sentence: the first of each subject, then the second of each."""
    subjects: dict[str, list[Headline]] = {}
    for one in headlines:
        if is_certain(one.figure):
            subjects.setdefault(one.subject, []).append(one)
    return [one for one in chain.from_iterable(zip_longest(*subjects.values())) if one]


def headline_sentence(one: Headline, grammar: Grammar) -> str:
    """One main figure as one sentence."""
    words = grammar.words
    if one.figure.method == SHARE_OF_RESPONDENTS:
        main = _of_respondents(one, grammar)
    elif one.is_mostly_unknown:
        main = _bounds_alone(one, grammar)
    elif one.figure.n_cases == 0:
        main = _no_case(one, grammar)
    else:
        main = _between(one, grammar)
    return joined("", [words.semicolons([main, *_clauses(one, grammar)]), "."])


def _between(one: Headline, grammar: Grammar) -> str:
    scale, words = one.scale(grammar), grammar.words
    return grammar.say(
        "brief_headline.between",
        share=share_text(
            _written(one.figure.value, scale, grammar),
            one.about,
            scale,
            grammar,
            at_least=is_at_least(one),
        ),
        predicate=predicate_of(one.figure.name, one.about, grammar),
        level=words.share(one.figure.level or 0.0),
        lower=_written(one.figure.lower, scale, grammar),
        upper=_written(one.figure.upper, scale, grammar),
    )


def _no_case(one: Headline, grammar: Grammar) -> str:
    scale, words = one.scale(grammar), grammar.words
    return grammar.say(
        "brief_headline.no_case",
        noun=noun_of(one.figure.name, one.about, grammar),
        n=one.figure.n,
        level=words.share(one.figure.level or 0.0),
        upper=_written(one.figure.upper, scale, grammar),
        per=scale.per,
        people=of_every(one.about, grammar),
    )


def _bounds_alone(one: Headline, grammar: Grammar) -> str:
    scale = one.scale(grammar)
    no, yes = (_written(end, scale, grammar) for end in bounds_of(one.figure) or (None, None))
    return grammar.say(
        "brief_headline.mostly_unknown",
        noun=noun_of(one.figure.name, one.about, grammar),
        no=no,
        yes=yes,
        per=scale.per,
        people=of_every(one.about, grammar),
    )


def _of_respondents(one: Headline, grammar: Grammar) -> str:
    scale, figure = one.scale(grammar), one.figure
    asked = counts_all_asked(figure) and one.about is not None and one.about.unknown == "exclude"
    return grammar.say(
        "brief_headline.respondents_asked" if asked else "brief_headline.respondents",
        cases=figure.n_cases,
        n=figure.n,
        value=_written(figure.value, scale, grammar),
        title=measure_title(figure.name, one.about, grammar.words),
    )


def is_at_least(one: Headline) -> bool:
    """Whether more people could be counted than the figure says, and none fewer but by chance.

    So it is where items were not asked; and where unknown answers count as no and would, as yes,
    lead beyond the interval.
    """
    return bool(_not_asked(one.about)) or (exceeds(one) == "yes")


def _not_asked(about: StatedMeasure | None) -> list[str]:
    return [item for part in (about.asked if about else None) or () for item in part.not_asked]


def exceeds(one: Headline) -> str:
    """Whether the bounds of the unknown reach beyond the interval: `yes`, `both`, or empty.

    `yes`: above alone, for the figure counts the unknown as no. `both`: it leaves them out.
    """
    figure, bounds = one.figure, bounds_of(one.figure)
    hidden = UNKNOWN_NOT_SHOWN in figure.flags
    if bounds is None or hidden or None in (figure.lower, figure.upper, figure.value):
        return ""
    no, yes = bounds
    if no >= (figure.lower or 0.0) and yes <= (figure.upper or 0.0):
        return ""
    return "yes" if no >= (figure.value or 0.0) else "both"


def _clauses(one: Headline, grammar: Grammar) -> list[str]:
    """What follows the share: the number of people, the bounds, what was asked."""
    found = [] if one.is_mostly_unknown else _number(one, grammar)
    scale, bounds = one.scale(grammar), bounds_of(one.figure)
    reach = exceeds(one) if not one.is_mostly_unknown else ""
    if bounds is not None and reach:
        no, yes = (_written(end, scale, grammar) for end in bounds)
        if reach == "yes":
            found.append(grammar.say("brief_clause.bounds_yes", yes=yes))
        else:
            found.append(grammar.say("brief_clause.bounds", no=no, yes=yes))
    if one.about is not None and one.about.asked and _not_asked(one.about):
        counts = asked_counts(one.about.asked, grammar.words)
        found.append(grammar.say("brief_clause.asked", counts=grammar.words.apart(counts)))
    if one.outer is not None and one.outer.value is not None:
        value = _written(one.outer.value, scale.of(one.outer), grammar)
        found.append(grammar.say("brief_clause.outer", value=value))
    return found


def _number(one: Headline, grammar: Grammar) -> list[str]:
    number = one.number
    if number is None or number.value is None or number.upper is None or number.lower is None:
        return []
    words = grammar.words
    upper = words.number(number.upper)
    if number.n_cases == 0:
        return [grammar.say("brief_clause.number_at_most", upper=upper)]
    return [
        grammar.say(
            f"brief_clause.{people_of(one.about)}",
            number=words.number(number.value),
            lower=words.number(number.lower),
            upper=upper,
        )
    ]


def _written(value: float | None, scale: Scale, grammar: Grammar) -> str:
    return "" if value is None else scale.write(value, grammar.words)
