"""Which version of a classification can a code belong to?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from measure87.define.classifications.industry import ISIC3_1, ISIC4, is_possible_industry
from measure87.define.classifications.occupation import ISCO08, ISCO88, is_possible_occupation
from measure87.vocabulary.errors import DataError


@dataclass(frozen=True)
class Classification:
    """One version of a classification."""

    version: str
    """As `mapping.toml` and designated lists write it, e.g. `ISIC4`."""
    title: str
    column: str
    """The standard column that holds its codes."""
    is_possible: Callable[[str], bool]


CLASSIFICATIONS = {
    entry.version: entry
    for entry in (
        Classification(
            "ISIC4", "ISIC Rev.4", "industry", partial(is_possible_industry, sections=ISIC4)
        ),
        Classification(
            "ISIC3.1", "ISIC Rev.3.1", "industry", partial(is_possible_industry, sections=ISIC3_1)
        ),
        Classification(
            "ISCO08", "ISCO-08", "occupation", partial(is_possible_occupation, minor_groups=ISCO08)
        ),
        Classification(
            "ISCO88", "ISCO-88", "occupation", partial(is_possible_occupation, minor_groups=ISCO88)
        ),
    )
}


def check_codes(column: str, codes: Iterable[str], version: str) -> None:
    """Refuse a code that cannot be one of the version which the data are said to be in.

    Parameters
    ----------
    column : str
        `industry` or `occupation`.
    codes : iterable of str
        The different codes of the data, without missing ones.
    version : str
        A version that is not known here, such as a national classification, is not checked.

    Raises
    ------
    DataError
        With the versions that the first such code does exist in, and without the code: a cell may
        hold anything.
    """
    code = first_impossible(codes, version)
    if code is None:
        return
    named = CLASSIFICATIONS[version]
    others = [
        entry
        for entry in CLASSIFICATIONS.values()
        if entry.column == named.column and entry.is_possible(code)
    ]
    there = " and ".join(entry.title for entry in others)
    remedy = "name the version that the codes are of, or recode them"
    raise DataError(
        f"a code of {column} does not exist in {named.title}, the version that the data are said "
        "to be in",
        code="classification-version",
        where=column,
        hint=f"it exists in {there}: {remedy}"
        if others
        else f"correct the code (leading zeros kept, text), or {remedy}",
    )


def first_impossible(codes: Iterable[str], version: str) -> str | None:
    """The first code, in order, that cannot be one of a version; None where all can be.

    A version that is not known here, such as a national classification, is not checked.

    >>> first_impossible(["03", "3"], "ISIC4"), first_impossible(["3"], "ZZ-2020")
    ('3', None)
    """
    named = CLASSIFICATIONS.get(version)
    if named is None:
        return None
    return next((code for code in sorted(set(codes)) if not named.is_possible(code)), None)
