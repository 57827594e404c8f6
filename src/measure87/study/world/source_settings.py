"""Which files are read: published figures by publisher, population, covariates, regions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from measure87.combine.inputs import CovariateUse
from measure87.study.toml_values import Section
from measure87.study.world.values import named_tables
from measure87.vocabulary.errors import StudyError

FORMATS = ("figures", "sdg_csv", "sdg_ml", "ilostat", "unicef", "own_estimates")
_OPTIONS: Mapping[str, tuple[str, ...]] = {
    "ilostat": ("measure", "unit", "definition", "indicator"),
    "unicef": ("measure", "definition", "layout", "marks"),
    "own_estimates": ("source_type",),
}
"""Keys beside `file` and `format`, by format."""
_COVARIATES = ("file", "vintage", "columns", "country", "source", "use")


@dataclass(frozen=True)
class FigureInput:
    """One file of published figures."""

    name: str
    path: Path
    format: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CovariateInput:
    """One file of covariates."""

    path: Path
    vintage: str
    columns: tuple[str, ...]
    country: str
    source: str | None


@dataclass(frozen=True)
class OtherInputs:
    """Population and covariates."""

    population: Path
    split: str
    variant: str
    covariates: CovariateInput | None


def read_figure_inputs(top: Section, folder: Path) -> tuple[FigureInput, ...]:
    """The tables `[inputs.NAME]`."""
    tables = named_tables(top, "inputs", 'file = "..." and format = "figures"')
    if not tables:
        raise StudyError(
            "no file of published figures is named", code="no-inputs", where=top.where,
            hint='add [inputs.NAME] with file = "..." and format = "figures"',
        )  # fmt: skip
    found = []
    for name, one in tables:
        kind = one.choice("format", "figures", FORMATS)
        one.only(("file", "format", *_OPTIONS.get(kind, ())))
        options = {k: v for k, v in one.content.items() if k not in ("file", "format")}
        found.append(FigureInput(name, file_of(one, "file", folder), kind, options))
    return tuple(found)


def read_other_inputs(top: Section, folder: Path) -> OtherInputs:
    """The tables `[population]` and `[covariates]`."""
    people = top.section("population").only(("file", "split", "variant"))
    return OtherInputs(
        population=file_of(people, "file", folder),
        split=people.choice("split", "uniform", ("uniform", "smooth")),
        variant=people.text("variant", "Medium"),
        covariates=_covariates(top.section("covariates").only(_COVARIATES), folder),
    )


def _covariates(one: Section, folder: Path) -> CovariateInput | None:
    if not one.content:
        return None
    return CovariateInput(
        path=file_of(one, "file", folder),
        vintage=one.text("vintage"),
        columns=one.texts("columns"),
        country=one.text("country", "country"),
        source=one.text("source") if one.has("source") else None,
    )


def read_covariate_uses(top: Section) -> tuple[CovariateUse, ...]:
    """The table `[covariates.use]`: which columns the model uses, and on which scale."""
    section = top.section("covariates").section("use")
    kinds = ("as_is", "log", "log1p", "logit_percent")
    return tuple(
        CovariateUse(name, section.choice(name, "as_is", kinds))  # type: ignore[arg-type]
        for name in section.content
    )


def read_regions_file(top: Section, folder: Path) -> Path | None:
    """The file of regions of the user's own; None where a known set is asked for."""
    if not top.has("regions_file"):
        return None
    if top.has("regions"):
        raise StudyError(
            "'regions' and 'regions_file' are both there", code="regions", where=top.where,
            hint="keep the one that is meant",
        )  # fmt: skip
    return file_of(top, "regions_file", folder)


def file_of(section: Section, key: str, folder: Path) -> Path:
    """A file named beside the settings; it must be there."""
    name = section.text(key)
    path = (folder / name).resolve()
    if not path.is_file():
        raise StudyError(
            f"there is no file {name!r}", code="missing-file", where=section.where,
            hint="paths are counted from the folder of the settings file",
        )  # fmt: skip
    return path
