"""Groups cut by the classes in which weights are alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from measure87.disseminate.gate.tables.boxes import Box, Dimensions
from measure87.vocabulary.alike_weights import AlikeWeights

Measure = tuple[str, str, int]


@dataclass(frozen=True)
class Split:
    """Weights that are alike in classes that figures are of; `boxes` are the classes."""

    weights: AlikeWeights
    boxes: tuple[Box, ...]

    def tells(self, measure: Measure, statistic: str) -> bool:
        """Whether a figure was estimated with these weights."""
        return (*measure, statistic) in self.weights.figures

    def of(self, box: Box) -> list[tuple[Box, float, float]]:
        """A group cut by the classes, with the least and greatest weight in each."""
        return [
            (cut, which.least, which.most)
            for which, own in zip(self.weights.classes, self.boxes, strict=True)
            if (cut := _cut(box, own)) is not None
        ]


def splits_of(alike: Sequence[AlikeWeights], dims: Dimensions) -> list[Split]:
    """The weights whose every class is made of codes that some figure is by."""
    found = []
    for one in alike:
        codes = {pair for which in one.classes for pair in which.group.items()}
        if codes <= dims.pieces_of.keys():
            found.append(Split(one, tuple(dims.box(which.group) for which in one.classes)))
    return found


def _cut(box: Box, other: Box) -> Box | None:
    """The persons of both groups; None if there can be none."""
    if box.disjoint(other):
        return None
    sides = dict(box.sides)
    for name, side in other.sides.items():
        sides[name] = sides.get(name, side) & side
    return Box(sides)
