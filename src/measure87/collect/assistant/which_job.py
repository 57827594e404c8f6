"""Which of a person's jobs a label speaks of: the main one, a second one, all, or one of before.

Hours of a second job are worded as hours are, with two words more ("Heures travaillées, emploi
secondaire"). Taken for all the hours of a person they hide most of her work, so the words that
tell the jobs apart are looked for by themselves, near a word for a job: `[job]` of each list
of terms.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from measure87.collect.assistant.words import tokens_of, within

Words = tuple[str, ...]

_NEAR = 3
"""Words from one that tells the jobs apart to the word for a job: emplois principal et second."""


class Job(Enum):
    """What a label says about which job it means."""

    UNSAID = ""
    MAIN = "main"
    SECOND = "second"
    FURTHER = "further"
    """A third one, or one of a greater number."""
    ALL = "all"
    FORMER = "former"


ONE_JOB = (Job.MAIN, Job.SECOND, Job.FURTHER)
FURTHER_JOBS = {3: "third", 4: "fourth", 5: "fifth"}
"""Jobs after the second by their number, as a roster in columns has them."""


@dataclass(frozen=True)
class JobWords:
    """Words of one language that tell a person's jobs apart.

    Parameters
    ----------
    nouns : set of str
        Words for a job, with the activities of which "secondary" makes one.
    strict : set of str
        Words for a job alone, of which "other" makes a second one.
    counted : set of str
        Words that a number counts: job 2.
    main, second, third, other, every : set of str
        Words that stand near those: main, secondary, third, other, all.
    former : set of phrases
        A job of before.
    besides : set of phrases
        After them the main job is named to set it aside.
    having : set of str
        Words of the question whether there is a second job.
    """

    nouns: frozenset[str]
    strict: frozenset[str]
    counted: frozenset[str]
    main: frozenset[str]
    second: frozenset[str]
    third: frozenset[str]
    other: frozenset[str]
    every: frozenset[str]
    former: frozenset[Words]
    besides: frozenset[Words]
    having: frozenset[str]

    def job_of(self, text: str) -> Job:
        """Which job a text speaks of."""
        said = tokens_of(text)
        if any(within(phrase, said) for phrase in self.former):
            return Job.FORMER
        named = [
            job
            for job, is_said in (
                (Job.MAIN, self._says_main(said)),
                (Job.SECOND, self._says_second(said)),
                (Job.FURTHER, self.further(text) is not None),
            )
            if is_said
        ]
        if named:
            return named[0] if len(named) == 1 else Job.ALL
        return Job.ALL if _near(said, self.every, self.nouns, _NEAR) else Job.UNSAID

    def further(self, text: str) -> int | None:
        """The number of a job after the second one, if a text speaks of such."""
        said = tokens_of(text)
        if _near(said, self.third, self.nouns, _NEAR):
            return 3
        return next((n for n in FURTHER_JOBS if self._counts(said, str(n))), None)

    def _says_main(self, said: Words) -> bool:
        if any(within(phrase, said) for phrase in self.besides):
            return False
        return _near(said, self.main, self.nouns, _NEAR) or self._counts(said, "1")

    def _says_second(self, said: Words) -> bool:
        return (
            _near(said, self.second, self.nouns, _NEAR)
            or _near(said, self.other, self.strict, 1)
            or self._counts(said, "2")
        )

    def _counts(self, said: Words, number: str) -> bool:
        """Whether a number stands right after a word for a job: job 2, not "work, 2 weeks"."""
        return any(said[i] in self.counted and said[i + 1] == number for i in range(len(said) - 1))

    def tells(self, word: str) -> bool:
        """Whether a word of a label serves to say which job is meant."""
        return any(
            word in words
            for words in (self.nouns, self.main, self.second, self.third, self.other, self.every)
        )

    def only_asks_for_one(self, telling: Words) -> bool:
        """Whether the telling words of a label ask whether there is such a job, and no more."""
        aside = {word for phrase in self.besides for word in phrase}
        return all(self.tells(word) or word in self.having | aside for word in telling)


def job_words(raw: Mapping[str, Any]) -> JobWords:
    """The words of the section `[job]` of a list of terms."""

    def words(key: str) -> frozenset[str]:
        return frozenset(word for text in raw[key] for word in tokens_of(text))

    def phrases(key: str) -> frozenset[Words]:
        return frozenset(tokens_of(text) for text in raw[key])

    return JobWords(
        words("nouns"), words("strict"), words("counted"), words("main"), words("second"),
        words("third"), words("other"), words("every"), phrases("former"), phrases("besides"),
        words("having"),
    )  # fmt: skip


def _near(said: Words, words: frozenset[str], nouns: frozenset[str], reach: int) -> bool:
    places = list(_places(said, nouns))
    return any(0 < abs(at - of) <= reach for at in _places(said, words) for of in places)


def _places(said: Words, words: frozenset[str]) -> Iterator[int]:
    return (place for place, word in enumerate(said) if word in words)
