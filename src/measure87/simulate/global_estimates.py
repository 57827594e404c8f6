"""Who is in child labour by the rule behind the global estimates, from what children really did.

Written for this room alone from the rule as others tell it, and sharing no code with the rules
that it serves to test: any work at 5 to 11 for an hour, work of 14 hours at 12 to 14, hazardous
work at 5 to 17. Of the kinds of work of the invented country one is in a designated industry:
construction. Its occupations are coded in ISCO-08, of which no list is known, so the rule stands
here without them.
"""

from dataclasses import dataclass

from measure87.numerics.arrays import BoolArray
from measure87.simulate.child_week import OTHER_WORK, ChildWeek
from measure87.simulate.population import Population

IN_CONSTRUCTION = OTHER_WORK
"""The kind of work that `episodes.INDUSTRIES` puts into construction."""


@dataclass(frozen=True)
class GlobalEstimatesTruth:
    """What is true of each child aged 5 to 17; every field is (children,)."""

    child_labour: BoolArray
    hazardous_work: BoolArray
    """In construction, or 43 hours and more."""
    employed: BoolArray


def true_by_global_estimates(population: Population, week: ChildWeek) -> GlobalEstimatesTruth:
    """Child labour, hazardous work and employment, from what children really did."""
    age = population.persons.age_years[week.child]
    hours = week.work_hours()
    employed = week.worked()
    hazardous = employed & ((hours >= 43) | week.kinds()[:, IN_CONSTRUCTION])
    young = (age <= 11) & (hours >= 1)
    not_light = (age >= 12) & (age <= 14) & (hours >= 14)
    return GlobalEstimatesTruth(
        child_labour=hazardous | (employed & (young | not_light)),
        hazardous_work=hazardous,
        employed=employed,
    )
