"""How fast a share falls, how fast it would have to, and what lies ahead."""

from measure87.combine.target.back_cast import BackCast, EditionEstimate, back_cast
from measure87.combine.target.changes import changes_between
from measure87.combine.target.editions import Edition, PublishedTotal
from measure87.combine.target.pace import pace_to
from measure87.combine.target.plan import Plan
from measure87.combine.target.projection import future_people, project
from measure87.combine.target.scenarios import Scenario
from measure87.combine.target.targets import Target

__all__ = [
    "BackCast",
    "Edition",
    "EditionEstimate",
    "Plan",
    "PublishedTotal",
    "Scenario",
    "Target",
    "back_cast",
    "changes_between",
    "future_people",
    "pace_to",
    "project",
]
