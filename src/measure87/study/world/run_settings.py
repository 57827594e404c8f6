"""How the model is run, what is published, what is validated."""

from dataclasses import dataclass

from measure87.combine.adjustment.asked import ErrorRules
from measure87.combine.model.sampling import Sampler
from measure87.study.toml_values import Section
from measure87.study.world.values import AT_LEAST_ZERO, number, positive
from measure87.vocabulary.errors import StudyError

MODEL_KEYS = (
    "effective_n", "deff", "fewest_cases", "other_ages", "other_ages_sd", "recall_days",
    "recall_sd", "reference_source", "source_bias", "survey_error", "apart",
    "first_year", "last_year", "knots_every", "chains", "warmup", "draws", "kept_draws",
    "target_acceptance",
)  # fmt: skip
PUBLICATION_KEYS = (
    "least_population_share", "most_years_away", "least_countries",
    "countries_with_own_figures_only",
)  # fmt: skip
VALIDATION_KEYS = (
    "countries", "last_surveys", "sources", "draws", "folds", "single_refits", "level",
    "regression", "sensitivity", "influence",
)  # fmt: skip


@dataclass(frozen=True)
class ModelSettings:
    """How the model is run."""

    errors: ErrorRules
    knots_every: int = 3
    chains: int = Sampler.chains
    warmup: int = Sampler.warmup
    draws: int = Sampler.draws
    kept_draws: int = 1000
    target_acceptance: float = Sampler.target_acceptance


@dataclass(frozen=True)
class ValidationSettings:
    """Which exercises are run."""

    countries: bool = True
    last_surveys: bool = False
    sources: bool = False
    sensitivity: bool = False
    influence: bool = False
    draws: int = 500
    folds: int = 5
    single_refits: int = 0
    level: float = 0.9
    regression: tuple[str, ...] = ()


@dataclass(frozen=True)
class PublicationSettings:
    """Rules of coverage, and whether countries need figures of their own."""

    least_population_share: float = 0.5
    most_years_away: int | None = 10
    least_countries: int = 1
    own_figures_only: bool = False


def read_model(model: Section) -> ModelSettings:
    """The table `[model]`, as far as it is about errors and the sampler."""
    plain = ModelSettings(ErrorRules())
    return ModelSettings(
        errors=ErrorRules(
            effective_n=positive(model, "effective_n", 2000.0),
            deff=positive(model, "deff", 1.5),
            fewest_cases=number(model, "fewest_cases", 10.0, above=AT_LEAST_ZERO) or 0.0,
        ),
        knots_every=model.whole("knots_every", plain.knots_every, 1, 20),
        chains=model.whole("chains", plain.chains, 2, 16),
        warmup=model.whole("warmup", plain.warmup, 10, 10**5),
        draws=model.whole("draws", plain.draws, 10, 10**5),
        kept_draws=model.whole("kept_draws", plain.kept_draws, 10, 10**5),
        target_acceptance=model.share("target_acceptance", plain.target_acceptance, 0.5),
    )


def read_publication(one: Section, topic: str) -> PublicationSettings:
    """The table `[publication]`; a topic of forced labour wants national data."""
    plain = PublicationSettings()
    own_only = one.flag("countries_with_own_figures_only", topic == "forced_labour")
    if topic == "forced_labour" and not own_only:
        raise StudyError(
            "a country without national data gets no figure of forced labour",
            code="own-figures",
            where=one.where,
            hint="take countries_with_own_figures_only away",
        )
    least = number(one, "least_population_share", 0.5, above=AT_LEAST_ZERO) or 0.0
    if least > 1.0:
        raise StudyError(
            f"'least_population_share' is {least:g}", code="bad-value", where=one.where,
            hint="write a share from 0 to 1, as 0.5",
        )  # fmt: skip
    return PublicationSettings(
        least_population_share=least,
        most_years_away=one.whole("most_years_away", plain.most_years_away, 0, 200),
        least_countries=one.whole("least_countries", plain.least_countries, 0, 300),
        own_figures_only=own_only,
    )


def read_validation(one: Section) -> ValidationSettings:
    """The table `[validation]`."""
    plain = ValidationSettings()
    flags = ("countries", "last_surveys", "sources", "sensitivity", "influence")
    return ValidationSettings(
        **{name: one.flag(name, getattr(plain, name)) for name in flags},
        draws=one.whole("draws", plain.draws, 10, 10**5),
        folds=one.whole("folds", plain.folds, 2, 50),
        single_refits=one.whole("single_refits", plain.single_refits, 0, 300),
        level=one.share("level", plain.level, 0.5),
        regression=one.texts("regression"),
    )
