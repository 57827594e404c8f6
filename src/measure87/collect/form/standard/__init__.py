"""Country files that the package brings."""

from pathlib import Path

COUNTRY = Path(__file__).with_name("country.toml")
"""The standard national form: every module that a household survey asks."""


def standard_country() -> str:
    """Text of the country file of the standard national form."""
    return COUNTRY.read_text("utf-8")
