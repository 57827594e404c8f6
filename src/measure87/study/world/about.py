"""What a run says of itself: the facts for GATHER, and `about.json` for the report."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from measure87 import __version__
from measure87.combine.aggregation.coverage import CoverageRule, support_rule
from measure87.combine.estimation.fitting import FittedMeasure
from measure87.combine.estimation.inputs import WorldInputs
from measure87.combine.estimation.trust import Trust
from measure87.combine.inputs import Exclusion
from measure87.combine.target import EditionEstimate, Target
from measure87.combine.validation.gather_facts import RunFacts
from measure87.define.classifications.geography import Membership, region_sets
from measure87.disseminate.locale.own_titles import own_title
from measure87.files import sha256_of
from measure87.study.world.edition_content import stated_editions
from measure87.study.world.measure_settings import MeasureSettings
from measure87.study.world.model_words import (
    assumptions,
    model_text,
    prior_sentences,
    stated_priors,
    texts_of,
)
from measure87.study.world.settings import WorldSettings
from measure87.study.world.total_words import stated_linearisation
from measure87.vocabulary.published_figures import PUBLISHED_FIGURES, SOURCE_TYPES
from measure87.vocabulary.releases.world import (
    RegionSet,
    StatedSentence,
    StatedTarget,
    StatedTrend,
    StatedWarning,
    WarningValue,
    WorldAbout,
    WorldMeasure,
    WorldProvenance,
    shown_per,
)

NO_TREND = StatedSentence(
    code="no-trend",
    text="One stated year: the settings ask for no trend. Figures of one year per country say "
    "where countries stand, not where they go.",
)
_FIGURE = [name for name in PUBLISHED_FIGURES.names if name not in ("included", "reason")]
_NOT_COUNTED = (
    "errors that all surveys share, such as children whom no household survey reaches",
    "errors of the population figures",
    "errors of covariates that were published",
)
_LEFT_UNCERTAIN = (
    "sampling error of figures, as published or assumed",
    "errors of surveys beyond sampling, and of kinds of source",
    "crosswalk effects",
    "countries, sub-regions and regions around what is expected of them",
    "covariates that nobody published",
)


def run_facts(
    settings: WorldSettings,
    inputs: WorldInputs,
    fitted: Sequence[FittedMeasure],
    trusts: Sequence[Trust],
    figures: pl.DataFrame,
    moves: Sequence[str],
    warnings: Sequence[StatedWarning],
) -> RunFacts:
    """What the program knows of the run, for the statement."""
    # A figure that serves two measures has two rows, and is one figure.
    used = figures.filter(pl.col("included") == "true").unique(_FIGURE, maintain_order=True)
    left = figures.filter(pl.col("included") != "true").unique(_FIGURE, maintain_order=True)
    left = left.join(used, on=_FIGURE, how="anti", nulls_equal=True, maintain_order="left")
    by_hand = {one.reason for one in settings.exclusions}
    bare = used.filter(pl.col("se").is_null() & pl.col("n").is_null())
    labels = dict(SOURCE_TYPES)
    errors = settings.model.errors
    other = {"population": settings.population.path.name}
    if settings.covariate_file is not None:
        given = settings.covariate_file
        other["covariates"] = f"{given.path.name}, {given.vintage}"
    with_own = {c for one in fitted for c in _with_figures(one)}
    return RunFacts(
        measures=tuple((one.name, one.label, one.definition) for one in settings.measures),
        countries=len(inputs.countries),
        countries_with_figures=len(with_own),
        regions=_region_title(settings),
        years=settings.years,
        sexes=fitted[0].countries.sexes,
        ages=fitted[0].countries.ages,
        inputs=inputs.hashes,
        figures_used=used.height,
        left_out=Counter(r for r in left["reason"].to_list() if r not in by_hand),
        excluded_by_hand=tuple(_exclusion(one) for one in settings.exclusions),
        source_types=Counter(labels[one] for one in used["source_type"].to_list()),
        without_precision=bare.height,
        without_survey=used.filter(pl.col("source").is_null()).height,
        assumed_errors=(
            f"an effective sample of {errors.effective_n:g} persons where neither a standard error "
            f"nor a sample size is published, a design effect of {errors.deff:g} where a sample "
            "size comes without one"
        ),
        other_inputs=other,
        model=model_text(settings, fitted),
        left_uncertain=_LEFT_UNCERTAIN,
        not_counted=_NOT_COUNTED,
        scores=tuple(row for one in trusts for row in one.rows),
        moves=tuple(moves),
        not_validated=tuple(text for one in trusts for text in one.not_done),
        level=settings.level,
        draws=fitted[0].countries.n_draws,
        convergence=_convergence_text(fitted),
        version=__version__,
        limitations=(
            *(one.text for one in warnings),
            *(() if settings.trend else (NO_TREND.text,)),
        ),
    )


def world_about(
    settings: WorldSettings,
    inputs: WorldInputs,
    fitted: Sequence[FittedMeasure],
    trusts: Sequence[Trust],
    rule: CoverageRule,
    warnings: Sequence[StatedWarning],
    editions: Mapping[str, Sequence[EditionEstimate]],
    refusals: Sequence[StatedSentence] = (),
) -> WorldAbout:
    """Content of about.json; `editions` by measure, `refusals` with what they are made of."""
    rules = [rule.sentence(), support_rule(rule.maximum_years_away)]
    assumed = assumptions(settings, fitted)
    no_trend = [] if settings.trend else [NO_TREND]
    return WorldAbout(
        title=own_title(settings.title, settings.language, None, None) or settings.title,
        subtitle=settings.subtitle or None,
        language=settings.language,
        invented=settings.invented,
        stated_year=settings.year,
        years=list(fitted[0].countries.years),
        level=settings.level,
        seed=settings.seed,
        draws=fitted[0].countries.n_draws,
        version=__version__,
        measures=[_stated_measure(one, settings.topic) for one in settings.measures],
        region_set=_region_set(settings, inputs.members),
        trend=StatedTrend(estimated=settings.trend, text="".join(texts_of(no_trend))),
        coverage_rules=texts_of(rules),
        exclusions=[_exclusion(one) for one in settings.exclusions],
        assumptions=texts_of(assumed),
        priors=stated_priors(fitted),
        convergence=_convergence(fitted),
        linearisation=stated_linearisation(fitted) or None,
        warnings=list(warnings),
        notes=[*settings.notes, *(note for one in trusts for note in one.notes)],
        licence_notes=list(settings.licence_notes),
        citation=settings.citation or None,
        provenance=provenance_of(inputs.hashes, settings.path),
        target=_stated_target(settings.target.target),
        editions=stated_editions(editions),
        sentences=[*rules, *assumed, *no_trend, *refusals, *_of_models(fitted)],
    )


def _of_models(fitted: Sequence[FittedMeasure]) -> list[StatedSentence]:
    """Priors and convergence, each sentence once."""
    found = [*prior_sentences(fitted).values(), *(convergence_sentence(one) for one in fitted)]
    return list({one.text: one for one in found}.values())


def provenance_of(inputs: Mapping[str, str], settings: Path) -> WorldProvenance:
    """Files that were read, with their hashes, and the settings file with its own."""
    return WorldProvenance(
        inputs=dict(inputs), settings={"file": settings.name, "sha256": sha256_of(settings)}
    )


def _stated_measure(one: MeasureSettings, topic: str) -> WorldMeasure:
    return WorldMeasure(
        name=one.name,
        label=one.label,
        definition=one.definition,
        about=one.about,
        kind=topic,
        form=one.form,
        per=shown_per(topic),
    )


def _stated_target(asked: Target | None) -> StatedTarget | None:
    if asked is None:
        return None
    return StatedTarget(share=asked.share, persons=asked.persons, year=asked.year)


def _with_figures(one: FittedMeasure) -> list[str]:
    has = one.countries.n_figures > 0
    return [code for code, own in zip(one.countries.countries, has, strict=True) if own]


def _region_title(settings: WorldSettings) -> str:
    if settings.regions_file is not None:
        return f"regions of {settings.regions_file.name}"
    return region_sets().get(settings.region_set, settings.region_set)


def _region_set(settings: WorldSettings, members: Sequence[Membership]) -> RegionSet:
    file, title = settings.regions_file, _region_title(settings)
    if file is None:
        return RegionSet(name=settings.region_set, title=title)
    places = {one.code: one.name for one in members}
    return RegionSet(name=file.name, title=title, names=places)


def _exclusion(one: Exclusion) -> str:
    named = ", ".join(
        f"{key} {value}"
        for key, value in vars(one).items()
        if key != "reason" and value is not None
    )
    return f"{named}: {one.reason}"


def _convergence(fitted: Sequence[FittedMeasure]) -> dict[str, str | int | float]:
    return {one.settings.name: convergence_sentence(one).text for one in fitted}


def _convergence_text(fitted: Sequence[FittedMeasure]) -> str:
    return "; ".join(f"{name}: {text}" for name, text in _convergence(fitted).items())


def convergence_sentence(one: FittedMeasure) -> StatedSentence:
    """How well the chains of a model agree."""
    judged = one.draws.convergence
    worst = max(judged.r_hat.values(), default=1.0)
    least = min(judged.effective.values(), default=np.nan)
    text = (
        f"largest R-hat {worst:.4f}, fewest effective draws {least:.0f} of {one.draws.n}, "
        f"{one.draws.divergences} divergent steps"
    )
    values: dict[str, WarningValue] = {
        "r_hat": float(f"{worst:.4f}"),
        "n": int(one.draws.n),
        "divergent": int(one.draws.divergences),
    }
    if np.isfinite(least):
        values["effective"] = int(f"{least:.0f}")
    return StatedSentence(code="convergence", text=text, values=values)
