"""`measure87 estimate lists`: the size of a population from overlapping lists."""

from typing import TYPE_CHECKING, Unpack

import click

from measure87.cli.form_options import form_options
from measure87.cli.former_names import renamed
from measure87.cli.list_options import ListOptions
from measure87.cli.once import OneColumn
from measure87.cli.output import Emit, output_options
from measure87.cli.progress_bar import shown_progress

_METHODS = (
    "independence, stepwise, bic, bayes-threshold, decomposable, latent-class, chao, "
    "sample-coverage, heterogeneity, doubly-robust"
)

if TYPE_CHECKING:
    from measure87.files.table_form import TableForm


@click.command("lists")
@click.argument("table", type=click.Path(allow_dash=True))
@click.option(
    "--count",
    cls=OneColumn,
    metavar="COL",
    help="Persons of each row; none: one row is one person.",
)
@click.option(
    "--list", "lists", multiple=True, metavar="COL", help="Column of a list, 1 on it and 0 not. "
    "Repeat. None: every column that no other option names.",
)  # fmt: skip
@click.option(
    "--method", "methods", multiple=True, metavar="NAME",
    help=f"Repeat for more; none: all that the data allow. One of {_METHODS}.",
)  # fmt: skip
@click.option(
    "--bootstrap", type=click.IntRange(min=100), metavar="N",
    help="Bootstrap samples. None: as many as it takes until the limits are steady.",
)  # fmt: skip
@click.option("--level", default=0.95, show_default=True, help="Confidence level, 0 to 1.")
@click.option("--seed", default=87, show_default=True, help="Of the random numbers.")
@click.option(
    "--threshold", default=0.02, show_default=True,
    help="p-value under which stepwise takes an interaction.",
)  # fmt: skip
@click.option(
    "--order", default=2, show_default=True,
    help="Most lists that one interaction of bic may join.",
)  # fmt: skip
@click.option(
    "--strata", cls=OneColumn, metavar="COL", help="Estimate each stratum, and their sum."
)
@click.option(
    "--draw", cls=OneColumn, metavar="COL",
    help="Several tables of the same population, drawn from match probabilities: the column "
    "that numbers them. The uncertainty of matching goes into the interval.",
)  # fmt: skip
@click.option(
    "--covariate", "covariates", multiple=True, metavar="COL",
    help="What is known of each person, for doubly-robust. Repeat.",
)  # fmt: skip
@click.option(
    "--mutually-exclusive", multiple=True, metavar="A,B", cls=renamed("--apart"),
    help="Two lists that cannot share a person. Repeat.",
)  # fmt: skip
@click.option(
    "--suppressed-from", type=click.IntRange(0, 1), default=1, show_default=True,
    help="What a count '<5' means at least.",
)  # fmt: skip
@click.option(
    "--robustness-checks/--no-robustness-checks", default=True,
    cls=renamed("--trust", off="--no-trust"), help="Whether to refit to changed lists.",
)  # fmt: skip
@click.option(
    "--person",
    cls=OneColumn,
    metavar="COL",
    help="Key of the person, with one row for each on a list.",
)
@click.option(
    "--holder", cls=OneColumn, metavar="COL", help="List of each such row; with --person."
)
@click.option(
    "--about", type=click.Path(exists=True, dir_okay=False), metavar="FILE",
    help="TOML file that states what is counted; or give the five options below.",
)  # fmt: skip
@click.option("--population", help="Who is counted.")
@click.option("--area", cls=renamed("--place"), help="Geographic area.")
@click.option("--period", help="From when to when.")
@click.option("--status", help="potential, referred, confirmed; several joined by a comma.")
@click.option("--closed-because", help="Why nobody enters or leaves the population meanwhile.")
@form_options
@output_options
def lists(table: str, emit: Emit, form: "TableForm", **options: Unpack[ListOptions]) -> None:
    """Size of a population from overlapping lists, by every method side by side.

    TABLE holds capture histories with their counts, or one row per person. The figures are
    persons known and unknown to the lists over the whole period, not a prevalence on a day.

    \b
        measure87 estimate lists lists.csv --count persons --about counted.toml
    """  # fmt: skip
    from measure87.cli.lists_run import estimate_lists_in
    from measure87.study.lists.text import lists_text

    with shown_progress():
        result = estimate_lists_in(table, options, form)
    emit(result, lists_text(result))
