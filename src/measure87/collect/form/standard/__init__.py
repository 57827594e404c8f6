"""Country files that the package brings."""

from pathlib import Path

COUNTRY = Path(__file__).with_name("country.toml")
"""The standard national form: every module that a household survey asks."""
CASE = Path(__file__).with_name("case.toml")
"""A case record, for services; no household survey."""
FILES = {"national": COUNTRY, "case": CASE}


def standard_country(which: str = "national") -> str:
    """Text of one of the country files of `FILES`."""
    return FILES[which].read_text("utf-8")
