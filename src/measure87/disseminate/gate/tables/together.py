"""Variables of which the persons who were asked tell how their codes lie in each other.

Where everybody in a region is urban, the region is a part of all urban, whether or not a table
crosses the two. Whoever knows who was asked knows that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from measure87.vocabulary.estimate import MISSING_CATEGORY

UNLISTED = "(unlisted)"
"""Stands for codes that no figure is by, and for persons whom no listed code holds."""


@dataclass(frozen=True)
class Together:
    """Some variables, and the codes of them that anybody has at once.

    Attributes
    ----------
    variables
        Two or more.
    codes
        A row for each combination that somebody has; None where a code is missing.
    """

    variables: tuple[str, ...]
    codes: tuple[tuple[str | None, ...], ...]


def pieces_together(
    of: Together, held: Mapping[tuple[str, str], frozenset[str]]
) -> dict[tuple[str, str], frozenset[str]]:
    """Each listed code of some variables as the combinations of codes that it holds.

    Parameters
    ----------
    of
        Variables with their combinations.
    held
        Variable and listed code to the codes that it is made of, mostly itself.

    A code that nobody has is a piece of its own.

    >>> urban = Together(("area", "region"), (("1", "a"), ("1", "b"), ("2", "b")))
    >>> codes = {("area", "1"): frozenset("1"), ("region", "a"): frozenset("a")}
    >>> {code: sorted(held) for code, held in pieces_together(urban, codes).items()}
    {('area', '1'): ['1, (unlisted)', '1, a'], ('region', 'a'): ['1, a']}
    """
    at = [k for k, name in enumerate(of.variables) if any(name == one for one, _ in held)]
    listed = {
        k: frozenset[str]().union(
            *(codes for (name, _), codes in held.items() if name == of.variables[k])
        )
        for k in at
    }
    rows = {tuple(_listed(row[k], listed[k]) for k in at) for row in of.codes}
    found: dict[tuple[str, str], frozenset[str]] = {}
    for (name, code), codes in held.items():
        place = next((i for i, k in enumerate(at) if of.variables[k] == name), None)
        if place is None:
            continue
        pieces = frozenset(_named(row) for row in rows if row[place] in codes)
        found[name, code] = pieces or frozenset({f"{name}={code}"})
    return found


def _listed(code: str | None, listed: frozenset[str]) -> str:
    own = MISSING_CATEGORY if code is None else code
    return own if own in listed else UNLISTED


def _named(row: Sequence[str]) -> str:
    return ", ".join(row)
