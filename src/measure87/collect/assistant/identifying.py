"""Which variables together tell the persons of a file apart.

Offices number persons within households, households within dwellings or clusters, and clusters
within strata or regions. The variables that the labels name are put together until no two
rows agree; the file says whether they do, and nothing else of it is looked at.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from measure87.collect.assistant.codebook import Codebook

Names = tuple[str, ...]

_PARTS = ("cluster", "household_id", "line")
_WIDER = ("stratum", "region")
"""Columns within which clusters may be numbered anew."""
_CALLED_SO = ("id",)
"""Names that say of what a variable is the identifier no more than this; tried last of all."""
_MOST_MORE = 4
"""Further variables that are tried, for 2 to the power of them sets are."""


def identifying(codebook: Codebook, named: Mapping[str, Names]) -> Names:
    """The variables that identify a person, outermost first; none where none do.

    Parameters
    ----------
    codebook : Codebook
        Its `tells_apart` says whether variables differ in every row; without it, the best of each
        part is believed.
    named : mapping
        Standard column ("person_id", "cluster", "household_id", "line", "stratum", "region") ->
        variables that its labels name, best first.
    """
    own = named.get("person_id", ())
    parts = tuple(named[part][0] for part in _PARTS if named.get(part))
    if codebook.tells_apart is None:
        return own[:1] or parts
    called_so = ((one.name,) for one in codebook.variables if one.name.lower() in _CALLED_SO)
    tried = (*((name,) for name in own), *_widened(codebook, parts, named), *called_so)
    return next((names for names in tried if names and codebook.tells_apart(names)), ())


def of_a_household(person: Names, line: Sequence[str]) -> Names:
    """The variables of a person's identifier without the number within the household."""
    return tuple(name for name in person if name not in line)


def _widened(codebook: Codebook, parts: Names, named: Mapping[str, Names]) -> Iterator[Names]:
    """The parts alone, then with one further variable, then with two, in the order of the file."""
    order = {variable.name: place for place, variable in enumerate(codebook.variables)}
    inner = [name for part in _PARTS for name in named.get(part, ())[1:]]
    wider = [name for part in _WIDER for name in named.get(part, ())]
    more = [name for name in (*inner, *wider) if name not in parts][:_MOST_MORE]
    line = named.get("line", ())[:1]
    for size in range(len(more) + 1):
        for added in combinations(more, size):
            chosen = sorted({*parts, *added}, key=lambda name: (name in line, order[name]))
            yield tuple(chosen)
