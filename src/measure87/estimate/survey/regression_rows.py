"""The persons of a regression: read, with who is left out and why counted, and the sampled units.

Whoever has an unknown answer, or a missing value of a term, is left out and counted; she is never
a no. She stays in the sample: the variance is that of a domain, in which her cluster counts as one
that has nobody in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from measure87.estimate.survey.corrections import check_corrections
from measure87.estimate.survey.engine_columns import collect
from measure87.estimate.survey.engines import as_frame, check_columns
from measure87.estimate.survey.faults import bad_correction
from measure87.estimate.survey.group_sums import GroupedUnits
from measure87.estimate.survey.levels import Domains
from measure87.estimate.survey.outcomes import DomainTable, Outcome
from measure87.estimate.survey.regression_terms import (
    Model,
    Terms,
    category_of,
    coded,
    is_missing,
    model_of,
)
from measure87.estimate.survey.regression_values import (
    answers_of,
    logarithm_of,
    numbers_of,
    replicate_of,
    weights_of,
)
from measure87.estimate.survey.sampled_units import NotTogetherError, SampledUnits, UnitRows
from measure87.estimate.survey.status_columns import with_statuses
from measure87.numerics.arrays import BoolArray, FloatArray, Int32Array, IntArray
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import MISSING_CATEGORY
from measure87.vocabulary.survey_design import SurveyDesign


@dataclass(frozen=True)
class RegressionRows:
    """The n persons in the regression, and the U last-stage units of the whole sample.

    answer, weight, offset : (n,) float; offset is None without an exposure
    unit : (n,) the last-stage unit of each, ascending
    units : of the whole sample, one row a unit, without sums
    codes : (U, ...) of each unit, its codes and corrections
    replicate : column of replicate weights to those of the n persons, of columns that were asked
    unknown : persons of the domain whose answer is unknown
    missing : column to the persons with an answer of whom it is missing
    """

    model: Model
    answer: FloatArray
    weight: FloatArray
    offset: FloatArray | None
    unit: IntArray
    units: GroupedUnits
    codes: pl.DataFrame
    replicate: Mapping[str, FloatArray]
    unknown: int
    missing: Mapping[str, int]


def read_regression(
    table: Any,
    outcome: Outcome,
    terms: Terms,
    design: SurveyDesign,
    *,
    exposure: str | None = None,
    where: Mapping[str, tuple[str, ...]] | None = None,
    replicate_columns: Sequence[str] = (),
    replicates_are_factors: bool = False,
) -> RegressionRows:
    """Read a table of any engine; of one that is not here the columns needed are fetched.

    `replicate_columns` name replicate weights, or factors of the weights, that are read beside the
    rest, so that they are of the same rows whatever their order.

    Raises
    ------
    DataError
        For columns, weights and designs that cannot be used, as in `estimate_survey`; where
        nobody is left; and as `category_of`.
    """
    frame, (chosen,) = with_statuses(as_frame(table), [outcome])
    selection = dict(where or {})
    numbers = [name for name in terms.columns if name in terms.numbers]
    numbers += [] if exposure is None else [exposure]
    outcomes = (chosen, *(Outcome(name, name, "number", "mean") for name in numbers))
    check_columns(frame, outcomes, design, (DomainTable(terms.categories),), selection)
    names = [chosen.column, *numbers, *terms.categories, *selection, *design.columns]
    names += replicate_columns
    batch, units = _together(collect(frame.select(*dict.fromkeys(names))), design)
    weight = weights_of(batch, design)
    answer, unknown = answers_of(batch, chosen)
    asked = weight > 0.0
    if selection:
        asked &= Domains((), selection).base_levels(batch)[0] >= 0
    kept = asked & ~np.isnan(answer)
    values = {name: numbers_of(batch, name) for name in numbers}
    codes = {name: coded(batch[name]) for name in terms.categories}
    gaps = {name: np.isnan(value) for name, value in values.items() if np.isnan(value.sum())}
    gaps |= {
        name: is_missing(texts, place)
        for name, (place, texts) in codes.items()
        if MISSING_CATEGORY in texts
    }
    used = kept & ~np.logical_or.reduce([*gaps.values()]) if gaps else kept
    n_unknown = int((asked & unknown).sum())
    missing = {name: int((kept & gap).sum()) for name, gap in gaps.items()}
    _require_somebody(used, outcome.name, n_unknown, missing)
    at = slice(None) if used.all() else used
    model = model_of(
        terms,
        {
            name: category_of(name, place[at], texts, terms.reference.get(name))
            for name, (place, texts) in codes.items()
        },
        {name: values[name][at] for name in terms.columns if name in terms.numbers},
    )
    return RegressionRows(
        model,
        answer[at],
        weight[at],
        None if exposure is None else logarithm_of(values[exposure][at], exposure),
        units.unit[at],
        units.grouped(batch, design),
        _codes(batch, units),
        {
            name: replicate_of(batch, name, weight, are_factors=replicates_are_factors)[at]
            for name in replicate_columns
        },
        n_unknown,
        {name: n for name, n in missing.items() if n},
    )


@dataclass(frozen=True)
class _Units:
    """The units of a table's rows."""

    found: SampledUnits
    read: UnitRows

    @cached_property
    def starts(self) -> IntArray:
        """The row where each last-stage unit begins."""
        return np.flatnonzero(self.read.change < self.found.n_stages)

    @property
    def unit(self) -> IntArray:
        """The last-stage unit of each row."""
        return np.cumsum(self.read.change < self.found.n_stages, dtype=np.int64) - 1

    def grouped(self, batch: pl.DataFrame, design: SurveyDesign) -> GroupedUnits:
        """One row a unit."""
        starts = self.starts
        units = GroupedUnits(
            np.zeros((0, 0, 3)),
            self.read.change[starts],
            _stratum_of(self.read, starts),
            np.zeros(0, dtype=np.int32),
            self.read.correction[:, starts],
            check_corrections(batch.lazy(), design),
            np.arange(len(starts)),
            tuple(self.found.stratum_names),
            self.found.notices(),
        )
        _check_fractions(units, design)
        return units


def _codes(batch: pl.DataFrame, units: _Units) -> pl.DataFrame:
    """The design's columns, one row a unit; without any the units by number."""
    columns = units.found.columns
    if not columns:
        return pl.DataFrame({"unit": units.starts})
    codes = batch.select(columns)
    return codes[units.starts] if units.found.clusters else codes


def _stratum_of(read: UnitRows, starts: IntArray) -> Int32Array:
    """The stratum of every last-stage unit: that of the first-stage unit that it lies in."""
    begins = read.change[starts] == 0
    strata: Int32Array = read.stratum[starts[begins]][np.cumsum(begins) - 1]
    return strata


def _together(batch: pl.DataFrame, design: SurveyDesign) -> tuple[pl.DataFrame, _Units]:
    """The rows with those of a unit together, and the units."""
    if not batch.height:
        raise DataError("the table has no rows", code="empty-table")
    units = SampledUnits(design)
    try:
        return batch, _Units(units, units.read(batch))
    except NotTogetherError:
        batch = batch.sort(units.order, maintain_order=True)
        units = SampledUnits(design)
        return batch, _Units(units, units.read(batch))


def _check_fractions(units: GroupedUnits, design: SurveyDesign) -> None:
    """Raise where more units are in the sample than in the population."""
    for stage in range(len(design.fpc) if len(units.starts) else 0):
        if stage >= units.correction.shape[0] or units.is_fraction[stage]:
            continue
        begins = units.change == stage if stage else units.change == 0
        parent = np.cumsum(units.change < stage) if stage else units.stratum.astype(np.int64)
        own = units.change <= stage
        sampled = np.bincount(parent, weights=own)
        if (sampled[parent] > units.correction[stage] * (1.0 + 1e-9))[begins].any():
            raise bad_correction(design)


def _require_somebody(
    used: BoolArray, outcome: str, unknown: int, missing: Mapping[str, int]
) -> None:
    """Raise where nobody has an answer and all terms."""
    if used.any():
        return
    gaps: Sequence[str] = [f"{n} without {name}" for name, n in missing.items() if n]
    told = ", ".join([*([f"{unknown} unknown"] if unknown else []), *gaps])
    raise DataError(
        f"no person with a weight above 0 has a known answer to {outcome} and every term"
        + (f" ({told})" if told else ""),
        code="empty-domain",
        hint="look at the codes of the conditions, and at what is missing",
    )
