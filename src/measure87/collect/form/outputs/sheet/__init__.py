"""The translation sheet: out to who translates, checks and tests the wording, and in again."""

from measure87.collect.form.outputs.sheet.as_xlsx import translation_sheet
from measure87.collect.form.outputs.sheet.completeness import Gap, gaps_of, progress_of
from measure87.collect.form.outputs.sheet.reading import read_translations
from measure87.collect.form.outputs.sheet.records import (
    Translations,
    translations_from_json,
    translations_json,
)
from measure87.collect.form.outputs.sheet.translating import translated, with_kept_translations

__all__ = [
    "Gap",
    "Translations",
    "gaps_of",
    "progress_of",
    "read_translations",
    "translated",
    "translation_sheet",
    "translations_from_json",
    "translations_json",
    "with_kept_translations",
]
