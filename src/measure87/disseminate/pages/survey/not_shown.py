"""What the report does not show: figures that the gate kept back, and those that were refused."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.locale.said import authors
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.figure_text import reason_of
from measure87.disseminate.pages.survey.groups import (
    by_characteristic,
    figure_title,
    groups_by_variables,
    measure_title,
    measures_of,
    split_name,
)
from measure87.disseminate.pages.survey.items import missing_texts
from measure87.disseminate.pages.survey.refused_groups import (
    refused_groups,
    stands_in_its_table,
)
from measure87.vocabulary.estimate import Estimate, Result
from measure87.vocabulary.release_files.reading import survey_said
from measure87.vocabulary.releases.survey import SurveyDisclosure

_QUESTIONNAIRE = "questionnaire"
"""Code of a refusal that tells of a missing item."""
_PAIR = re.compile(r"__(?:and|not|open)__(?=\w)")
"""What stands between the names of two measures side by side."""


@dataclass(frozen=True)
class Lacking:
    """One definition of which the questionnaire supports some measures not."""

    definition: str
    """Title; without one, the definition's identity."""
    measures: Sequence[tuple[Sequence[str], Sequence[str]]]
    """Titles of the measures that lack the same, and what is missing, in words."""


def account_of(account: SurveyDisclosure | None, words: Words) -> list[str]:
    """What the disclosure rules are and how many figures they kept back."""
    if account is None:
        return []
    rules = account.rules
    limits = {
        "minimum": rules.minimum_respondents,
        "below": rules.brackets_below - 1,
        "cases": rules.minimum_cases,
    }
    sentences = [
        words.text(
            "hidden.account",
            figures=words.number(account.figures),
            shown=words.number(account.shown),
            brackets=words.number(account.in_brackets),
            hidden=words.number(account.figures - account.shown),
        ),
        words.text("hidden.rule_respondents", **limits),
        words.text("hidden.rule_cases", **limits),
        words.text("hidden.rule_unknown", count=account.unknown_not_shown, **limits),
        words.text("hidden.rule_second"),
    ]
    if rules.rounding is not None:
        sentences.append(words.text("hidden.rounding", base=rules.rounding))
    if rules.earlier_releases is not None:
        sentences.append(words.text("hidden.earlier", count=rules.earlier_releases))
    return [*sentences, words.text("hidden.audit", count=account.audit.recovered)]


def reasons_of(
    account: SurveyDisclosure | None, words: Words, author: str | None = None
) -> list[str]:
    """Why figures are shown that could harm a whole group, variable by variable.

    `author` is the language of who wrote the study's own texts.
    """
    if account is None:
        return []
    rules = account.rules
    return [
        words.text(
            "hidden.sensitive",
            variable=words.of_code("variables", variable),
            reason=authors(reason, author, words.code),
            cases=rules.sensitive_minimum_cases or rules.minimum_cases,
            respondents=rules.sensitive_minimum_respondents or rules.minimum_respondents,
        )
        for variable, reason in (rules.sensitive_groups or {}).items()
    ]


@dataclass(frozen=True)
class Hidden:
    """Groups of one measure, by the same variables, that are not shown for one reason."""

    measure: str
    reason: str
    variables: str
    """Empty for everybody."""
    groups: Sequence[str]


def hidden_of(result: Result, words: Words) -> list[Hidden]:
    """The groups that are not shown, each by itself, by measure, reason and variables."""
    abouts = measures_of(result)
    rows: dict[tuple[str, str], list[Estimate]] = {}
    for figure in result.estimates:
        if figure.suppressed:
            title = figure_title(figure, abouts.get(figure.name), words)
            rows.setdefault((title, reason_of(figure, words)), []).append(figure)
    return [
        Hidden(title, reason, variables, groups)
        for (title, reason), found in rows.items()
        for variables, groups in groups_by_variables(found, words)
    ]


def count_hidden(figures: Iterable[Estimate]) -> int:
    """How many of these figures are not shown."""
    return sum(figure.suppressed for figure in figures)


def lacking_of(result: Result, context: ReportContext, words: Words) -> list[Lacking]:
    """Measures that the questionnaire cannot support, by definition."""
    titles = {text.id.split("@")[0]: text.title for text in context.definitions}
    found: dict[str, dict[tuple[str, ...], list[str]]] = {}
    for entry in survey_said(result).unsupported or ():
        identity = entry.definition.split("@")[0]
        title = _title(result, context, entry.measure, words)
        missing = tuple(missing_texts(entry.missing, words))
        found.setdefault(identity, {}).setdefault(missing, []).append(title)
    return [
        Lacking(
            titles.get(identity, identity), [(names, missing) for missing, names in rows.items()]
        )
        for identity, rows in found.items()
    ]


def refused_of(result: Result, context: ReportContext, words: Words) -> list[tuple[str, str, str]]:
    """Other refusals: measure, groups, why; groups refused for one reason on one line.

    A group that stands in the table of its measure is not among them.
    """
    said = {entry.measure for entry in survey_said(result).unsupported or ()}
    in_tables = refused_groups(result)
    rows: dict[tuple[str, str], dict[str, None]] = {}
    for refusal in result.refused:
        if refusal.code == _QUESTIONNAIRE and refusal.name in said:
            continue
        if stands_in_its_table(refusal, in_tables):
            continue
        label = _group(refusal.group, words) or words.text("measures.everybody")
        key = (_title(result, context, refusal.name, words), refusal.text)
        rows.setdefault(key, {})[label] = None
    return [(title, words.semicolons(labels), text) for (title, text), labels in rows.items()]


def _group(group: Mapping[str, str], words: Words) -> str:
    """A group in words; code `*` is every group of a variable."""
    return words.commas(
        words.text("measures.group_code", variable=words.of_code("variables", name), code=code)
        if code != "*"
        else words.text("measures.by", variables=words.of_code("variables", name))
        for name, code in sorted(group.items())
    )


def _title(result: Result, context: ReportContext, name: str, words: Words) -> str:
    """Title of a measure, computed or not: the study's, or its definition's; of a pair, of both."""
    about = measures_of(result).get(name)
    if about is not None:
        return measure_title(name, about, words)
    pair = _PAIR.split(name, maxsplit=1)
    if len(pair) > 1:
        first, second = (_title(result, context, one, words) for one in pair)
        return words.text("side_by_side.pair", first=first, second=second)
    cases, characteristic = split_name(name)
    if characteristic:
        return by_characteristic(_title(result, context, cases, words), characteristic, words)
    own = {key: title for text in context.definitions for key, title in text.measures}
    return own.get(name) or measure_title(name, None, words)
