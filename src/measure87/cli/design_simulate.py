"""`measure87 design simulate`: a plan drawn many times from a known population."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from measure87.cli.design_options import Tables, plan_options
from measure87.cli.design_size import tell_notices
from measure87.cli.form_options import form_options
from measure87.cli.once import OneColumn
from measure87.cli.output import Emit, output_options
from measure87.cli.progress_bar import shown_progress

if TYPE_CHECKING:
    from measure87.files.table_form import TableForm


@click.command("simulate")
@plan_options
@click.option("--half-width-points", type=float, help="Wanted, in points of 100.")
@click.option(
    "--population",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Table of everybody: CSV, Parquet, SPSS or Stata.",
)
@click.option("--invented", type=click.IntRange(min=0), metavar="SEED",
              help="Draw from the invented country of this seed instead.")  # fmt: skip
@click.option(
    "--outcome",
    cls=OneColumn,
    required=True,
    help="Column of 0 and 1; empty for who does not count.",
)
@click.option(
    "--cluster", cls=OneColumn, default="cluster", show_default=True, help="Column of clusters."
)
@click.option("--stratum", cls=OneColumn, help="Column of strata.")
@click.option(
    "--household", cls=OneColumn, help="Column of households, where the plan visits households."
)
@click.option("--draws", type=click.IntRange(2, 100_000), default=1_000, show_default=True,
              help="How often the plan is drawn.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True,
              help="The same seed gives the same draws.")  # fmt: skip
@form_options
@output_options
def simulate(
    plan: Path | None,
    tables: Tables,
    population: Path | None,
    invented: int | None,
    outcome: str,
    cluster: str,
    stratum: str | None,
    household: str | None,
    draws: int,
    seed: int,
    form: "TableForm",
    emit: Emit,
) -> None:
    """Draw a plan many times, and show bias, coverage, half-width, cases and cost.

    Beside what came stand what the plan says as it is, and what it says with the share and the
    correlation of the population. The invented country knows forced_labour and
    child_labour_sdg_b.

    \b
        measure87 design simulate --prevalence-percent 1 --icc 0.05 --asked 20 --clusters 100 \\
            --invented 1 --outcome forced_labour --draws 200
    """
    from measure87.files import read_source, with_notices_told
    from measure87.library.planning import plan as made

    with shown_progress():
        planned = made(plan, **tables)
        shown = planned.simulate(
            None if population is None else with_notices_told(read_source(population, form=form)),
            outcome=outcome,
            cluster=cluster,
            stratum=stratum,
            household=household,
            invented_seed=invented,
            draws=draws,
            seed=seed,
        )
    tell_notices(planned.made.notices)
    emit.object(shown.to_dict(), shown.table)
