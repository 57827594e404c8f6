"""What a world estimate is made of: published figures, people, covariates, regions."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from measure87.combine.inputs import Covariates, FigureTable, Population
from measure87.combine.inputs.age_splitting import Split
from measure87.define.classifications.geography import Membership


@dataclass(frozen=True)
class WorldInputs:
    """Everything that was read."""

    figures: FigureTable
    population: Population
    split: Split
    covariates: Covariates | None
    members: tuple[Membership, ...]
    countries: tuple[str, ...]
    """ISO3 of those to be estimated: with a region and a population."""
    without_population: tuple[str, ...]
    """Countries of the region set that the population file does not have."""
    without_region: tuple[str, ...]
    """Codes of the figures and the population that are in no region of the set."""
    hashes: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of every file, by its label."""
