"""Whether a label asks for any work at all, and when: in the reference week, or in the past year.

"Worked in the last 7 days" has one word that tells, and so have "Ever worked" and "Work abroad".
Such a label is taken for the question only where it names the time and says nothing else:
`[work]` of each list of terms.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from measure87.collect.assistant.words import tokens_of, within, words_of

Words = tuple[str, ...]

IN_WEEK, IN_YEAR = "persons.economic_activity", "persons.worked_in_past_year"


@dataclass(frozen=True)
class WorkWords:
    """Words of one language by which a label asks for any work.

    Parameters
    ----------
    does : set of str
        Words for working, of which one is said.
    week, year : set of phrases
        The reference week, and the twelve months before the interview; of one of them one is said.
    may : set of str
        Words that may be said besides, and no others.
    never : set of phrases
        What resembles the question and is another, as "days worked".
    """

    does: frozenset[str]
    week: frozenset[Words]
    year: frozenset[Words]
    may: frozenset[str]
    never: frozenset[Words]

    def asked_by(self, text: str, telling: Words) -> str:
        """The concept that a text asks for, given its telling words; empty if it is neither."""
        said = tokens_of(text)
        if not self.does & set(telling) or _any_of(self.never, said):
            return ""
        in_week, in_year = _any_of(self.week, said), _any_of(self.year, said)
        if in_week == in_year:
            return ""
        time = {word for phrase in (self.week if in_week else self.year) for word in phrase}
        if not set(telling) <= self.does | self.may | time:
            return ""
        return IN_WEEK if in_week else IN_YEAR


def _any_of(phrases: frozenset[Words], said: Words) -> bool:
    return any(within(phrase, said) for phrase in phrases)


def work_words(raw: Mapping[str, Any]) -> WorkWords:
    """The words of the section `[work]` of a list of terms."""

    def words(key: str) -> frozenset[str]:
        return frozenset(word for text in raw[key] for word in words_of(text))

    def phrases(key: str) -> frozenset[Words]:
        return frozenset(tokens_of(text) for text in raw[key])

    return WorkWords(
        words("does"), phrases("week"), phrases("year"), words("may"), phrases("never")
    )
