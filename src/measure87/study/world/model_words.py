"""The model in words: which parts were used, what was assumed, and every prior of the run."""

from collections.abc import Sequence

from measure87.combine.estimation.fitting import FittedMeasure
from measure87.combine.validation.prior_widths import SampledPrior, sampled_priors, set_priors
from measure87.study.world.settings import WorldSettings
from measure87.study.world.survey_error_words import survey_error_sentences
from measure87.study.world.total_words import total_sentences
from measure87.vocabulary.releases.world import StatedPrior

_METHODS = "docs/methods/world-model.md"


def model_text(settings: WorldSettings, fitted: Sequence[FittedMeasure]) -> str:
    """The parts of the model that were used."""
    design = fitted[0].draws.design
    parts = [
        "countries in sub-regions in regions on the log-odds, the country effects with a t "
        f"distribution of {design.parts.tail_df:g} degrees of freedom"
    ]
    if settings.covariates:
        parts.append("covariates " + ", ".join(use.name for use in settings.covariates))
    if settings.trend:
        parts.append(
            "a second-order random walk of world and regions with bends every "
            f"{design.parts.knots_every} years, country slopes and AR(1) deviations"
        )
    if any(one.linearisation is not None for one in fitted):
        parts.append("totals as weighted means of their cells")
    if any(one.settings.asked.crosswalks for one in fitted):
        parts.append("log-normal crosswalk effects, of one sign")
    if any(one.given.adjustments for one in fitted):
        names = sorted({name for one in fitted for name in one.given.adjustments})
        parts.append("source effects of figures known to differ: " + ", ".join(names))
    if any(one.draws.design.counts is not None for one in fitted):
        parts.append("binomial counts where few cases are expected")
    return (
        "; ".join(parts) + ". Equations and priors are on the methods page of the world model of "
        "the program (docs/methods/world-model.md)."
    )


def assumptions(settings: WorldSettings, fitted: Sequence[FittedMeasure]) -> list[str]:
    """What was assumed, a sentence each."""
    errors = settings.model.errors
    found = [
        f"Figures that come with neither a standard error nor a sample size count as "
        f"{errors.effective_n:g} persons drawn at random.",
        f"Figures with a sample size and no design effect have one of {errors.deff:g}.",
    ]
    for one in fitted:
        if not one.definition:
            found += survey_error_sentences(one)
        found += [
            f"{flow.measure} becomes a stock by spells of {flow.mean_days:g} days in the mean, "
            f"uncertain by {flow.log_sd:g} on the log scale, as many beginning as ending."
            for flow in one.settings.asked.flows
        ]
        found += _source_sentences(one)
        found += total_sentences(one)
        if one.definition:
            found.append(
                f"{one.settings.label}: estimated in one model with the measure that lies within "
                "it. Its share is that measure's and a share of the rest, in every draw; the steps "
                "of countries between the two are log-normal on the log-odds, and a country "
                "without figures of it has a step as countries with figures have."
            )
        if one.settings.base is not None:
            found.append(
                f"{one.settings.label}: its share of the base is independent of the base's share."
            )
    return found


def _source_sentences(one: FittedMeasure) -> list[str]:
    """Which kind of source is held to be without bias, and what is stated of others."""
    given, label = one.given, one.settings.label
    found = [
        f"{label}: the log-odds of figures of {bias.source_type} are held to lie {bias.mean:+g} "
        f"from the true ones, with a standard deviation of {bias.sd:g}: {bias.why}."
        for bias in one.settings.asked.source_bias
        if bias.source_type in given.source_types
    ]
    if len(given.source_types) > 1 and 0 not in given.known_sources:
        found.append(f"{label}: figures of {given.source_types[0]} are held to be without bias.")
    return found


def stated_priors(fitted: Sequence[FittedMeasure]) -> list[StatedPrior]:
    """Every prior of the run, once."""
    found: dict[str, StatedPrior] = {}
    for one in fitted:
        design = one.draws.design
        for prior in (*set_priors(design), *sampled_priors(design)):
            found.setdefault(
                prior.name,
                StatedPrior(what=prior.name, prior=_prior_text(prior), why=_METHODS),
            )
    return list(found.values())


def _prior_text(prior: SampledPrior) -> str:
    if prior.family != "normal":
        return f"{prior.family}({prior.first:g}, {prior.second:g})"
    if prior.name.endswith(("_scale", "_spread")):
        return f"half-normal, width {prior.second:g}"
    return f"normal, mean {prior.first:g}, SD {prior.second:g}"
