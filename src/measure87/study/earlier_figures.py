"""Reads the figures of an earlier result: what `--json` wrote, or a study's `estimates.json`.

The file may come from anywhere, so every entry is looked at before it is taken for a figure.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any, get_args

from measure87.disseminate import settle
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import SCHEMA, Estimate, Statistic

_TEXTS = ("name", "method", "definition", "unit", "interval")
_NUMBERS = ("quantile", "value", "se", "lower", "upper", "level", "df")
_COUNTS = ("n", "n_cases")
_SHOWN = 40
"""Characters of a wrong entry that a message repeats."""


def read_figures(path: Path, *, released: bool = False) -> list[Estimate]:
    """The figures of a result; with `released` only of one that passed the disclosure gate.

    Raises
    ------
    DataError
        If the file is no such result, or a figure in it is none.
    """
    return read_round(path, released=released).figures


@dataclass(frozen=True)
class Round:
    """An earlier result: its figures, and what it says of itself, which nobody looked at yet."""

    figures: list[Estimate]
    diagnostics: Mapping[str, Any]


def read_round(path: Path, *, released: bool = False) -> Round:
    """The figures of a result and its diagnostics; errors as of `read_figures`."""
    settle(path.parent)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["schema"] != SCHEMA:
            raise _no_result(path, f"its schema is {content['schema']!r}")
        if released and content["released"] is not True:
            raise _no_result(path, "it has not passed the disclosure gate")
        figures = [_figure(path, k, item) for k, item in enumerate(content["estimates"], start=1)]
        told = content.get("diagnostics")
        return Round(figures, told if isinstance(told, dict) else {})
    except OSError as error:
        raise _no_result(path, error.strerror or "it cannot be read") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _no_result(path, "it is not JSON of a result") from error


def _figure(path: Path, number: int, item: dict[str, Any]) -> Estimate:
    """One figure, each of its entries of the kind that it must be."""
    kinds: dict[str, Callable[[object], bool]] = {
        **dict.fromkeys(_TEXTS, _is_text),
        **dict.fromkeys(_NUMBERS, _is_number),
        **dict.fromkeys(_COUNTS, _is_count),
        "statistic": _is_statistic,
        "group": _is_of_texts,
        "labels": _is_of_texts,
        "flags": _is_list_of_texts,
    }
    known = {key: item[key] for key in kinds if key in item}
    for key, value in known.items():
        if not kinds[key](value):
            raise _no_result(path, f"{key} of figure {number} is {repr(value)[:_SHOWN]}")
    return Estimate(**{**known, "group": item["group"], "flags": tuple(known.get("flags", ()))})


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_statistic(value: object) -> bool:
    return value in get_args(Statistic)


def _is_list_of_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def _is_number(value: object) -> bool:
    """A finite number; a whole one with more digits than a number has is none."""
    try:
        return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    except OverflowError:
        return False


def _is_of_texts(value: object) -> bool:
    return isinstance(value, dict) and all(map(_is_text, value.values()))


def _no_result(path: Path, why: str) -> DataError:
    return DataError(
        f"{path.name} is no result of this program: {why}",
        code="no-result",
        where=path.name,
        hint="give what --json wrote, or the estimates.json of a study",
    )
