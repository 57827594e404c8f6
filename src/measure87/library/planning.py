"""`plan`: how large a survey of the rare must be, and what it will tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from measure87.design.expected_interval import SampleSums, expected_interval
from measure87.design.measured_plan import measured_fieldwork
from measure87.design.plan_file import PlanSettings, plan_of
from measure87.design.planning import Plan, make_plan
from measure87.design.simulation import simulate_plan
from measure87.estimate.survey.borrowing import CellSums, default_interval
from measure87.files.settings import read_toml, settings_at_fault
from measure87.library.asking import require_mapping
from measure87.library.hints import in_python
from measure87.library.options import whole
from measure87.library.plan_tables import plan_json, plan_table
from measure87.library.planned_populations import (
    Drawn,
    Known,
    invented,
    scheme_of,
    table_population,
)
from measure87.library.simulated_tables import DrawnPlan, simulated_json, simulated_table
from measure87.numerics.proportion_intervals import Limits
from measure87.vocabulary.errors import UsageError


def survey_interval(sums: SampleSums, level: float) -> Limits:
    """The interval that `estimate_survey` gives of such sums by default."""
    cells = CellSums(**vars(sums))
    found = default_interval(cells, cells, level=level)
    return Limits(found.lower, found.upper)


@dataclass(frozen=True, repr=False)
class PlannedSurvey:
    """What `plan` found: clusters, persons, interval, power and cost. Prints a table."""

    made: Plan

    @property
    def clusters(self) -> int:
        """First-stage clusters."""
        return self.made.fieldwork.plan.clusters

    @property
    def persons(self) -> float:
        """Persons counted, in expectation."""
        return self.made.fieldwork.plan.persons

    @property
    def half_width_points(self) -> float:
        """Half-width of the interval that the stated share of surveys keep, in points of 100."""
        return 100.0 * self.made.interval.half_width_kept

    @property
    def cost(self) -> float | None:
        """In the currency of the prices; None without prices."""
        return self.made.cost

    def to_dict(self) -> dict[str, Any]:
        """The object of the contract, as `measure87 design size --json` writes it."""
        return plan_json(self.made, "design size")

    def simulate(
        self,
        population: Any = None,
        *,
        outcome: str,
        cluster: str = "cluster",
        stratum: str | None = None,
        household: str | None = None,
        invented_seed: int | None = None,
        draws: int = 1_000,
        seed: int = 1,
    ) -> "SimulatedSurvey":
        """Draw the plan many times from a population of which everything is known.

        Parameters
        ----------
        population : path or table
            One row a person. Left out, with `invented_seed`, it is the invented country.
        outcome : str
            Column of 0 and 1; empty for who does not count.
        cluster, stratum, household : str
            Columns of where persons live.
        draws, seed : int
            How often, and the seed of chance.
        """
        whole("draws", draws, 1_000, "draws")
        whole("seed", seed, 1, "draws")
        with in_python():
            columns = Drawn(outcome, cluster, stratum, household)
            known = _population(population, columns, invented_seed)
            return SimulatedSurvey(_drawn(self.made, known, draws, seed))

    @property
    def table(self) -> str:
        """The table for people."""
        return str(plan_table(self.made))

    def __repr__(self) -> str:
        """The table for people, and what they must know beside it."""
        return _with_warnings(self.table, self.made)


@dataclass(frozen=True, repr=False)
class SimulatedSurvey:
    """A plan, and what its draws showed. Prints both side by side."""

    drawn: DrawnPlan

    def to_dict(self) -> dict[str, Any]:
        """The object of the contract, as `measure87 design simulate --json` writes it."""
        return simulated_json(self.drawn)

    @property
    def table(self) -> str:
        """The table for people."""
        return str(simulated_table(self.drawn))

    def __repr__(self) -> str:
        """The table for people, and what they must know beside it."""
        return _with_warnings(self.table, self.drawn.plan)


def _with_warnings(table: str, plan: Plan) -> str:
    """A table, with the warnings of its plan below, as those of estimates have them."""
    warned = [f"Warning: {notice.text}" for notice in plan.notices]
    return "\n".join([table, "", *warned]) if warned else table


def _drawn(made: Plan, known: Known, draws: int, seed: int) -> DrawnPlan:
    """A plan drawn from a population, beside what it says when it knows that population."""
    said, clusters = made.interval, made.fieldwork.plan.clusters
    shown = simulate_plan(
        known.population,
        scheme_of(made, known),
        survey_interval,
        np.random.default_rng(seed),
        draws=draws,
        level=said.level,
        kept_by=said.kept_by,
        stated_half_width=said.half_width_kept,
    )
    work = measured_fieldwork(made.settings, known.population, clusters)
    informed = expected_interval(
        work.plan, survey_interval, level=said.level, kept_by=said.kept_by,
        true_share=work.prevalence,
    )  # fmt: skip
    return DrawnPlan(made, known, work, informed, shown, seed)


def plan(settings: "str | Path | Mapping[str, Any] | None" = None, **tables: Any) -> PlannedSurvey:
    """Plan a survey: its size, its interval, its power and its cost.

    Parameters
    ----------
    settings : path or mapping, optional
        A file `plan.toml`, or its tables.
    tables
        Tables of the plan, as `outcome={"prevalence_percent": 0.3, "icc": 0.05}`; their keys
        stand in place of those of `settings`. All keys: docs/how-to/plan-a-survey.md.

    Returns
    -------
    PlannedSurvey
        It prints a table, and `simulate` draws it from a known population.

    Examples
    --------
    >>> import measure87 as m
    >>> found = m.plan(
    ...     outcome={"prevalence_percent": 1.0, "icc": 0.05},
    ...     sample={"asked_per_cluster": 20},
    ...     aim={"half_width_points": 0.6},
    ... )
    >>> found.half_width_points <= 0.6, found.clusters > 100
    (True, True)
    """
    with in_python():
        stated = _settings(settings, tables)
        if not isinstance(settings, str | Path):
            return PlannedSurvey(make_plan(stated, survey_interval))
        with settings_at_fault(Path(settings).name):
            return PlannedSurvey(make_plan(stated, survey_interval))


def _settings(
    given: "str | Path | Mapping[str, Any] | None", tables: Mapping[str, Any]
) -> PlanSettings:
    """The plan of a file or of tables, with keys of `tables` in place of its own."""
    name, folder = "the plan", None
    if isinstance(given, str | Path):
        path = Path(given)
        name, folder, given = path.name, path.parent, read_toml(path)
    require_mapping("settings", given, '{"sample": {"clusters": 100}}')
    content = dict(given or {})
    for table, keys in tables.items():
        own = content.get(table)
        both = isinstance(own, Mapping) and isinstance(keys, Mapping)
        content[table] = {**own, **keys} if both and own is not None else keys
    return plan_of(content, name, folder)


def _population(given: Any, columns: Drawn, invented_seed: int | None) -> Known:
    if (given is None) == (invented_seed is None):
        raise UsageError(
            "a plan is drawn from one population",
            code="population",
            hint="give a population, or the seed of an invented country (--invented)",
        )
    if invented_seed is not None:
        return invented(invented_seed, columns)
    return table_population(given, columns)
