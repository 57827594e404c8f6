"""A plan on a known population: how it is drawn, and what it would say if it knew the truth."""

from dataclasses import replace

from measure87.design.drawing import Scheme
from measure87.design.fieldwork import Fieldwork
from measure87.design.plan_file import OneChildKeys, PlanSettings
from measure87.design.population import Population
from measure87.vocabulary.errors import UsageError


def needs_households(settings: PlanSettings) -> bool:
    """Whether it visits households and not persons."""
    return settings.one_child is not None or settings.family_reports is not None


def scheme_of_plan(settings: PlanSettings, clusters: int) -> Scheme:
    """How a plan is drawn.

    Raises
    ------
    UsageError
        If it is of reports on family beyond the household, of which a population table says
        nothing.
    """
    sensitivity = specificity = 1.0
    family = settings.family_reports
    if family is not None:
        if any(share > 0.0 for number, share in family.reporters_percent.items() if number != "1"):
            raise UsageError(
                "a table of persons does not say who could report on whom beyond a household",
                code="family",
                hint="simulate with reporters_percent = { 1 = 100 }: one respondent a household",
            )
        sensitivity = family.sensitivity_percent / 100.0
        specificity = family.specificity_percent / 100.0
    if settings.screen is not None:  # whom it finds in error, the long interview sets right
        sensitivity = settings.screen.sensitivity_percent / 100.0
    return Scheme(
        clusters=clusters,
        asked=settings.sample.asked_per_cluster,
        response=settings.sample.response_percent / 100.0,
        one_of_unit=settings.one_child is not None,
        sensitivity=sensitivity,
        specificity=specificity,
    )


def measured_fieldwork(settings: PlanSettings, population: Population, clusters: int) -> Fieldwork:
    """The plan with share, correlations, strata and households of the population."""
    outcome = replace(
        settings.outcome,
        prevalence_percent=100.0 * population.prevalence,
        icc=population.icc,
        earlier=None,
    )
    measured = replace(
        settings, outcome=outcome, sample=replace(settings.sample, strata=population.strata)
    )
    if settings.one_child is not None:
        measured = replace(
            measured, one_child=OneChildKeys(households_percent=population.units_percent())
        )
    if settings.family_reports is not None:
        family = replace(
            settings.family_reports,
            reported_percent=population.units_percent(),
            icc_family=max(population.icc_unit, population.icc),
        )
        measured = replace(measured, family_reports=family)
    return measured.fieldwork(clusters)
