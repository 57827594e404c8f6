"""Commands that estimate from a table of persons."""

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from measure87.cli.engine_options import engine_options
from measure87.cli.output import Emit, output_options
from measure87.cli.regress import regress
from measure87.cli.replicate_options import replicate_options
from measure87.cli.sample_options import figure_options, sample_flags
from measure87.cli.trend import chain, trend

if TYPE_CHECKING:
    from measure87.cli.survey_run import SurveyOptions
    from measure87.files.engines import AskedEngine
    from measure87.files.table_form import TableForm


@click.group()
def estimate() -> None:
    """Estimates with their uncertainty, from a table of persons."""


estimate.add_command(regress)


@estimate.command("survey")
@click.argument("table", type=click.Path(allow_dash=True))
@click.option(
    "--measure",
    "measures",
    multiple=True,
    required=True,
    metavar="COL[=CODE]",
    help="Column to estimate: 0/1, true/false, a status, or a number; COL=CODE is the share "
    "of one code. 1 is yes, but in a column of `classify`. Repeat for more.",
)
@click.option(
    "--statistic",
    default="proportion",
    show_default=True,
    type=click.Choice(["proportion", "mean", "total", "ratio", "quantile"]),
    help="What to estimate of each measure.",
)
@click.option(
    "--interval",
    default="korn-graubard",
    show_default=True,
    metavar="NAME",
    help="Of proportions and quantiles: wald, logit, xlogit, asin, likelihood, wilson, "
    "korn-graubard or korn-graubard-r.",
)
@click.option(
    "--quantile", type=float, metavar="P", help="Share of persons below a quantile [default: 0.5]."
)
@click.option(
    "--population",
    metavar="FILE",
    help="Table of the population to which weights are benchmarked: a column of persons and "
    "columns of classes, such as sex or age_from and age_to.",
)
@click.option(
    "--calibration",
    default="raking",
    show_default=True,
    type=click.Choice(["raking", "linear", "logit", "truncated"]),
    help="How near benchmarked weights stay to the given ones.",
)
@click.option(
    "--difference",
    "differences",
    multiple=True,
    metavar="'A minus B'",
    help="Difference of two groups, as 'sex=1 minus sex=2', or of two measures, as "
    "'working[sex=1] minus hazardous[sex=1]'. Repeat for more.",
)
@sample_flags
@figure_options
@replicate_options
@engine_options
@output_options
def survey(
    table: str,
    emit: Emit,
    form: "TableForm",
    engine: "AskedEngine",
    **options: "Unpack[SurveyOptions]",
) -> None:
    """Design-based estimates from a complex sample.

    TABLE is CSV, Parquet, SPSS (.sav) or Stata (.dta), told by its suffix; - reads CSV from
    standard input.

    \b
        measure87 estimate survey persons.csv --measure working --weight w \\
            --strata region --cluster psu --by sex
    """  # fmt: skip
    from measure87.cli.survey_run import estimate_file

    emit(estimate_file(table, options, form, engine))


@estimate.command("difference")
@click.argument("later", type=click.Path(path_type=Path))
@click.argument("earlier", type=click.Path(path_type=Path))
@output_options
def difference(later: Path, earlier: Path, emit: Emit) -> None:
    """Differences of the figures of two independent surveys: LATER less EARLIER.

    Both are results as --json writes them, or the estimates.json of a study. Figures of the
    same name, statistic and group are compared.

    \b
        measure87 estimate difference round_2.json round_1.json
    """
    from measure87.cli.rounds_run import compare_rounds

    emit(compare_rounds(later, earlier))


estimate.add_command(trend)
estimate.add_command(chain)
