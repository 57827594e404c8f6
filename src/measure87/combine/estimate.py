"""The world estimate: published figures, people and covariates in, estimates with draws out.

In order: countries are laid out, every measure's model is fitted, countries are summed to regions
and the world, changes are asked for, the model is validated and moved, and every figure is laid
beside what the model says. Nothing is read here and nothing is written.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from measure87.combine.aggregation.coverage import CoverageRule, near_figures
from measure87.combine.aggregation.summary import summarise
from measure87.combine.aggregation.tables import DrawTable, Findings, together
from measure87.combine.aggregation.world import PublicationRules, WorldEstimate, world_estimate
from measure87.combine.estimation.changes import changes_of
from measure87.combine.estimation.country_layout import (
    CountryLayout,
    country_layout,
    unsupported_of,
)
from measure87.combine.estimation.figure_rows import figure_rows, unused_rows
from measure87.combine.estimation.fitting import FittedMeasure, fit_measures
from measure87.combine.estimation.inputs import WorldInputs
from measure87.combine.estimation.published_beside import beside_published
from measure87.combine.estimation.questions import PublicationQuestions, Questions
from measure87.combine.estimation.trust import Trust, moves_of, validate_all
from measure87.combine.target import EditionEstimate
from measure87.vocabulary.combined import Cell
from measure87.vocabulary.errors import RefusedError
from measure87.vocabulary.progress import progress
from measure87.vocabulary.releases.world import StatedSentence


@dataclass(frozen=True)
class WorldFindings:
    """What was found; tables are those of `vocabulary.combined`.

    Attributes
    ----------
    fitted, trusts : one for each measure, in the order of the questions
        Models with their draws, and what validation found of them.
    rule : CoverageRule
        Which sums may be published.
    estimates : Findings
        `COMBINED_ESTIMATES`, each country's with the figure that was published of it.
    changes : Findings
        `COMBINED_CHANGES`.
    figures : DataFrame
        `FITTED_FIGURES`: those that serve, and those that do not with the reason.
    moves : rows of `WHAT_MOVES`
    draws : DataFrame
        Of every place, year, sex and age that is in `estimates`.
    editions : measure to editions of published estimates, by this run's method
    coverage_refusals : what the rule of coverage says of places and years, each sentence once
    """

    fitted: tuple[FittedMeasure, ...]
    trusts: tuple[Trust, ...]
    rule: CoverageRule
    estimates: Findings
    changes: Findings
    figures: pl.DataFrame
    moves: list[dict[str, Cell]]
    draws: pl.DataFrame
    editions: Mapping[str, tuple[EditionEstimate, ...]]
    coverage_refusals: tuple[StatedSentence, ...] = ()

    @property
    def validation(self) -> list[Mapping[str, Cell]]:
        """Scores of all measures."""
        return [row for one in self.trusts for row in one.rows]

    @property
    def refused(self) -> pl.DataFrame:
        """What is not published, and why."""
        both = (self.estimates.refused, self.changes.refused)
        return pl.concat(both).unique(maintain_order=True)


def estimate_world(inputs: WorldInputs, questions: Questions) -> WorldFindings:
    """Estimate countries, regions and the world, and say how far it may be believed.

    The same inputs, questions and seed give the same numbers.

    Parameters
    ----------
    inputs : WorldInputs
        Figures that serve and that do not, people, covariates, regions.
    questions : Questions
        Measures, years, priors, rules of publication, exercises of validation.

    Raises
    ------
    RefusedError
        For what cannot be defended: a trend that the figures cannot carry, chains that have not
        converged, an estimate of which nothing may be published.
    """
    layout = country_layout(inputs, questions)
    fitted = fit_measures(questions, inputs, layout)
    rule = _coverage_rule(questions.publication)
    worlds = [_world(questions, inputs, layout, one, rule) for one in fitted]
    draws = [DrawTable(one.settings.name) for one in fitted]
    progress("summing", 0.0)
    estimates = together(
        [summarise(world, watch=table.keep) for world, table in zip(worlds, draws, strict=True)]
    )
    _require_something(estimates)
    asked = {
        one.settings.name: changes_of(world, questions, inputs, one)
        for world, one in zip(worlds, fitted, strict=True)
    }
    changes = together([one.findings for one in asked.values()])
    trusts = validate_all(questions, fitted, inputs, layout)
    figures = pl.concat(
        [
            *(
                figure_rows(inputs.figures, one, trust.left_out, questions.level)
                for one, trust in zip(fitted, trusts, strict=True)
            ),
            unused_rows(inputs.figures, fitted),
        ]
    )
    return WorldFindings(
        fitted=fitted,
        trusts=tuple(trusts),
        rule=rule,
        estimates=replace(estimates, rows=beside_published(estimates.rows, figures)),
        changes=changes,
        figures=figures,
        moves=moves_of(questions, fitted, worlds),
        draws=pl.concat([one.frame() for one in draws]),
        editions={name: one.editions for name, one in asked.items()},
        coverage_refusals=_once(why for world in worlds for why in world.coverage_refusals()),
    )


def _once(sentences: Iterable[StatedSentence]) -> tuple[StatedSentence, ...]:
    return tuple({one.text: one for one in sentences}.values())


def _coverage_rule(rules: PublicationQuestions) -> CoverageRule:
    """How much of its people a sum must have figures of."""
    return CoverageRule(
        minimum_population_share=rules.minimum_population_share,
        maximum_years_away=rules.maximum_years_away,
        minimum_countries=rules.minimum_countries,
    )


def _world(
    questions: Questions,
    inputs: WorldInputs,
    layout: CountryLayout,
    one: FittedMeasure,
    rule: CoverageRule,
) -> WorldEstimate:
    figures = one.given.figures
    years = {
        code: np.unique(figures.year[figures.country == place]).tolist()
        for place, code in enumerate(inputs.countries)
    }
    near = near_figures(one.countries, rule.maximum_years_away, years)
    stated = near[:, one.countries.years.index(questions.year)]
    return world_estimate(
        one.countries,
        inputs.population,
        inputs.members,
        rules=PublicationRules(
            coverage=rule,
            countries_with_own_figures_only=bool(questions.publication.own_figures_only),
            figure_years=years,
        ),
        level=questions.level,
        split=inputs.split,
        unsupported=unsupported_of(one.countries, layout, stated),
    )


def _require_something(estimates: Findings) -> None:
    if estimates.rows.is_empty():
        first = estimates.refused.row(0, named=True) if estimates.refused.height else {}
        raise RefusedError(
            f"no estimate may be published: {first.get('text', 'there is none')}",
            code=str(first.get("code", "nothing-to-publish")),
            hint="bring figures of more countries, or state other rules under [publication]",
        )
