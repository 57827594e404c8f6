"""A released world run, read back: draws, columns, settings, the country's own rows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import polars as pl

from measure87.combine.adjustment.asked import ErrorRules
from measure87.combine.estimation.families import Family, families_of
from measure87.combine.release import (
    GlobalDraws,
    MeasureParameters,
    Parameters,
    RunLayout,
    layout_from,
)
from measure87.combine.release.parameters import SCHEMA
from measure87.disseminate.manifest import NAME, read_manifest
from measure87.disseminate.pages.world.about import ABOUT, read_about
from measure87.disseminate.pages.world.world_tables import TABLES
from measure87.disseminate.pages.world.written_tables import read_table
from measure87.files import sha256_of
from measure87.files.settings import Place, keys_of, read_declared, table
from measure87.numerics.arrays import FloatArray
from measure87.study.world.measure_settings import (
    MEASURES,
    AgesOfModel,
    MeasureSettings,
    Sexes,
    measures_of,
)
from measure87.study.world.parameter_files import DESCRIPTION, DRAWS, SHARED
from measure87.study.world.run_settings import ModelSettings
from measure87.study.world.settings import Level
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.releases.codec import UnreadableError, structure_of
from measure87.vocabulary.releases.common import Json
from measure87.vocabulary.releases.world import WorldAbout

_NEEDED = (DESCRIPTION, DRAWS, "figures.csv", "estimates.csv", ABOUT)


@dataclass(frozen=True)
class Release:
    """What of a released run a country needs.

    Attributes
    ----------
    about : WorldAbout
    level : float
    families : tuple of Family
        Those that the release has parameters of.
    layouts : name to RunLayout
    draws : name to GlobalDraws
    errors : ErrorRules
        What the run assumed of figures without an error.
    split : str
        How it split age groups of a population.
    without : name to code
        Measures that have no parameters, and why.
    estimates, figures : DataFrame
        The run's tables.
    hashes : name to SHA-256
    """

    about: WorldAbout
    level: float
    families: tuple[Family[MeasureSettings], ...]
    layouts: Mapping[str, RunLayout]
    draws: Mapping[str, GlobalDraws]
    errors: ErrorRules
    split: str
    without: Mapping[str, str]
    estimates: pl.DataFrame
    figures: pl.DataFrame
    hashes: Mapping[str, str]


def read_release(folder: Path) -> Release:
    """Read a released run.

    Raises
    ------
    StudyError
        `no-release`, `release-changed`, `release-schema`: the folder is none, holds a file that is
        not as its manifest says, or was written by another version.
    """
    hashes = _checked(folder)
    content = _parameters(folder / DESCRIPTION)
    asked, known = _asked_in(content.settings, folder), content.measures
    return Release(
        about=read_about(folder),
        level=asked.level,
        families=tuple(f for f in families_of(asked.measures) if f.base.name in known),
        layouts={name: layout_from(one.layout) for name, one in known.items()},
        draws=_draws(folder / DRAWS, known),
        errors=asked.model.errors,
        split=content.split,
        without=content.without,
        estimates=read_table(folder / "estimates.csv", TABLES["estimates"]),
        figures=read_table(folder / "figures.csv", TABLES["figures"]),
        hashes=hashes,
    )


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What of the run's settings says how figures become figures of its model."""

    level: Level = 0.9
    sexes: Sexes = ("both",)
    ages: AgesOfModel = ((5, 17),)
    model: Annotated[ModelSettings, table(ModelSettings)]
    measures: Annotated[tuple[MeasureSettings, ...], MEASURES]

    def settled(self, place: Place) -> "_Asked":
        found = measures_of(self.measures, self.sexes, self.ages, self.model, place)
        return replace(self, measures=found)


def _parameters(path: Path) -> Parameters:
    """The description of the draws."""
    try:
        content = json.loads(path.read_text("utf-8"))
        schema = content.get("schema") if isinstance(content, dict) else SCHEMA
        if schema != SCHEMA:
            raise _other_schema(f"the parameters have schema {schema}")
        return structure_of(Parameters, content)
    except (ValueError, RecursionError):
        raise _other_schema("the parameters cannot be read: it is no JSON") from None
    except UnreadableError as error:
        raise _other_schema(f"the parameters cannot be read: {error.text}") from None


def _other_schema(text: str) -> StudyError:
    return StudyError(
        text, code="release-schema", where=DESCRIPTION, hint=f"this version reads schema {SCHEMA}"
    )


def _asked_in(settings: Mapping[str, Json], folder: Path) -> _Asked:
    known = [key.name for key in keys_of(_Asked)]
    content = {key: value for key, value in settings.items() if key in known}
    found: _Asked = read_declared(_Asked, content, Place(DESCRIPTION, folder))
    return found


def _checked(folder: Path) -> dict[str, str]:
    """Hashes of the files that are read; refuses those that differ from the manifest."""
    listed = read_manifest(folder / NAME).files
    lacking = [name for name in _NEEDED if name not in listed or not (folder / name).is_file()]
    if lacking:
        raise StudyError(
            f"the folder has no {lacking[0]}", code="no-release", where=folder.name,
            hint="name a folder that `measure87 combine CONFIG.toml -o DIR` of this version wrote",
        )  # fmt: skip
    found = {name: sha256_of(folder / name) for name in _NEEDED}
    for name, digest in found.items():
        if digest != listed[name]["sha256"]:
            raise StudyError(
                f"{name} is not as the manifest says", code="release-changed", where=folder.name,
                hint="take the release anew from where it was published",
            )  # fmt: skip
    return found


def _draws(path: Path, known: Mapping[str, MeasureParameters]) -> dict[str, GlobalDraws]:
    frame = pl.read_parquet(path).sort("measure", "name", "draw")
    found = {}
    for (measure,), mine in frame.group_by("measure", maintain_order=True):
        shapes = known[str(measure)].shapes
        sites = {
            str(name): _array(one, shapes[str(name)])
            for (name,), one in mine.group_by("name", maintain_order=True)
        }
        shared = sites.pop(SHARED)
        found[str(measure)] = GlobalDraws(sites, shared)
    return found


def _array(rows: pl.DataFrame, shape: list[int]) -> FloatArray:
    """(draws, ...) values."""
    flat = rows["values"].explode().to_numpy().astype(np.float64)
    return np.asarray(flat.reshape(rows.height, *shape))
