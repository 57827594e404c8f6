"""The model in words: which parts were used, what was assumed, and every prior of the run."""

from collections.abc import Sequence

from measure87.combine.adjustment.known_differences import Flow
from measure87.combine.estimation.fitting import FittedMeasure
from measure87.combine.validation.prior_widths import SampledPrior, sampled_priors, set_priors
from measure87.study.world.settings import WorldSettings
from measure87.study.world.survey_error_words import survey_error_sentences
from measure87.study.world.total_words import total_sentences
from measure87.vocabulary.releases.world import StatedPrior, StatedSentence

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


def assumptions(settings: WorldSettings, fitted: Sequence[FittedMeasure]) -> list[StatedSentence]:
    """What was assumed, a sentence each."""
    errors = settings.model.errors
    found = [
        StatedSentence(
            code="assumed-sample",
            text="Figures that come with neither a standard error nor a sample size count as "
            f"{errors.effective_n:g} persons drawn at random.",
            values={"persons": errors.effective_n},
        ),
        StatedSentence(
            code="assumed-design-effect",
            text=f"Figures with a sample size and no design effect have one of {errors.deff:g}.",
            values={"deff": errors.deff},
        ),
    ]
    for one in fitted:
        if not one.definition:
            found += survey_error_sentences(one)
        found += [_flow_sentence(flow) for flow in one.settings.asked.flows]
        found += _source_sentences(one)
        found += total_sentences(one)
        found += _nested_sentences(one)
    return found


def texts_of(sentences: Sequence[StatedSentence]) -> list[str]:
    """The sentences as they stand in English."""
    return [one.text for one in sentences]


def _flow_sentence(flow: Flow) -> StatedSentence:
    """How persons over a period become persons at a time."""
    return StatedSentence(
        code="flow-to-stock",
        text=f"{flow.measure} becomes a stock by spells of {flow.mean_days:g} days in the mean, "
        f"uncertain by {flow.log_sd:g} on the log scale, as many beginning as ending.",
        values={"measure": flow.measure, "days": flow.mean_days, "log_sd": flow.log_sd},
    )


def _nested_sentences(one: FittedMeasure) -> list[StatedSentence]:
    """How a measure stands to one that lies within it, and to its base."""
    label, values = one.settings.label, {"measure": one.settings.name}
    found = []
    if one.definition:
        text = (
            f"{label}: estimated in one model with the measure that lies within it. Its share is "
            "that measure's and a share of the rest, in every draw; the steps of countries between "
            "the two are log-normal on the log-odds, and a country without figures of it has a "
            "step as countries with figures have."
        )
        found.append(StatedSentence(code="nested-measure", text=text, values=values))
    if one.settings.base is not None:
        text = f"{label}: its share of the base is independent of the base's share."
        found.append(StatedSentence(code="independent-of-base", text=text, values=values))
    return found


def _source_sentences(one: FittedMeasure) -> list[StatedSentence]:
    """Which kind of source is held to be without bias, and what is stated of others."""
    given, label, name = one.given, one.settings.label, one.settings.name
    found = [
        StatedSentence(
            code="source-bias",
            text=f"{label}: the log-odds of figures of {bias.source_type} are held to lie "
            f"{bias.mean:+g} from the true ones, with a standard deviation of {bias.sd:g}: "
            f"{bias.why}.",
            values={
                "measure": name,
                "source": bias.source_type,
                "mean": bias.mean,
                "sd": bias.sd,
                "why": bias.why,
            },
        )
        for bias in one.settings.asked.source_bias
        if bias.source_type in given.source_types
    ]
    if len(given.source_types) > 1 and 0 not in given.known_sources:
        first = given.source_types[0]
        text = f"{label}: figures of {first} are held to be without bias."
        values = {"measure": name, "source": first}
        found.append(StatedSentence(code="source-without-bias", text=text, values=values))
    return found


def stated_priors(fitted: Sequence[FittedMeasure]) -> list[StatedPrior]:
    """Every prior of the run, once."""
    return [
        StatedPrior(what=name, prior=sentence.text, why=_METHODS)
        for name, sentence in prior_sentences(fitted).items()
    ]


def prior_sentences(fitted: Sequence[FittedMeasure]) -> dict[str, StatedSentence]:
    """Each prior in words, by the name of its parameter."""
    found: dict[str, StatedSentence] = {}
    for one in fitted:
        design = one.draws.design
        for prior in (*set_priors(design), *sampled_priors(design)):
            found.setdefault(prior.name, prior_sentence(prior))
    return found


def prior_sentence(prior: SampledPrior) -> StatedSentence:
    """A prior in words, and its numbers to six digits."""
    first, second = float(f"{prior.first:g}"), float(f"{prior.second:g}")
    if prior.family != "normal":
        code, text = f"prior-{prior.family}", f"{prior.family}({first:g}, {second:g})"
    elif prior.name.endswith(("_scale", "_spread")):
        code, text = "prior-half-normal", f"half-normal, width {second:g}"
    else:
        code, text = "prior-normal", f"normal, mean {first:g}, SD {second:g}"
    return StatedSentence(code=code, text=text, values={"first": first, "second": second})
