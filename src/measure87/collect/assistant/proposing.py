"""Which variables are proposed for which standard columns, with a score and the reason.

Each variable goes to the concept that its label names best. A column that takes one variable
gets the best of those that went to it; the others are named beside it. Hours whose label does not
say of what belong to the activity that was asked about just before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from measure87.collect.assistant.codebook import Codebook, CodebookVariable
from measure87.collect.assistant.names import BY_NAME, OF_WORDS, concepts_of
from measure87.collect.assistant.scoring import matches
from measure87.collect.assistant.terms import (
    FOLLOWING_HOURS,
    LANGUAGES,
    NOTHING,
    Phrase,
    Terms,
    terms_of,
)
from measure87.collect.assistant.value_frames import Frame, frame_of, verdict
from measure87.collect.assistant.which_job import FURTHER_JOBS, Job

LEAST_SCORE = 0.55
"""Below this nothing is proposed."""
BLOCKS: Mapping[str, str] = {
    "persons.economic_activity": "any",
    "persons.household_chores": "any",
    "persons.chores_hours": "sum",
}
"""Columns that are made of several variables, and how these are combined."""
_HOURS_OF = {
    "persons.economic_activity": "persons.economic_hours",
    "persons.fetched_water": "persons.water_hours",
    "persons.collected_firewood": "persons.firewood_hours",
    "persons.household_chores": "persons.chores_hours",
}
HAS_JOB = "seen.has_job"
"""Whether a person has a job: no column of its own, it opens the job's entry."""
MAIN_JOB, SECOND_JOB = "main", "second"
JOBS_IN_ORDER = (MAIN_JOB, SECOND_JOB, *FURTHER_JOBS.values())


@dataclass(frozen=True)
class Proposal:
    """A variable that may be a standard column.

    Parameters
    ----------
    concept : str
        "persons.sex", "jobs.hours", "circumstances.CO5", "seen.usual_hours".
    job : str
        "main", "second", "third" and so on; empty where the concept is not about a job.
    variable : CodebookVariable
    frame : Frame
        Meanings of its codes.
    score : float
        0 to 1.
    reason : str
        The words that matched, and what the values say.
    rivals : tuple of str
        Other concepts that a name without a label may stand for as well.
    """

    concept: str
    job: str
    variable: CodebookVariable
    frame: Frame
    score: float
    reason: str
    rivals: tuple[str, ...] = ()

    @property
    def place(self) -> tuple[str, str]:
        """The column and the job that it is proposed for."""
        return self.concept, self.job


@dataclass(frozen=True)
class Proposals:
    """What is proposed for a file.

    Parameters
    ----------
    codebook : Codebook
    language : str
        Of the labels, as found or as told.
    chosen : mapping
        (concept, job) -> proposals: one, or several for a block.
    others : mapping
        (concept, job) -> variables that came second, best first.
    """

    codebook: Codebook
    language: str
    chosen: Mapping[tuple[str, str], tuple[Proposal, ...]]
    others: Mapping[tuple[str, str], tuple[Proposal, ...]]

    def named(self, column: str) -> tuple[str, ...]:
        """Variables whose labels name a column of persons, best first."""
        place = (f"persons.{column}", "")
        found = (*self.chosen.get(place, ()), *self.others.get(place, ()))
        return tuple(proposal.variable.name for proposal in found)

    def of_variable(self, name: str) -> tuple[Proposal, ...]:
        """What a variable was proposed for."""
        every = (*self.chosen.values(), *self.others.values())
        return tuple(each for found in every for each in found if each.variable.name == name)


def propose(codebook: Codebook, language: str | None = None) -> Proposals:
    """Proposals for the variables of a codebook; nothing is mapped by them.

    Parameters
    ----------
    codebook : Codebook
        Names, labels and code frames.
    language : str, optional
        One of `LANGUAGES`. Without it, the one whose terms the labels match best.

    Raises
    ------
    UsageError
        If there are no terms in the language.

    Notes
    -----
    A score says how much of a phrase of the lists the label has, and how much else the label
    says; it is no probability. Labels that name a thing by other words are missed, and labels
    that name another thing by the same words are proposed: a person has to confirm each.
    """
    if language is not None:
        found = _first_proposals(codebook, terms_of(language))
    else:
        tried = {name: _first_proposals(codebook, terms_of(name)) for name in LANGUAGES}
        language = max(tried, key=lambda name: sum(p.score for p in tried[name]))
        found = tried[language]
    chosen, others = _chosen(found)
    return Proposals(codebook, language, chosen, others)


def _first_proposals(codebook: Codebook, terms: Terms) -> list[Proposal]:
    """The best concept of each variable that has one, in the order of the file."""
    found = []
    before: str | None = None
    for variable in codebook.variables:
        best = _best(variable, terms, before)
        if best is None:
            continue
        before = best.concept if best.concept in _HOURS_OF else before
        if not best.concept.startswith(f"{NOTHING}."):
            found.append(best)
    return found


def _best(variable: CodebookVariable, terms: Terms, before: str | None) -> Proposal | None:
    frame = frame_of(variable, terms)
    scored = []
    for match in matches(variable.text, terms):
        concept, follows = match.concept, ""
        if concept == FOLLOWING_HOURS:
            if before is None or _says_more(variable, match.words, terms):
                continue
            concept = _HOURS_OF[before]
            follows = f"after {before.split('.')[1]}"
        said = verdict(concept, variable, frame)
        words = f"words: {', '.join(match.words)}"
        reason = "; ".join(part for part in (words, follows, said.reason) if part)
        labelled = 1.0 if variable.label else OF_WORDS
        score = round(min(1.0, match.score * said.factor) * labelled, 2)
        job = _job(concept, variable, terms)
        scored.append(Proposal(concept, job, variable, frame, score, reason))
    scored += _asks_for_a_second_job(variable, frame, terms)
    scored += _by_name(variable, frame, terms)
    best = max(scored, key=lambda proposal: proposal.score, default=None)
    if best is None or best.score < LEAST_SCORE:
        return None
    return best if variable.label else replace(best, rivals=_rivals(best, scored))


def _by_name(variable: CodebookVariable, frame: Frame, terms: Terms) -> list[Proposal]:
    """What a variable may be by its name alone, where it has no label."""
    if variable.label:
        return []
    found = []
    for concept in concepts_of(variable.name):
        said = verdict(concept, variable, frame)
        reason = "; ".join(part for part in ("by its name alone", said.reason) if part)
        job = _job(concept, variable, terms)
        score = round(BY_NAME * said.factor, 2)
        found.append(Proposal(concept, job, variable, frame, score, reason))
    return found


def _rivals(best: Proposal, scored: Sequence[Proposal]) -> tuple[str, ...]:
    """Other columns for which a name is proposed as well, best first."""
    others = sorted(scored, key=lambda proposal: -proposal.score)
    return tuple(
        dict.fromkeys(
            other.concept
            for other in others
            if other.score >= LEAST_SCORE and other.concept != best.concept
            and not other.concept.startswith(f"{NOTHING}.")
        )
    )  # fmt: skip


def _asks_for_a_second_job(
    variable: CodebookVariable, frame: Frame, terms: Terms
) -> list[Proposal]:
    """The question whether there is a second job, or a third: words for that, and yes and no."""
    telling = terms.telling(variable.text)
    if terms.job.job_of(variable.text) not in (Job.SECOND, Job.FURTHER):
        return []
    if not frame.has("yes", "no") or not terms.job.only_asks_for_one(telling):
        return []
    reason = f"words: {', '.join(telling)}; values labelled yes and no"
    job = _job(HAS_JOB, variable, terms)
    return [Proposal(HAS_JOB, job, variable, frame, 1.0, reason)]


def _says_more(variable: CodebookVariable, words: Phrase, terms: Terms) -> bool:
    """Whether a label says of what its hours are, in words that are not in the lists."""
    return any(word not in words for word in terms.telling(variable.text))


def _job(concept: str, variable: CodebookVariable, terms: Terms) -> str:
    if not concept.startswith(("jobs.", "seen.", "circumstances.")):
        return ""
    said = terms.job.job_of(variable.text)
    if said is Job.FURTHER:
        return FURTHER_JOBS[terms.job.further(variable.text) or 3]
    return SECOND_JOB if said is Job.SECOND else MAIN_JOB


Places = dict[tuple[str, str], tuple[Proposal, ...]]


def _chosen(found: Sequence[Proposal]) -> tuple[Places, Places]:
    by_place: dict[tuple[str, str], list[Proposal]] = {}
    for proposal in found:
        by_place.setdefault(proposal.place, []).append(proposal)
    chosen: Places = {}
    others: Places = {}
    for place, proposals in by_place.items():
        ranked = sorted(proposals, key=lambda proposal: -proposal.score)
        taken = proposals if place[0] in BLOCKS else ranked[:1]
        chosen[place] = tuple(taken)
        others[place] = tuple(p for p in ranked if p not in taken)
    return chosen, others
