"""Pooled waves: several samples of a population that changes little, as one sample of their mean.

Each wave's weights add up to the population of its time. A wave gets the factor a_t, with
sum a_t = 1, so that the pooled weights add up to a mean of these populations and a pooled
estimate is of the mean over the waves: a_t = n_t / n, by persons; or by effective persons, n_t over
the design effect of weighting 1 + CV^2, which leans on waves that tell more. Answers of the same
persons in several waves are not independent; keep their clusters in the design.

Sources: Thomas & Wannell (2009), Combining cycles of the Canadian Community Health Survey, Health
Reports 20(1), Statistics Canada (abstract seen: the pooled approach scales weights by a constant);
Kish (1999), Cumulating/combining population surveys, Survey Methodology 25, 129-138 (unseen).
"""

from dataclasses import dataclass

import numpy as np

from measure87.estimate.weighting.columns import Columns
from measure87.estimate.weighting.fault import RecipeFault
from measure87.estimate.weighting.recipe import Waves
from measure87.estimate.weighting.steps.kinds import CellStep, Persons
from measure87.numerics.arrays import FloatArray


@dataclass(frozen=True)
class _Pooled:
    """persons : (waves,) of the sample; None where effective persons count."""

    where: str
    persons: FloatArray | None

    def factors(self, total: FloatArray, squares: FloatArray) -> FloatArray:
        if not (total > 0.0).all():
            raise RecipeFault(
                "a wave has nobody with a weight", code="empty-wave", where=self.where,
                hint="a wave must have persons in every replicate",
            )  # fmt: skip
        counts = total**2 / squares if self.persons is None else self.persons
        return np.asarray(counts / counts.sum())


def prepare_waves(step: Waves, columns: Columns, persons: Persons, where: str) -> CellStep:
    """Read the column of the step."""
    gone = persons.drawn & columns.frame[columns.spelt(step.wave)].is_null().to_numpy()
    columns.refuse(gone, f"{step.wave} is missing for", "missing-wave")
    wave, n_waves = columns.codes([step.wave])
    count = np.bincount(wave[persons.drawn], minlength=n_waves)
    number = np.cumsum(count > 0) - 1
    cell = np.where(persons.drawn, number[wave], -1).astype(np.int32)
    counts = count[count > 0].astype(float)
    rule = _Pooled(where, counts if step.by == "persons" else None)
    return CellStep(cell, len(counts), rule, persons)
