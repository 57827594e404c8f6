"""`measure87 collect export`: the interviews of a field study with their labels."""

from pathlib import Path

import click

from measure87 import __version__
from measure87.cli.output import Emit
from measure87.cli.speech.speaker import with_mark
from measure87.vocabulary.estimate import SCHEMA
from measure87.vocabulary.releases.common import Writable


@click.command("export")
@click.argument(
    "study", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option(
    "-o", "--output", "folder", required=True, metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the files are written; made if it is not there, for its owner alone.",
)  # fmt: skip
@click.option(
    "--format", "formats", multiple=True, default=("sav",), show_default=True,
    type=click.Choice(["sav", "dta", "csv", "parquet"]),
    help="SPSS, Stata, CSV or Parquet; repeat it for several.",
)  # fmt: skip
@click.option("--language", help="Of labels; the form's first if not given.")
@click.option("--labels", is_flag=True, help="CSV with labels where it would have codes.")
@click.option("--json", "as_json", is_flag=True, help="Give the result as one JSON object.")
def export_command(
    study: Path,
    folder: Path,
    formats: tuple[str, ...],
    language: str | None,
    labels: bool,
    as_json: bool,
) -> None:
    """Write the tables of a field study with variable and value labels, corrections laid on.

    One file a table: the interviews, and the members of each repeat with the questions that name
    their household. Every choice of the form has its label, also one that nobody took; a question
    with several choices has a column for each in the form's order. codebook.csv says what each
    column is. These are answers of persons: keep them as the study's folder is kept.

    \b
        measure87 collect export my-survey -o my-survey-labelled --format sav --format csv
    """
    from measure87.collect.export import export_tables, labelled_tables
    from measure87.collect.quality.field_data import read_field_data

    tables = labelled_tables(read_field_data(study), language)
    done = export_tables(tables, folder, formats, with_labels=labels)
    for notice in done.notices:
        click.echo(with_mark("Warning", notice), err=True)
    payload: dict[str, Writable] = {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": "collect export",
        "folder": folder.as_posix(),
        "files": list(done.files),
        "notices": list(done.notices),
        "tables": {name: {"rows": n, "columns": k} for name, (n, k) in done.shapes.items()},
    }
    lines = [f"in {folder}:"]
    lines += [f"  {name:<26}{n:>9,} rows{k:>7,} columns" for name, (n, k) in done.shapes.items()]
    lines += [f"  {', '.join(done.files)}", "", "These are answers of persons: keep them apart."]
    Emit(as_json).object(payload, "\n".join(lines))
