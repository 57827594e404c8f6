"""Attack: add and subtract what is shown, over all tables and releases at once.

Every count is a sum over cells. A count that is not shown can be had exactly when its cells lie in
the span of those shown; where a group has none, its cells have none either.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tests.attacks.beside import told_by_all
from tests.attacks.claims import FEW, Claim, Count, Person, distinct
from tests.attacks.evidence import Evidence, shown
from tests.attacks.truth import NO, UNSURE, YES, Group

KINDS = ("cases", "others", "unknown")
ROUNDING = 1e-6
MOST_CELLS = 600


@dataclass(frozen=True)
class System:
    """What is shown of one kind of count of one measure.

    The unknowns are the cells of those who are in all releases, then one for each who is not.
    """

    rows: np.ndarray
    numbers: np.ndarray

    def had(self, targets: np.ndarray) -> np.ndarray:
        """(targets,) the number of each that follows, NaN where none does."""
        if not len(self.numbers):
            return np.full(len(targets), np.nan)
        inverse = np.linalg.pinv(self.rows, rcond=1e-9)
        fits = np.abs(targets @ inverse @ self.rows - targets).max(axis=1) < ROUNDING
        return np.where(fits, targets @ (inverse @ self.numbers), np.nan)


def system_of(evidence: Evidence, kind: str, measure: str) -> System:
    """The equations of one kind of count of a measure."""
    rows, numbers = [], []
    for figure in evidence.figures:
        number = shown(figure, kind) if figure.name == measure else None
        if number is None:
            continue
        row = _with_leavers(evidence, figure.group, figure.release)
        rows += [row] if number else list(np.eye(len(row))[row > 0])
        numbers += [number] if number else [0] * int((row > 0).sum())
    for count in evidence.outside + told_by_all(evidence):
        if (count.kind, count.measure) == (kind, measure):
            rows.append(_with_leavers(evidence, count.group))
            numbers.append(count.number)
    return System(np.array(rows), np.array(numbers, dtype=float))


def _with_leavers(evidence: Evidence, group: Group, release: int | None = None) -> np.ndarray:
    """Who a count is of: in one release, or (None) in any."""
    of_each = [
        float((release is None or release in there) and _is_inside(evidence, group, row))
        for row, there in zip(evidence.left, evidence.there, strict=True)
    ]
    return np.concatenate([evidence.cells.inside(group), of_each])


def _is_inside(evidence: Evidence, group: Group, row: int) -> bool:
    return evidence.public is not None and bool(evidence.public.inside(group)[row])


def by_sums(evidence: Evidence) -> list[Claim]:
    """Hidden counts that follow from those shown, of a group or of what parts leave of it."""
    if evidence.cells.number > MOST_CELLS:
        return []
    return distinct(_counts(evidence))


def _counts(evidence: Evidence) -> Iterator[Claim]:
    for measure in sorted({figure.name for figure in evidence.figures}):
        for kind in KINDS:
            wanted = [g for k, name, g in evidence.hidden if (k, name) == (kind, measure)]
            system = system_of(evidence, kind, measure)
            targets = [_with_leavers(evidence, group) for group in wanted]
            found = system.had(np.array(targets)) if targets else ()
            for group, number in zip(wanted, found, strict=True):
                if np.isnan(number) or round(number) <= 0:
                    continue
                if not (kind == "others" and _is_all_others(evidence, measure, group, number)):
                    yield Count(kind, measure, group, round(number), "by sums and differences")
            yield from _rests(evidence, kind, measure)


def _is_all_others(evidence: Evidence, measure: str, group: Group, number: float) -> bool:
    """Whether a release shows the group, and says so many are no cases if nobody is unknown.

    Then that nobody is unknown is all that the number tells.
    """
    of_group = [one for one in evidence.figures if (one.name, one.group) == (measure, group)]
    sizes = [(one.asked, one.n_cases) for one in of_group if not one.is_hidden]
    return any(n is not None and c is not None and n - c == round(number) for n, c in sizes)


def _rests(evidence: Evidence, kind: str, measure: str) -> Iterator[Claim]:
    """One or two persons that a group has more than one inside it."""
    told = {
        figure.group: shown(figure, kind) for figure in evidence.figures if figure.name == measure
    }
    numbers = {group: number for group, number in told.items() if number is not None}
    if evidence.left or len(numbers) < 2:
        return
    groups = list(numbers)
    boxes = np.array([evidence.cells.inside(group) for group in groups])
    inside = (boxes @ boxes.T) >= boxes.sum(axis=1)  # the second lies in the first
    seen = set()
    for whole, part in np.argwhere(inside):
        less = numbers[groups[whole]] - numbers[groups[part]]
        rest = (boxes[whole] - boxes[part]).tobytes()
        if less in FEW and boxes[whole].sum() > boxes[part].sum() and rest not in seen:
            seen.add(rest)
            yield Count(
                kind, measure, groups[whole], less, "a group less one inside it", (groups[part],)
            )


def leavers(evidence: Evidence) -> list[Claim]:
    """What those answered who are in one of two releases alone."""
    if not evidence.left or evidence.cells.number > MOST_CELLS:
        return []
    found: list[Claim] = []
    for measure in sorted({figure.name for figure in evidence.figures}):
        for kind, status in zip(KINDS, (YES, NO, UNSURE), strict=True):
            found += _of_leavers(evidence, kind, measure, status)
    return distinct(found)


def _of_leavers(evidence: Evidence, kind: str, measure: str, status: int) -> Iterator[Claim]:
    system = system_of(evidence, kind, measure)
    cells, people = evidence.cells.number, len(evidence.left)
    each = np.hstack([np.zeros((people, cells)), np.eye(people)])
    together = np.concatenate([np.zeros(cells), np.ones(people)])[None]
    for row, number in zip(evidence.left, system.had(each), strict=True):
        if number > 0.5:
            yield Person(row, measure, status, "one release less the other")
    if people > 1 and system.had(together)[0] > people - 0.5:
        for row in evidence.left:
            yield Person(row, measure, status, "one release less the other, all alike")
