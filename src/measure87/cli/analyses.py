"""Commands that test tables, means and ranks, and say how numbers vary."""

from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from measure87.cli.once import OneColumn
from measure87.cli.output import Emit, output_options
from measure87.cli.sample_options import (
    Design,
    columns_of,
    file_names,
    level_option,
    measures_option,
    sample_options,
    spelt,
)

if TYPE_CHECKING:
    from measure87.estimate.survey.moments import Moment
    from measure87.library.analyses import TestMethod

_TESTS = (
    "rao-scott", "rao-scott-chi-squared", "wald", "adjusted-wald", "lincom", "saddlepoint",
    "means", "shares", "wilcoxon", "kruskal-wallis", "van-der-waerden", "median",
)  # fmt: skip


class _Test(TypedDict):
    """Options of `estimate test`; see the help of each."""

    measures: tuple[str, ...]
    by: str | None
    method: "TestMethod"
    value: float | None


class _Moment(TypedDict):
    """Options of `estimate moment`."""

    measures: tuple[str, ...]
    by: str | None
    statistic: "Moment"
    level: float


@click.command("test")
@click.argument("table", type=click.Path(allow_dash=True))
@measures_option
@click.option(
    "--by", cls=OneColumn, metavar="COL", help="Column of the groups, or the second of two columns."
)
@click.option(
    "--method",
    default="rao-scott",
    show_default=True,
    type=click.Choice(_TESTS),
    help="Independence of two columns (rao-scott to saddlepoint), equal means or shares, or ranks.",
)
@click.option("--value", type=float, help="Without --by: the mean or share that is tested.")
@sample_options
@output_options
def test_command(table: str, emit: Emit, design: Design, **asked: "Unpack[_Test]") -> None:
    """Test whether groups differ, or whether two columns are independent.

    Several measures are tested each, and their p-values adjusted by Holm's rule.

    \b
        measure87 estimate test persons.csv --measure working --by sex --weight w \\
            --strata region --cluster psu
    """  # fmt: skip
    from measure87.files import while_reading
    from measure87.library.analyses import run_tests

    with while_reading(file_names(table)):
        sample = design.sample(table, [*columns_of(asked["measures"]), asked["by"]])
        emit(
            run_tests(
                sample, asked["measures"], spelt(sample, asked["by"]), asked["method"],
                value=asked["value"], where=design.conditions,
            )
        )  # fmt: skip


@click.command("moment")
@click.argument("table", type=click.Path(allow_dash=True))
@click.option(
    "--measure",
    "measures",
    multiple=True,
    required=True,
    metavar="COL",
    help="Column of a number; two for a covariance or correlation.",
)
@click.option("--by", cls=OneColumn, metavar="COL", help="Column of groups: the figure in each.")
@click.option(
    "--statistic",
    default="variance",
    show_default=True,
    type=click.Choice(["variance", "covariance", "correlation"]),
    help="Which.",
)
@level_option
@sample_options
@output_options
def moment_command(table: str, emit: Emit, design: Design, **asked: "Unpack[_Moment]") -> None:
    """Variance of a number between persons, or how two numbers go together.

    \b
        measure87 estimate moment persons.csv --measure w --statistic variance --cluster psu
    """
    from measure87.files import while_reading
    from measure87.library.analyses import run_moment
    from measure87.library.options import Options

    with while_reading(file_names(table)):
        sample = design.sample(table, [*asked["measures"], asked["by"]])
        options = Options(design.conditions, asked["level"])
        emit(
            run_moment(
                sample, list(dict.fromkeys(asked["measures"])), asked["statistic"],
                spelt(sample, asked["by"]), options,
            )
        )  # fmt: skip
