"""Commands that contrast groups, and standardise their rates."""

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
from measure87.vocabulary.errors import UsageError

if TYPE_CHECKING:
    from measure87.estimate.survey.contrast_sets import ContrastSet
    from measure87.estimate.survey.linear_contrasts import Simultaneous
    from measure87.library.asking import Question
    from measure87.vocabulary.estimate import Interval, Statistic


class _Figures(TypedDict):
    """Options of what is set against each other, or standardised."""

    measures: tuple[str, ...]
    statistic: "Statistic"
    denominator: str | None
    level: float


class _Contrast(_Figures):
    """Options of `estimate contrast`."""

    by: str
    kind: "ContrastSet"
    baseline: str | None
    weights: tuple[str, ...]
    adjust: "Simultaneous"
    interval: "Interval"


class _Standardised(_Figures):
    """Options of `estimate standardised`."""

    by: str | None
    standard: str


_statistic = click.option(
    "--statistic", default="proportion", show_default=True,
    type=click.Choice(["proportion", "mean", "total", "ratio"]),
    help="What of each measure is compared.",
)  # fmt: skip
_denominator = click.option(
    "--denominator", cls=OneColumn, metavar="COL", help="Denominator of a ratio."
)


@click.command("contrast")
@click.argument("table", type=click.Path(allow_dash=True))
@measures_option
@click.option("--by", cls=OneColumn, required=True, metavar="COL", help="Column of the groups.")
@click.option(
    "--set",
    "kind",
    default="baseline",
    show_default=True,
    type=click.Choice(["baseline", "pairs", "mean", "trend"]),
    help="Each group less one; all pairs; each less the mean of all; slope over the codes.",
)
@click.option("--baseline", metavar="CODE", help="Group that others are compared with.")
@click.option(
    "--weights",
    multiple=True,
    metavar="'CODE=W,...'",
    help="A contrast of your own instead of a set, as '1=1,2=-0.5,3=-0.5'. Repeat for more.",
)
@click.option(
    "--adjust",
    default="holm",
    show_default=True,
    type=click.Choice(["holm", "multivariate-t"]),
    help="How several are judged together; multivariate-t gives limits that hold for all.",
)
@_statistic
@_denominator
@click.option(
    "--interval",
    default="korn-graubard",
    show_default=True,
    metavar="NAME",
    help="Of proportions, as in estimate survey; wald gives t limits.",
)
@level_option
@sample_options
@output_options
def contrast_command(table: str, emit: Emit, design: Design, **asked: "Unpack[_Contrast]") -> None:
    """Contrasts of figures between groups, with limits and tests.

    \b
        measure87 estimate contrast persons.csv --measure working --by region --set pairs \\
            --weight w --cluster psu
    """  # fmt: skip
    from measure87.files import while_reading
    from measure87.library.analyses import run_contrasts
    from measure87.library.options import Options

    with while_reading(file_names(table)):
        sample = design.sample(
            table, [*columns_of(asked["measures"]), asked["by"], asked["denominator"]]
        )
        contrasts = _own(asked["weights"]) or asked["kind"]
        options = Options(design.conditions, asked["level"], asked["interval"])
        found = run_contrasts(
            sample,
            _question(asked["measures"], asked["statistic"], asked["denominator"]),
            spelt(sample, asked["by"]) or asked["by"],
            contrasts,
            baseline=asked["baseline"],
            adjust=asked["adjust"],
            options=options,
        )
        emit(found)


@click.command("standardised")
@click.argument("table", type=click.Path(allow_dash=True))
@measures_option
@click.option(
    "--by", cls=OneColumn, metavar="COL", help="Column of the groups; everybody without it."
)
@click.option(
    "--standard",
    required=True,
    metavar="FILE",
    help="Table of the standard population: a column of persons and columns of classes, such as "
    "sex or age_from and age_to.",
)
@click.option(
    "--statistic",
    default="proportion",
    show_default=True,
    type=click.Choice(["proportion", "mean", "ratio"]),
    help="What of each measure.",
)
@_denominator
@level_option
@sample_options
@output_options
def standardised_command(
    table: str, emit: Emit, design: Design, **asked: "Unpack[_Standardised]"
) -> None:
    """Rates of groups as if all were made up like one population.

    \b
        measure87 estimate standardised persons.csv --measure working --by region \\
            --standard standard.csv --weight w --cluster psu
    """  # fmt: skip
    from measure87.estimate.weighting import population_variables
    from measure87.files import read_plain_source, while_reading
    from measure87.library.analyses import run_standardised
    from measure87.library.analysing import standard_of
    from measure87.library.options import Options

    with while_reading(file_names(table, asked["standard"])):
        known = read_plain_source(asked["standard"])
        columns = [*columns_of(asked["measures"]), asked["by"], asked["denominator"]]
        sample = design.sample(table, [*columns, *population_variables(known)])
        found = run_standardised(
            sample,
            _question(asked["measures"], asked["statistic"], asked["denominator"]),
            standard_of(sample.frame, known),
            spelt(sample, asked["by"]),
            Options(design.conditions, asked["level"]),
        )
        emit(found)


def _question(measures: tuple[str, ...], statistic: "Statistic", of: str | None) -> "Question":
    from measure87.library.asking import Question

    return Question(measures, statistic, denominator=of)


def _own(texts: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """Contrasts of `--weights`, named as they are written."""
    found: dict[str, dict[str, float]] = {}
    for text in texts:
        weights: dict[str, float] = {}
        for part in text.split(","):
            code, equals, weight = (piece.strip() for piece in part.rpartition("="))
            if not (code and equals and _is_number(weight)):
                raise UsageError(
                    f"--weights {text!r} is not clear: {part.strip()!r} is no CODE=WEIGHT",
                    code="contrast",
                    hint="write '1=1,2=-0.5,3=-0.5'",
                )
            weights[code] = float(weight)
        found[text] = weights
    return found


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) < float("inf")
    except ValueError:
        return False
