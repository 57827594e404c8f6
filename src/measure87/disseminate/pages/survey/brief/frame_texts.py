"""What stands around the findings: what is measured and of whom, what it is not, how to cite it."""

from collections.abc import Sequence

from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.pages.brief.grammar import Grammar
from measure87.disseminate.pages.brief.model import MOST_FINDINGS
from measure87.disseminate.pages.kit.period import period_text, why_no_stock
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.brief.comparisons import Family
from measure87.disseminate.pages.survey.brief.headlines import Headline
from measure87.disseminate.pages.survey.messages import warning_text
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.releases.survey import StatedMeasure, SurveyDisclosure, SurveyStudy
from measure87.vocabulary.sensitive_groups import FAMILIES

_CHILD_LABOUR = "child_labour"
_LEAVES_OUT = ("ages-unknown", "ages-not-asked")
"""Warnings of persons whom no figure of a brief is of."""


def lead_of(
    headlines: Sequence[Headline], study: SurveyStudy | None, grammar: Grammar
) -> list[str]:
    """The first sentences. Of coercion: the period, flow or stock, and whom it does not reach."""
    coerced = [one.about for one in headlines if one.subject in FAMILIES and one.about is not None]
    if coerced:
        return _of_coercion(coerced, study, grammar)
    if study is not None and not study.probability_sample:
        return [grammar.say("brief_lead.respondents")]
    if study is None or not study.population:
        return [grammar.say("brief_lead.survey_plain")]
    return [grammar.say("brief_lead.survey", population=study.population)]


def _of_coercion(
    abouts: Sequence[StatedMeasure], study: SurveyStudy | None, grammar: Grammar
) -> list[str]:
    words = grammar.words
    periods = dict.fromkeys(
        period_text(about.reference_period, words)
        for about in abouts
        if about.reference_period is not None
    )
    reach = "reach_short" if study is None or study.probability_sample else "reach_short_plain"
    found = []
    if periods:
        signs = all(about.not_prevalence for about in abouts)
        key = "brief_lead.signs" if signs else "brief_lead.flow"
        found.append(grammar.say(key, period=words.listing(periods)))
        found += _on_stock(abouts, grammar, signs=signs)
    return [*found, words.text(f"measures.{reach}")]


def _on_stock(abouts: Sequence[StatedMeasure], grammar: Grammar, *, signs: bool) -> list[str]:
    """What there is on an average day; else each reason, once, as a sentence of its own."""
    if signs:
        return [grammar.say("brief_lead.signs_no_stock")]
    if any(about.kind == "stock" for about in abouts):
        return [grammar.say("brief_lead.stock")]
    why = dict.fromkeys(one for about in abouts for one in why_no_stock(about, grammar.words))
    return [*why] or [grammar.say("brief_lead.no_stock")]


def is_not_of(
    headlines: Sequence[Headline],
    study: SurveyStudy | None,
    account: SurveyDisclosure | None,
    grammar: Grammar,
    *,
    groups_left_out: bool,
    persons_left_out: Sequence[str],
) -> list[str]:
    """What the figures are not."""
    subjects = {one.subject for one in headlines}
    chosen = study is None or study.probability_sample
    found = [grammar.say("brief_is_not.estimate" if chosen else "brief_is_not.respondents")]
    found.append(grammar.say("brief_is_not.definition"))
    if _CHILD_LABOUR in subjects:
        found.append(grammar.say("brief_is_not.child_labour"))
    if subjects & set(FAMILIES):
        found.append(grammar.say("brief_is_not.forced_labour"))
    found += persons_left_out
    if groups_left_out:
        found.append(grammar.say("brief_is_not.groups"))
    if account is not None and account.figures > account.shown:
        hidden = account.figures - account.shown
        found.append(grammar.say("brief_is_not.hidden", count=hidden))
    return found


def persons_left_out(result: Result, words: Words) -> list[str]:
    """Of which persons no figure is, as the warnings of the run say it."""
    said = (one for one in result.warnings if one.code in _LEAVES_OUT)
    return list(dict.fromkeys(warning_text(one, {}, words) for one in said))


def rule_of(family: Family, grammar: Grammar) -> list[str]:
    """By what rule findings were chosen."""
    found = [
        grammar.say("brief_rule.headlines", most=MOST_FINDINGS),
        grammar.say("brief_rule.doubtful"),
    ]
    if not family.count:
        return [*found, grammar.say("brief_rule.none")]
    level = grammar.words.share(family.level)
    return [*found, grammar.say("brief_rule.family", count=family.count, level=level)]


def people_of_brief(
    headlines: Sequence[Headline], study: SurveyStudy | None, grammar: Grammar
) -> list[str]:
    """How to state numbers of people, where a probability sample has none."""
    if study is None or not study.probability_sample or not headlines:
        return []
    if any(one.number is not None for one in headlines):
        return []
    return [grammar.say("brief_people.how")]


def cite_of(
    result: Result, title: str, study: SurveyStudy | None, context: ReportContext, grammar: Grammar
) -> str:
    """How to cite: title, country and year, version, definitions by name."""
    words = grammar.words
    named = {one.definition for one in result.estimates if one.definition is not None}
    known = dict.fromkeys(text.title for text in context.definitions if text.id in named)
    definitions = words.semicolons(known or sorted(named)) or title
    version = result.provenance.version
    if study is None or not study.country:
        return grammar.say(
            "brief_cite.survey_plain", title=title, version=version, definitions=definitions
        )
    return grammar.say(
        "brief_cite.survey",
        title=title,
        country=study.country,
        year=str(study.year),
        version=version,
        definitions=definitions,
    )
