"""Which variables of a file may be one that a preset did not find: by label, and by name."""

from collections.abc import Collection
from difflib import get_close_matches

from measure87.collect.assistant import codebook_of, propose
from measure87.files import SourceTable

_MADE_OF = {"person_id": ("person_id", "household_id", "line", "cluster")}
"""Columns that are made of several variables, each named by its own label."""
_MOST = 6
_ALIKE = 0.6
"""Likeness of names from which one may be the other renamed: fsweight and fs_weight."""


def candidates(
    source: SourceTable, column: str, names: Collection[str], used: Collection[str] = ()
) -> list[str]:
    """Variables whose label names a standard column, then those with a name like the standard's.

    Parameters
    ----------
    source : SourceTable
    column : str
        Standard column of persons.
    names : names of the standard questionnaire that the file does not have
    used : variables that are something else already
    """
    proposals = propose(codebook_of(source))
    by_label = [name for each in _MADE_OF.get(column, (column,)) for name in proposals.named(each)]
    lowered = {name.lower(): name for name in source.columns}
    by_name = [
        lowered[close]
        for name in names
        if name.lower() not in lowered
        for close in get_close_matches(name.lower(), list(lowered), n=3, cutoff=_ALIKE)
    ]
    found = dict.fromkeys((*by_label, *by_name))
    return [name for name in found if name not in used][:_MOST]
