"""The blocks together with the steps between definitions, and counts as normal figures."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from measure87.combine.model.count_sites import Counts, count_sites
from measure87.combine.model.country_blocks import CountryBlocks, country_blocks
from measure87.combine.model.figures import Figures
from measure87.combine.model.parts import Hierarchy, ModelParts
from measure87.combine.model.totals import LinearFigures, linear_figures, step_weights
from measure87.combine.model.typical_scales import (
    prior_of_figures,
    set_survey_scales,
    typical_scales,
    with_tails,
)
from measure87.combine.model.widths import STEP_MEDIAN
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray

# Counts have no error but that of their binomial. Predictions of two of one survey, sex and age
# would have a covariance without a root; this little error on the log-odds gives it one.
COUNT_SE = 1e-3


@dataclass(frozen=True)
class Design:
    """All that the density of the figures needs besides the scales.

    Attributes
    ----------
    figures, hierarchy, parts
        What was given.
    linear : LinearFigures
        The figures with totals in linear form, which is what the blocks hold.
    blocks : CountryBlocks
    step : (K, m)
        Which step each figure takes, from 1; 0 for definition 0. A country has one step for
        each of its other definitions, in all its years.
    step_weight : (K, m)
        How much of the step enters each figure: all of it, unless the definitions are the same at
        some ages.
    step_country, step_definition : (steps,)
        Country of each step, and its definition, from 1.
    step_sign : (steps,), 1 or -1
        Whether that definition counts more than definition 0, or less.
    step_told : (steps,) bool
        Whether a survey of the country has figures of this definition and of definition 0, so
        that the step can be seen.
    counts : Counts or None
        The counts that `blocks` hold as normal figures (`count_sites`); None where there are none.
    """

    figures: Figures
    hierarchy: Hierarchy
    parts: ModelParts
    linear: LinearFigures
    blocks: CountryBlocks
    step: IntArray
    step_weight: FloatArray
    step_country: IntArray
    step_definition: IntArray
    step_sign: FloatArray
    step_told: BoolArray
    counts: Counts | None

    @property
    def sampling_variance(self) -> FloatArray:
        """(K, m) variance of measured figures' own errors; next to none for counts."""
        counted = self.figures.counted[self.blocks.row]
        return np.where(counted, COUNT_SE**2, self.blocks.error_variance) * self.blocks.real

    @property
    def definitions(self) -> int:
        """How many definitions there are besides the one that is estimated."""
        return int(self.figures.definition.max())

    @property
    def source_types(self) -> int:
        """How many source types there are."""
        return int(self.figures.source_type.max()) + 1

    @property
    def surveys(self) -> int:
        """How many surveys there are."""
        return int(self.figures.survey.max()) + 1

    @cached_property
    def set_survey_scales(self) -> FloatArray:
        """(source types,) scale of surveys' errors; not a number where it is estimated."""
        return set_survey_scales(self.figures, self.parts)

    @cached_property
    def surveys_with_tails(self) -> BoolArray:
        """(surveys,) whether a survey's error has heavy tails."""
        return with_tails(self.figures, self.parts)

    @property
    def estimates_survey_errors(self) -> bool:
        """Whether the scale of surveys' errors is estimated for any kind of source."""
        return bool(np.isnan(self.set_survey_scales).any())

    @property
    def has_structure(self) -> bool:
        """Whether a country has figures of more than one sex or age, or set of them."""
        return self.figures.has_structure

    def by_figure(self, values: FloatArray) -> FloatArray:
        """(n,) values of figures, from (K, m)."""
        found = np.empty(self.figures.n)
        found[self.blocks.row[self.blocks.real]] = values[self.blocks.real]
        return found


def design_of(figures: Figures, hierarchy: Hierarchy, parts: ModelParts) -> Design:
    """Lay the figures out, totals in linear form, counts as normal figures.

    Raises
    ------
    DataError, RefusedError
        As `country_blocks`, `linear_figures` and `count_sites`.
    """
    return laid_out(figures, linear_figures(figures, hierarchy, parts), hierarchy, parts)


def laid_out(
    figures: Figures, linear: LinearFigures, hierarchy: Hierarchy, parts: ModelParts
) -> Design:
    """Lay figures out whose linear form is known."""
    blocks = country_blocks(linear.figures, hierarchy, parts)
    pairs = np.column_stack([figures.country, figures.definition])
    step_weight = step_weights(linear.figures, parts)
    # Where a definition is the same as definition 0 at all ages of a figure, it has no step.
    other = (figures.definition > 0) & (step_weight > 0.0)
    distinct, index = np.unique(pairs[other].reshape(-1, 2), axis=0, return_inverse=True)
    step = np.zeros(figures.n, dtype=np.int64)
    step[other] = 1 + index.reshape(-1)
    design = Design(
        figures=figures,
        hierarchy=hierarchy,
        parts=parts,
        linear=linear,
        blocks=blocks,
        step=step[blocks.row] * blocks.real,
        step_weight=step_weight[blocks.row] * blocks.real,
        step_country=distinct[:, 0],
        step_definition=distinct[:, 1],
        step_sign=np.array([parts.sign_of_step(d) for d in distinct[:, 1].tolist()], dtype=float),
        step_told=_told(figures, other, distinct),
        counts=None,
    )
    return _with_sites(design) if figures.counted.any() else design


def _with_sites(design: Design) -> Design:
    """The design with normal figures in the place of counts."""
    figures, linear, blocks = design.figures, design.linear, design.blocks
    counted = figures.counted
    counts = Counts(
        cases=figures.cases[counted],
        effective_n=figures.effective_n[counted],
        offset=linear.offset[counted],
        slope=linear.slope[counted],
    )
    shift = np.concatenate([[0.0], design.step_sign * STEP_MEDIAN])[design.step]
    scales = typical_scales(
        blocks,
        shift * design.step_weight,
        trend=design.parts.trend,
        survey=design.set_survey_scales,
    )
    logit, variance = linear.figures.logit.copy(), design.by_figure(blocks.error_variance)
    sites = count_sites(counts, counted, logit, variance, *prior_of_figures(blocks, scales))
    logit[counted], variance[counted] = sites.logit, sites.variance
    told = replace(
        blocks,
        logit=logit[blocks.row] * blocks.real,
        error_variance=variance[blocks.row] * blocks.real,
    )
    return replace(design, blocks=told, counts=counts)


def _told(figures: Figures, other: BoolArray, steps: IntArray) -> BoolArray:
    """(steps,) whether one survey has both definitions of each (country, definition).

    Parameters
    ----------
    other : (n,)
        Figures that take a step.
    """
    keys = zip(figures.country.tolist(), figures.survey.tolist(), strict=True)
    of_definition: dict[int, set[tuple[int, int]]] = {}
    for key, definition in zip(keys, (figures.definition * other).tolist(), strict=True):
        of_definition.setdefault(definition, set()).add(key)
    both = {
        definition: {country for country, _ in found & of_definition.get(0, set())}
        for definition, found in of_definition.items()
    }
    return np.array([country in both[definition] for country, definition in steps.tolist()], bool)
