"""The brief of a released survey: which findings, in which order, and all that stands around them.

At most seven findings: main figures, one of each subject in turn (four where there are differences
between groups to tell, and more as room is left), then the differences, the largest first.
"""

from collections.abc import Sequence

from measure87.disseminate.definition_texts import DefinitionText, ReportContext
from measure87.disseminate.pages.brief.grammar import Grammar, grammar_of
from measure87.disseminate.pages.brief.inputs import inputs_said
from measure87.disseminate.pages.brief.model import MOST_FINDINGS, Brief
from measure87.disseminate.pages.survey.brief.chart import chart_of
from measure87.disseminate.pages.survey.brief.comparison_texts import (
    are_left_out,
    difference_sentences,
    trend_sentences,
)
from measure87.disseminate.pages.survey.brief.comparisons import family_of
from measure87.disseminate.pages.survey.brief.figures_table import figures_table
from measure87.disseminate.pages.survey.brief.frame_texts import (
    cite_of,
    is_not_of,
    lead_of,
    people_of_brief,
    persons_left_out,
    rule_of,
)
from measure87.disseminate.pages.survey.brief.headlines import (
    Headline,
    headline_sentence,
    headlines_of,
    in_turn,
)
from measure87.disseminate.pages.survey.brief.region_map import map_of
from measure87.disseminate.pages.survey.content import facts_of, titles_of
from measure87.disseminate.pages.survey.in_language import result_in_language
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.release_files.reading import account_of_gate, survey_said
from measure87.vocabulary.releases.survey import SurveyStudy

PACKAGE = "measure87.disseminate.pages.survey"
_FIRST_HEADLINES = 4
"""Main figures that come before differences."""


def survey_brief(result: Result, context: ReportContext) -> Brief:
    """The brief of a survey.

    Parameters
    ----------
    result : as `estimates.json` has it, after the disclosure gate
    context : the definitions' own texts, and the language

    Raises
    ------
    StudyError
        If pages do not speak the language.
    """
    grammar = grammar_of(context.language, PACKAGE)
    result = result_in_language(result, context, grammar.words)
    study, account = survey_said(result).study, account_of_gate(result)
    rules = account.rules if account else None
    headlines, family = headlines_of(result), family_of(result)
    words = grammar.words
    title, given = titles_of(study, _used(result, context), result, words)
    return Brief(
        language=context.language,
        title=title,
        subtitle=given,
        lead=lead_of(headlines, study, grammar),
        findings=_findings(
            headlines, difference_sentences(result, family, rules, grammar), grammar
        ),
        rule=rule_of(family, grammar),
        is_not=is_not_of(
            headlines,
            study,
            account,
            grammar,
            groups_left_out=are_left_out(result, rules),
            persons_left_out=persons_left_out(result, words),
        ),
        cite=cite_of(result, given or title, study, context, grammar),
        provenance=inputs_said(result.provenance.inputs, grammar),
        facts=facts_of(study, words) if study else [],
        warnings=_warnings(study, grammar),
        figures=figures_table(headlines, grammar),
        chart=chart_of(headlines, result, rules, grammar),
        map=map_of(headlines, result, context.brief, rules, grammar),
        trend=trend_sentences(result, family, grammar),
        people=people_of_brief(headlines, study, grammar),
    )


def _used(result: Result, context: ReportContext) -> list[DefinitionText]:
    """The definitions from which something was computed."""
    named = {figure.definition for figure in result.estimates}
    return [text for text in context.definitions if text.id in named]


def _findings(
    headlines: Sequence[Headline], differences: Sequence[str], grammar: Grammar
) -> list[str]:
    """Main figures chosen in turn and told in the order of the release, then differences."""
    possible = in_turn(headlines)
    main, compared = shared_out(len(possible), len(differences))
    taken = possible[:main]
    told = [headline_sentence(one, grammar) for one in headlines if one in taken]
    return [*told, *differences[:compared]]


def shared_out(headlines: int, differences: int) -> tuple[int, int]:
    """How many main figures and how many differences are told, of so many that could be.

    >>> shared_out(9, 5), shared_out(9, 1), shared_out(2, 9), shared_out(9, 0)
    ((4, 3), (6, 1), (2, 5), (7, 0))
    """
    first = min(headlines, _FIRST_HEADLINES)
    compared = min(differences, MOST_FINDINGS - first)
    return min(headlines, MOST_FINDINGS - compared), compared


def _warnings(study: SurveyStudy | None, grammar: Grammar) -> list[tuple[str, str]]:
    """What stands in a frame above everything: invented, or no probability sample."""
    words = grammar.words
    names = []
    if study is not None and study.invented:
        names.append("invented")
    if study is not None and not study.probability_sample:
        names.append("nonprobability")
    return [(words.text(f"banner.{name}_title"), words.text(f"banner.{name}")) for name in names]
