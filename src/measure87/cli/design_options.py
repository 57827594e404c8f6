"""Options that the commands of a plan share: a file, or the plan on the command line."""

from collections.abc import Callable
from functools import update_wrapper
from pathlib import Path

import click

from measure87.vocabulary.errors import UsageError

_KEYS = {
    "prevalence_percent": ("outcome", "prevalence_percent"),
    "icc": ("outcome", "icc"),
    "earlier": ("outcome", "earlier"),
    "asked": ("sample", "asked_per_cluster"),
    "clusters": ("sample", "clusters"),
    "strata": ("sample", "strata"),
    "response_percent": ("sample", "response_percent"),
    "half_width_points": ("aim", "half_width_points"),
    "no_case_percent": ("aim", "chance_of_no_case_percent"),
    "power_percent": ("aim", "power_percent"),
    "level_percent": ("aim", "level_percent"),
    "before_percent": ("change", "prevalence_before_percent"),
    "overlap_percent": ("change", "overlap_percent"),
    "cost_per_cluster": ("cost", "per_cluster"),
    "cost_per_asked": ("cost", "per_asked"),
}
"""Option to the table and key of a plan that it states."""

_NEEDED = ("prevalence_percent", "asked")

_Value = float | int | str | Path | None
Tables = dict[str, dict[str, float | int | str]]

_OPTIONS = (
    click.option("--prevalence-percent", type=float, help="True share of persons, in percent."),
    click.option("--icc", type=float, help="Correlation within clusters, 0 to 1."),
    click.option("--earlier", metavar="NAME", help="Earlier survey whose correlation is taken."),
    click.option("--asked", type=int, help="Persons or households visited in a cluster."),
    click.option("--clusters", type=int, help="First-stage clusters, where they are settled."),
    click.option("--strata", type=int, help="First-stage strata; 1."),
    click.option("--response-percent", type=float, help="Of those visited, who answers; 100."),
    click.option("--level-percent", type=float, help="Confidence level; 95."),
    click.option("--cost-per-cluster", type=float, help="In your currency."),
    click.option("--cost-per-asked", type=float, help="In your currency."),
)


def plan_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command PLAN.toml and the options of simple plans, and hand it `plan` and `tables`."""

    def with_tables(*args: _Value, plan: Path | None, **options: _Value) -> None:
        stated = {name: options.pop(name) for name in _KEYS if name in options}
        missing = [name for name in _NEEDED if stated.get(name) is None]
        if plan is None and missing:
            option = f"--{missing[0].replace('_', '-')}"
            raise UsageError(
                f"a plan without a file needs {option}",
                code="no-plan",
                hint=f"give {option}, or a file PLAN.toml",
            )
        command(*args, plan=plan, tables=_tables(stated), **options)

    wrapped = update_wrapper(with_tables, command)
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return click.argument(
        "plan",
        metavar="[PLAN.toml]",
        required=False,
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
    )(wrapped)


def _tables(stated: dict[str, _Value]) -> Tables:
    """The tables of a plan that options state."""
    tables: Tables = {}
    for name, value in stated.items():
        if value is not None and not isinstance(value, Path):
            table, key = _KEYS[name]
            tables.setdefault(table, {})[key] = value
    return tables
