"""The table `[weights]` of `study.toml`: weights made by a recipe when the study runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from measure87.estimate.weighting import Recipe, read_recipe
from measure87.estimate.weighting.recipe import Calibration
from measure87.files import sha256_of
from measure87.files.settings import TEXT, LeftOut, Named, Place, file


@dataclass(frozen=True)
class WeightSettings:
    """The recipe of a study.

    place : the table in the settings, for messages
    path : of the recipe
    input : whose persons it weighs; None: those of every input
    """

    place: Place
    path: Path
    recipe: Recipe
    input: str | None = None

    def weighs(self, name: str) -> bool:
        """Whether it is about an input."""
        return self.input is None or self.input == name

    @property
    def hashes(self) -> dict[str, str]:
        """The names of the recipe and of its tables of the population to their hashes, now."""
        return {self._named(path): f"sha256:{sha256_of(path)}" for path in self._files()}

    def _files(self) -> Iterator[Path]:
        yield self.path
        for step in self.recipe.steps:
            if isinstance(step, Calibration) and step.population is not None:
                yield step.population

    def _named(self, path: Path) -> str:
        folder = self.place.folder.resolve()
        inside = path.is_relative_to(folder)
        return path.relative_to(folder).as_posix() if inside else path.name


def weight_settings(
    *,
    place: Place,
    recipe: Annotated[
        Path, file(), "the [recipe](../how-to/weights.md) that weighs the file of persons"
    ],
    of_input: Annotated[
        str | None,
        TEXT,
        "the input whose persons it weighs",
        LeftOut("every input"),
        Named("input"),
    ] = None,
) -> WeightSettings:
    """The settings, with the recipe read.

    Raises
    ------
    StudyError
        If the recipe is at fault.
    """
    return WeightSettings(place, recipe, read_recipe(recipe), of_input)
