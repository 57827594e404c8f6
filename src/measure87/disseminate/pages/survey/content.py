"""Everything that the report says, in the order in which it says it, made of the release alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from measure87.disseminate.definition_texts import DefinitionText, ReportContext
from measure87.disseminate.gate.rules import CONFIDENTIAL
from measure87.disseminate.locale.marked import Foreign
from measure87.disseminate.pages.kit.provenance_rows import provenance_rows
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.data_read import data_read
from measure87.disseminate.pages.survey.differences_section import (
    DifferenceTable,
    difference_tables,
)
from measure87.disseminate.pages.survey.ethics_section import EthicsSection, ethics_section
from measure87.disseminate.pages.survey.figure_text import TOTAL
from measure87.disseminate.pages.survey.findings import Findings, findings_of
from measure87.disseminate.pages.survey.groups import measure_title, measures_of
from measure87.disseminate.pages.survey.items import cause_texts, names_in_words
from measure87.disseminate.pages.survey.lead import Lead, lead_of, subjects_of
from measure87.disseminate.pages.survey.measure_section import MeasureSection, measure_sections
from measure87.disseminate.pages.survey.not_shown import (
    Hidden,
    Lacking,
    account_of,
    count_hidden,
    hidden_of,
    lacking_of,
    reasons_of,
    refused_of,
)
from measure87.disseminate.pages.survey.own_intervals import OwnIntervals, own_intervals
from measure87.disseminate.pages.survey.refused_groups import refused_groups
from measure87.disseminate.pages.survey.side_by_side_section import SideBySide, side_by_side
from measure87.disseminate.pages.survey.trends_section import TrendTable, trend_table
from measure87.disseminate.pages.survey.weighting import weighting_of
from measure87.vocabulary.citation import bibliography
from measure87.vocabulary.estimate import Estimate, Result
from measure87.vocabulary.flags import BORROWED
from measure87.vocabulary.release_files.reading import account_of_gate, survey_said
from measure87.vocabulary.releases.common import Shown, StatedRules
from measure87.vocabulary.releases.survey import SurveyStudy


@dataclass(frozen=True)
class Page:
    """The whole report."""

    title: str
    facts: Sequence[tuple[str, str]]
    invented: bool
    probability_sample: bool
    subtitle: str
    """The study's own title, where it is in another language than the page; or empty."""
    lead: Lead | None
    """The first screen; None where no figure is shown."""
    findings: Findings
    measures: Sequence[MeasureSection]
    """Main measures."""
    further: Sequence[MeasureSection]
    """Measures that are parts of others, for the annex."""
    own_intervals: Sequence[OwnIntervals]
    weighting: str
    """Whether the figures are weighted."""
    numbers_source: str | None
    """Where numbers of persons come from, if there are any."""
    side_by_side: Sequence[SideBySide]
    """Definitions of the same persons."""
    differences: Sequence[DifferenceTable]
    trends: TrendTable | None
    """Slopes over earlier rounds; None where none was asked for."""
    has_groups: bool
    has_intervals: bool
    borrowed: int
    reasons: Sequence[str]
    """Why figures are shown that could harm a whole group."""
    account: Sequence[str]
    hidden: Sequence[Hidden]
    hidden_in_tables: int
    """How many more figures are not shown, which were made for the standard tables alone."""
    refused: Sequence[tuple[str, str, str]]
    """Measure, group, why."""
    refused_in_tables: bool
    """Whether groups that were refused stand in the tables of their measures."""
    unsupported: Sequence[Lacking]
    """By definition: its measures, each with the items that are missing."""
    undetermined: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    """Measure; each cause with its persons."""
    definitions: Sequence[DefinitionText]
    definition_titles: Mapping[str, str]
    """A definition's identity to its name in words."""
    """Those from which something was computed."""
    definitions_unused: Sequence[DefinitionText]
    definitions_missing: Sequence[str]
    copies: Sequence[tuple[str, str, str]]
    """Document, body and year, where its wording was read."""
    reach: Sequence[str]
    flags: Sequence[tuple[str, str]]
    warnings: Sequence[str]
    notes: Sequence[str]
    provenance: Sequence[tuple[str, str]]
    data: Sequence[tuple[str, str]]
    """What the run says about the data that it read."""
    ethics: EthicsSection | None
    """Who approved, and what protected those asked; None where the study says nothing of it."""
    rules: StatedRules | None
    """What the disclosure gate went by."""


def page_of(result: Result, context: ReportContext, words: Words) -> Page:
    """The report on a released result, whose texts are in the language."""
    said, account = survey_said(result), account_of_gate(result)
    study = said.study
    named = dict.fromkeys(f.definition for f in result.estimates if f.definition is not None)
    figures = [f for f in result.estimates if _is_of_report(f, result)]
    flagged = [f for f in result.estimates if _is_of_report(f, result) or _is_compared(f, result)]
    of_report = replace(result, estimates=figures)
    known = {text.id for text in context.definitions}
    used = [text for text in context.definitions if text.id in named]
    has_intervals = any(figure.interval is not None for figure in figures)
    findings, sections = findings_of(of_report, words), measure_sections(of_report, words)
    title, subtitle = titles_of(study, used, of_report, words)
    return Page(
        title=title,
        subtitle=subtitle,
        facts=facts_of(study, words) if study else [],
        invented=study is not None and study.invented,
        probability_sample=study is None or study.probability_sample,
        lead=lead_of(of_report, [*findings.main, *findings.more], words),
        findings=findings,
        measures=[section for section in sections if not section.component],
        further=[section for section in sections if section.component],
        own_intervals=own_intervals(sections),
        weighting=weighting_of(result, words),
        numbers_source=_numbers_source(of_report, words),
        side_by_side=side_by_side(result, context, words),
        differences=difference_tables(result, words),
        trends=trend_table(result, words),
        has_groups=any(figure.group for figure in figures),
        has_intervals=has_intervals,
        borrowed=sum(BORROWED in figure.flags for figure in figures),
        reasons=reasons_of(account, words, study.data_language if study else None),
        account=account_of(account, words),
        hidden=hidden_of(of_report, words),
        hidden_in_tables=count_hidden(result.estimates) - count_hidden(flagged),
        refused=refused_of(result, context, words),
        refused_in_tables=bool(refused_groups(result)),
        unsupported=lacking_of(result, context, words),
        undetermined=_undetermined(result, context, words),
        definitions=used,
        definition_titles={text.id: text.title for text in used},
        definitions_unused=[text for text in context.definitions if text.id not in named],
        definitions_missing=[name for name in named if name not in known],
        copies=_copies(used, words),
        reach=_reach(used, words),
        flags=_flags(
            [*flagged, *result.differences, *result.trends],
            account.rules if account else None,
            words,
        ),
        warnings=[names_in_words(notice.text, words) for notice in result.warnings],
        notes=study.notes if study else [],
        provenance=provenance_rows(result, words, has_intervals),
        data=data_read(result, words),
        ethics=ethics_section(said.ethics, words),
        rules=account.rules if account else None,
    )


def _is_of_report(figure: Estimate, result: Result) -> bool:
    """Whether a figure is of the report; others were made for the standard tables alone."""
    about = measures_of(result).get(figure.name)
    return about is None or about.report is None or sorted(figure.group) in about.report


def _is_compared(figure: Estimate, result: Result) -> bool:
    """Whether a figure is one of definitions side by side."""
    about = measures_of(result).get(figure.name)
    return about is not None and about.kind == "side-by-side"


def titles_of(
    study: SurveyStudy | None, used: Sequence[DefinitionText], result: Result, words: Words
) -> tuple[str, str]:
    """The heading of the page in its language, and the study's own title where that is in another.

    A page opens in its own language: with the subject, the country and the year.
    """
    title = study.title if study else ""
    if study is None or not isinstance(title, Foreign) or title.lang == words.code:
        return title or words.text("page.fallback_title"), ""
    return words.commas((_subject(used, result, words), study.country, str(study.year))), title


def _subject(used: Sequence[DefinitionText], result: Result, words: Words) -> str:
    """What a report is about; of a screening profile alone its name, for it measures no labour."""
    if used and all(text.not_prevalence for text in used):
        return used[0].title
    subjects = subjects_of(result)
    return words.text(f"lead.{subjects[0]}" if len(subjects) == 1 else "page.fallback_title")


def facts_of(study: SurveyStudy, words: Words) -> list[tuple[str, str]]:
    """Country, year, reference date and population, as far as they are known."""
    facts = {
        "country": study.country,
        "year": study.year,
        "reference": study.reference_date,
        "population": study.population,
    }
    return [(words.text(f"page.{key}"), str(fact)) for key, fact in facts.items() if fact]


def _numbers_source(result: Result, words: Words) -> str | None:
    """Where the numbers of persons come from; None where there are none."""
    study = survey_said(result).study
    stated = study.numbers if study else None
    if stated is None or not any(figure.statistic == TOTAL for figure in result.estimates):
        return None
    if stated.table is None:
        return words.text("measures.numbers_expansion")
    source = words.commas(str(one) for one in (stated.source, stated.year) if one is not None)
    rates = words.text(f"measures.numbers_{stated.rates}")
    return f"{words.text('measures.numbers_table', source=source or stated.table)} {rates}"


def _undetermined(
    result: Result, context: ReportContext, words: Words
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Causes of each measure, those without persons left out."""
    rules = {text.id: text.rule_texts for text in context.definitions}
    found = []
    for name, causes in (survey_said(result).undetermined or {}).items():
        about = measures_of(result).get(name)
        counts = {cause: count for cause, count in causes.items() if count != 0}
        texts = cause_texts(counts, words, rules.get(about.definition) if about else None)
        rows = [
            (text, _persons(count, words))
            for text, count in zip(texts, counts.values(), strict=True)
        ]
        if rows:
            found.append((measure_title(name, about, words), rows))
    return found


def _persons(count: Shown, words: Words) -> str:
    """A count, or the word for one that is not shown."""
    return words.of_code("provenance", count) if isinstance(count, str) else words.number(count)


def _copies(definitions: Sequence[DefinitionText], words: Words) -> list[tuple[str, str, str]]:
    """The documents of the bibliography that are cited, and where their wording was read.

    A national law names its title where it is cited, and says how it was seen there.
    """
    keys = sorted({cite.key for text in definitions for cite in text.cites if cite.title is None})
    sources = [bibliography()[key] for key in keys]
    return [
        (
            words.in_english(item.title),
            words.in_english(f"{item.body}, {item.year}"),
            words.in_english(item.copy),
        )
        for item in sources
    ]


def _reach(definitions: Sequence[DefinitionText], words: Words) -> list[str]:
    """Whom the definitions of forced labour say they do not reach; the usual list without."""
    found = dict.fromkeys(
        item
        for text in definitions
        if text.id.startswith("forced_labour")
        for item in text.reaches_not
    )
    return list(found) or words.items("reach.default")


def _flags(
    figures: Sequence[Estimate], rules: StatedRules | None, words: Words
) -> list[tuple[str, str]]:
    """The flags that occur, each in words; of how few persons a figure could tell, as is set."""
    used = {flag for figure in figures for flag in figure.flags}
    listed = [flag for flag in words.codes_of("flags") if flag in used]
    others = sorted(used - set(listed))
    said = {flag: words.of_code("flags", flag) for flag in (*listed, *others)}
    if CONFIDENTIAL in said and rules is not None:
        said[CONFIDENTIAL] = words.text("flags_section.confidential", cases=rules.minimum_cases)
    return list(said.items())
