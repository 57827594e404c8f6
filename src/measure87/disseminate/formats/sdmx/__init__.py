"""SDMX of the four series of indicator 8.7.1 for the UN's SDG data (IAEG-SDGs:SDG)."""

from measure87.disseminate.formats.sdmx.messages import FORMAT
from measure87.disseminate.formats.sdmx.observations import Observation
from measure87.disseminate.formats.sdmx.structure import Structure, sdg_structure
from measure87.disseminate.formats.sdmx.validation import problems_of, require_valid

__all__ = [
    "FORMAT",
    "Observation",
    "Structure",
    "problems_of",
    "require_valid",
    "sdg_structure",
]
