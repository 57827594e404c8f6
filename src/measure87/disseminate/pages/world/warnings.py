"""Warnings of a run in the language of its report: by code and values, else as the run wrote them.

What warns the author of the settings (a name that fits nothing) stays in the run's own words.
"""

from measure87.disseminate.locale.completeness import placeholders
from measure87.disseminate.locale.texts import ENGLISH
from measure87.disseminate.pages.kit.wording import Value
from measure87.disseminate.pages.world.world_words import WorldWords
from measure87.vocabulary.releases.world import StatedWarning, WarningValue, WorldAbout

_SECTION = "world_warnings"


def warning_said(warning: StatedWarning, about: WorldAbout, words: WorldWords) -> str:
    """A warning in words; in those of the run where it has no text or not all of its values."""
    said = None if words.code == ENGLISH else by_code(warning, about, words)
    return words.in_english(warning.text) if said is None else said


def by_code(warning: StatedWarning, about: WorldAbout, words: WorldWords) -> str | None:
    """The language's own text with the warning's values; None where either lacks something."""
    pattern = words.codes_of(_SECTION).get(warning.code)
    if pattern is None or warning.values is None:
        return None
    values = {name: _written(name, value, about, words) for name, value in warning.values.items()}
    if not placeholders(pattern) <= values.keys():
        return None
    return words.text(f"{_SECTION}.{warning.code}", **values)


def _written(name: str, value: WarningValue, about: WorldAbout, words: WorldWords) -> Value:
    """One value: a measure by its name in words, countries by theirs, numbers as written."""
    if name == "measure":
        return next((words.label(one) for one in about.measures if one.name == value), str(value))
    if isinstance(value, list):
        return words.commas(words.country(code) for code in value)
    if isinstance(value, float):
        return words.number(value, len(f"{value:g}".partition(".")[2]))
    return value
