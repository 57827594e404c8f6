"""What `check` found of a world estimate before its model is run."""

from dataclasses import dataclass

import polars as pl

from measure87.combine.estimation.inputs import WorldInputs
from measure87.study.world.run_warnings import input_warnings
from measure87.study.world.settings import WorldSettings
from measure87.vocabulary.estimate import Notice, Refusal
from measure87.vocabulary.releases.common import Json
from measure87.vocabulary.releases.world import StatedWarning


@dataclass(frozen=True)
class MeasureFigures:
    """Published figures of one measure, and of others that serve it by a crosswalk or as a flow."""

    name: str
    own: int
    of_others: int
    countries: int
    """Countries with a figure of either."""


@dataclass(frozen=True)
class WorldCheck:
    """What `check` found; whether the model can be fitted is known after a run alone."""

    files: tuple[str, ...]
    countries: int
    """Countries with a region and people: those that are to be estimated."""
    left_out: int
    """Figures of the files that are left out, by a rule or by `[[exclude]]`."""
    measures: tuple[MeasureFigures, ...]
    warnings: tuple[StatedWarning, ...]

    @property
    def is_computable(self) -> bool:
        """Whether there is a figure of any measure."""
        return any(one.own or one.of_others for one in self.measures)

    @property
    def messages(self) -> tuple[Notice | Refusal, ...]:
        """None: what a world estimate has to say is not said by codes on a terminal."""
        return ()

    def to_json(self) -> dict[str, Json]:
        """As an object."""
        return {
            "files": list(self.files),
            "countries": self.countries,
            "left_out": self.left_out,
            "measures": [
                {
                    "measure": one.name,
                    "figures": one.own,
                    "figures_of_other_measures": one.of_others,
                    "countries": one.countries,
                }
                for one in self.measures
            ],
            "warnings": [{"code": one.code, "text": one.text} for one in self.warnings],
        }

    def lines(self) -> list[str]:
        """As lines for people."""
        lines = [f"{self.countries} countries, from {', '.join(self.files)}"]
        lines += ["", "Figures of each measure:"]
        for one in self.measures:
            others = f", and {one.of_others} of other measures" if one.of_others else ""
            lines.append(f"  {one.name}: {one.own}{others}, of {one.countries} countries")
        if self.left_out:
            lines.append(f"  left out: {self.left_out}")
        if self.warnings:
            lines += ["", "To look at:", *(f"  {one.text}" for one in self.warnings)]
        return [*lines, "", "Not tried: the model, which takes minutes."]


def check_of(settings: WorldSettings, inputs: WorldInputs) -> WorldCheck:
    """How many figures there are of what is asked for."""
    included = inputs.figures.included
    return WorldCheck(
        files=tuple(inputs.hashes),
        countries=len(inputs.countries),
        left_out=inputs.figures.frame.height - included.height,
        measures=tuple(
            _figures_of(one.name, one.asked.other_measures, included) for one in settings.measures
        ),
        warnings=tuple(input_warnings(inputs)),
    )


def _figures_of(name: str, others: tuple[str, ...], included: pl.DataFrame) -> MeasureFigures:
    served = included.filter(pl.col("measure").is_in([name, *others]))
    own = served.filter(pl.col("measure") == name).height
    return MeasureFigures(name, own, served.height - own, served["country"].n_unique())
