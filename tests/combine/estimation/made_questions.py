"""Questions and inputs of a world estimate made in memory: nobody wrote a file of settings."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from measure87.combine.adjustment.asked import Asked, ErrorRules
from measure87.combine.estimation.inputs import WorldInputs
from measure87.combine.inputs import Figure, figure_table, uniform_split
from measure87.combine.model.convergence_gate import Convergence
from measure87.combine.model.sampling import ScaleDraws
from measure87.define.classifications.geography import Membership
from tests.combine.aggregation.made_world import population

MEASURE, YEAR = "child_labour_made", 2016
REGIONS = {"EAST": ("ZZA", "ZZB", "ZZC", "ZZD"), "WEST": ("ZZE", "ZZF", "ZZG", "ZZH")}
PEOPLE = {code: 1e6 * (n + 1) for n, code in enumerate(c for r in REGIONS.values() for c in r)}
SHARES = {"ZZA": 0.10, "ZZB": 0.20, "ZZC": 0.15, "ZZE": 0.05, "ZZF": 0.08, "ZZG": 0.06}
"""ZZD and ZZH have no figure."""
DRAWS = 200


@dataclass(frozen=True)
class Measure:
    name: str = MEASURE
    label: str = "Child labour, made up"
    definition: str = "invented"
    asked: Asked = field(default_factory=lambda: Asked(MEASURE))
    within: str | None = None
    beyond: str | None = None
    base: str | None = None


@dataclass(frozen=True)
class Model:
    chains: int = 2
    warmup: int = 10
    draws: int = 10
    kept_draws: int = DRAWS
    target_acceptance: float = 0.9
    knots_every: int = 3
    errors: ErrorRules = field(default_factory=ErrorRules)


@dataclass(frozen=True)
class Validation:
    countries: bool = False
    last_surveys: bool = False
    sources: bool = False
    regression: tuple[str, ...] = ()
    sensitivity: bool = False
    influence: bool = False
    level: float = 0.9
    draws: int = 50
    folds: int = 2
    single_refits: int = 0


@dataclass(frozen=True)
class Target:
    changes: tuple[tuple[int, int], ...] = ()
    target: None = None
    estimated_from: int | None = None
    projected_years: tuple[int, ...] = ()
    scenarios: tuple = ()
    editions: tuple = ()


@dataclass(frozen=True)
class Publication:
    minimum_population_share: float = 0.5
    maximum_years_away: int = 10
    minimum_countries: int = 1
    own_figures_only: bool | None = None


@dataclass(frozen=True)
class Asking:
    path: Path = Path("nowhere.toml")
    seed: int = 1
    year: int = YEAR
    years: tuple[int, int] = (YEAR, YEAR)
    trend: bool = False
    level: float = 0.9
    measures: tuple[Measure, ...] = (Measure(),)
    covariates: tuple = ()
    model: Model = field(default_factory=Model)
    validation: Validation = field(default_factory=Validation)
    target: Target = field(default_factory=Target)
    publication: Publication = field(default_factory=Publication)

    def but(self, **changes):
        return replace(self, **changes)


def inputs(shares=SHARES, measure=MEASURE):
    figures = [
        Figure(
            country=code, year=YEAR, sex="both", age_from=5, age_to=17, measure=measure,
            origin="made up", estimate=share, source_type="mics", source=f"made up, {code}",
            se=0.01,
        )
        for code, share in shares.items()
    ]  # fmt: skip
    rows = [(code, YEAR, "both", 5, 17, count) for code, count in PEOPLE.items()]
    return WorldInputs(
        figures=figure_table(figures),
        population=population(rows),
        split=uniform_split,
        covariates=None,
        members=tuple(
            Membership(code, "region", region, region.title(), "secondary")
            for region, codes in REGIONS.items()
            for code in codes
        ),
        countries=tuple(PEOPLE),
        without_population=(),
        without_region=(),
    )


def scales_without_sampling(design, sampler):
    """Scales of typical size and countries' values of the prior, in the place of a sampler's."""
    rng = np.random.default_rng(sampler.seed)

    def around(value, *shape):
        return value * np.exp(0.1 * rng.standard_normal((2, DRAWS // 2, *shape)))

    sites = {f"{name}_scale": around(0.5) for name in ("region", "subregion", "source")
             if name in design.blocks.groups}  # fmt: skip
    sites |= {"country_scale": around(0.6), "slope_scale": around(0.1)}
    sites["tail"] = around(1.0, len(design.blocks.country))
    return ScaleDraws(design, sites, Convergence({}, {}, 0, 0, 1.0), 0)
