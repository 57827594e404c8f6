"""Warnings and refusals in words: by their code and values, else the sentence of the run."""

from collections.abc import Callable, Mapping
from typing import Any

from measure87.disseminate.gate.counts import NOT_SHOWN
from measure87.disseminate.locale.completeness import placeholders
from measure87.disseminate.locale.marked import Foreign
from measure87.disseminate.locale.texts import ENGLISH
from measure87.disseminate.pages.kit.period import period_text
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.asked import asked_counts, criterion_title
from measure87.disseminate.pages.survey.items import item_text, missing_texts

_NOTHING = "-"
_METHOD_FIRST = ": "
"""What a method of lists says of itself begins with its name."""


def warning_text(entry: Mapping[str, Any], titles: Mapping[str, str], words: Words) -> str:
    """A warning: of measures by their titles, of a method of lists by what its code means."""
    said = _by_code("warning_texts", entry, titles, words)
    if said is not None:
        return said
    method, colon, _ = str(entry["text"]).partition(_METHOD_FIRST)
    flags = words.texts["list_flags_about"]
    if words.code == ENGLISH or entry["code"] not in flags:
        return words.in_english(str(entry["text"]))
    if colon and method in words.texts["list_methods"]:
        name = words.of_code("list_methods", method)
        return words.text("messages.of_method", method=name, text=flags[entry["code"]])
    return str(flags[entry["code"]])


def refusal_text(entry: Mapping[str, Any], words: Words) -> str:
    """Why a figure was refused."""
    return _by_code("refusal_texts", entry, {}, words) or words.in_english(str(entry["text"]))


def _by_code(
    section: str, entry: Mapping[str, Any], titles: Mapping[str, str], words: Words
) -> str | None:
    """The language's own text, if it has one and the run gave its values."""
    code = str(entry["code"])
    pattern = words.texts[section].get(code)
    if pattern is None:
        return None
    given = _values(entry, titles, words)
    if not placeholders(pattern) <= set(given):
        return None
    return words.text(f"{section}.{code}", **given)


def _values(entry: Mapping[str, Any], titles: Mapping[str, str], words: Words) -> dict[str, object]:
    """The values of a message, as they are written in its text."""
    found: dict[str, object] = {}
    for variable, code in entry.get("group", {}).items():
        if code == "*":
            found["variable"] = words.of_code("variables", variable)
    for name, value in entry.get("values", {}).items():
        if name == "measures":
            found[name] = words.listing([titles.get(one, one) for one in value])
        elif name == "measure":
            found[name] = titles.get(value, value)
        elif name == "rule":
            found["done"] = words.of_code("single_cluster", value)
            found["done_inside"] = words.of_code("single_unit", value)
        else:
            found[name] = _WRITTEN.get(name, _plain)(value, words)
    return found


def _plain(value: Any, words: Words) -> object:
    """A count, a number or a text; one or two persons are not told."""
    if value == NOT_SHOWN:
        return words.text("messages.some")
    if isinstance(value, int):
        return words.number(value)
    if isinstance(value, float):
        return words.number(value, 0 if value.is_integer() else 2)
    return Foreign(value, None) if words.code != ENGLISH else value


def _rows(value: Any, words: Words) -> str:
    """Rows of a file; few of them are not counted."""
    if isinstance(value, Mapping):
        return words.text("messages.few_rows", count=value["below"])
    return words.text("messages.rows", rows=value)


def _missing(value: Any, words: Words) -> str:
    return words.semicolons(missing_texts(value, words))


def _variables(value: Any, words: Words) -> str:
    return words.codes("variables", value)


def _items(value: Any, words: Words) -> str:
    return words.semicolons(dict.fromkeys(item_text(one, words) for one in value))


def _item(value: Any, words: Words) -> str:
    return item_text(value, words)


def _named(value: Any, words: Words) -> object:
    """Names or labels of a file, in the words of who wrote it, one after another."""
    parts = [value] if isinstance(value, str) else value
    return words.commas(str(_plain(one, words)) for one in parts) if parts else _NOTHING


def _activity(value: Any, words: Words) -> str:
    return words.of_code("activities", value)


def _by(value: Any, words: Words) -> str:
    return words.of_code("variables", value)


def _criteria(value: Any, words: Words) -> str:
    return asked_counts(
        [{**one, "title": criterion_title(one, str(one["definition"]), words)} for one in value],
        words,
    )


def _period(value: Any, words: Words) -> str:
    return period_text(value, words)


def _respondent(value: Any, words: Words) -> str:
    return words.of_code("respondents", value)


def _mode(value: Any, words: Words) -> str:
    return words.of_code("modes", value)


_WRITTEN: Mapping[str, Callable[[Any, Words], object]] = {
    "rows": _rows,
    "missing": _missing,
    "variables": _variables,
    "item": _item,
    "items": _items,
    "activity": _activity,
    "by": _by,
    "criteria": _criteria,
    **dict.fromkeys(("period", "earlier_period"), _period),
    **dict.fromkeys(("respondent", "earlier_respondent"), _respondent),
    **dict.fromkeys(("mode", "earlier_mode"), _mode),
    **dict.fromkeys(("named", "urban", "rural", "male", "female"), _named),
}
