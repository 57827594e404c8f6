"""Which country codes there are: ISO 3166-1 alpha-3, and the numeric codes of the UN (M49).

`countries.csv` holds codes and English names as published in the country groupings of the
United Nations agencies; of a few areas without an M49 code there, that of the same name in the
code list of the UN's SDG data. ISO reserves AAA-AAZ, QMA-QZZ, XAA-XZZ and ZZA-ZZZ for users: an
invented country takes one of those, such as ZZZ.
"""

import csv
import io
from functools import cache
from importlib.resources import files

_USER_ASSIGNED = (("AAA", "AAZ"), ("QMA", "QZZ"), ("XAA", "XZZ"), ("ZZA", "ZZZ"))


@cache
def country_names() -> dict[str, str]:
    """English names of countries and territories by their three-letter codes."""
    return {row["iso3"]: row["name"] for row in _rows()}


@cache
def m49_codes() -> dict[str, str]:
    """Numeric codes of the UN (M49, without leading zeros) by three-letter codes.

    >>> m49_codes()["AFG"], m49_codes()["BGD"]
    ('4', '50')
    """
    return {row["iso3"]: row["m49"] for row in _rows() if row["m49"]}


def _rows() -> list[dict[str, str]]:
    text = files("measure87.define.classifications").joinpath("countries.csv").read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def is_country_code(code: str) -> bool:
    """Whether a code is an ISO 3166-1 alpha-3 code or one left to users.

    >>> is_country_code("BGD"), is_country_code("ZZZ"), is_country_code("UK")
    (True, True, False)
    """
    return code in country_names() or is_user_assigned(code)


def is_user_assigned(code: str) -> bool:
    """Whether ISO leaves a three-letter code to users, as for an invented country.

    >>> is_user_assigned("ZZZ"), is_user_assigned("BGD")
    (True, False)
    """
    letters = len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()
    return letters and any(first <= code <= last for first, last in _USER_ASSIGNED)
