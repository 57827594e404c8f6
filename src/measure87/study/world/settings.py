"""Reads the settings of a world estimate, strictly: each key by name, and what it must hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from measure87.combine.inputs import CovariateUse, Exclusion
from measure87.combine.validation.gather_items import GatherTexts
from measure87.study.toml_values import Section, read_toml
from measure87.study.world.exclusion_settings import read_exclusions
from measure87.study.world.families import families_of
from measure87.study.world.measure_settings import MeasureSettings, read_measures
from measure87.study.world.plan_settings import TargetSettings, read_target
from measure87.study.world.run_settings import (
    MODEL_KEYS,
    PUBLICATION_KEYS,
    VALIDATION_KEYS,
    ModelSettings,
    PublicationSettings,
    ValidationSettings,
    read_model,
    read_publication,
    read_validation,
)
from measure87.study.world.source_settings import (
    FigureInput,
    OtherInputs,
    read_covariate_uses,
    read_figure_inputs,
    read_other_inputs,
    read_regions_file,
)
from measure87.study.world.values import settings_at_fault, whole_numbers
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.keys import nearest

SCHEMA = 1
TOPICS = ("child_labour", "forced_labour")
KEYS = (
    "schema", "title", "subtitle", "topic", "language", "invented", "seed", "year", "years",
    "trend", "level", "regions", "regions_file", "sexes", "ages", "inputs", "exclude",
    "population", "covariates", "measures", "model", "publication", "target", "validation",
    "gather", "consultation", "notes", "licence_notes", "citation",
)  # fmt: skip


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

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file that is read, the settings among them."""
        covariates = self.other.covariates
        found = [self.path, *(one.path for one in self.figures), self.other.population]
        found += [covariates.path] if covariates else []
        return tuple(found + ([self.regions_file] if self.regions_file else []))


def read_world_settings(path: Path) -> WorldSettings:
    """The settings of a world estimate.

    Raises
    ------
    StudyError
        For a file that is no TOML, an unknown key (with the nearest known one), a value that
        cannot be, a file that is not there.
    """
    with settings_at_fault(path.name):
        return _read(path)


def _read(path: Path) -> WorldSettings:
    content = read_toml(path)
    top = Section(content, path.name).only(KEYS)
    _check_schema(top)
    topic = top.choice("topic", "child_labour", TOPICS)
    year, years, trend = _years(top)
    model = top.section("model").only(MODEL_KEYS)
    covariates = read_covariate_uses(top)
    validation = read_validation(top.section("validation").only(VALIDATION_KEYS))
    _check_regression(validation, covariates, path.name)
    measures = read_measures(top, model)
    families_of(measures)
    return WorldSettings(
        path=path.resolve(),
        title=top.text("title"),
        subtitle=_optional(top, "subtitle"),
        topic=topic,
        language=top.language("language") or "en",
        invented=top.flag("invented", False),
        seed=top.whole("seed", 87, 0, 2**31 - 1),
        year=year,
        years=years,
        trend=trend,
        level=top.share("level", 0.9, 0.5),
        region_set=top.text("regions", "sdg"),
        regions_file=read_regions_file(top, path.parent),
        measures=measures,
        figures=read_figure_inputs(top, path.parent),
        other=read_other_inputs(top, path.parent),
        exclusions=read_exclusions(top),
        covariates=covariates,
        model=read_model(model),
        publication=read_publication(top.section("publication").only(PUBLICATION_KEYS), topic),
        target=read_target(top.section("target")),
        validation=validation,
        gather=_gather(top.section("gather")),
        consultation=top.flag("consultation", False),
        notes=top.texts("notes"),
        licence_notes=top.texts("licence_notes"),
        citation=_optional(top, "citation"),
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


def _optional(section: Section, key: str) -> str:
    return section.text(key) if section.has(key) else ""


def _check_regression(
    validation: ValidationSettings, covariates: tuple[CovariateUse, ...], where: str
) -> None:
    known = [one.name for one in covariates]
    for name in validation.regression:
        if name not in known:
            raise StudyError(
                f"the covariate {name!r} of the regression is not used", code="unknown-covariate",
                where=f"{where} [validation]",
                hint=nearest(name, known) if known else "name it under [covariates.use]",
            )  # fmt: skip


def _gather(one: Section) -> GatherTexts:
    names = tuple(GatherTexts.__dataclass_fields__)
    one.only(names)
    return GatherTexts(**{name: one.text(name) for name in names if one.has(name)})
