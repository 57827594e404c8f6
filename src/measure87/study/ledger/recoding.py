"""Codes of a variable that an earlier release had under other names, or drawn otherwise.

Regions are renamed, put together, cut up or drawn anew, and persons stay who they are. Where the
codes of an earlier release are those of this one under other names, but for fewer persons than may
be told, they are given these names. Where they are others, the variable of the earlier release is
one of its own, and who was asked tells how its codes lie in those of this one (`lying_in`).

That tells nothing of who went one way while others came the other. So they may stay in one variable
too, in which who has another code has left the one and come to the other (`movers_apart`).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from measure87.disseminate.gate.tables.boxes import is_of_numbers
from measure87.study.ledger.census import BY, PERSON, Census
from measure87.vocabulary.estimate import MISSING_CATEGORY, Estimate

type Code = str | None
type Crossed = Mapping[tuple[Code, Code], int]
"""Persons of both releases by their code in the earlier one and in this."""


@dataclass(frozen=True)
class Recoded:
    """An earlier release in codes that can stand beside those of this one.

    Attributes
    ----------
    census
        Its persons.
    names
        Variable and code of its figures to those that stand for them.
    drawn_anew
        Variable to the name that it has in the census, where its codes are others, and each code
        of this release to the one of the earlier that it has most persons in common with, if that
        holds the other way round too.
    """

    census: Census
    names: Mapping[tuple[str, str], tuple[str, str]]
    drawn_anew: Mapping[str, tuple[str, Mapping[Code, Code]]]

    def figure(self, one: Estimate) -> Estimate:
        """A figure of the earlier release by these codes."""
        if not any(pair in self.names for pair in one.group.items()):
            return one
        pairs = [(pair, self.names.get(pair, pair)) for pair in one.group.items()]
        labels = {now[0]: one.labels[was[0]] for was, now in pairs if was[0] in one.labels}
        return replace(one, group=dict(now for _, now in pairs), labels=labels)


def recoded(
    new: Census, old: Census, release: int, minimum: int, *, movers_apart: bool = False
) -> Recoded:
    """An earlier release, number `release`, in codes beside those of this one.

    A variable in ranges (age) keeps its codes: its ranges say how they lie in each other. Where
    fewer persons than `minimum` have other codes, all stay: they count as having left and come.
    With `movers_apart` they do however many have: no variable is drawn anew.
    """
    frame, names = old.persons, dict[tuple[str, str], tuple[str, str]]()
    drawn_anew: dict[str, tuple[str, Mapping[Code, Code]]] = {}
    for name in sorted({*new.variables} & {*old.variables}):
        cells = {} if is_of_numbers(name) else _crossed(new, old, name)
        if sum(number for (was, now), number in cells.items() if was != now) < minimum:
            continue
        column, own = f"{BY}{name}", f"{name} ({release} before)"
        fits = _best(cells)
        strays = sum(number for pair, number in cells.items() if fits.get(pair[0], pair) != pair[1])
        if movers_apart or strays < minimum:
            codes = {
                was: fits.get(was, f"{was} ({release} before)") for was in frame[column].unique()
            }
            frame = frame.with_columns(
                pl.Series(column, [codes[was] for was in frame[column]], dtype=pl.String)
            )
            names |= {(name, _said(was)): (name, _said(now)) for was, now in codes.items()}
            continue
        of_old, of_new = _sizes(cells, 0), _sizes(cells, 1)
        for was in frame[column].unique():
            now = fits.get(was)
            same = was in fits and cells[was, now] == of_old[was] == of_new[now]
            names[name, _said(was)] = (name, _said(now)) if same else (own, _said(was))
        frame = frame.rename({column: f"{BY}{own}"})
        drawn_anew[name] = (own, {now: was for was, now in fits.items()})
    return Recoded(replace(old, persons=frame), names, drawn_anew)


def _crossed(new: Census, old: Census, name: str) -> Crossed:
    column = f"{BY}{name}"
    both = old.persons.select(PERSON, was=column).join(
        new.persons.select(PERSON, now=column), on=PERSON
    )
    return {
        (was, now): number for was, now, number in both.group_by("was", "now").len().iter_rows()
    }


def _sizes(cells: Crossed, side: int) -> Counter[Code]:
    found: Counter[Code] = Counter()
    for pair, number in cells.items():
        found[pair[side]] += number
    return found


def _best(cells: Crossed) -> dict[Code, Code]:
    """Codes of the earlier release to those of this one, each having most persons of the other."""
    order = sorted(cells, key=lambda pair: (-cells[pair], repr(pair)))
    first: tuple[dict[Code, Code], dict[Code, Code]] = {}, {}
    for was, now in order:
        first[0].setdefault(was, now)
        first[1].setdefault(now, was)
    return {was: now for was, now in first[0].items() if first[1][now] == was}


def _said(code: Code) -> str:
    return MISSING_CATEGORY if code is None else code
