"""Invented populations with known truth."""

from measure87.simulate.country import InventedCountry, invent_country
from measure87.simulate.listed_persons import ListedPersons, invent_listed_persons
from measure87.simulate.listed_persons_data import write_listed_persons
from measure87.simulate.overlapping_lists import (
    OverlappingLists,
    simulate_lists,
    simulate_standard_lists,
)
from measure87.simulate.study_data import WrittenFile, refuse_full_folder, write_study_data

__all__ = [
    "InventedCountry",
    "ListedPersons",
    "OverlappingLists",
    "WrittenFile",
    "invent_country",
    "invent_listed_persons",
    "refuse_full_folder",
    "simulate_lists",
    "simulate_standard_lists",
    "write_listed_persons",
    "write_study_data",
]
