"""How well a label names a concept: the weight of the words that a phrase and a label share."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from math import sqrt
from statistics import median

from measure87.collect.assistant.terms import FOLLOWING_HOURS, Phrase, Terms, terms_of
from measure87.collect.assistant.which_job import ONE_JOB, Job
from measure87.collect.assistant.words import likeness, within, words_of

_HOURS = "hours"
"""What the names of all concepts of hours have."""
_TOTAL, _OF_A_JOB = "persons.economic_hours", "jobs.hours"
_HOURS_OF_NOTHING_SAID = (_TOTAL, FOLLOWING_HOURS)
_ABOUT_WORK = ("jobs.", "seen.", "persons.economic_activity")
_LEAST_COVER = 0.55
"""Share of a phrase, by weight, that a label must have."""
_LEAST_WORDS = 2
"""Words of a longer phrase that a label must have: one word alone says too little."""
_OTHER_KNOWN = 0.5
"""What an unmatched word of the lists counts against a match, as a share of its weight."""
_OTHER_UNKNOWN = 0.25
"""What a word that no list has counts, as a share of the median weight."""


Near = Mapping[str, tuple[float, str]]


@dataclass(frozen=True)
class Match:
    """A concept that a label may name.

    Parameters
    ----------
    concept : str
        As in `Terms.concepts`.
    score : float
        0 to 1: the geometric mean of the share of the phrase that the label has and the share
        of the label that the phrase explains, both by weight.
    words : tuple of str
        Words of the label that matched.
    """

    concept: str
    score: float
    words: Phrase


def matches(text: str, terms: Terms) -> tuple[Match, ...]:
    """Concepts that a label may name, best first; equal scores in the order of the lists."""
    label = terms.telling(text)
    if not label:
        return ()
    said, job = words_of(text), terms.job.job_of(text)
    near = _near(label, terms)
    found = (
        _for_job(match, job, said, terms)
        for concept in terms.concepts
        if _may_be(concept, said, terms) and (match := _best(label, concept, near, terms))
    )
    every = (*_any_work(text, label, said, terms), *found)
    return tuple(sorted((m for m in every if m is not None), key=lambda m: -m.score))


def _any_work(text: str, label: Phrase, said: Phrase, terms: Terms) -> tuple[Match, ...]:
    """The question whether there was any work: words for that and for the time, nothing else."""
    concept = terms.work.asked_by(text, label)
    if not concept or terms.people & set(said):
        return ()
    if any(within(words, said) for words in terms.against.get(concept, ())):
        return ()
    return (Match(concept, 1.0, label),)


def _for_job(match: Match, job: Job, said: Phrase, terms: Terms) -> Match | None:
    """What a match is once it is known which job the label means.

    Hours of one job are no hours of a person, hours of all jobs are no hours of one, and what was
    asked of a job of before is about none of those that she has.
    """
    concept = match.concept
    if job is Job.FORMER and (concept.startswith(_ABOUT_WORK) or concept in _HOURS_OF_NOTHING_SAID):
        return None
    if job in ONE_JOB and concept in _HOURS_OF_NOTHING_SAID:
        return _taken_for(match, _OF_A_JOB, said, terms)
    if job is Job.ALL and concept in (_OF_A_JOB, FOLLOWING_HOURS):
        return _taken_for(match, _TOTAL, said, terms)
    return match


def _taken_for(match: Match, concept: str, said: Phrase, terms: Terms) -> Match | None:
    return replace(match, concept=concept) if _may_be(concept, said, terms) else None


def _near(label: Phrase, terms: Terms) -> dict[str, tuple[float, str]]:
    """Words of the lists -> how much the label's most alike word is one, and which it is."""
    near: dict[str, tuple[float, str]] = {}
    for word in label:
        for sought, like in _alike(word, terms.language):
            if like > near.get(sought, (0.0, ""))[0]:
                near[sought] = (like, word)
    return near


@lru_cache(maxsize=65536)
def _alike(word: str, language: str) -> tuple[tuple[str, float], ...]:
    """Words of a language's lists of which a word is a form."""
    liked = ((sought, likeness(sought, word)) for sought in terms_of(language).weights)
    return tuple((sought, like) for sought, like in liked if like)


def _may_be(concept: str, said: Phrase, terms: Terms) -> bool:
    """Whether no word of a label rules a concept out, and none is wanting."""
    about_hours = bool(terms.hour_words & set(said))
    if _HOURS in concept and not (about_hours and not _of_one_day(said, terms)):
        return False
    if concept.startswith("jobs.") and concept != _OF_A_JOB and about_hours:
        return False
    if any(within(words, said) for words in terms.against.get(concept, ())):
        return False
    if concept in terms.needs and not terms.needs[concept] & set(said):
        return False
    return _speaks_of(concept, terms.people & set(said), terms)


def _of_one_day(said: Phrase, terms: Terms) -> bool:
    """Whether a label names a single day: hours on Monday are none of the week, to Sunday are."""
    return sum(within(day, said) for day in terms.days) == 1


def _speaks_of(concept: str, people: frozenset[str], terms: Terms) -> bool:
    """Whether a concept is about the other persons that a label names, if it names any."""
    words = {word for phrase in terms.concepts[concept] for word in phrase}
    return not people or bool(people & words)


def _best(label: Phrase, concept: str, near: Near, terms: Terms) -> Match | None:
    scored = list(_scored(label, concept, near, terms))
    return max(scored, key=lambda m: m.score, default=None)


def _scored(label: Phrase, concept: str, near: Near, terms: Terms) -> Iterator[Match]:
    for phrase in terms.concepts[concept]:
        pairs = {sought: near[sought] for sought in phrase if sought in near}
        if not pairs or _says_only_which_job(phrase, pairs, terms):
            continue
        matched = sum(terms.weights[word] * pair[0] for word, pair in pairs.items())
        cover = matched / sum(terms.weights[word] for word in phrase)
        hits = tuple(word for word in label if any(pair[1] == word for pair in pairs.values()))
        if cover < _LEAST_COVER or len(hits) < min(len(phrase), _LEAST_WORDS):
            continue
        explained = matched / (matched + _left_over(label, hits, concept, terms))
        yield Match(concept, sqrt(cover * explained), hits)


def _says_only_which_job(phrase: Phrase, pairs: Near, terms: Terms) -> bool:
    """Whether a label has of a phrase only what says which job: main and job, not industry."""
    named = [word for word in phrase if not terms.job.tells(word)]
    return bool(named) and not any(word in pairs for word in named)


@cache
def _usual_weight(language: str) -> float:
    """The weight of a word in the middle of a language's lists."""
    return median(terms_of(language).weights.values())


def _left_over(label: Phrase, hits: Phrase, concept: str, terms: Terms) -> float:
    """Weight of the words of a label that the phrase does not explain.

    Words that say which job is meant are explained wherever the concept is about work.
    """
    about_work = concept.startswith(_ABOUT_WORK) or concept in _HOURS_OF_NOTHING_SAID
    which_job = [word for word in label if about_work and terms.job.tells(word)]
    usual = _OTHER_UNKNOWN * _usual_weight(terms.language)
    rest = [word for word in label if word not in hits and word not in which_job]
    return sum(
        _OTHER_KNOWN * terms.weights[word] if word in terms.weights else usual for word in rest
    )
