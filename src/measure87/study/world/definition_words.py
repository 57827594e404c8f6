"""Figures under several definitions that are taken for one measure.

What a figure counts is told by its `measure`; `definition` says whose rule that was. Two rules
under one name of a measure are read as one, so that a reader has to know of it.
"""

from collections.abc import Iterator, Sequence

import polars as pl

from measure87.combine.estimation.inputs import WorldInputs
from measure87.study.world.measure_settings import MeasureSettings
from measure87.study.world.not_used import served_by
from measure87.vocabulary.releases.world import StatedWarning

CODE = "several-definitions"


def definition_warnings(
    inputs: WorldInputs, measures: Sequence[MeasureSettings]
) -> list[StatedWarning]:
    """`several-definitions`: whose they are of the figures that a model uses, and how many."""
    return [
        StatedWarning(
            code=CODE,
            text=f"{one.label}: figures under several definitions are taken for one measure, "
            f"{name}: {told}. Where they count otherwise, give them a measure of their own and a "
            "`crosswalk`, or leave them out",
            values={"measure": one.name, "name": name, "told": told},
        )
        for one in measures
        for name, told in _several(served_by(inputs, one).used)
    ]


def _several(used: pl.DataFrame) -> Iterator[tuple[str, str]]:
    """Measures of figures with two definitions or more, and these with their numbers of figures."""
    named = used.filter(pl.col("definition").str.strip_chars() != "")
    counts = named.group_by("measure", "definition").len().sort("definition")
    for name in sorted(set(named["measure"])):
        mine = counts.filter(measure=name).sort("len", descending=True, maintain_order=True)
        if mine.height > 1:
            yield name, ", ".join(f"{whose} ({n})" for _, whose, n in mine.iter_rows())
