"""Flags under which a released figure is unreliable, in files for others and in sentences alike."""

from measure87.disseminate.gate.rules import IN_BRACKETS
from measure87.vocabulary.flags import (
    COVERAGE_DOUBTFUL,
    FEW_CASES,
    FEW_CLUSTERS_WITH_CASES,
    FEW_DEGREES_OF_FREEDOM,
    FEW_PERSONS,
    LOW_EFFECTIVE_N,
    WIDE_INTERVAL,
)

UNRELIABLE = frozenset(
    {
        IN_BRACKETS,
        FEW_CASES,
        FEW_CLUSTERS_WITH_CASES,
        FEW_PERSONS,
        LOW_EFFECTIVE_N,
        FEW_DEGREES_OF_FREEDOM,
        WIDE_INTERVAL,
        COVERAGE_DOUBTFUL,
    }
)
"""Shown, and to be used with care: OBS_STATUS U of SDMX; no sentence of a brief is made of them."""
