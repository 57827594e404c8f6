"""The words of the standard tables in one language; numbers are written as in the report."""

from collections.abc import Mapping
from dataclasses import dataclass

from measure87.disseminate.locale.texts import PLURAL_BY, Text, Texts
from measure87.disseminate.pages.kit.wording import Value, Words, filled, texts_in, words


@dataclass(frozen=True)
class TableWords:
    """One language; `spoken` writes its numbers."""

    texts: Texts
    spoken: Words

    def text(self, key: str, /, **values: Value) -> str:
        """The text of `section.key`, or of deeper keys, with its values put in."""
        found = self._find(key)
        if found is None:
            raise KeyError(f"the tables have no text {key!r} in {self.spoken.code}")
        written = {name: self.spoken.value(value) for name, value in values.items()}
        return filled(found, written, self.spoken) if values else str(found)

    def find(self, key: str) -> str | None:
        """The text of a key, or None."""
        found = self._find(key)
        return None if found is None else str(found)

    def label(self, variable: str, code: str, given: str | None) -> str:
        """A code by the tables' own label, else by the study's, else as what is missing."""
        own = self.find(f"codes.{variable}.{code}")
        return own or given or self.find(f"codes.any.{code}") or code

    def _find(self, key: str) -> Text | None:
        found: Text = self.texts
        for part in key.split("."):
            if not isinstance(found, Mapping) or part not in found:
                return None
            found = found[part]
        return None if isinstance(found, Mapping) and PLURAL_BY not in found else found

    def number(self, value: float, decimals: int) -> str:
        """A number as tables print it: what rounds to nought is nought."""
        return self.spoken.number(round(value, decimals) + 0.0, decimals)


def table_words(language: str) -> TableWords:
    """The words of a language.

    Raises
    ------
    StudyError
        If there is no such language.
    """
    return TableWords(texts_in(language, ("tables",)), words(language))
