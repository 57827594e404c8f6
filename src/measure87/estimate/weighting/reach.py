"""Classes of the population that the sample does not reach: other ages.

A table of the whole population serves a survey of children: classes of ages that the sample
does not have are left out. A class that lies half in the sample's ages would give its whole
population to the persons of the other half, and is refused.
"""

from dataclasses import replace

import polars as pl

from measure87.estimate.weighting.benchmark import Benchmark, Class, Margin, Range
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Notice


def within_reach(
    seen: pl.DataFrame, benchmark: Benchmark, counted: str
) -> tuple[Benchmark, list[Notice]]:
    """The benchmark without classes that the sample does not reach.

    Parameters
    ----------
    seen : DataFrame
        Combinations of the benchmark's variables, with the persons of each in `counted`.
    benchmark : Benchmark

    Raises
    ------
    DataError
        If a range lies partly beyond the values of the sample, or no class is left. An open
        range (18+) has no end that could lie beyond.
    """
    present = seen.filter(pl.col(counted) > 0)
    margins = tuple(_of_margin(present, margin) for margin in benchmark.margins)
    left_out = sum(
        len(old.persons) - len(new.persons)
        for old, new in zip(benchmark.margins, margins, strict=True)
    )
    if not left_out:
        return benchmark, []
    text = f"{left_out} classes of the population table are of ages that the sample does not have"
    told = Notice("population-unreached", text, {"classes": left_out})
    return replace(benchmark, margins=margins), [told]


def _of_margin(present: pl.DataFrame, margin: Margin) -> Margin:
    """A margin without the classes that the sample does not reach."""
    kept = {w: n for w, n in margin.persons.items() if _is_reached(present, margin, w)}
    if not kept:
        raise DataError(
            "nobody in the sample is in a class of the population",
            code="population-empty",
            hint="the table must have the ages and codes of the survey",
        )
    return margin if len(kept) == len(margin.persons) else Margin(margin.variables, kept)


def _is_reached(present: pl.DataFrame, margin: Margin, which: Class) -> bool:
    """Whether the sample's values reach a class, and all of it."""
    for variable, part in zip(margin.variables, which, strict=True):
        if not isinstance(part, Range) or not present[variable].dtype.is_numeric():
            continue
        lowest, highest = present[variable].min(), present[variable].max()
        if lowest is None or highest is None:
            return False
        ends = (float(lowest), float(highest))  # type: ignore[arg-type]
        if not part.overlaps(Range(*ends)):
            return False
        if part.first < ends[0] or (part.last is not None and part.last > ends[1]):
            raise DataError(
                f"the class {margin.text_of(which)} of the population reaches beyond the sample, "
                f"which has {variable} {ends[0]:g} to {ends[1]:g}",
                code="population-beyond",
                hint="give the population in classes of the ages that the survey asked",
            )
    return True
