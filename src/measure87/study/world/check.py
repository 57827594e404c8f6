"""What `check` found of a world estimate before its model is run."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from measure87.combine.estimation.families import require_figures
from measure87.combine.estimation.inputs import WorldInputs
from measure87.combine.inputs import covariate_matrix
from measure87.study.world.run_warnings import input_warnings
from measure87.study.world.settings import WorldSettings
from measure87.study.world.unused import ServedBy, served_by
from measure87.vocabulary.errors import RefusedError
from measure87.vocabulary.estimate import Notice, Refusal
from measure87.vocabulary.releases.common import Json
from measure87.vocabulary.releases.world import StatedWarning

_SHOWN = 12
"""Countries that a line of text names."""


@dataclass(frozen=True)
class MeasureFigures:
    """Published figures of one measure, and of others that serve it by a crosswalk or as a flow."""

    name: str
    own: int
    of_others: int
    countries: int
    """Countries with a figure of either."""
    not_used: tuple[tuple[str, int], ...] = ()
    """Why other figures of them are not used, and how many."""


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
    is_refused: bool = False
    """Whether a measure has no figures, or those of too few countries: a run is refused then."""

    @property
    def is_computable(self) -> bool:
        """Whether there are figures that carry an estimate."""
        return not self.is_refused

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
                    "not_used": [
                        {"reason": reason, "figures": count} for reason, count in one.not_used
                    ],
                }
                for one in self.measures
            ],
            "warnings": [_warned(one) for one in self.warnings],
        }

    def lines(self) -> list[str]:
        """As lines for people."""
        lines = [f"{self.countries} countries, from {', '.join(self.files)}"]
        lines += ["", "Figures of each measure:"]
        for one in self.measures:
            others = f", and {one.of_others} of other measures" if one.of_others else ""
            lines.append(f"  {one.name}: {one.own}{others}, of {one.countries} countries")
            lines += [f"    not used, {count}: {reason}" for reason, count in one.not_used]
        if self.left_out:
            lines.append(f"  left out: {self.left_out}")
        if self.warnings:
            lines += ["", "To look at:", *(f"  {one.text}" for one in self.warnings)]
        return [*lines, "", "Not tried: the model, which takes minutes."]


def _warned(one: StatedWarning) -> Json:
    values: dict[str, Json] = {
        name: [*value] if isinstance(value, list) else value
        for name, value in (one.values or {}).items()
    }
    return {"code": one.code, "text": one.text, "values": values}


def check_of(settings: WorldSettings, inputs: WorldInputs) -> WorldCheck:
    """How many figures there are of what is asked for."""
    included = inputs.figures.included
    refused = _too_few(settings, inputs)
    return WorldCheck(
        files=tuple(inputs.hashes),
        countries=len(inputs.countries),
        left_out=inputs.figures.frame.height - included.height,
        measures=tuple(_figures_of(one.name, served_by(inputs, one)) for one in settings.measures),
        warnings=(*refused, *input_warnings(settings, inputs), *_covariate_gaps(settings, inputs)),
        is_refused=bool(refused),
    )


def _too_few(settings: WorldSettings, inputs: WorldInputs) -> list[StatedWarning]:
    """Why a run would be refused for its figures, and what to do; nothing where it would not."""
    try:
        require_figures(settings, inputs)
    except RefusedError as error:
        told = [error.text, *([error.hint] if error.hint else [])]
        return [StatedWarning(code=error.code, text=text) for text in told]
    return []


def _covariate_gaps(settings: WorldSettings, inputs: WorldInputs) -> list[StatedWarning]:
    """`covariate-gaps`: countries without a value of a covariate near the stated year.

    The run goes on without it, and reads no value that has no such transformation.
    """
    if inputs.covariates is None or not settings.covariates:
        return []
    wanted = pl.DataFrame({"country": inputs.countries}).with_columns(
        pl.lit(settings.year).alias("year")
    )
    matrix = covariate_matrix(inputs.covariates, wanted, settings.covariates)
    found = []
    for use in settings.covariates:
        without = matrix.filter(pl.col(use.name).is_null())["country"].to_list()
        if without:
            text = (
                f"no value of {use.name} within {use.maximum_years_away} years of {settings.year}, "
                f"which is expected from the other covariates and the region instead: "
                f"{_named(without)}"
            )
            found.append(
                StatedWarning(
                    code="covariate-gaps",
                    text=text,
                    values={"covariate": use.name, "countries": without},
                )
            )
    return found


def _named(countries: Sequence[str]) -> str:
    more = len(countries) - _SHOWN
    return ", ".join(countries[:_SHOWN]) + (
        f" and {more} more (--json names all)" if more > 0 else ""
    )


def _figures_of(name: str, served: ServedBy) -> MeasureFigures:
    used = served.used
    own = used.filter(measure=name).height
    return MeasureFigures(
        name, own, used.height - own, used["country"].n_unique(), tuple(served.reasons)
    )
