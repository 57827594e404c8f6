"""Every kind of output that leaves, its risks in the terms of ACRO, the checks and the remedies.

Declared in `output_kinds.toml` beside this, for people to read and for a test to hold against what
is released: statistics, formats, file names, kinds of study. A check is named by its place, as
`gate.counts:safe_text`: a module below `measure87.disseminate` (or `measure87.` in full) and a name
in it, or a module alone.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from msgspec import Struct, convert

_HERE = "measure87.disseminate"
_WHOLE = "measure87."


class Risk(Struct, frozen=True, forbid_unknown_fields=True):
    """One risk of a kind of output.

    how : where it shows, or why it does not arise
    checks : what looks for it; none where nothing does, which `how` then says
    remedies : what is done, in ACRO's terms; none where it is refused or does not arise
    """

    risk: str
    how: str
    checks: tuple[str, ...]
    remedies: tuple[str, ...]


class OutputKind(Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of output.

    of : kinds of study that release it; none where none does
    statbarns : kinds of statistic of ACRO that it is of
    statistics, formats, files : what of `Statistic`, of the formats and of the released folder it
        is; `*` in a file stands for any name
    """

    id: str
    title: str
    of: tuple[str, ...]
    statbarns: tuple[str, ...]
    risks: tuple[Risk, ...]
    statistics: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


class OutputKinds(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole table.

    source : where ACRO's terms are from, and how that was seen
    statbarns : ACRO's kinds of statistic, each with the risks that it has there
    not_released : those that nothing here is of, and why
    remedies : ACRO's
    own_risks : risks beside ACRO's, each in a sentence
    """

    source: Mapping[str, str]
    statbarns: Mapping[str, tuple[str, ...]]
    not_released: Mapping[str, str]
    remedies: tuple[str, ...]
    own_risks: Mapping[str, str]
    kinds: tuple[OutputKind, ...]


@cache
def output_kinds() -> OutputKinds:
    """The table as it is declared; a key that is not is refused."""
    text = files(f"{_HERE}.gate").joinpath("output_kinds.toml").read_text("utf-8")
    return convert(tomllib.loads(text), OutputKinds)


def place_of(check: str) -> tuple[str, str | None]:
    """Module and name of a check; no name where it is a module.

    >>> place_of("gate.counts:safe_text"), place_of("measure87.files:csv_text")
    (('measure87.disseminate.gate.counts', 'safe_text'), ('measure87.files', 'csv_text'))
    """
    module, _, name = check.partition(":")
    whole = module if module.startswith(_WHOLE) else f"{_HERE}.{module}"
    return whole, name or None
