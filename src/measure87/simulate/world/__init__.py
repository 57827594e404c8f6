"""Invented worlds: countries, years, and what surveys publish of them, with the truth known."""

from measure87.simulate.world.forced_labour import ever_within
from measure87.simulate.world.shape import TOPICS, WorldShape
from measure87.simulate.world.world import InventedWorld, invent_world
from measure87.simulate.world.world_files import write_world

__all__ = [
    "TOPICS",
    "InventedWorld",
    "WorldShape",
    "ever_within",
    "invent_world",
    "write_world",
]
