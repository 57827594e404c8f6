"""The closed grammar of briefs: each sentence is a pattern of a language whose slots are all given.

Patterns lie in `locale/LANGUAGE.toml` of this package, and of the package of the kind of study. A
pattern is a text or a table of plurals (CLDR). Nothing is put together out of words in code: what
differs by number, gender or case has a pattern of its own.
"""

from dataclasses import dataclass

from measure87.disseminate.locale.completeness import placeholders
from measure87.disseminate.locale.marked import Value
from measure87.disseminate.pages.kit.wording import Words, words_of_page

FRAME = "measure87.disseminate.pages.brief"


@dataclass(frozen=True)
class Grammar:
    """The sentences of one language."""

    words: Words

    def has(self, key: str) -> bool:
        """Whether there is a pattern of `section.name`."""
        section, name = key.split(".", maxsplit=1)
        return name in self.words.codes_of(section)

    def say(self, key: str, /, **slots: Value) -> str:
        """The sentence, or part of one, of `section.name`.

        Parameters
        ----------
        slots
            A written text or a whole number for each slot of the pattern, and no other.

        Raises
        ------
        AssertionError
            If there is no such pattern, a slot has nothing, or a value has no slot: our own bug,
            which no reader should have to notice.
        """
        section, name = key.split(".", maxsplit=1)
        patterns = self.words.codes_of(section)
        if name not in patterns:
            raise AssertionError(f"no pattern {key!r} in {self.words.code!r}")
        wanted = placeholders(patterns[name])
        if wanted != slots.keys():
            raise AssertionError(f"{key!r} has the slots {sorted(wanted)}, given {sorted(slots)}")
        if empty := [slot for slot, value in slots.items() if value is None or value == ""]:
            raise AssertionError(f"nothing stands in {empty} of {key!r}")
        return self.words.text(key, **slots)

    def all_of(self, key: str) -> list[str]:
        """The sentences of a list without slots."""
        return self.words.items(key)


def grammar_of(language: str, package: str) -> Grammar:
    """The grammar of a language: the frame's patterns, and those of a kind's package.

    Raises
    ------
    StudyError
        If reports do not speak the language.
    """
    return Grammar(words_of_page(language, FRAME, package))
