"""Commands that test, contrast and standardise figures of a table of persons."""

from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from measure87.cli.output import Emit, output_options
from measure87.cli.sample_options import Design, file_names, sample_options
from measure87.vocabulary.errors import UsageError

if TYPE_CHECKING:
    from measure87.estimate.survey.contrast_sets import ContrastSet
    from measure87.estimate.survey.linear_contrasts import Simultaneous
    from measure87.estimate.survey.moments import Moment
    from measure87.library.analyses import TestMethod
    from measure87.library.answering import Sample
    from measure87.library.asking import Question
    from measure87.vocabulary.estimate import Interval, Statistic

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


class _Moment(TypedDict):
    """Options of `estimate moment`."""

    measures: tuple[str, ...]
    by: str | None
    statistic: "Moment"
    level: float


_level = click.option(
    "--level", default=0.95, show_default=True, type=float, help="Confidence level, 0 to 1."
)
_measures = click.option(
    "--measure", "measures", multiple=True, required=True, metavar="COL[=CODE]",
    help="Column; COL=CODE is the share of one code. Repeat for more.",
)  # fmt: skip
_statistic = click.option(
    "--statistic", default="proportion", show_default=True,
    type=click.Choice(["proportion", "mean", "total", "ratio"]),
    help="What of each measure is compared.",
)  # fmt: skip
_denominator = click.option("--denominator", metavar="COL", help="Denominator of a ratio.")


@click.command("test")
@click.argument("table", type=click.Path(allow_dash=True))
@_measures
@click.option("--by", metavar="COL", help="Column of the groups, or the second of two columns.")
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
        sample = design.sample(table, [*_columns(asked["measures"]), asked["by"]])
        emit(
            run_tests(
                sample, asked["measures"], _spelt(sample, asked["by"]), asked["method"],
                value=asked["value"], where=design.conditions,
            )
        )  # fmt: skip


@click.command("contrast")
@click.argument("table", type=click.Path(allow_dash=True))
@_measures
@click.option("--by", required=True, metavar="COL", help="Column of the groups.")
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
@_level
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
            table, [*_columns(asked["measures"]), asked["by"], asked["denominator"]]
        )
        contrasts = _own(asked["weights"]) or asked["kind"]
        options = Options(design.conditions, asked["level"], asked["interval"])
        found = run_contrasts(
            sample,
            _question(asked["measures"], asked["statistic"], asked["denominator"]),
            _spelt(sample, asked["by"]) or asked["by"],
            contrasts,
            baseline=asked["baseline"],
            adjust=asked["adjust"],
            options=options,
        )
        emit(found)


@click.command("standardised")
@click.argument("table", type=click.Path(allow_dash=True))
@_measures
@click.option("--by", metavar="COL", help="Column of the groups; everybody without it.")
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
@_level
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
    from measure87.files import read_source, while_reading
    from measure87.library.analyses import run_standardised
    from measure87.library.analysing import standard_of
    from measure87.library.options import Options

    with while_reading(file_names(table, asked["standard"])):
        known = read_source(asked["standard"])
        columns = [*_columns(asked["measures"]), asked["by"], asked["denominator"]]
        sample = design.sample(table, [*columns, *population_variables(known)])
        found = run_standardised(
            sample,
            _question(asked["measures"], asked["statistic"], asked["denominator"]),
            standard_of(sample.frame, known),
            _spelt(sample, asked["by"]),
            Options(design.conditions, asked["level"]),
        )
        emit(found)


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
@click.option("--by", metavar="COL", help="Column of groups: the figure in each.")
@click.option(
    "--statistic",
    default="variance",
    show_default=True,
    type=click.Choice(["variance", "covariance", "correlation"]),
    help="Which.",
)
@_level
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
                _spelt(sample, asked["by"]), options,
            )
        )  # fmt: skip


def _columns(measures: tuple[str, ...]) -> list[str]:
    """Columns of measures that may be COL=CODE."""
    return [measure.partition("=")[0] for measure in measures]


def _spelt(sample: "Sample", name: str | None) -> str | None:
    """A column in the file's spelling."""
    source = sample.frame.source
    return name if name is None or source is None else source.column(name)


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
