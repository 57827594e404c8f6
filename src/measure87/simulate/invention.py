"""The whole invention: everybody, their true states, their answers, and the sample.

Steps follow one another as in life: places, people, a child's week, working lives, what
happened at work, what was told, who was drawn.
"""

from dataclasses import dataclass

import numpy as np

from measure87.simulate.answers import ModuleAnswers, interview
from measure87.simulate.child_answers import (
    ChildAnswers,
    answer_for_children,
    child_labour_as_told,
)
from measure87.simulate.child_week import ChildWeek, live_through_the_week
from measure87.simulate.circumstances import Circumstances, what_happened
from measure87.simulate.episodes import Episodes, working_lives
from measure87.simulate.global_estimates import GlobalEstimatesTruth, true_by_global_estimates
from measure87.simulate.places import lay_out_areas
from measure87.simulate.population import Population, people
from measure87.simulate.sample import Sample, draw_sample
from measure87.simulate.truth import (
    ChildLabourTruth,
    ForcedLabourTruth,
    at_most_one_each,
    both_criteria,
    facts_of,
    forced_labour,
    true_child_labour,
    true_verdicts,
)
from measure87.simulate.undetermined import ForcedLabourAsTold, as_told
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.progress import progress

POPULATION_PER_SAMPLED_PERSON = 25
_TASK = "invent a country"


@dataclass(frozen=True)
class Invention:
    """Everything about the whole population; see the classes of the fields."""

    population: Population
    week: ChildWeek
    child_answers: ChildAnswers
    child_labour: ChildLabourTruth
    child_labour_told: ChildLabourTruth
    global_estimates: GlobalEstimatesTruth
    episodes: Episodes
    happened: Circumstances
    answers: ModuleAnswers
    forced_labour: ForcedLabourTruth
    forced_labour_told: ForcedLabourAsTold
    sample: Sample
    details: np.random.Generator
    """Chance for what decides nothing: months of birth, mothers' schooling."""


def invent(seed: int, persons: int) -> Invention:
    """The whole population, and the sample of about `persons` drawn from it.

    Each step has a stream of random numbers of its own, so that a change in one leaves
    the others as they were.
    """
    if seed < 0:
        raise UsageError(f"a seed is 0 or more, not {seed}")
    streams = [
        np.random.Generator(np.random.PCG64(stream))
        for stream in np.random.SeedSequence([87, seed]).spawn(9)
    ]
    areas = lay_out_areas(streams[0], persons * POPULATION_PER_SAMPLED_PERSON)
    population = people(streams[1], areas)
    sample = draw_sample(streams[2], population, persons)
    progress(_TASK, 0.2)
    week = live_through_the_week(streams[3], population)
    episodes = working_lives(streams[4], population, week)
    happened = what_happened(streams[5], population, episodes)
    episodes, happened = at_most_one_each(population, episodes, happened)
    progress(_TASK, 0.5)
    both = both_criteria(facts_of(episodes, happened))
    answers = interview(streams[6], population, episodes, happened, both)
    child_answers = answer_for_children(streams[7], week)
    verdicts = true_verdicts(population, episodes, happened)
    age = population.persons.age_years[week.child]
    progress(_TASK, 0.7)
    return Invention(
        population=population,
        week=week,
        child_answers=child_answers,
        child_labour=true_child_labour(population, week),
        child_labour_told=child_labour_as_told(age, child_answers),
        global_estimates=true_by_global_estimates(population, week),
        episodes=episodes,
        happened=happened,
        answers=answers,
        forced_labour=forced_labour(episodes, happened, verdicts, len(population)),
        forced_labour_told=as_told(population, episodes, happened, answers),
        sample=sample,
        details=streams[8],
    )
