"""Groups and measures in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from measure87.disseminate.locale.marked import as_start, joined
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.figure_text import Figure

AGE = "age"
PERIOD_TEXT = "in_period"
"""Key of a measure's entry in a language: its reference period in words."""


def measure_title(name: str, about: Mapping[str, Any], words: Words) -> str:
    """Title of a measure; without one, its name as words."""
    return str(about.get("title") or as_start(words.of_code("measure_names", name)))


def figure_title(figure: Figure, about: Mapping[str, Any], words: Words) -> str:
    """Title of a figure: of its measure, or of the number of persons in it."""
    title = measure_title(figure["name"], about, words)
    is_number = figure["statistic"] == "total" and figure.get("unit", "persons") == "persons"
    return words.text("measures.number_title", measure=title) if is_number else title


def group_label(figure: Figure, words: Words) -> str:
    """A group in words: the labels of its codes."""
    return words.commas(label_of(figure, name, words) for name in variables_of(figure))


def group_list(figures: Sequence[Figure], words: Words) -> str:
    """Groups in words, those of the same variables together under the variables' names."""
    found: dict[str, dict[str, None]] = {}
    for figure in figures:
        names = joined(" × ", [words.of_code("variables", name) for name in variables_of(figure)])
        label = group_label(figure, words) or words.text("measures.everybody")
        found.setdefault(names, {})[label] = None
    return words.semicolons(
        words.text("measures.groups_of", variables=names, groups=words.commas(labels))
        if names
        else words.commas(labels)
        for names, labels in found.items()
    )


def universe_of(about: Mapping[str, Any], words: Words) -> str:
    """Whom a measure speaks of and in which period, with its comma, or nothing."""
    said = [text for text in (about.get("universe"), about.get(PERIOD_TEXT)) if text]
    return words.commas(("", *said)) if said else ""


def everybody_in(about: Mapping[str, Any], words: Words) -> str:
    """The row for everybody whom a measure speaks of."""
    universe = str(about.get("universe") or words.text("measures.everybody"))
    return as_start(universe)


def variables_of(figure: Figure) -> list[str]:
    """Variables of a group, age last."""
    return sorted(figure["group"], key=lambda name: (name == AGE, name))


def label_of(figure: Figure, variable: str, words: Words) -> str:
    """Label of a code; without one, the variable and the code."""
    code = figure["group"][variable]
    if code in words.texts["categories"]:
        return words.of_code("categories", code)
    label = figure.get("labels", {}).get(variable)
    if label:
        return str(label)
    name = words.of_code("variables", variable)
    return as_start(words.text("measures.group_code", variable=name, code=code))
