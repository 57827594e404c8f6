"""The command that fits a regression to a table of persons."""

from typing import TYPE_CHECKING, Unpack

import click

from measure87.cli.once import OneColumn
from measure87.cli.output import Emit, output_options
from measure87.cli.replicate_options import replicate_options
from measure87.cli.sample_options import sample_flags
from measure87.cli.speech.speaker import with_mark

if TYPE_CHECKING:
    from measure87.cli.regress_run import RegressOptions
    from measure87.files.table_form import TableForm


@click.command("regress")
@click.argument("table", type=click.Path(allow_dash=True))
@click.option(
    "--outcome",
    cls=OneColumn,
    required=True,
    metavar="COL[=CODE]",
    help="The answer: 0/1, true/false or a status (unknown is left out and counted); COL=CODE for "
    "one code; a number for linear and poisson.",
)
@click.option(
    "--term",
    "terms",
    multiple=True,
    metavar="COL[*COL]",
    help="Category, or 'sex*area' for both and their interaction. Repeat for more.",
)
@click.option(
    "--number",
    "numbers",
    multiple=True,
    metavar="COL",
    help="Column that is a number: a term by itself, or within a crossing of --term.",
)
@click.option(
    "--reference",
    "references",
    multiple=True,
    metavar="COL=CODE",
    help="Code that a category's others are compared with [default: its first].",
)
@click.option(
    "--family",
    default="logistic",
    show_default=True,
    type=click.Choice(["logistic", "probit", "poisson", "linear"]),
    help="Kind of regression; poisson of yes and no gives ratios of shares.",
)
@click.option(
    "--exposure",
    cls=OneColumn,
    metavar="COL",
    help="Column whose logarithm is added, as years under risk.",
)
@click.option(
    "--average",
    "averages",
    multiple=True,
    metavar="COL",
    help="Category: the average predicted answer if everybody had each of its codes.",
)
@click.option("--level", default=0.95, show_default=True, help="Confidence level, 0 to 1.")
@sample_flags
@replicate_options
@output_options
def regress(table: str, emit: Emit, form: "TableForm", **options: "Unpack[RegressOptions]") -> None:
    """Regression of an answer on terms, with errors of a complex sample.

    TABLE is CSV, Parquet, SPSS (.sav) or Stata (.dta), told by its suffix; - reads CSV from
    standard input.

    \b
        measure87 estimate regress persons.csv --outcome working --term sex --weight w \\
            --strata region --cluster psu
    """  # fmt: skip
    from measure87.cli.regress_run import regress_file

    found = regress_file(table, options, form)
    for notice in found.warnings:
        click.echo(with_mark("Warning", notice.text), err=True)
    emit.object(found.to_dict(), found.text, found.csv)
