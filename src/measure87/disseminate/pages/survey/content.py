"""Everything that the report says, in the order in which it says it, made of the released JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from measure87.disseminate.pages.kit.context import DefinitionText, ReportContext
from measure87.disseminate.pages.kit.provenance_rows import provenance_rows
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.data_read import data_read
from measure87.disseminate.pages.survey.differences_section import (
    DifferenceTable,
    difference_tables,
)
from measure87.disseminate.pages.survey.figure_text import Figure
from measure87.disseminate.pages.survey.findings import Findings, findings_of
from measure87.disseminate.pages.survey.groups import measure_title
from measure87.disseminate.pages.survey.items import cause_texts, names_in_words
from measure87.disseminate.pages.survey.measure_section import MeasureSection, measure_sections
from measure87.disseminate.pages.survey.not_shown import account_of, count_hidden, hidden_of
from measure87.disseminate.pages.survey.numbers_beside import numbers_source
from measure87.disseminate.pages.survey.refusals import Lacking, lacking_of, refused_of
from measure87.disseminate.pages.survey.side_by_side_section import SideBySide, side_by_side
from measure87.vocabulary.citation import bibliography


@dataclass(frozen=True)
class Page:
    """The whole report."""

    title: str
    facts: Sequence[tuple[str, str]]
    invented: bool
    probability_sample: bool
    findings: Findings
    measures: Sequence[MeasureSection]
    numbers_source: str | None
    """Where numbers of persons come from, if there are any."""
    side_by_side: Sequence[SideBySide]
    """Definitions of the same persons."""
    differences: Sequence[DifferenceTable]
    has_groups: bool
    has_intervals: bool
    borrowed: int
    account: Sequence[str]
    hidden: Sequence[tuple[str, str, str]]
    """Measure, reason, groups."""
    hidden_in_tables: int
    """How many more figures are not shown, which were made for the standard tables alone."""
    refused: Sequence[tuple[str, str, str]]
    """Measure, group, why."""
    unsupported: Sequence[Lacking]
    """By definition: its measures, each with the items that are missing."""
    undetermined: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    """Measure; each cause with its persons."""
    definitions: Sequence[DefinitionText]
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


def page_of(content: Mapping[str, Any], context: ReportContext, words: Words) -> Page:
    """The report on a released result, `content` being what `estimates.json` holds."""
    diagnostics = content["diagnostics"]
    study = diagnostics.get("study", {})
    named = dict.fromkeys(f["definition"] for f in content["estimates"] if "definition" in f)
    figures = [f for f in content["estimates"] if _is_of_report(f, diagnostics)]
    compared = side_by_side(content, context, words)
    differences = difference_tables(content, words)
    seen = _flagged(content, diagnostics)
    flagged = [*seen, *content.get("differences", [])]
    hidden_in_tables = count_hidden(content["estimates"]) - count_hidden(seen)
    content = {**content, "estimates": figures}
    known = {text.id for text in context.definitions}
    used = [text for text in context.definitions if text.id in named]
    has_intervals = any("interval" in figure for figure in figures)
    return Page(
        title=str(study.get("title") or words.text("page.fallback_title")),
        facts=_facts(study, words),
        invented=bool(study.get("invented", False)),
        probability_sample=bool(study.get("probability_sample", True)),
        findings=findings_of(content, words),
        measures=measure_sections(content, words),
        numbers_source=numbers_source(content, words),
        side_by_side=compared,
        differences=differences,
        has_groups=any(figure["group"] for figure in figures),
        has_intervals=has_intervals,
        borrowed=sum("borrowed-design-effect" in figure["flags"] for figure in figures),
        account=account_of(diagnostics.get("disclosure", {}), words),
        hidden=hidden_of(content, words),
        hidden_in_tables=hidden_in_tables,
        refused=refused_of(content, context, words),
        unsupported=lacking_of(content, context, words),
        undetermined=_undetermined(content, context, words),
        definitions=used,
        definitions_unused=[text for text in context.definitions if text.id not in named],
        definitions_missing=[name for name in named if name not in known],
        copies=_copies(used, words),
        reach=_reach(used, words),
        flags=_flags(flagged, words),
        warnings=[names_in_words(item["text"], words) for item in content.get("warnings", [])],
        notes=[str(note) for note in study.get("notes", [])],
        provenance=provenance_rows(content, words, has_intervals),
        data=data_read(diagnostics, words),
    )


def _is_of_report(figure: Figure, diagnostics: Mapping[str, Any]) -> bool:
    """Whether a figure is of the report; others were made for the standard tables alone."""
    about = diagnostics.get("measures", {}).get(figure["name"], {})
    return "report" not in about or sorted(figure["group"]) in about["report"]


def _flagged(content: Mapping[str, Any], diagnostics: Mapping[str, Any]) -> list[Figure]:
    """The figures of which the page shows flags: those of the report, and those compared."""
    abouts = diagnostics.get("measures", {})
    return [
        figure
        for figure in content["estimates"]
        if _is_of_report(figure, diagnostics)
        or abouts.get(figure["name"], {}).get("kind") == "side-by-side"
    ]


def _facts(study: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """Country, year, reference date and population, as far as they are known."""
    keys = (
        ("country", "country"),
        ("year", "year"),
        ("reference", "reference_date"),
        ("reference", "reference"),
        ("population", "population"),
    )
    return [(words.text(f"page.{text}"), str(study[key])) for text, key in keys if study.get(key)]


def _about(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """What the study says about a measure."""
    found: Mapping[str, Any] = content["diagnostics"].get("measures", {}).get(name, {})
    return found


def _title(content: Mapping[str, Any], name: str, words: Words) -> str:
    return measure_title(name, _about(content, name), words)


def _undetermined(
    content: Mapping[str, Any], context: ReportContext, words: Words
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Causes of each measure, those without persons left out."""
    rules = {text.id: text.rule_texts for text in context.definitions}
    found = []
    for name, causes in content["diagnostics"].get("undetermined", {}).items():
        counts = {cause: count for cause, count in causes.items() if count != 0}
        texts = cause_texts(counts, words, rules.get(_about(content, name).get("definition", "")))
        rows = [
            (text, _persons(count, words))
            for text, count in zip(texts, counts.values(), strict=True)
        ]
        if rows:
            found.append((_title(content, name, words), rows))
    return found


def _persons(count: int | str, words: Words) -> str:
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


def _flags(figures: Sequence[Figure], words: Words) -> list[tuple[str, str]]:
    """The flags that occur, each in words."""
    used = {flag for figure in figures for flag in figure["flags"]}
    listed = [flag for flag in words.texts["flags"] if flag in used]
    others = sorted(used - set(listed))
    return [(flag, words.of_code("flags", flag)) for flag in (*listed, *others)]
