"""What is to be projected, and whether the estimate carries it."""

from dataclasses import dataclass

from measure87.combine.aggregation.sums import PopulationCells
from measure87.combine.aggregation.world import WorldEstimate
from measure87.combine.target.scenarios import Scenario
from measure87.combine.target.targets import Target
from measure87.combine.target.trend import (
    require_later,
    require_trend,
    require_year,
    require_years,
)
from measure87.vocabulary.errors import UsageError


@dataclass(frozen=True)
class Plan:
    """What is projected.

    Attributes
    ----------
    base_year
        Year of the estimate that projections begin from.
    years
        Years to come, such as (2025, 2030).
    estimated_from
        For `same_rate`: the rate is that from this year to the base year.
    target
        For `required_rate`.
    """

    base_year: int
    years: tuple[int, ...]
    scenarios: tuple[Scenario, ...] = (Scenario("constant_share"),)
    estimated_from: int | None = None
    target: Target | None = None

    @property
    def estimated_years(self) -> tuple[int, ...]:
        """Years of the estimate that a rate of the place's own needs, the earlier first."""
        if self.estimated_from is None:
            return (self.base_year,)
        return (self.estimated_from, self.base_year)


def check_plan(world: WorldEstimate, people: PopulationCells, plan: Plan) -> None:
    """Refuse a plan that the estimate or the people cannot carry.

    Raises
    ------
    RefusedError
        If `same_rate` is asked of an estimate of one year.
    UsageError
        As `project`.
    """
    names = [one.name for one in plan.scenarios]
    if "same_rate" in names and plan.estimated_from is not None:
        require_years(world, plan.estimated_from, plan.base_year)
    require_year(world, plan.base_year)
    for year in plan.years:
        require_later(year, plan.base_year)
        if year not in people.years:
            raise UsageError(f"there are no people of {year}", code="years")
    if "same_rate" in names and plan.estimated_from is None:
        require_trend(world)
        raise _lacks("same_rate", "estimated_from")
    if "required_rate" in names and plan.target is None:
        raise _lacks("required_rate", "target")


def _lacks(name: str, what: str) -> UsageError:
    return UsageError(f"{name} needs {what}", code="scenario", hint=f"give {what} in the plan")
