"""Invented populations with known truth."""

from measure87.simulate.country import InventedCountry, invent_country
from measure87.simulate.study_data import WrittenFile, refuse_full_folder, write_study_data

__all__ = [
    "InventedCountry",
    "WrittenFile",
    "invent_country",
    "refuse_full_folder",
    "write_study_data",
]
