"""Mappings that are made, not written: one preset per questionnaire."""

from measure87.collect.presets.mics6 import mics6_mapping

__all__ = ["mics6_mapping"]
