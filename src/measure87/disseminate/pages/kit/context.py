"""The definitions of a result as its report shows them."""

import contextlib
from pathlib import Path

from measure87.define import Definition, load_definition
from measure87.define.limits import Limit
from measure87.define.lists import DesignatedList
from measure87.define.survey_period import with_period
from measure87.disseminate.definition_texts import DefinitionText, ReportContext
from measure87.disseminate.locale.english import in_words
from measure87.disseminate.locale.said import DefinitionWords, definition_words, in_texts
from measure87.disseminate.pages.kit.period import PERIOD, period_text
from measure87.disseminate.pages.kit.wording import Words, words
from measure87.vocabulary.errors import DefinitionError
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.reference_period import ReferencePeriod, parse_period
from measure87.vocabulary.release_files.reading import study_of, survey_said


def definition_text(
    definition: Definition, language: str = "en", author: str | None = None
) -> DefinitionText:
    """A definition as the report shows it.

    Parameters
    ----------
    definition
        A national one keeps the words of its author where they are not the standard's.
    language
        The report's.
    author
        The language of who wrote a national definition; None where nobody told it.
    """
    said = definition_words(definition.extends or definition.id, language, author)
    spoken = words(language)
    standard = standard_measures(definition)
    return DefinitionText(
        id=definition.versioned_id,
        title=said.say(definition.title, "title"),
        about=said.say(" ".join(definition.about.split()), "about"),
        edition=spoken.day(definition.edition.isoformat()),
        limits=tuple(
            (_limit_line(limit, said, spoken, definition.period), limit.cite)
            for limit in definition.limits.entries.values()
        ),
        lists=tuple(
            (_list_line(entry, said, spoken), entry.cite, entry.verified)
            for entry in definition.lists.entries.values()
        ),
        rules=tuple(
            (said.say(rule.summary, "rules", rule.name), rule.cites) for rule in definition.rules
        ),
        rule_texts={
            rule.name: said.say(rule.summary, "rules", rule.name) for rule in definition.rules
        },
        measures=tuple(
            (name, _titled(definition, name, title, spoken))
            for name, item in definition.measures.items()
            if item.screens is None
            for title in [said.say(item.title, "measures", standard[name])]
        ),
        reaches_not=said.say_all(definition.reaches_not, "reaches_not"),
        not_prevalence=definition.not_prevalence,
    )


def _titled(definition: Definition, measure: str, title: str, spoken: Words) -> str:
    """A title in words; one that rests on a list which nobody checked says so."""
    if not definition.unverified_lists(measure):
        return title
    return spoken.text("measure_texts.list_not_verified", measure=title)


def standard_measures(definition: Definition) -> dict[str, str]:
    """Each measure of a definition and its name in the standard's texts.

    A national definition prefixes it, and another reading puts its own name behind it.
    """
    if definition.extends is None:
        return {name: in_texts(name, definition.reading) for name in definition.measures}
    base = load_definition(definition.extends).measures
    own = [name for name, measure in definition.measures.items() if measure.screens is None]
    return dict(zip(own, base, strict=True))


def _limit_line(
    limit: Limit, said: DefinitionWords, spoken: Words, period: ReferencePeriod | None
) -> str:
    """A limit as one would say it; a word that rules know stands in quotation marks."""
    name = _named(said, "limits", limit.name)
    if limit.name == PERIOD and period is not None:
        return spoken.text("limits.line", name=name, text=period_text(period.stated, spoken))
    return spoken.text("limits.line", name=name, text=limit_text(limit, spoken))


def limit_text(limit: Limit, spoken: Words) -> str:
    """The side of a limit and its bound: `at least 43 hours per week`."""
    if isinstance(limit.bound, str):
        word = spoken.of_code("limit_words", limit.bound)
        return spoken.text(f"limits.{limit.side}", word=word)
    decimals = 0 if float(limit.bound).is_integer() else 2
    bound = spoken.number(limit.bound, decimals)
    if limit.unit not in spoken.codes_of("limit_units"):
        quantity = spoken.in_english(f"{bound} {limit.unit}".strip())
    else:
        quantity = spoken.text(f"limit_units.{limit.unit}", bound=bound)
    return spoken.text(f"limits.{limit.side}", quantity=quantity)


def _list_line(entry: DesignatedList, said: DefinitionWords, spoken: Words) -> str:
    """A designated list: its name, the version of its codes, and the codes."""
    codes = spoken.whole(", ".join(entry.codes))
    name = _named(said, "lists", entry.name)
    return spoken.text("limits.list", name=name, version=entry.version, codes=codes)


def _named(said: DefinitionWords, kind: str, name: str) -> str:
    return said.say(in_words(name), kind, name)


def report_context(
    result: Result, national: Path | None = None, language: str | None = None
) -> ReportContext:
    """The definitions that a result's figures name, and the study's language.

    Parameters
    ----------
    national
        A study's `definitions` folder, for national definitions.
    language
        A file in `locale`; that of the study, or English, if None.

    A definition that cannot be loaded is left out; the report names it.
    """
    named = dict.fromkeys(item.definition for item in result.estimates if item.definition)
    named |= dict.fromkeys(one.definition for one in survey_said(result).unsupported or ())
    study = study_of(result)
    spoken, author = language or study.language or "en", study.data_language
    periods = _periods(result)
    texts = []
    for spec in named:
        with contextlib.suppress(DefinitionError):
            definition = with_period(load_definition(spec, national), periods.get(spec))
            texts.append(definition_text(definition, spoken, author))
    return ReportContext(tuple(texts), spoken)


def _periods(result: Result) -> dict[str, ReferencePeriod | None]:
    """Definition to the reference period that its measures have in a result."""
    return {
        about.definition: parse_period(about.reference_period.stated)
        for about in (survey_said(result).measures or {}).values()
        if about.reference_period is not None
    }
