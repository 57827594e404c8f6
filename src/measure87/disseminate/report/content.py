"""Everything that the report says, in the order in which it says it, made of the released JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from measure87.disseminate.report.context import DefinitionText, ReportContext
from measure87.disseminate.report.figure_text import Figure, figure_text, scale_of
from measure87.disseminate.report.groups import group_list, measure_title, universe_of
from measure87.disseminate.report.measure_section import (
    SHARE_OF_RESPONDENTS,
    MeasureSection,
    measure_sections,
)
from measure87.disseminate.report.wording import Words
from measure87.vocabulary.citation import bibliography
from measure87.vocabulary.estimate import SUPPRESSED

_SHOWN_APART = frozenset({"study", "measures", "undetermined", "unsupported", "disclosure"})


@dataclass(frozen=True)
class Finding:
    """One main figure as a sentence."""

    title: str
    value: str
    """The estimate as written, or empty."""
    unit: str
    sentences: Sequence[str]
    definition: str | None


@dataclass(frozen=True)
class Page:
    """The whole report."""

    title: str
    facts: Sequence[tuple[str, str]]
    invented: bool
    probability_sample: bool
    findings: Sequence[Finding]
    measures: Sequence[MeasureSection]
    borrowed: int
    account: Sequence[str]
    hidden: Sequence[tuple[str, str, str]]
    """Measure, reason, groups."""
    refused: Sequence[tuple[str, str, str]]
    """Measure, group, why."""
    unsupported: Sequence[tuple[str, str, str]]
    """Measure, definition, missing items."""
    undetermined: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    """Measure; each cause with its persons."""
    definitions: Sequence[DefinitionText]
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
    figures = content["estimates"]
    named = dict.fromkeys(f["definition"] for f in figures if "definition" in f)
    known = {text.id for text in context.definitions}
    return Page(
        title=str(study.get("title") or words.text("page.fallback_title")),
        facts=_facts(study, words),
        invented=bool(study.get("invented", False)),
        probability_sample=bool(study.get("probability_sample", True)),
        findings=_findings(content, words),
        measures=measure_sections(content, words),
        borrowed=sum("borrowed-design-effect" in figure["flags"] for figure in figures),
        account=_account(diagnostics.get("disclosure", {}), words),
        hidden=_hidden(content, words),
        refused=_refused(content, words),
        unsupported=_unsupported(content, words),
        undetermined=_undetermined(content, words),
        definitions=context.definitions,
        definitions_missing=[name for name in named if name not in known],
        copies=_copies(context.definitions),
        reach=_reach(context.definitions, words),
        flags=_flags(figures, words),
        warnings=[str(notice["text"]) for notice in content.get("warnings", [])],
        notes=[str(note) for note in study.get("notes", [])],
        provenance=_provenance(content, words),
        data=_data(diagnostics, words),
    )


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


def _findings(content: Mapping[str, Any], words: Words) -> list[Finding]:
    """One for each main measure; for each measure if none is marked as main."""
    first: dict[str, Figure] = {}
    for figure in content["estimates"]:
        if not figure["group"]:
            first.setdefault(figure["name"], figure)
    main = [name for name in first if _about(content, name).get("headline")] or list(first)
    return [_finding(first[name], _about(content, name), words) for name in main]


def _finding(figure: Figure, about: Mapping[str, Any], words: Words) -> Finding:
    scale = scale_of([figure], about, words)
    text = figure_text(figure, scale, words)
    title = measure_title(figure["name"], about, words)
    if text.hidden:
        sentences = [words.text("measures.not_shown", reason=text.hidden).capitalize() + "."]
        return Finding(title, "", "", sentences, figure.get("definition"))
    values = {
        "universe": universe_of(about),
        "n": text.n,
        "cases": text.cases,
        "per": words.number(scale.per or 1),
    }
    if text.interval:
        values["lower"] = scale.write(figure["lower"], words)
        values["upper"] = scale.write(figure["upper"], words)
        values["level"] = words.share(figure["level"])
    sentences = [words.text(f"findings.{_sentence(figure, text.interval, scale.per)}", **values)]
    if text.unknown and figure.get("n_unknown"):
        no, yes = (scale.write(figure[key], words) for key in ("value_if_no", "value_if_yes"))
        sentences.append(words.text("findings.bounds", no=no, yes=yes))
    if about.get("not_prevalence"):
        sentences.append(words.text("findings.screening"))
    return Finding(title, text.value, scale.unit, sentences, figure.get("definition"))


def _sentence(figure: Figure, interval: str | None, per: int | None) -> str:
    """Which sentence of the locale fits a figure."""
    if figure["method"] == SHARE_OF_RESPONDENTS and "n_cases" in figure:
        return "respondents"
    if interval is None:
        return "plain"
    if per is None:
        return "other"
    return "no_case" if figure.get("n_cases") == 0 else "between"


def _account(account: Mapping[str, Any], words: Words) -> list[str]:
    """What the disclosure rules are and how many figures they kept back."""
    if not account:
        return []
    rules = account["rules"]
    limits = {
        "minimum": rules["minimum_respondents"],
        "below": rules["brackets_below"] - 1,
        "cases": rules["minimum_cases"],
    }
    sentences = [
        words.text(
            "hidden.account",
            figures=words.number(account["figures"]),
            shown=words.number(account["shown"]),
            brackets=words.number(account["in_brackets"]),
            hidden=words.number(account["figures"] - account["shown"]),
        ),
        words.text("hidden.rule_respondents", **limits),
        words.text("hidden.rule_cases", **limits),
        words.text("hidden.rule_unknown", count=account["unknown_not_shown"], **limits),
    ]
    return [*sentences, words.text("hidden.rule_second")]


def _hidden(content: Mapping[str, Any], words: Words) -> list[tuple[str, str, str]]:
    """Measures with figures that are not shown: reason, and the groups."""
    rows: dict[tuple[str, str], list[Figure]] = {}
    for figure in content["estimates"]:
        if SUPPRESSED in figure["flags"]:
            title = _title(content, figure["name"], words)
            reasons = [flag for flag in figure["flags"] if flag != SUPPRESSED]
            reason = ", ".join(words.of_code("reasons", flag) for flag in reasons)
            rows.setdefault((title, reason), []).append(figure)
    return [(title, reason, group_list(found, words)) for (title, reason), found in rows.items()]


def _refused(content: Mapping[str, Any], words: Words) -> list[tuple[str, str, str]]:
    """Refusals; groups that were refused for one reason on one line."""
    rows: dict[tuple[str, str], dict[str, None]] = {}
    for entry in content.get("refused", []):
        label = ", ".join(
            f"{words.of_code('variables', name)} {code}"
            if code != "*"
            else words.text("measures.by", variables=words.of_code("variables", name))
            for name, code in sorted(entry["group"].items())
        )
        key = (_title(content, entry["name"], words), str(entry["text"]))
        rows.setdefault(key, {})[label or words.text("measures.everybody")] = None
    return [(title, "; ".join(labels), text) for (title, text), labels in rows.items()]


def _unsupported(content: Mapping[str, Any], words: Words) -> list[tuple[str, str, str]]:
    rows = []
    for entry in content["diagnostics"].get("unsupported", []):
        missing = ", ".join(words.of_code("columns", item) for item in entry.get("missing", []))
        title = _title(content, entry.get("measure", ""), words)
        rows.append((title, str(entry.get("definition", "")), missing))
    return rows


def _undetermined(
    content: Mapping[str, Any], words: Words
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Causes of each measure, those without persons left out."""
    found = []
    for name, causes in content["diagnostics"].get("undetermined", {}).items():
        rows = [
            (words.of_code("causes", cause), _persons(count, words))
            for cause, count in causes.items()
            if count != 0
        ]
        if rows:
            found.append((_title(content, name, words), rows))
    return found


def _persons(count: int | str, words: Words) -> str:
    """A count, or the word for one that is not shown."""
    return words.of_code("provenance", count) if isinstance(count, str) else words.number(count)


def _copies(definitions: Sequence[DefinitionText]) -> list[tuple[str, str, str]]:
    """The documents of the bibliography that are cited, and where their wording was read.

    A national law names its title where it is cited, and says how it was seen there.
    """
    keys = sorted({cite.key for text in definitions for cite in text.cites if cite.title is None})
    sources = [bibliography()[key] for key in keys]
    return [(item.title, f"{item.body}, {item.year}", item.copy) for item in sources]


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


def _provenance(content: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """Version, inputs with their hashes, mapping, seed, and settings."""
    origin = content["provenance"]
    rows = [
        (words.text("provenance.version"), str(origin.get("version", content["measure87"]))),
        (words.text("provenance.command"), str(content["command"])),
    ]
    rows += [
        (words.text("provenance.input", name=name), digest)
        for name, digest in origin.get("inputs", {}).items()
    ]
    if "mapping" in origin:
        rows.append((words.text("provenance.mapping"), str(origin["mapping"])))
    if "seed" in origin:
        rows.append((words.text("provenance.seed"), str(origin["seed"])))
    rows += [
        (words.text("provenance.setting", name=name), value)
        for name, value in _leaves("", origin.get("settings", {}), words)
    ]
    return rows


def _data(diagnostics: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """What the mapping met, and whatever else a run says that has no section of its own."""
    others = {key: value for key, value in diagnostics.items() if key not in _SHOWN_APART}
    mapping = others.pop("mapping", {})
    return [*_leaves("", mapping, words), *_leaves("", others, words)]


def _leaves(path: str, value: Any, words: Words) -> list[tuple[str, str]]:
    """Every value of a nested table with its path in words."""
    if isinstance(value, Mapping):
        return [
            leaf
            for key, item in value.items()
            for leaf in _leaves(f"{path} · {key}" if path else str(key), item, words)
        ]
    if isinstance(value, list) and any(isinstance(item, Mapping | list) for item in value):
        return _leaves(path, {str(k): item for k, item in enumerate(value, start=1)}, words)
    if isinstance(value, list):
        return [(path, ", ".join(map(str, value)))] if value else []
    if isinstance(value, bool):
        return [(path, words.text("provenance.yes" if value else "provenance.no"))]
    if isinstance(value, int):
        return [(path, words.number(value))]
    return [(path, words.text("provenance.not-shown") if value == "not-shown" else str(value))]
