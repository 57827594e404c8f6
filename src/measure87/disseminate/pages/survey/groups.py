"""Measures, their parts and their groups in words."""

from collections.abc import Iterable, Mapping, Sequence

from measure87.define.characteristics import CHARACTERISTICS
from measure87.disseminate.locale.marked import as_start, joined
from measure87.disseminate.locale.texts import section_of, words_of
from measure87.disseminate.pages.kit.period import period_text
from measure87.disseminate.pages.kit.wording import Words, texts_in
from measure87.disseminate.pages.survey.figure_text import TOTAL
from measure87.vocabulary.estimate import Estimate, Minus, Result
from measure87.vocabulary.release_files.reading import survey_said
from measure87.vocabulary.releases.survey import StatedMeasure

AGE = "age"
_BY = "_by_"


def measures_of(result: Result) -> Mapping[str, StatedMeasure]:
    """What a study says of each of its measures, by name; nothing where it says nothing."""
    return survey_said(result).measures or {}


def measure_title(name: str, about: StatedMeasure | None, words: Words) -> str:
    """Title of a measure; without one, its name as words."""
    return (about.title if about else "") or as_start(words.of_code("measure_names", name))


def figure_title(figure: Estimate, about: StatedMeasure | None, words: Words) -> str:
    """Title of a figure: of its measure, or of the number of persons in it."""
    title = measure_title(figure.name, about, words)
    is_number = figure.statistic == TOTAL and figure.unit in (None, "persons")
    return words.text("measures.number_title", measure=title) if is_number else title


def split_name(name: str) -> tuple[str, str]:
    """A measure and the characteristic by which its cases are told apart; else nothing for it.

    >>> split_name("forced_labour_by_means_by_whom")
    ('forced_labour', 'means_by_whom')
    """
    for characteristic in CHARACTERISTICS:
        cases = name.removesuffix(f"{_BY}{characteristic}")
        if cases != name:
            return cases, characteristic
    return name, ""


def by_characteristic(measure: str, characteristic: str, words: Words) -> str:
    """Title of all parts of a measure's cases: `Children in child labour, by industry`."""
    name = words.of_code("characteristics", characteristic)
    return words.text("measure_texts.by", measure=measure, characteristic=name)


def part_title(measure: str, about: StatedMeasure, words: Words) -> str:
    """Title of one part: the measure's, the characteristic and its code, as tables call it."""
    characteristic, code = about.characteristic or "", about.code or ""
    title = by_characteristic(measure, characteristic, words)
    rows = section_of(texts_in(words.code, ("tables",)), "rows")
    text = words_of(rows, characteristic).get(code) or words.in_english(code.replace("_", " "))
    return words.text("measure_texts.part", measure=title, code=text)


def universe_of(about: StatedMeasure | None, words: Words) -> str:
    """Whom a measure speaks of and in which period, with its comma, or nothing."""
    if about is None:
        return ""
    period = about.reference_period
    said = [about.universe, period_text(period, words) if period else ""]
    said = [text for text in said if text]
    return words.commas(("", *said)) if said else ""


def everybody_in(about: StatedMeasure | None, words: Words) -> str:
    """The row for everybody whom a measure speaks of."""
    universe = about.universe if about else ""
    return as_start(universe or words.text("measures.everybody"))


def group_label(figure: Estimate | Minus, words: Words) -> str:
    """A group in words: the labels of its codes."""
    return words.commas(label_of(figure, name, words) for name in variables_of(figure))


def group_list(figures: Sequence[Estimate], words: Words) -> str:
    """Groups in words, those of the same variables together under the variables' names.

    Groups of several variables are parted by a semicolon: `Male 5-14 years; Male 12-14 years`.
    """
    found: dict[tuple[str, ...], dict[str, None]] = {}
    for figure in figures:
        found.setdefault(tuple(variables_of(figure)), {})[_together(figure, words)] = None
    return words.semicolons(_listed(names, labels, words) for names, labels in found.items())


def groups_by_variables(figures: Sequence[Estimate], words: Words) -> list[tuple[str, list[str]]]:
    """Groups in words, each by itself, under the names of their variables."""
    found: dict[tuple[str, ...], dict[str, None]] = {}
    for figure in figures:
        found.setdefault(tuple(variables_of(figure)), {})[_together(figure, words)] = None
    return [
        (joined(" × ", [words.of_code("variables", name) for name in names]), list(labels))
        for names, labels in found.items()
    ]


def _together(figure: Estimate, words: Words) -> str:
    """A group as one of a list: the labels of its codes, without a sign between them."""
    labels = [label_of(figure, name, words) for name in variables_of(figure)]
    return joined(" ", labels) if labels else words.text("measures.everybody")


def _listed(names: Sequence[str], labels: Iterable[str], words: Words) -> str:
    groups = words.semicolons(labels) if len(names) > 1 else words.commas(labels)
    if not names:
        return groups
    variables = joined(" × ", [words.of_code("variables", name) for name in names])
    return words.text("measures.groups_of", variables=variables, groups=groups)


def variables_of(figure: Estimate | Minus) -> list[str]:
    """Variables of a group, age last."""
    return sorted(figure.group, key=lambda name: (name == AGE, name))


def label_of(figure: Estimate | Minus, variable: str, words: Words) -> str:
    """Label of a code; without one, the variable and the code."""
    code = figure.group[variable]
    if code in words.codes_of("categories"):
        return words.of_code("categories", code)
    if label := figure.labels.get(variable):
        return label
    name = words.of_code("variables", variable)
    return as_start(words.text("measures.group_code", variable=name, code=code))
