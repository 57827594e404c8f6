"""Flags under which a released figure is unreliable, in files for others and in sentences alike."""

from measure87.disseminate.gate.rules import IN_BRACKETS

UNRELIABLE = frozenset(
    {
        IN_BRACKETS,
        "few-cases",
        "few-clusters-with-cases",
        "few-persons",
        "low-effective-n",
        "few-degrees-of-freedom",
        "wide-interval",
        "coverage-doubtful",
    }
)
"""Shown, and to be used with care: OBS_STATUS U of SDMX; no sentence of a brief is made of them."""
