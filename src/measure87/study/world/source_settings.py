"""Which files are read: published figures by publisher, population, covariates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from measure87.study.toml_values import Section
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


def read_figure_inputs(section: Section, folder: Path) -> tuple[FigureInput, ...]:
    """The tables `[inputs.NAME]`."""
    if not section.content:
        raise StudyError(
            "no file of published figures is named", code="no-inputs", where=section.where,
            hint='add [inputs.NAME] with file = "..." and format = "figures"',
        )  # fmt: skip
    found = []
    for name in section.content:
        one = section.section(name)
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
