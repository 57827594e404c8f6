"""Which groups of people are parts of which: every group as a box over common dimensions.

A group such as `{"sex": "2", "age": "5-11"}` is the product of the codes it names. Codes of
ages, hours and the like that are ranges (`5-14`, `15-17`, `60+`) are cut into the smallest
ranges that the run uses, so that 5-14 is seen to be 5-11 and 12-14 together; all variables of
age share one dimension. Other codes are taken as apart from each other unless `parts` says
otherwise. Variables of which it is known how their codes lie in each other (`together`: a region
that is all urban) share a dimension too, whose pieces are the combinations of codes that somebody
has. Every dimension has one more piece, for people whom no listed code holds.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

from measure87.disseminate.gate.tables.together import UNLISTED, Together, pieces_together
from measure87.vocabulary.estimate import MISSING_CATEGORY

Group = Mapping[str, str]
Parts = Mapping[str, Mapping[str, Sequence[str]]]
Range = tuple[float, float]

_RANGE = re.compile(r"\D*?(\d+)\s*(?:-|–|_|\.\.|to)\s*(\d+)\D*")
_OPEN = re.compile(r"\D*?(\d+)\s*(?:\+|and over|or more).*")
AGE = "age"
"""The dimension that all variables of age share."""
_OF_NUMBERS = frozenset({"age", "ages", "hours", "days", "weeks", "months", "years", "income"})
"""Words in names of variables whose codes may be ranges."""


@dataclass(frozen=True)
class Box:
    """A group: for each dimension that it restricts, the pieces that it holds."""

    sides: Mapping[str, frozenset[str]]

    def contains(self, other: "Box") -> bool:
        """Whether everybody in `other` is in this group too."""
        return all(
            name in other.sides and other.sides[name] <= side for name, side in self.sides.items()
        )

    def is_split_of(self, whole: "Box", dimension: str) -> bool:
        """Whether this group is `whole` cut down in that one dimension only."""
        mine, theirs = dict(self.sides), dict(whole.sides)
        side, whole_side = mine.pop(dimension, None), theirs.pop(dimension, None)
        if side is None or mine != theirs:
            return False
        return whole_side is None or side < whole_side

    def disjoint(self, other: "Box") -> bool:
        """Whether nobody can be in both groups."""
        common = self.sides.keys() & other.sides.keys()
        return any(not (self.sides[name] & other.sides[name]) for name in common)


@dataclass(frozen=True)
class Dimensions:
    """The dimensions of a run, and where each code of each variable lies."""

    dimension_of: Mapping[str, str]
    """Variable to dimension; the variables of age share one."""
    pieces_of: Mapping[tuple[str, str], frozenset[str]]
    """Variable and code to the pieces that the code holds."""
    pieces: Mapping[str, frozenset[str]]
    """Dimension to all its pieces, the unlisted one among them."""
    years_of: Mapping[str, Range] = field(default_factory=dict)
    """Pieces of the dimension of age to their first and last completed year."""
    complete: frozenset[str] = frozenset()
    """Dimensions whose pieces hold everybody: the combinations that somebody has."""

    def pieces_of_ages(self, ages: tuple[int, int | None]) -> frozenset[str]:
        """The pieces of ages that lie within some years; without a last one from the first."""
        low, last_year = ages
        high = inf if last_year is None else last_year
        return frozenset(
            piece for piece, (first, last) in self.years_of.items() if low <= first and last <= high
        )

    def pieces_outside(self, first: int, last: int | None) -> frozenset[str]:
        """The pieces of age that nobody between two years is in; without a last one from the first.

        People whom no listed code holds, and of whom no age is known, are outside where codes hold
        all of these ages.
        """
        here = self.pieces.get(AGE, frozenset())
        high = inf if last is None else float(last)
        inside = {p: a for p, (a, b) in self.years_of.items() if b >= first and a <= high}
        outside = self.years_of.keys() - inside
        if inside and min(inside.values()) <= first and here.issuperset(inside):
            outside |= {UNLISTED, MISSING_CATEGORY}
        return here & outside

    def box(self, group: Group) -> Box:
        """The box of a group whose variables and codes are among those of the run."""
        sides: dict[str, frozenset[str]] = {}
        for variable, code in group.items():
            name = self.dimension_of[variable]
            held = self.pieces_of[variable, code]
            sides[name] = sides.get(name, held) & held
        return Box(sides)


def dimensions(
    groups: Sequence[Group],
    labels: Sequence[Group],
    parts: Parts,
    together: Sequence[Together] = (),
) -> Dimensions:
    """Cut the codes of all groups of a run into pieces.

    Parameters
    ----------
    groups, labels
        Of every figure: variable to code, and variable to label. A label stands in for a
        code that is not itself a range.
    parts
        Variable to code to the codes that it is made of, where codes overlap and are no
        ranges.
    together
        Variables that share a dimension, each in one of them only; those in ranges are left out.
    """
    texts: dict[str, dict[str, str]] = {}
    for group, names in zip(groups, labels, strict=True):
        for variable, code in sorted(group.items()):
            texts.setdefault(variable, {})[code] = names.get(variable, code)
    ranges = {
        name: found
        for name, codes in texts.items()
        if is_of_numbers(name) and (found := _ranges(codes))
    }
    dimension_of = {name: _dimension(name, ranges) for name in texts}
    shared = {}
    for one in together:
        members = [name for name in one.variables if name in texts and name not in ranges]
        if len(members) > 1:
            name = ", ".join(members)
            shared[name] = one
            dimension_of |= dict.fromkeys(members, name)
    pieces_of: dict[tuple[str, str], frozenset[str]] = {}
    for dimension in sorted(set(dimension_of.values())):
        members = [name for name in texts if dimension_of[name] == dimension]
        if all(name in ranges for name in members):
            pieces_of |= _cut(members, texts, ranges)
        else:
            held = _listed(members, texts, parts)
            pieces_of |= pieces_together(shared[dimension], held) if dimension in shared else held
    pieces = {
        dimension: frozenset({UNLISTED}).union(
            *(held for (name, _), held in pieces_of.items() if dimension_of[name] == dimension)
        )
        for dimension in dimension_of.values()
    }
    of_age = [r for name in ranges if dimension_of[name] == AGE for r in ranges[name].values()]
    return Dimensions(dimension_of, pieces_of, pieces, _years(of_age), frozenset(shared))


def is_of_numbers(variable: str) -> bool:
    """Whether codes such as `5-14` are ranges; `1-2` of a region is a name like any other."""
    words = set(re.split(r"[\W_]+|\*", variable.lower()))
    return variable.lower().startswith(AGE) or bool(words & _OF_NUMBERS)


def _dimension(variable: str, ranges: Collection[str]) -> str:
    """All variables of age, in ranges, are one dimension; others are their own."""
    return "age" if variable in ranges and variable.lower().startswith(AGE) else variable


def _ranges(codes: Mapping[str, str]) -> dict[str, Range] | None:
    """Code to its range, or None unless every code (or else every label) is one."""
    listed = {code: label for code, label in codes.items() if code != MISSING_CATEGORY}
    for texts in ({code: code for code in listed}, listed):
        found = {code: _range(text) for code, text in texts.items()}
        if found and all(found.values()):
            return {code: bounds for code, bounds in found.items() if bounds is not None}
    return None


def _range(text: str) -> Range | None:
    """Least and greatest value that a text such as `5-14` or `60+` names."""
    if match := _RANGE.fullmatch(text.strip()):
        low, high = float(match[1]), float(match[2])
        return (low, high) if low <= high else None
    if match := _OPEN.fullmatch(text.strip()):
        return float(match[1]), inf
    return None


def _cut(
    members: Sequence[str],
    texts: Mapping[str, Mapping[str, str]],
    ranges: Mapping[str, Mapping[str, Range]],
) -> dict[tuple[str, str], frozenset[str]]:
    """The smallest ranges that every range of one dimension is made of."""
    starts = [low for low, _ in _smallest([r for name in members for r in ranges[name].values()])]
    pieces: dict[tuple[str, str], frozenset[str]] = {}
    for name in members:
        for code in texts[name]:
            if code == MISSING_CATEGORY:
                pieces[name, code] = frozenset({MISSING_CATEGORY})
                continue
            low, high = ranges[name][code]
            pieces[name, code] = frozenset(_piece(x) for x in starts if low <= x <= high)
    return pieces


def _smallest(bounds: Sequence[Range]) -> list[Range]:
    """First and last value of the smallest ranges that some are made of, and what follows them."""
    edges = sorted({low for low, _ in bounds} | {high + 1 for _, high in bounds if high < inf})
    return [(low, after - 1) for low, after in zip(edges, [*edges[1:], inf], strict=False)]


def _piece(start: float) -> str:
    return f"from {start:g}"


def _years(bounds: Sequence[Range]) -> dict[str, Range]:
    return {_piece(low): (low, high) for low, high in _smallest(bounds)}


def _listed(
    members: Sequence[str], texts: Mapping[str, Mapping[str, str]], parts: Parts
) -> dict[tuple[str, str], frozenset[str]]:
    """Codes as pieces of their own, except those that `parts` takes apart."""
    pieces = {}
    for name in members:
        for code in texts[name]:
            pieces[name, code] = _leaves(code, parts.get(name, {}))
    return pieces


def _leaves(code: str, parts: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The codes without parts that a code is made of."""
    if code not in parts or code in parts[code]:
        return frozenset({code})
    return frozenset[str]().union(*(_leaves(part, parts) for part in parts[code]))
