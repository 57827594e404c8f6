"""Kinds of values that settings of the world estimate have and a study's have not."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from measure87.study.toml_values import Section
from measure87.vocabulary.errors import StudyError, UsageError

AT_LEAST_ZERO = -1e-9
"""A limit that lets 0 itself pass."""


@contextmanager
def settings_at_fault(where: str) -> Iterator[None]:
    """What is asked for wrongly in here was asked for by the settings, not on the command line."""
    try:
        yield
    except UsageError as error:
        raise StudyError(
            error.text, code=error.code, where=error.where or where, hint=error.hint
        ) from error


def number(section: Section, key: str, default: float | None, *, above: float) -> float | None:
    """A number above a limit, or the default where the key is not there."""
    if not section.has(key):
        return default
    value = section.content[key]
    fine = isinstance(value, int | float) and not isinstance(value, bool)
    if not fine or not math.isfinite(value) or not value > above:
        least = {AT_LEAST_ZERO: " of 0 or more", -math.inf: ""}.get(above, f" above {above:g}")
        raise _wrong(section, key, value, f"a number{least}")
    return float(value)


def positive(section: Section, key: str, default: float | None = None) -> float:
    """A number above 0; without a default it must be there.

    Raises
    ------
    StudyError
        If it is not there, or is no number above 0.
    """
    found = number(section, key, default, above=0.0)
    if found is None:
        raise StudyError(
            f"the key {key!r} is missing", code="missing-key", where=section.where,
            hint=f"add a line `{key} = ...` with a number above 0",
        )  # fmt: skip
    return found


def whole_numbers(section: Section, key: str, least: int, most: int) -> tuple[int, ...]:
    """A list of whole numbers within limits."""
    value = section.content.get(key, [])
    fine = isinstance(value, list) and all(
        isinstance(v, int) and not isinstance(v, bool) and least <= v <= most for v in value
    )
    if not fine:
        raise _wrong(section, key, value, f"whole numbers from {least} to {most}, as [2000, 2024]")
    return tuple(value)


def year_pairs(section: Section, key: str) -> tuple[tuple[int, int], ...]:
    """A list of two years each."""
    value = section.content.get(key, [])
    fine = isinstance(value, list) and all(
        isinstance(pair, list)
        and len(pair) == 2
        and all(isinstance(y, int) and 1900 < y < 2200 for y in pair)
        for pair in value
    )
    if not fine:
        raise _wrong(section, key, value, "pairs of years, as [[2016, 2020], [2000, 2024]]")
    return tuple((pair[0], pair[1]) for pair in value)


def ages_of(
    section: Section, key: str, *, default: list[list[int]]
) -> tuple[tuple[int, int | None], ...]:
    """Groups of ages: youngest and oldest, or the youngest alone for an open group."""
    value = section.content.get(key, default)
    fine = isinstance(value, list) and all(
        isinstance(pair, list)
        and len(pair) in (1, 2)
        and all(isinstance(a, int) and not isinstance(a, bool) and 0 <= a <= 120 for a in pair)
        and pair == sorted(pair)
        for pair in value
    )
    if not fine:
        raise _wrong(section, key, value, "groups of ages, as [[5, 11], [12, 14], [15, 17]]")
    return tuple((pair[0], pair[1] if len(pair) == 2 else None) for pair in value)


def pairs(section: Section, key: str) -> list[dict[str, Any]]:
    """A list of tables."""
    value = section.content.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise _wrong(section, key, value, f"tables: [[{key}]] on a line of its own, or {{...}}")
    return value


def named_tables(top: Section, key: str, example: str) -> list[tuple[str, Section]]:
    """The tables `[KEY.NAME]`, each with its name.

    Parameters
    ----------
    example
        What one of them holds, for the message where something else stands there.

    Raises
    ------
    StudyError
        If there is something else than tables with names.
    """
    hint = f"write [{key}.NAME] on a line of its own, and below it {example}"
    value = top.content.get(key, {})
    if not isinstance(value, dict):
        raise StudyError(
            f"{key!r} holds no tables with names", code="bad-value", where=top.where, hint=hint
        )
    section = top.section(key)
    for name, one in section.content.items():
        if not isinstance(one, dict):
            raise StudyError(
                f"the key {name!r} stands where a name is wanted",
                code="bad-value",
                where=section.where,
                hint=hint,
            )
    return [(name, section.section(name)) for name in section.content]


def _wrong(section: Section, key: str, value: Any, wanted: str) -> StudyError:
    return StudyError(
        f"{key!r} is {value!r}", code="bad-value", where=section.where, hint=f"write {wanted}"
    )
