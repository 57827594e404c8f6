"""Runs the model of measures that belong together: from figures to draws of all countries."""

from dataclasses import dataclass, replace

import numpy as np

from measure87.combine.adjustment.model_figures import ModelFigures, model_figures
from measure87.combine.adjustment.nested import (
    nested_error,
    nested_figures,
    nested_share,
    precision_told,
)
from measure87.combine.aggregation.country_draws import CountryDraws, NewSurvey
from measure87.combine.estimation.country_layout import CountryLayout
from measure87.combine.estimation.families import (
    Family,
    families_of,
    persons_of_part,
    population_persons,
    require_figures,
    shares_of_cells,
)
from measure87.combine.estimation.inputs import WorldInputs
from measure87.combine.estimation.questions import MeasureQuestion, Questions
from measure87.combine.inputs import FigureTable
from measure87.combine.model.design import Design, design_of
from measure87.combine.model.linearisation_error import (
    LinearisationError,
    linearisation_error,
)
from measure87.combine.model.parts import ModelParts, countries_without_trend
from measure87.combine.model.paths import draw_paths, new_survey_errors
from measure87.combine.model.sampling import Sampler, ScaleDraws, draw_scales
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.errors import RefusedError
from measure87.vocabulary.progress import progress

ROUNDS = 4
"""Chains that have not converged go on up to this many times their first length."""
LINEARISATION_DRAWS = 50


@dataclass(frozen=True)
class FittedMeasure:
    """One measure's model and draws; `share` of a nested measure is that of the whole population.

    Measures of one family (`families`) have the same figures and draws of the scales.

    Attributes
    ----------
    settings : MeasureQuestion
        What is asked of it.
    given : ModelFigures
        What the model was fitted to: for a nested measure its share of the base.
    draws : ScaleDraws
    shares_of_cells : (n, sexes, ages)
        Of each figure's cells among their persons, to lay the measure's shares beside it.
    countries : CountryDraws
    without_trend : tuple of str
        Countries whose own figures carry no trend.
    linearisation : LinearisationError or None
        How far totals' linear form is from their sum; None where no figure is a total.
    definition : int
        Which of the model's definitions the measure is.
    """

    settings: MeasureQuestion
    given: ModelFigures
    draws: ScaleDraws
    shares_of_cells: FloatArray
    countries: CountryDraws
    without_trend: tuple[str, ...]
    linearisation: LinearisationError | None = None
    definition: int = 0


def sampler_of(questions: Questions) -> Sampler:
    """The sampler that is asked for."""
    model = questions.model
    return Sampler(
        seed=questions.seed,
        chains=model.chains,
        warmup=model.warmup,
        draws=model.draws,
        target_acceptance=model.target_acceptance,
        rounds=ROUNDS,
    )


def fit_measures(
    questions: Questions, inputs: WorldInputs, layout: CountryLayout
) -> tuple[FittedMeasure, ...]:
    """Fit every measure, nested ones after the measure that they are nested with.

    Raises
    ------
    RefusedError
        `no-figures` and `too-few-countries`, of whichever measure, before anything is sampled;
        `trend-not-carried`, `not-converged`.
    """
    require_figures(questions, inputs)
    found: dict[str, FittedMeasure] = {}
    families = families_of(questions.measures)
    for number, family in enumerate(families):
        measure = family.base
        progress(f"estimating {measure.label}", number / len(families))
        base = measure.base
        table, persons = inputs.figures, population_persons(inputs, measure.asked)
        if base is not None:
            beyond = measure.beyond is not None
            table = nested_figures(table, measure.name, base, questions.model.errors, beyond=beyond)
            persons = persons_of_part(persons, found[base].countries, beyond=beyond)
        given = model_figures(
            table,
            measure.asked,
            inputs.countries,
            questions.model.errors,
            persons,
            without_population=inputs.without_population,
        )
        fitted = _fit(questions, family, given, inputs, layout, number)
        if base is not None:
            rng = np.random.default_rng([questions.seed, number, 1])
            whole = population_persons(inputs, measure.asked)
            weight = shares_of_cells(given.figures, inputs.countries, whole)
            alone = replace(fitted[0], shares_of_cells=weight)
            fitted = (_nested(alone, found[base], inputs.figures, rng),)
        found |= {one.settings.name: one for one in fitted}
    return tuple(found[one.name] for one in questions.measures)


def _fit(
    questions: Questions,
    family: Family[MeasureQuestion],
    given: ModelFigures,
    inputs: WorldInputs,
    layout: CountryLayout,
    number: int,
) -> tuple[FittedMeasure, ...]:
    """The measures of one model."""
    measure = family.base
    parts = ModelParts(
        questions.year,
        questions.years,
        trend=questions.trend,
        knots_every=questions.model.knots_every,
        step_sign=given.step_sign,
        same_ages=given.same_ages,
        known_sources=given.known_sources,
        survey_errors=given.survey_errors,
    )
    design = _design(given, layout, parts, measure)
    draws = draw_scales(design, sampler_of(questions))
    rng = np.random.default_rng([questions.seed, number])
    progress("drawing countries", 0.5)
    paths = draw_paths(draws, questions.model.kept_draws, rng)
    figures = given.figures
    own = np.bincount(figures.country, minlength=len(inputs.countries))
    latest = np.zeros(len(inputs.countries), dtype=np.int64)
    np.maximum.at(latest, figures.country, figures.year)
    lacks = countries_without_trend(figures, layout.hierarchy).astype(bool)
    linearisation = linearisation_error(
        draws, LINEARISATION_DRAWS, np.random.default_rng([questions.seed, number, 2])
    )

    new_survey = NewSurvey(
        error=new_survey_errors(
            draws, questions.model.kept_draws, np.random.default_rng([questions.seed, number, 3])
        ),
        effective_n=questions.model.errors.effective_n,
    )

    def fitted(one: MeasureQuestion, definition: int) -> FittedMeasure:
        return FittedMeasure(
            settings=one,
            given=given,
            draws=draws,
            shares_of_cells=figures.cell_weight,
            countries=CountryDraws(
                measure=one.name,
                share=paths.share_under(definition),
                countries=inputs.countries,
                years=tuple(int(year) for year in paths.years),
                sexes=measure.asked.sexes,
                ages=measure.asked.ages,
                n_figures=own.astype(np.int64),
                latest_figure=latest,
                new_survey=new_survey,
            ),
            without_trend=tuple(c for c, no in zip(inputs.countries, lacks, strict=True) if no),
            linearisation=linearisation,
            definition=definition,
        )

    return tuple(fitted(one, family.definition_of(one.name)) for one in family.members)


def _design(
    given: ModelFigures, layout: CountryLayout, parts: ModelParts, measure: MeasureQuestion
) -> Design:
    try:
        return design_of(given.figures, layout.hierarchy, parts)
    except RefusedError as error:
        raise RefusedError(
            f"{measure.label}: {error.text}", code=error.code, hint=error.hint
        ) from error


def _nested(
    fitted: FittedMeasure, base: FittedMeasure, table: FigureTable, rng: np.random.Generator
) -> FittedMeasure:
    """The nested measure's share of the population, draw by draw.

    The two models are independent. Their chains begin from the same seed, so the draws of one
    are put in an order of chance before they are paired.
    """
    n = min(fitted.countries.n_draws, base.countries.n_draws)
    order = rng.permutation(fitted.countries.n_draws)[:n]
    beyond = fitted.settings.beyond is not None
    of_base, q = base.countries.share[:n], fitted.countries.share[order]
    new_base, new_q = base.countries.new_survey, fitted.countries.new_survey
    new_survey = None
    if new_base is not None and new_q is not None:
        error = nested_error(of_base, new_base.error[:n], q, new_q.error[order], beyond=beyond)
        new_survey = replace(new_base, error=error)
    told = precision_told(table, fitted.given.table.filter("used"), fitted.settings.name)
    countries = replace(
        fitted.countries,
        share=nested_share(of_base, q, beyond=beyond),
        new_survey=new_survey,
    )
    return replace(fitted, given=replace(fitted.given, assumed=told), countries=countries)
