"""How the model is run, what is published, what is validated."""

from dataclasses import dataclass, replace
from typing import Annotated

from measure87.combine.adjustment.asked import ErrorRules
from measure87.combine.adjustment.known_differences import Ages, Apart
from measure87.combine.model.sampling import Sampler
from measure87.files.settings import (
    FLAG,
    POSITIVE,
    TEXT,
    ZERO_OR_MORE,
    Formerly,
    Kind,
    LeftOut,
    Named,
    Place,
    TomlValue,
    is_number,
    is_whole,
    keys_of,
    share,
    tables,
    texts,
    whole,
)
from measure87.study.world.known_of_sources import ReferenceSource, SourceBiases, SurveyErrors
from measure87.study.world.values import AGE_GROUPS, share_from

_HOLDS = "what the column {key} of the figures holds"
_Text = Annotated[
    str | None,
    Kind(_HOLDS, {"type": "string"}, lambda value: isinstance(value, str)),
    "what the column of the figures holds",
    LeftOut("any"),
]
_Whole = Annotated[
    int | None,
    Kind(_HOLDS, {"type": "integer"}, is_whole),
    "what the column of the figures holds",
    LeftOut("any"),
]
_Number = Annotated[
    float | None,
    Kind(_HOLDS, {"type": "number"}, is_number),
    "what the column of the figures holds",
    LeftOut("any"),
]


def _apart(
    *,
    place: Place,
    content: dict[str, TomlValue],
    country: _Text = None,
    sex: _Text = None,
    measure: _Text = None,
    definition: _Text = None,
    source_type: _Text = None,
    source: _Text = None,
    origin: _Text = None,
    marks: _Text = None,
    note: _Text = None,
    year: _Whole = None,
    age_from: _Whole = None,
    age_to: _Whole = None,
    recall_days: _Number = None,
    name: Annotated[str, TEXT, "what they have in common, in words"],
    sd: Annotated[float, POSITIVE, "standard deviation of the common difference, on the log-odds"],
) -> Apart:
    which = {key: value for key, value in content.items() if key not in ("name", "sd")}
    if not which:
        columns = [key.name for key in keys_of(_apart) if key.name not in ("name", "sd")]
        raise place.fault(
            f"{name!r} is a source effect of every figure",
            code="source-effects",
            hint=f"say which figures, by {', '.join(columns)}",
        )
    return Apart(name, sd, tuple(which.items()))


_Year = Annotated[int | None, whole(1950, 2100), "figures of other years are not used"]


@dataclass(frozen=True, kw_only=True)
class ModelSettings:
    """The table `[model]`: what is asked alike of every measure, and how the model is run."""

    source_bias: SourceBiases = ()
    survey_error: SurveyErrors = ()
    other_ages: Annotated[
        tuple[Ages, ...],
        AGE_GROUPS,
        "with one age group: others whose figures serve, each with a common difference",
    ] = ()
    other_ages_sd: Annotated[float, POSITIVE, "its standard deviation, on the log-odds"] = 0.5
    recall_days: Annotated[
        float | None,
        POSITIVE,
        "reference period of the measure; others differ by the logarithm of their length",
        LeftOut("not looked at"),
    ] = None
    recall_sd: Annotated[float, POSITIVE, "on the log-odds, per tenfold period"] = 0.2
    apart: Annotated[
        tuple[Apart, ...],
        tables(_apart),
        Named("source_effects"),
        Formerly("apart"),
        'figures known to differ by an amount in common: `{ name = "by telephone", sd = 0.2, '
        'source_type = "labour_force_survey" }`, by any of `country`, `year`, `sex`, `measure`, '
        "`age_from`, `age_to`, `definition`, `source_type`, `source`, `origin`, `recall_days`, "
        "`marks`, `note`",
    ] = ()
    first_year: _Year = None
    last_year: _Year = None
    reference_source: ReferenceSource = None
    effective_n: Annotated[
        float,
        POSITIVE,
        "persons that a figure counts for that says neither its error nor its sample size",
    ] = ErrorRules.effective_n
    deff: Annotated[float, POSITIVE, "design effect of figures with a sample size alone"] = (
        ErrorRules.deff
    )
    fewest_cases: Annotated[
        float, ZERO_OR_MORE, "figures with a sample size that expect fewer cases enter as counts"
    ] = ErrorRules.fewest_cases
    knots_every: Annotated[int, whole(1, 20), "years between bends of a trend"] = 3
    chains: Annotated[int, whole(2, 16), "of the sampler"] = Sampler.chains
    warmup: Annotated[int, whole(10, 10**5), "of each chain"] = Sampler.warmup
    draws: Annotated[
        int,
        whole(10, 10**5),
        "of each chain; chains that have not converged go on, up to four times as many",
    ] = Sampler.draws
    kept_draws: Annotated[int, whole(10, 10**5), "draws of countries that sums are made from"] = (
        1000
    )
    target_acceptance: Annotated[float, share(0.5), "of the sampler"] = Sampler.target_acceptance

    @property
    def errors(self) -> ErrorRules:
        """What is assumed of figures that do not say how sure they are."""
        return ErrorRules(self.effective_n, self.deff, self.fewest_cases)


@dataclass(frozen=True, kw_only=True)
class ValidationSettings:
    """The table `[validation]`: which exercises are run."""

    countries: Annotated[bool, FLAG, "leave out each country"] = True
    last_surveys: Annotated[bool, FLAG, "leave out the last survey of each country"] = False
    sources: Annotated[bool, FLAG, "leave out each kind of source"] = False
    sensitivity: Annotated[
        bool, FLAG, "sensitivity of the world and its regions to a changed prior"
    ] = False
    influence: Annotated[
        bool, FLAG, "sensitivity of the world and its regions to leaving a survey out"
    ] = False
    draws: Annotated[int, whole(10, 10**5), "draws of the scales for each prediction"] = 500
    folds: Annotated[int, whole(2, 50), "fits of an exercise in folds"] = 5
    single_refits: Annotated[
        int, whole(0, 300), "countries whose weights are poor that are fitted anew, each by itself"
    ] = 0
    level: Annotated[float, share(0.5), "probability inside the intervals that are checked"] = 0.9
    regression: Annotated[
        tuple[str, ...],
        texts(),
        "covariates of the regression baseline, named under `[covariates.use]`",
    ] = ()


@dataclass(frozen=True, kw_only=True)
class PublicationSettings:
    """The table `[publication]`: rules of coverage, and whether countries need own figures."""

    own_figures_only: Annotated[
        bool | None,
        FLAG,
        Named("countries_with_own_figures_only"),
        "always true for forced labour",
        LeftOut("`false` for child labour"),
    ] = None
    minimum_population_share: Annotated[
        float,
        share_from(ZERO_OR_MORE),
        Formerly("least_population_share"),
        "a region or the world is published where countries with figures near enough hold that "
        "share of its people",
    ] = 0.5
    maximum_years_away: Annotated[
        int,
        whole(0, 200),
        Formerly("most_years_away"),
        "how near in time figures of a country are near enough",
    ] = 10
    minimum_countries: Annotated[
        int, whole(0, 300), Formerly("least_countries"), "with figures near enough, at least"
    ] = 1

    def settled_for(self, topic: str, place: Place) -> "PublicationSettings":
        """With what the topic asks for; a topic of forced labour wants national data."""
        forced = topic == "forced_labour"
        if forced and self.own_figures_only is False:
            raise place.fault(
                "a country without national data gets no figure of forced labour",
                code="own-figures",
                hint="take countries_with_own_figures_only away",
            )
        return replace(self, own_figures_only=forced or bool(self.own_figures_only))
