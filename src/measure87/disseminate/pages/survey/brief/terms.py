"""Measures, their people and their shares as the sentences of a brief name them."""

from measure87.disseminate.locale.marked import Value, as_start
from measure87.disseminate.pages.brief.grammar import Grammar
from measure87.disseminate.pages.kit.period import period_text
from measure87.disseminate.pages.survey.figure_text import PER_CENT, Scale
from measure87.disseminate.pages.survey.groups import measure_title
from measure87.disseminate.pages.survey.people import people_of
from measure87.vocabulary.releases.survey import StatedMeasure

_OTHER = "other"


def noun_of(name: str, about: StatedMeasure | None, grammar: Grammar) -> str:
    """A measure as a name: in words of its own, else by its title."""
    key = f"brief_noun.{name}"
    if grammar.has(key):
        return grammar.say(key)
    return as_start(measure_title(name, about, grammar.words))


def predicate_of(name: str, about: StatedMeasure | None, grammar: Grammar) -> str:
    """What is said of the people of a measure; by its title where it has no words of its own."""
    slots: dict[str, Value] = {}
    section = "brief_predicate"
    if about is not None and about.reference_period is not None:
        section = "brief_predicate_in"
        slots["period"] = period_text(about.reference_period, grammar.words)
    if grammar.has(f"{section}.{name}"):
        return grammar.say(f"{section}.{name}", **slots)
    title = measure_title(name, about, grammar.words)
    return grammar.say(f"{section}.{_OTHER}", title=title, **slots)


def of_share(about: StatedMeasure | None, grammar: Grammar) -> str:
    """The people of a measure after a percentage: `children aged 5 to 17`."""
    return _people("brief_of_share", about, grammar)


def of_every(about: StatedMeasure | None, grammar: Grammar) -> str:
    """The people of a measure after 100 or 1,000."""
    return _people("brief_of_every", about, grammar)


def _people(section: str, about: StatedMeasure | None, grammar: Grammar) -> str:
    people = people_of(about)
    if about is None or not about.universe:
        return grammar.say(f"{section}.{people}")
    if about.ages is None:
        return grammar.say(f"{section}.described", universe=about.universe)
    first, last = about.ages
    if last is None:
        return grammar.say(f"{section}.{people}_from", first=first)
    return grammar.say(f"{section}.{people}_from_to", first=first, last=last)


def share_text(
    value: str, about: StatedMeasure | None, scale: Scale, grammar: Grammar, *, at_least: bool
) -> str:
    """A written share with its people: `At least 22.1% of children aged 5 to 17`."""
    end = "_at_least" if at_least else ""
    if scale.per == PER_CENT:
        people = of_share(about, grammar)
        return grammar.say(f"brief_share.percent{end}", value=value, people=people)
    people = of_every(about, grammar)
    return grammar.say(f"brief_share.per{end}", value=value, per=scale.per, people=people)


def unit_of(about: StatedMeasure | None, scale: Scale, grammar: Grammar) -> str:
    """In what a figure counts: `% of children aged 5 to 17`; of one that is not shown, of whom."""
    if scale.per is None:
        return of_every(about, grammar)
    if scale.per == PER_CENT:
        return grammar.say("brief_unit.percent", people=of_share(about, grammar))
    return grammar.say("brief_unit.per", per=scale.per, people=of_every(about, grammar))
