"""Where a result comes from, as a page lists it: version, inputs, mapping, seed, settings."""

from collections.abc import Mapping
from decimal import Decimal

from measure87.disseminate.pages.kit.wording import Words
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.releases.common import Json

_OF_INTERVALS = frozenset({"interval", "level", "single_cluster"})
"""Settings that say nothing where there is no interval."""


def provenance_rows(
    result: Result, words: Words, has_intervals: bool = True
) -> list[tuple[str, str]]:
    """Version, inputs with their hashes, mapping, seed, and settings that had a use."""
    origin = result.provenance
    rows = [
        (words.text("provenance.version"), origin.version),
        (words.text("provenance.command"), result.command),
    ]
    rows += [
        (words.text("provenance.input", name=name), digest)
        for name, digest in sorted(origin.inputs.items())
    ]
    if origin.mapping is not None:
        rows.append((words.text("provenance.mapping"), origin.mapping))
    if origin.seed is not None:
        rows.append((words.text("provenance.seed"), str(origin.seed)))
    rows += [
        (words.text("provenance.setting", name=words.of_code("settings", name)), value)
        for name, value in setting_rows(origin.settings, words)
        if has_intervals or name not in _OF_INTERVALS
    ]
    return rows


def setting_rows(settings: Mapping[str, Json], words: Words) -> list[tuple[str, str]]:
    """Each setting of a run by its name, and its value as one reads it."""
    return [(name, _setting(value, words)) for name, value in settings.items() if value != []]


def _setting(value: Json, words: Words) -> str:
    """The value of a setting: words of its own, the names of methods, else as it is given.

    Of a table of settings (the method and number of replicates) its values.
    """
    if isinstance(value, Mapping):
        return words.commas(_setting(one, words) for one in value.values())
    if isinstance(value, list):
        return words.commas(_setting(one, words) for one in value)
    for section in ("setting_values", "list_methods"):
        if isinstance(value, str) and value in words.codes_of(section):
            return words.of_code(section, value)
    return shown_value(value, words)


def shown_value(value: Json, words: Words) -> str:
    """A count, a setting or a text as one reads it."""
    if isinstance(value, bool):
        return words.text("provenance.yes" if value else "provenance.no")
    if isinstance(value, int):
        return words.number(value)
    if isinstance(value, float):
        digits = Decimal(repr(value)).normalize().as_tuple()
        return words.number(value, max(0, -int(digits.exponent)))
    return words.text("provenance.not-shown") if value == "not-shown" else str(value)
