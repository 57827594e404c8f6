"""The weight share: one weight for all members, from those by whom the household could be drawn.

Each member gets (sum of the weights of its drawn members) / (number of its members who could have
been drawn). Whoever lives with somebody drawn is in the sample then, with weight 0 before. A total
of all members is unbiased where the weights of those drawn were, whoever moved in since: a newcomer
without a link adds nobody to the lower number.

Sources: Lavallee (1995), Cross-sectional weighting of longitudinal surveys of individuals and
households using the weight share method, Survey Methodology 21, Statistics Canada (abstract
seen); Ernst (1989), in Panel Surveys, Wiley (unseen).
"""

from dataclasses import dataclass

import numpy as np

from measure87.estimate.weighting.columns import Columns
from measure87.estimate.weighting.recipe import HouseholdShare
from measure87.estimate.weighting.steps.kinds import Persons, PersonStep
from measure87.numerics.arrays import FloatArray, Int32Array


@dataclass(frozen=True)
class _Shared:
    """household : (n,) int32, -1 for who is out; links : (H,) members who could be drawn."""

    household: Int32Array
    links: FloatArray

    def weights(self, weight: FloatArray) -> FloatArray:
        member = self.household >= 0
        own = self.household[member]
        share = np.bincount(own, weight[member], len(self.links)) / self.links
        found = np.zeros_like(weight)
        found[member] = share[own]
        return found


def prepare_household_share(step: HouseholdShare, columns: Columns, persons: Persons) -> PersonStep:
    """Read the columns of the step."""
    for name in step.household:
        gone = persons.inside & columns.frame[columns.spelt(name)].is_null().to_numpy()
        columns.refuse(gone, f"{name} is missing for", "missing-household")
    household, n_households = columns.codes(step.household)
    linked = persons.inside.astype(float)
    if step.links is not None:
        linked = columns.numbers(step.links, persons.inside)
        columns.refuse(
            persons.inside & (linked != 0.0) & (linked != 1.0),
            f"{step.links} is neither 0 nor 1 for", "not-a-link",
            "write 1 for who could have been drawn and 0 for who could not",
        )  # fmt: skip
    columns.refuse(
        persons.drawn & (linked == 0.0), f"a weight stands where {step.links} is 0, in",
        "drawn-without-link", "whoever was drawn could have been drawn: write 1",
    )  # fmt: skip
    links = np.bincount(household, linked, n_households)
    member = persons.inside & (links > 0.0)[household]
    reached = np.bincount(household[persons.drawn], minlength=n_households) > 0
    own = np.where(member, household, -1).astype(np.int32)
    after = Persons(persons.inside, member & reached[household])
    return PersonStep(_Shared(own, np.maximum(links, 1.0)), after)
