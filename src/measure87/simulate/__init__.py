"""Invented populations with known truth."""

from measure87.simulate.country import InventedCountry, invent_country
from measure87.simulate.overlapping_lists import (
    OverlappingLists,
    simulate_lists,
    simulate_standard_lists,
)
from measure87.simulate.study_data import WrittenFile, refuse_full_folder, write_study_data

__all__ = [
    "InventedCountry",
    "OverlappingLists",
    "WrittenFile",
    "invent_country",
    "refuse_full_folder",
    "simulate_lists",
    "simulate_standard_lists",
    "write_study_data",
]
