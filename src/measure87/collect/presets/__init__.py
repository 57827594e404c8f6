"""Mappings that are made, not written: one preset per questionnaire."""

from measure87.collect.presets.blank import blank_mapping
from measure87.collect.presets.forced_labour import forced_labour_mapping
from measure87.collect.presets.gld import gld_mapping
from measure87.collect.presets.ipums_mics import ipums_mics_mapping
from measure87.collect.presets.mics5 import mics5_mapping
from measure87.collect.presets.mics6 import mics6_mapping
from measure87.collect.presets.skeletons import SKELETONS, proposed_mapping, skeleton_mapping

__all__ = [
    "SKELETONS",
    "blank_mapping",
    "forced_labour_mapping",
    "gld_mapping",
    "ipums_mics_mapping",
    "mics5_mapping",
    "mics6_mapping",
    "proposed_mapping",
    "skeleton_mapping",
]
