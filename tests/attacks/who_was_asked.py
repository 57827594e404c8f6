"""Attack: add and subtract over those who were asked, cell by cell.

Whoever has the public-use file knows which combinations of codes somebody has. Where all girls of a
region are rural, what is shown of rural girls is shown of that region too, though no table crosses
the three.
"""

from collections.abc import Iterator

import numpy as np

from tests.attacks.claims import Claim, Count
from tests.attacks.evidence import Evidence, Public, shown
from tests.attacks.sums import KINDS, System
from tests.attacks.truth import Group


def by_those_asked(evidence: Evidence, variables: tuple[str, ...]) -> list[Claim]:
    """Every hidden count that follows from those shown, of groups by some variables."""
    assert evidence.public is not None
    measures = sorted({figure.name for figure in evidence.figures})
    return [
        claim
        for kind in KINDS
        for measure in measures
        for claim in _told(evidence, evidence.public, variables, kind, measure)
    ]


def _told(
    evidence: Evidence, public: Public, variables: tuple[str, ...], kind: str, measure: str
) -> Iterator[Claim]:
    rows, numbers = [], []
    for figure in evidence.figures:
        number = shown(figure, kind) if figure.name == measure else None
        if number is None or not _is_by(figure.group, variables):
            continue
        row = _cells(public, variables, figure.group)
        rows += [row] if number else list(np.eye(len(row))[row > 0])
        numbers += [number] if number else [0] * int((row > 0).sum())
    if not rows:
        return
    system = System(np.array(rows), np.array(numbers, dtype=float))
    hidden = [
        group
        for what, name, group in evidence.hidden
        if (what, name) == (kind, measure) and _is_by(group, variables)
    ]
    if not hidden:
        return
    had = system.had(np.array([_cells(public, variables, group) for group in hidden]))
    for group, number in zip(hidden, had, strict=True):
        if not np.isnan(number) and round(float(number)):
            yield Count(kind, measure, group, round(float(number)), "those who were asked")


def _is_by(group: Group, variables: tuple[str, ...]) -> bool:
    return {variable for variable, _ in group} <= {*variables}


def _cells(public: Public, variables: tuple[str, ...], group: Group) -> np.ndarray:
    """(cells,) 1 for each combination of codes that somebody of a group has."""
    codes = np.stack([public.columns[name] for name in variables], axis=1)
    cells, first = np.unique(codes, axis=0, return_index=True)
    return np.asarray(public.inside(group)[first], dtype=float)[: len(cells)]
