"""How measures do not lie in each other, whatever a survey happens to meet.

Read from `not_nested.json`, which `docs/reference/make_not_nested.py` writes: of some coherent
persons (cases of the definitions, invented countries) one is a case of the first measure and none
of the second, or of both.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

Pairs = dict[str, list[str]]


class _File(msgspec.Struct):
    definitions: list[str]
    not_nested: Pairs
    share_persons: Pairs
    not_the_whole: dict[str, list[tuple[str, str]]]


@dataclass(frozen=True)
class NotNested:
    """What the persons show.

    Attributes
    ----------
    definitions
        With their dates, of which this is known.
    apart
        Pairs (one, other): a case of the first may be none of the second.
    shared
        Pairs of which somebody can be a case of both, in either order.
    not_whole
        (whole, one, other): a case of the first may be none of both others, which are in order.
    """

    definitions: frozenset[str]
    apart: frozenset[tuple[str, str]]
    shared: frozenset[tuple[str, str]]
    not_whole: frozenset[tuple[str, str, str]]


@cache
def not_nested() -> NotNested:
    """Everything that is known of the measures of the package."""
    content = (files("measure87.define") / "not_nested.json").read_bytes()
    told = msgspec.json.decode(content, type=_File)
    shared = _pairs(told.share_persons)
    both_ways = shared | {(other, one) for one, other in shared}
    left = ((whole, *pair) for whole, pairs in told.not_the_whole.items() for pair in pairs)
    return NotNested(
        frozenset(told.definitions), _pairs(told.not_nested), both_ways, frozenset(left)
    )


def _pairs(told: Pairs) -> frozenset[tuple[str, str]]:
    return frozenset((one, other) for one, others in told.items() for other in others)
