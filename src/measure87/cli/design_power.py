"""`measure87 design power`: whether two rounds will show a change."""

from pathlib import Path

import click

from measure87.cli.design_options import Tables, plan_options
from measure87.cli.design_size import tell_notices
from measure87.cli.output import Emit, output_options
from measure87.cli.progress_bar import shown_progress
from measure87.vocabulary.errors import UsageError


@click.command("power")
@plan_options
@click.option("--before-percent", type=float, help="Share in the earlier round, in percent.")
@click.option("--overlap-percent", type=float, help="Clusters that are in both rounds; 0.")
@click.option("--power-percent", type=float, help="Wanted chance to show the change.")
@output_options
def power(plan: Path | None, tables: Tables, emit: Emit) -> None:
    """Find the chance that two rounds show a change, or the clusters for a wanted chance.

    A change is shown where the interval of the difference leaves out 0. Rounds may share
    clusters.

    \b
        measure87 design power --prevalence-percent 1 --before-percent 2 --icc 0.05 --asked 20 \\
            --clusters 200 --overlap-percent 50
    """
    from measure87.library.planning import plan as made

    with shown_progress():
        found = made(plan, **tables)
    if found.made.power is None:
        raise UsageError(
            "no round before is described",
            code="no-change",
            hint="give --before-percent, or a table [change] in PLAN.toml",
        )
    tell_notices(found.made.notices)
    emit.object({**found.to_dict(), "command": "design power"}, found.table)
