"""What a variable without a label may be by its name: edad, poids, upm, HORAS, FACTOR_07.

A name is short, and was made for its author. It proposes less than a label does, and what else it
may stand for is said beside it.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from measure87.vocabulary.spelling import plain

BY_NAME = 0.7
"""Score of a name of the list; where the values fit it is a tenth more, and below a label's."""
OF_WORDS = 0.75
"""What words of a name count, as a share of what they would count in a label."""

_NUMBER_OF = re.compile(r"^\s*(?:n\s*[°º]|№|nro\.|num\.|no\.)\s*", re.IGNORECASE)
_LETTERS = re.compile(r"[\W\d_]+", re.UNICODE)


@dataclass(frozen=True)
class NamedColumns:
    """What the names of a list stand for.

    Parameters
    ----------
    columns : mapping
        Name in its plain spelling -> concepts, the likeliest first.
    doubts : mapping
        Name -> what else it may be, in words.
    """

    columns: Mapping[str, tuple[str, ...]]
    doubts: Mapping[str, str]


def concepts_of(name: str) -> tuple[str, ...]:
    """Concepts that a variable may be by its name, the likeliest first.

    >>> concepts_of("EDAD"), concepts_of("factor_07"), concepts_of("P208A")
    (('persons.age_years',), ('persons.weight',), ())
    >>> concepts_of("horas")
    ('persons.economic_hours', 'jobs.hours')
    """
    return _listed().columns.get(_bare(name), ())


def doubt_of(name: str) -> str:
    """What a name may stand for, where that is doubtful; else nothing.

    >>> doubt_of("PESO")
    'the weight of the sample, or of a body'
    """
    return _listed().doubts.get(_bare(name), "")


def _bare(name: str) -> str:
    """A name in letters alone: no case, accent, underscore or number, nor the sign of a number.

    >>> _bare("N° ménage"), _bare("NO_TRABAJA")
    ('menage', 'notrabaja')
    """
    return _LETTERS.sub("", plain(_NUMBER_OF.sub("", name)))


@cache
def _listed() -> NamedColumns:
    place = files("measure87.collect.assistant").joinpath("names.toml")
    content = tomllib.loads(place.read_text("utf-8"))
    found: dict[str, list[str]] = {}
    for concept, names in content["columns"].items():
        for name in names:
            found.setdefault(_bare(name), []).append(concept)
    doubts = {_bare(name): doubt for name, doubt in content["doubts"].items()}
    return NamedColumns({name: tuple(each) for name, each in found.items()}, doubts)
