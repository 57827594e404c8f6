"""Reads the settings of a world estimate, strictly: each key by name, and what it must hold."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from measure87.combine.adjustment.asked import Apart, Asked, Crosswalk, ErrorRules, Flow
from measure87.combine.inputs import CovariateUse, Exclusion
from measure87.combine.validation.gather_items import GatherTexts
from measure87.study.toml_values import Section, read_toml
from measure87.study.world.plan_settings import TargetSettings, read_target
from measure87.study.world.source_settings import (
    FigureInput,
    OtherInputs,
    read_figure_inputs,
    read_other_inputs,
)
from measure87.study.world.values import ages_of, number, pairs, whole_numbers
from measure87.vocabulary.errors import StudyError

SCHEMA = 1
TOPICS = ("child_labour", "forced_labour")
KEYS = (
    "schema", "title", "subtitle", "topic", "language", "invented", "seed", "year", "years",
    "trend", "level", "regions", "regions_file", "sexes", "ages", "inputs", "exclude",
    "population", "covariates", "measures", "model", "publication", "target", "validation",
    "gather", "consultation", "notes", "licence_notes", "citation",
)  # fmt: skip
_MEASURE = (
    "label", "definition", "about", "form", "crosswalk", "flow", "within", "beyond",
)  # fmt: skip
_MODEL = (
    "effective_n", "deff", "fewest_cases", "other_ages", "other_ages_sd", "recall_days",
    "recall_sd", "reference_source", "apart", "first_year", "last_year", "knots_every", "chains",
    "warmup", "draws", "kept_draws", "target_acceptance",
)  # fmt: skip
_PUBLICATION = (
    "least_population_share", "most_years_away", "least_countries",
    "countries_with_own_figures_only",
)  # fmt: skip
_VALIDATION = ("countries", "last_surveys", "sources", "draws", "folds", "single_refits", "level",
               "regression", "sensitivity", "influence")  # fmt: skip


@dataclass(frozen=True)
class MeasureSettings:
    """One measure that is estimated; `within` and `beyond` name the measure it is nested with."""

    name: str
    label: str
    definition: str
    about: str
    form: str
    asked: Asked
    within: str | None = None
    beyond: str | None = None


@dataclass(frozen=True)
class ModelSettings:
    """How the model is run."""

    errors: ErrorRules
    knots_every: int = 3
    chains: int = 4
    warmup: int = 500
    draws: int = 500
    kept_draws: int = 1000
    target_acceptance: float = 0.8


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


@dataclass(frozen=True)
class WorldSettings:
    """Content of the settings file; paths are absolute."""

    path: Path
    title: str
    topic: str
    year: int
    years: tuple[int, int]
    trend: bool
    level: float
    seed: int
    region_set: str
    regions_file: Path | None
    measures: tuple[MeasureSettings, ...]
    figures: tuple[FigureInput, ...]
    other: OtherInputs
    exclusions: tuple[Exclusion, ...]
    covariates: tuple[CovariateUse, ...]
    model: ModelSettings
    publication: PublicationSettings
    target: TargetSettings
    validation: ValidationSettings
    gather: GatherTexts
    subtitle: str = ""
    language: str = "en"
    invented: bool = False
    consultation: bool = False
    notes: tuple[str, ...] = ()
    licence_notes: tuple[str, ...] = ()
    citation: str = ""
    content: Mapping[str, Any] = field(default_factory=dict)


def read_world_settings(path: Path) -> WorldSettings:
    """The settings of a world estimate.

    Raises
    ------
    StudyError
        For a file that is no TOML, an unknown key (with the nearest known one), a value that
        cannot be, a file that is not there.
    """
    content = read_toml(path)
    top = Section(content, path.name).only(KEYS)
    _check_schema(top)
    topic = top.choice("topic", "child_labour", TOPICS)
    year, years, trend = _years(top)
    sexes = top.texts("sexes") or ("both",)
    ages = ages_of(top, "ages", default=[[5, 17]])
    model = top.section("model").only(_MODEL)
    common = _common(model, sexes, ages)
    return WorldSettings(
        path=path.resolve(),
        title=top.text("title"),
        subtitle=_optional(top, "subtitle") or "",
        topic=topic,
        language=top.language("language") or "en",
        invented=top.flag("invented", False),
        seed=top.whole("seed", 87, 0, 2**31 - 1),
        year=year,
        years=years,
        trend=trend,
        level=top.share("level", 0.9, 0.5),
        region_set=top.text("regions", "sdg"),
        regions_file=_file(top, "regions_file", path.parent),
        measures=_measures(top.section("measures"), common),
        figures=read_figure_inputs(top.section("inputs"), path.parent),
        other=read_other_inputs(top, path.parent),
        exclusions=_exclusions(top),
        covariates=_covariates(top),
        model=_model(model),
        publication=_publication(top.section("publication").only(_PUBLICATION), topic),
        target=read_target(top.section("target")),
        validation=_validation(top.section("validation").only(_VALIDATION)),
        gather=_gather(top.section("gather")),
        consultation=top.flag("consultation", False),
        notes=top.texts("notes"),
        licence_notes=top.texts("licence_notes"),
        citation=_optional(top, "citation") or "",
        content=content,
    )


def _check_schema(top: Section) -> None:
    schema = top.whole("schema", None, 0, 10**6)
    if schema != SCHEMA:
        raise StudyError(
            f"schema {schema} is not known", code="schema", where=top.where,
            hint=f"this version reads schema = {SCHEMA}",
        )  # fmt: skip


def _years(top: Section) -> tuple[int, tuple[int, int], bool]:
    trend = top.flag("trend", False)
    if not trend:
        if top.has("years"):
            raise StudyError(
                "'years' needs a trend", code="years", where=top.where,
                hint="write trend = true, or year = ... alone for one stated year",
            )  # fmt: skip
        year = top.whole("year", None, 1950, 2100)
        return year, (year, year), False
    years = whole_numbers(top, "years", 1950, 2100)
    if len(years) != 2 or years[0] >= years[1]:
        raise StudyError(
            f"'years' is {list(years)}", code="bad-value", where=top.where,
            hint="write the first and the last year, as [2000, 2024]",
        )  # fmt: skip
    year = top.whole("year", years[1], years[0], years[1])
    return year, (years[0], years[1]), True


def _common(
    model: Section, sexes: tuple[str, ...], ages: tuple[tuple[int, int | None], ...]
) -> dict[str, Any]:
    """What is asked alike of every measure."""
    return {
        "sexes": sexes,
        "ages": ages,
        "other_ages": ages_of(model, "other_ages", default=[]),
        "other_ages_sd": number(model, "other_ages_sd", 0.5, above=0.0),
        "recall_days": number(model, "recall_days", None, above=0.0),
        "recall_sd": number(model, "recall_sd", 0.2, above=0.0),
        "reference_source": _optional(model, "reference_source"),
        "apart": _apart(model),
        "first_year": _year(model, "first_year"),
        "last_year": _year(model, "last_year"),
    }


def _optional(section: Section, key: str) -> str | None:
    return section.text(key) if section.has(key) else None


def _year(section: Section, key: str) -> int | None:
    return section.whole(key, None, 1950, 2100) if section.has(key) else None


def _apart(model: Section) -> tuple[Apart, ...]:
    found = []
    for one in pairs(model, "apart"):
        entry = Section(one, f"{model.where} apart")
        which = tuple((k, v) for k, v in one.items() if k not in ("name", "sd"))
        found.append(Apart(entry.text("name"), number(entry, "sd", None, above=0.0) or 0.0, which))
    return tuple(found)


def _measures(section: Section, common: dict[str, Any]) -> tuple[MeasureSettings, ...]:
    found = []
    for name in section.content:
        one = section.section(name).only(_MEASURE)
        crosswalks = tuple(_crosswalk(Section(c, one.where)) for c in pairs(one, "crosswalk"))
        flows = tuple(_flow(Section(c, one.where)) for c in pairs(one, "flow"))
        found.append(
            MeasureSettings(
                name=name,
                label=one.text("label", name),
                definition=one.text("definition", "not stated"),
                about=_optional(one, "about") or "",
                form=_optional(one, "form") or "",
                asked=Asked(measure=name, crosswalks=crosswalks, flows=flows, **common),
                within=_optional(one, "within"),
                beyond=_optional(one, "beyond"),
            )
        )
    _check_nesting(found, section)
    return tuple(found)


def _check_nesting(found: list[MeasureSettings], section: Section) -> None:
    if not found:
        raise StudyError(
            "no measure is asked for", code="no-measures", where=section.where,
            hint="add [measures.NAME] with a label and a definition",
        )  # fmt: skip
    plain = {one.name for one in found if not (one.within or one.beyond)}
    for one in found:
        base = one.within or one.beyond
        if (one.within and one.beyond) or (base and base not in plain):
            raise StudyError(
                f"{one.name} is nested with {base}", code="nesting", where=section.where,
                hint="within or beyond names one measure that is estimated by itself",
            )  # fmt: skip


def _crosswalk(one: Section) -> Crosswalk:
    one.only(("measure", "higher"))
    return Crosswalk(one.text("measure"), one.flag("higher", True))


def _flow(one: Section) -> Flow:
    one.only(("measure", "mean_days", "log_sd"))
    days = number(one, "mean_days", None, above=0.0) or math.nan
    return Flow(one.text("measure"), days, number(one, "log_sd", None, above=0.0) or math.nan)


def _exclusions(top: Section) -> tuple[Exclusion, ...]:
    fields = ("reason", "country", "year", "sex", "measure", "origin", "source", "source_type")
    found = []
    for one in pairs(top, "exclude"):
        Section(one, f"{top.where} exclude").only(fields).text("reason")
        found.append(Exclusion(**one))
    return tuple(found)


def _covariates(top: Section) -> tuple[CovariateUse, ...]:
    section = top.section("covariates").section("use")
    kinds = ("as_is", "log", "log1p", "logit_percent")
    return tuple(
        CovariateUse(name, section.choice(name, "as_is", kinds))  # type: ignore[arg-type]
        for name in section.content
    )


def _model(model: Section) -> ModelSettings:
    plain = ModelSettings(ErrorRules())
    return ModelSettings(
        errors=ErrorRules(
            effective_n=number(model, "effective_n", 2000.0, above=0.0) or 2000.0,
            deff=number(model, "deff", 1.5, above=0.0) or 1.5,
            fewest_cases=number(model, "fewest_cases", 10.0, above=-1.0) or 0.0,
        ),
        knots_every=model.whole("knots_every", plain.knots_every, 1, 20),
        chains=model.whole("chains", plain.chains, 2, 16),
        warmup=model.whole("warmup", plain.warmup, 10, 10**5),
        draws=model.whole("draws", plain.draws, 10, 10**5),
        kept_draws=model.whole("kept_draws", plain.kept_draws, 10, 10**5),
        target_acceptance=model.share("target_acceptance", plain.target_acceptance, 0.5),
    )


def _publication(one: Section, topic: str) -> PublicationSettings:
    plain = PublicationSettings()
    own_only = one.flag("countries_with_own_figures_only", topic == "forced_labour")
    if topic == "forced_labour" and not own_only:
        raise StudyError(
            "a country without national data gets no figure of forced labour",
            code="own-figures",
            where=one.where,
            hint="take countries_with_own_figures_only away",
        )
    return PublicationSettings(
        least_population_share=number(one, "least_population_share", 0.5, above=-1e-9) or 0.0,
        most_years_away=one.whole("most_years_away", plain.most_years_away, 0, 200),
        least_countries=one.whole("least_countries", plain.least_countries, 0, 300),
        own_figures_only=own_only,
    )


def _validation(one: Section) -> ValidationSettings:
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


def _gather(one: Section) -> GatherTexts:
    names = tuple(GatherTexts.__dataclass_fields__)
    one.only(names)
    return GatherTexts(**{name: one.text(name) for name in names if one.has(name)})


def _file(top: Section, key: str, folder: Path) -> Path | None:
    return (folder / top.text(key)).resolve() if top.has(key) else None
