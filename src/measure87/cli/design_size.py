"""`measure87 design size`: how large a survey must be, and what it will tell."""

from pathlib import Path

import click

from measure87.cli.design_options import Tables, plan_options
from measure87.cli.output import Emit, output_options
from measure87.cli.progress_bar import shown_progress
from measure87.cli.speech.speaker import with_mark
from measure87.vocabulary.estimate import Notice


@click.command("size")
@plan_options
@click.option("--half-width-points", type=float, help="Wanted, in points of 100.")
@click.option("--no-case-percent", type=float, help="Chance of finding nobody that is borne.")
@output_options
def size(plan: Path | None, tables: Tables, emit: Emit) -> None:
    """Find how many clusters a survey needs, by the half-width that 80 % of surveys keep.

    The interval is the one that `estimate survey` will give: nothing is taken for normal. Or by
    the chance of finding no case; with clusters given, it says what these will tell. PLAN.toml
    holds what options do not: reports on family, a screen, one child of each household.

    \b
        measure87 design size --prevalence-percent 1 --icc 0.05 --asked 20 --half-width-points 0.6
    """
    from measure87.library.planning import plan as made

    with shown_progress():
        found = made(plan, **tables)
    tell_notices(found.made.notices)
    emit.object(found.to_dict(), found.table)


def tell_notices(notices: tuple[Notice, ...]) -> None:
    """Say on standard error what a reader of the plan must know."""
    for notice in notices:
        click.echo(with_mark("Warning", notice.text), err=True)
