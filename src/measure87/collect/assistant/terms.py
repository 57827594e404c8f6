"""The words by which questionnaires name each standard column, one list for each language.

`terms/<language>.toml` holds phrases; this module weighs their words. A word that few columns
use says much (dust), one that many use says little (work): its weight is
1 + log((1 + n) / (1 + k)), with n columns of which k use it.

Source: Sparck Jones (1972), A statistical interpretation of term specificity and its
application in retrieval, Journal of Documentation 28(1), 11-21 (unseen): the idea of the weight.
"""

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log
from typing import Any

from measure87.collect.assistant.which_job import JobWords, job_words
from measure87.collect.assistant.which_time import WorkWords, work_words
from measure87.collect.assistant.words import tokens_of, words_of
from measure87.vocabulary.errors import UsageError

LANGUAGES = ("en", "fr", "es", "pt", "ar", "ru")
"""English, French, Spanish, Portuguese, Arabic, Russian."""
COLUMNS = ("persons", "jobs", "circumstances")
"""Sections whose entries are standard columns, or items of circumstances."""
SEEN = "seen"
"""Section of what is looked for though it is no standard column, as usual hours."""
NOTHING = "nothing"
"""Section of what resembles a column and is none, as month of birth."""
FOLLOWING_HOURS = "following.hours"
"""Concept of hours of whatever was asked about just before."""

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Terms:
    """The terms of one language.

    Parameters
    ----------
    language : str
        Two letters.
    concepts : mapping
        Concept ("persons.sex", "jobs.hours", "circumstances.CO5") -> its phrases, as words.
    against : mapping
        Concept -> words, or words in a row, of which one rules it out.
    needs : mapping
        Concept -> words of which one must be said: overtime alone is not forced.
    hour_words : set of str
        Words for hours; a label without one is of no concept of hours.
    people : set of str
        Words for other persons than the one asked about; a label that has one names only
        concepts that have it too.
    weights : mapping
        Word -> weight.
    stop : set of str
        Words that say nothing.
    job : JobWords
        What says which of several jobs a question is about.
    work : WorkWords
        What says that a question is about any work, in the reference week or the past year.
    values : mapping
        Meaning of a value ("yes", "male", "no_answer") -> its words.
    days : set of phrases
        Days of the week that stand in labels of a whole week too, as "Monday to Sunday".
    """

    language: str
    concepts: Mapping[str, tuple[Phrase, ...]]
    against: Mapping[str, frozenset[Phrase]]
    needs: Mapping[str, frozenset[str]]
    hour_words: frozenset[str]
    people: frozenset[str]
    weights: Mapping[str, float]
    stop: frozenset[str]
    job: JobWords
    work: WorkWords
    values: Mapping[str, frozenset[Phrase]]
    days: frozenset[Phrase]

    def telling(self, text: str) -> Phrase:
        """The words of a text that say something, each once."""
        return _telling(text, self.stop)


@cache
def terms_of(language: str) -> Terms:
    """The terms of a language.

    Raises
    ------
    UsageError
        If there is no list for it.
    """
    if language not in LANGUAGES:
        raise UsageError(
            f"there are no terms in {language!r}", hint=f"languages: {', '.join(LANGUAGES)}"
        )
    place = files("measure87.collect.assistant").joinpath("terms", f"{language}.toml")
    return _terms(language, tomllib.loads(place.read_text("utf-8")))


def _terms(language: str, raw: Mapping[str, Any]) -> Terms:
    stop = frozenset(word for text in raw["stop"] for word in words_of(text))

    def phrases(texts: list[str]) -> tuple[Phrase, ...]:
        made = (_telling(text, stop) for text in texts)
        return tuple(dict.fromkeys(phrase for phrase in made if phrase))

    concepts = {
        f"{section}.{name}": phrases(texts)
        for section in (*COLUMNS, SEEN, NOTHING, "following")
        for name, texts in raw.get(section, {}).items()
    }
    against = {
        concept: frozenset(words_of(text) for text in texts)
        for concept, texts in raw.get("against", {}).items()
    }
    needs = {
        concept: frozenset(word for text in texts for word in words_of(text))
        for concept, texts in raw.get("needs", {}).items()
    }
    values = {
        meaning: frozenset(words_of(text) for text in texts)
        for meaning, texts in raw["values"].items()
    }
    hours, people = (
        frozenset(word for text in raw[key] for word in words_of(text))
        for key in ("hour_words", "people")
    )
    days = frozenset(tokens_of(text) for text in raw["days"])
    weights = _weights(concepts)
    job, work = job_words(raw["job"]), work_words(raw["work"])
    return Terms(
        language, concepts, against, needs, hours, people, weights, stop, job, work, values, days
    )


def _telling(text: str, stop: frozenset[str]) -> Phrase:
    """Words of more than one letter that are not in `stop`, each once."""
    words = (word for word in words_of(text) if len(word) > 1 and word not in stop)
    return tuple(dict.fromkeys(words))


def _weights(concepts: Mapping[str, tuple[Phrase, ...]]) -> dict[str, float]:
    used = Counter(
        word
        for phrases in concepts.values()
        for word in {word for phrase in phrases for word in phrase}
    )
    return {word: 1 + log((1 + len(concepts)) / (1 + count)) for word, count in used.items()}
