"""Warnings and refusals in words: by their code and values, else the sentence of the run."""

from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from measure87.disseminate.gate.counts import NOT_SHOWN
from measure87.disseminate.locale.completeness import placeholders
from measure87.disseminate.locale.marked import Foreign
from measure87.disseminate.locale.texts import ENGLISH
from measure87.disseminate.pages.kit.period import period_text
from measure87.disseminate.pages.kit.wording import Value, Words
from measure87.disseminate.pages.survey.items import (
    asked_counts,
    criterion_title,
    item_text,
    missing_texts,
)
from measure87.vocabulary.estimate import Notice, Refusal
from measure87.vocabulary.releases.codec import UnreadableError, structure_of
from measure87.vocabulary.releases.common import Declared, Json
from measure87.vocabulary.releases.survey import StatedCriterion, StatedPeriod

_NOTHING = "-"
_METHOD_FIRST = ": "
"""What a method of lists says of itself begins with its name."""


def warning_text(notice: Notice, titles: Mapping[str, str], words: Words) -> str:
    """A warning: of measures by their titles, of a method of lists by what its code means."""
    said = _by_code("warning_texts", notice, titles, words)
    if said is not None:
        return said
    method, colon, _ = notice.text.partition(_METHOD_FIRST)
    if words.code == ENGLISH or notice.code not in words.codes_of("list_flags_about"):
        return words.in_english(notice.text)
    flag = words.of_code("list_flags_about", notice.code)
    if not colon or method not in words.codes_of("list_methods"):
        return flag
    named = words.of_code("list_methods", method)
    if isinstance(stratum := notice.values.get("stratum"), str):
        named = words.commas((named, stratum))
    return words.text("messages.of_method", method=named, text=flag)


def refusal_text(refusal: Refusal, words: Words) -> str:
    """Why a figure was refused."""
    return _by_code("refusal_texts", refusal, {}, words) or words.in_english(refusal.text)


def _by_code(
    section: str, message: Notice | Refusal, titles: Mapping[str, str], words: Words
) -> str | None:
    """The language's own text, if it has one and the run gave its values as they should be."""
    pattern = words.codes_of(section).get(message.code)
    if pattern is None:
        return None
    try:
        given = _values(message, titles, words)
    except UnreadableError:
        return None
    if not placeholders(pattern) <= set(given):
        return None
    return words.text(f"{section}.{message.code}", **given)


def _values(message: Notice | Refusal, titles: Mapping[str, str], words: Words) -> dict[str, Value]:
    """The values of a message, as they are written in its text."""
    found: dict[str, Value] = {}
    group = message.group if isinstance(message, Refusal) else {}
    for variable, code in group.items():
        if code == "*":
            found["variable"] = words.of_code("variables", variable)
    for name, value in message.values.items():
        if name == "measures":
            found[name] = words.listing([titles.get(one, one) for one in _texts(value)])
        elif name == "measure":
            found[name] = titles.get(str(value), str(value))
        elif name == "rule":
            found["done"] = words.of_code("single_cluster", str(value))
            found["done_inside"] = words.of_code("single_unit", str(value))
        else:
            found[_FORMERLY.get(name, name)] = _WRITTEN.get(name, _plain)(value, words)
    return found


_FORMERLY = {"least": "minimum", "greatest": "maximum"}
"""What values were called in releases of earlier versions."""


def _several(value: Json) -> Sequence[Json]:
    """The parts of a list; a value alone is one of them."""
    return value if isinstance(value, Sequence) and not isinstance(value, str) else [value]


def _texts(value: Json) -> list[str]:
    return [str(one) for one in _several(value)]


def _plain(value: Json, words: Words) -> Value:
    """A count, a number or a text; one or two persons are not told."""
    if value == NOT_SHOWN:
        return words.text("messages.some")
    if isinstance(value, int):
        return words.number(value)
    if isinstance(value, float):
        return words.number(value, 0 if value.is_integer() else 2)
    return Foreign(str(value), None) if words.code != ENGLISH else str(value)


class _Few(Declared, frozen=True, kw_only=True):
    """So few rows or cases that they are not counted."""

    below: int


def _rows(value: Json, words: Words) -> str:
    """Rows of a file; few of them are not counted, and none where none may be."""
    if value == NOT_SHOWN:
        return words.text("messages.some_rows")
    if isinstance(value, dict):
        return words.text("messages.few_rows", count=structure_of(_Few, value).below)
    return words.text("messages.rows", rows=_plain(value, words))


def _cases(value: Json, words: Words) -> Value:
    """Sampled cases as a number alone, for it stands behind what it counts; few are not counted."""
    if value == NOT_SHOWN:
        return words.text("messages.some_cases")
    if isinstance(value, dict):
        return words.text("messages.few_cases", count=structure_of(_Few, value).below)
    return _plain(value, words)


def _missing(value: Json, words: Words) -> str:
    return words.semicolons(missing_texts(_texts(value), words))


def _items(value: Json, words: Words) -> str:
    return words.semicolons(dict.fromkeys(item_text(one, words) for one in _texts(value)))


def _named(value: Json, words: Words) -> Value:
    """Names or labels of a file, in the words of who wrote it, one after another."""
    parts = _several(value)
    return words.commas(str(_plain(one, words)) for one in parts) if parts else _NOTHING


class _CriterionOf(StatedCriterion, frozen=True, kw_only=True):
    """How many items of a criterion of a definition were asked."""

    definition: str


def _criteria(value: Json, words: Words) -> str:
    criteria = structure_of(list[_CriterionOf], value)
    return asked_counts(
        [replace(one, title=criterion_title(one, one.definition, words)) for one in criteria],
        words,
    )


def _period(value: Json, words: Words) -> str:
    return period_text(structure_of(StatedPeriod, value), words)


def _code_of(section: str) -> Callable[[Json, Words], Value]:
    """Writes a code by its text in a section."""
    return lambda value, words: words.of_code(section, str(value))


_WRITTEN: Mapping[str, Callable[[Json, Words], Value]] = {
    "rows": _rows,
    "cases": _cases,
    "missing": _missing,
    "variables": lambda value, words: words.codes("variables", _texts(value)),
    "item": lambda value, words: item_text(str(value), words),
    "items": _items,
    "activity": _code_of("activities"),
    "by": _code_of("variables"),
    "criteria": _criteria,
    **dict.fromkeys(("period", "earlier_period"), _period),
    **dict.fromkeys(("respondent", "earlier_respondent"), _code_of("respondents")),
    **dict.fromkeys(("mode", "earlier_mode"), _code_of("modes")),
    **dict.fromkeys(("named", "urban", "rural", "male", "female"), _named),
}
