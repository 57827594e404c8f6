"""The words of questions on which a rule rests: quoted in the mapping, printed in the report.

A question that is taken for two things, or that says by itself that consent was lacking, cannot
be judged by its number. Whoever maps it quotes its words; whoever reads the figures sees them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from measure87.collect.value_kinds import mapping_error
from measure87.files.settings import Place
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.status import YES

WORDS = "words"
"""Key of a section: question to its words, where one answer is taken for two things."""
CONSENT_WORDS = "consent_words"
"""Key of a section: question to those of its words that say that consent was lacking."""
IN_WORDS = "consent_in_words"
"""The standard column that is made of it; no variable of a file can be mapped to it."""
_OPEN_ITEM = "INX"
TEXTS = {
    "quoted-words": "The answer to {question} is taken to show both criteria, by its words: "
    "“{words}”",
    "quoted-consent": "The answer to {question} is taken to say that free and informed consent was "
    "lacking, by its words: “{words}”",
}
"""Code -> English sentence of a notice. A report has the same in its language."""


@dataclass(frozen=True)
class Quotes:
    """Question to the words that the mapping quotes of it."""

    words: Mapping[str, str] = field(default_factory=dict)
    consent_words: Mapping[str, str] = field(default_factory=dict)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Every quoted question with its words, for whoever reads the figures."""
        return (
            *_notices("quoted-words", self.words),
            *_notices("quoted-consent", self.consent_words),
        )


def _notices(code: str, quoted: Mapping[str, str]) -> list[Notice]:
    every = [{"question": question, "words": words} for question, words in quoted.items()]
    return [Notice(code, TEXTS[code].format(**values), values) for values in every]


def quotes_of(
    words: Mapping[str, str],
    consent_words: Mapping[str, str],
    items: Mapping[str, frozenset[str]] | None,
    place: Place,
) -> Quotes:
    """The quoted words of a section.

    Parameters
    ----------
    words, consent_words : question to its words
    items : question to the items that it says, where the mapping names the questions

    Raises
    ------
    StudyError
        If a quoted question is not mapped, its words are empty, or it is to lack consent and
        says nothing of the open item.
    """
    for key, found in ((WORDS, words), (CONSENT_WORDS, consent_words)):
        for name, text in found.items():
            _refuse_no_words(text, place.below(key).of(name))
            if items is not None:
                _refuse_unmapped(name, items, place.of(key))
    for name in consent_words if items is not None else ():
        if items is not None and _OPEN_ITEM not in items[name]:
            raise mapping_error(
                f"{name} says {', '.join(sorted(items[name]))}, and quoted words speak for "
                f"{_OPEN_ITEM} alone",
                place.of(CONSENT_WORDS),
                "map the question on consent to consent_lacked, or drop the quote",
            )
    return Quotes(words, consent_words)


def _refuse_no_words(text: str, where: str) -> None:
    if not text.strip():
        raise mapping_error(
            "the quote is empty", where, "write the words of the question as they were asked"
        )


def _refuse_unmapped(name: str, items: Iterable[str], where: str) -> None:
    if name not in items:
        known = ", ".join(sorted(items)) or "none is mapped"
        raise mapping_error(f"there is no question {name!r}", where, f"its questions: {known}")


def refuse_unasked(quotes: Quotes, questions: Iterable[str], where: str) -> None:
    """Refuse the quote of a question to which a file of answers holds none.

    Raises
    ------
    StudyError
        That names the questions there are.
    """
    for key, quoted in ((WORDS, quotes.words), (CONSENT_WORDS, quotes.consent_words)):
        for name in quoted:
            _refuse_unmapped(name, questions, f"{where}.{key}")


def with_quoted_consent(rows: pl.LazyFrame, quotes: Quotes) -> pl.LazyFrame:
    """Answers with `consent_in_words`, a yes for the open item of the questions that are quoted."""
    if not quotes.consent_words:
        return rows
    quoted = pl.col("question").is_in(list(quotes.consent_words)) & (pl.col("item") == _OPEN_ITEM)
    return rows.with_columns(pl.when(quoted).then(pl.lit(YES, dtype=pl.Int8)).alias(IN_WORDS))


def unquoted_ties(
    asked: Mapping[str, frozenset[str]], quotes: Quotes, pairs: Iterable[tuple[str, str]]
) -> tuple[tuple[str, tuple[str, str]], ...]:
    """Questions that stand for both items of a pair and whose words are not quoted.

    Parameters
    ----------
    asked : question to the items that its answer says
    pairs : items of which one answer may show both
    """
    return tuple(
        (question, pair)
        for question, items in sorted(asked.items())
        for pair in pairs
        if question not in quotes.words and items.issuperset(pair)
    )
