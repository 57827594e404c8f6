"""`measure87 weight`: the weights of a table, by the steps of a recipe."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from measure87 import __version__
from measure87.cli.form_options import form_options
from measure87.cli.output import Emit, output_options
from measure87.cli.speech.speaker import with_mark
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import SCHEMA
from measure87.vocabulary.printed import aligned
from measure87.vocabulary.releases.common import Writable

if TYPE_CHECKING:
    import polars as pl

    from measure87.estimate.weighting import StepTable
    from measure87.files.table_form import TableForm

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("weight")
@click.argument("table", type=_FILE)
@click.option("--recipe", type=_FILE, required=True, help="The steps, as TOML.")
@click.option(
    "--column", default="measure87_weight", show_default=True, help="What the weight is called."
)
@form_options
@output_options
def weight(table: Path, recipe: Path, column: str, form: "TableForm", emit: Emit) -> None:
    """Make the weights of a table of persons by a recipe; the table must not be published.

    The table goes to -o FILE (.csv or .parquet), for you alone to read; what is printed is how
    many persons have a weight after each step, the sum, the variation and the largest factor.

    \b
        measure87 weight persons.csv --recipe recipe.toml -o weighted.parquet
    """
    from measure87.estimate.weighting import read_recipe
    from measure87.estimate.weighting.weighted_table import weighted_table
    from measure87.files import read_source, with_notices_told, write_whole

    if emit.path is None or emit.path.suffix.lower() not in (".csv", ".parquet"):
        raise UsageError("the table needs a file", hint="-o FILE.csv or -o FILE.parquet")
    found = weighted_table(
        with_notices_told(read_source(table, form=form)), read_recipe(recipe), column
    )
    for notice in found.prepared.notices:
        click.echo(with_mark("Warning", notice.text), err=True)
    write_whole(emit.path, _content(found.frame, emit.path), private=True)
    payload: dict[str, Writable] = {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": "weight",
        "column": column,
        "persons": found.frame.height,
        "steps": [step.told for step in found.run.steps],
        "warnings": [notice.to_json() for notice in found.prepared.notices],
    }
    told = [f"{found.frame.height:,} persons, {column} in {emit.path}", *_lines(found.run.steps)]
    Emit(emit.as_json).object(payload, "\n".join(told))


def _content(frame: "pl.DataFrame", path: Path) -> bytes | str:
    from measure87.files import csv_text

    if path.suffix.lower() == ".csv":
        return csv_text([frame.columns, *frame.rows()])
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def _lines(steps: "Sequence[StepTable]") -> list[str]:
    """The tables of the steps as one, a step a line; below, what trimming cut."""
    head = ("step", "persons", "sum", "CV", "design effect", "largest factor")
    rows = [
        (
            step.kind,
            f"{step.persons:,}",
            f"{step.total:,.1f}",
            f"{step.cv:.3f}",
            f"{step.design_effect:.3f}",
            "" if step.largest_factor is None else f"{step.largest_factor:.3f}",
        )
        for step in steps
    ]
    trimmed = [
        f"{step.kind}: weights cut: {one.cut:,}; {100 * one.moved:.2f}% of the sum moved to "
        f"others; design effect {one.design_effect_before:.3f} before, "
        f"{step.design_effect:.3f} after"
        for step in steps
        if (one := step.trimmed) is not None
    ]
    return [*aligned([head, *rows], set(range(1, len(head)))), *trimmed]
