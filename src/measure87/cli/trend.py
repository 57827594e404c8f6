"""`measure87 estimate trend` and `estimate chain`: changes and slopes over rounds."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Unpack, get_args

import click

from measure87.cli.once import OneColumn
from measure87.cli.output import Emit, output_options
from measure87.cli.sample_options import figure_options, sample_flags
from measure87.vocabulary.trend import Overlap, Scale

if TYPE_CHECKING:
    from measure87.cli.trend_run import ChainOptions, TrendOptions
    from measure87.files.table_form import TableForm


def _line_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that both commands have: scale, dates, crosswalks, seed."""
    for option in (
        click.option(
            "--scale",
            default="identity",
            show_default=True,
            type=click.Choice(get_args(Scale)),
            help="The line is straight in the figures, or in their log odds.",
        ),
        click.option(
            "--date",
            "dates",
            multiple=True,
            metavar="ROUND=DATE",
            help="When a round was: a year, a month (2019-05) or a day. Repeat for more.",
        ),
        click.option(
            "--crosswalk",
            "crosswalks",
            multiple=True,
            metavar="TEXT",
            help="What carries rounds over that were measured otherwise, with its standard error: "
            "'2014,2016 ratio 0.8 se 0.05 from SOURCE', or difference for ratio.",
        ),
        click.option(
            "--seed", default=1, show_default=True, help="Of the turning point's simulated null."
        ),
    ):
        command = option(command)
    return command


@click.command("trend")
@click.argument("table", type=click.Path(allow_dash=True))
@click.option(
    "--measure",
    "measures",
    multiple=True,
    required=True,
    metavar="COL[=CODE]",
    help="Column to estimate, as of `estimate survey`. Repeat for more.",
)
@click.option(
    "--over",
    cls=OneColumn,
    required=True,
    metavar="COL",
    help="Column with the round of each row: its date.",
)
@click.option(
    "--overlap",
    type=click.Choice(get_args(Overlap)),
    help="What rounds share: nothing, clusters (the same stratum and code is the same place), or "
    "persons. Asked for where codes are the same.",
)
@click.option(
    "--person", cls=OneColumn, metavar="COL", help="Names persons, for --overlap persons."
)
@click.option(
    "--rotation",
    cls=OneColumn,
    metavar="COL",
    help="Rotation group of each cluster, for --overlap clusters: the same code in another group "
    "is another place.",
)
@click.option(
    "--statistic",
    default="proportion",
    show_default=True,
    type=click.Choice(["proportion", "mean", "total", "ratio"]),
    help="What to estimate of each measure.",
)
@click.option(
    "--interval",
    default="korn-graubard",
    show_default=True,
    metavar="NAME",
    help="Of the rounds' proportions, from which that of a slope is put together.",
)
@sample_flags
@figure_options
@_line_options
@output_options
def trend(table: str, emit: Emit, form: "TableForm", **options: "Unpack[TrendOptions]") -> None:
    """Changes, slope and turning point over the rounds of one TABLE.

    Places or persons that are in several rounds are known by their codes, and their covariance is
    in the error. How: docs/methods/trend.md.

    \b
        measure87 estimate trend rounds.csv --measure working --over year \\
            --weight w --strata region --cluster psu --overlap clusters
    """
    from measure87.cli.trend_run import trend_of_file

    emit(trend_of_file(table, options, form))


@click.command("chain")
@click.argument("results", nargs=-1, required=True, type=click.Path(path_type=Path))
@_line_options
@output_options
def chain(results: tuple[Path, ...], emit: Emit, **options: "Unpack[ChainOptions]") -> None:
    """Changes, slope and turning point over RESULTS of independent surveys.

    Each is a result as --json writes it, or the estimates.json of a study, which says when it was;
    else --date does, by the name of the file. Figures of the same name, statistic and group are
    chained. Rounds of other definitions, items, periods, respondents, modes or seasons are refused
    without a --crosswalk.

    \b
        measure87 estimate chain round_1.json round_2.json \\
            --date round_1.json=2016 --date round_2.json=2020
    """
    from measure87.cli.trend_run import chain_of_files

    emit(chain_of_files(results, options))
