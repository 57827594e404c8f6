"""`measure87 classify`: classification alone."""

import io
from pathlib import Path
from typing import TYPE_CHECKING

import click

from measure87 import __version__
from measure87.cli.form_options import form_options
from measure87.cli.output import Emit, folder_option, output_options, period_option
from measure87.cli.progress_bar import shown_progress
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import SCHEMA
from measure87.vocabulary.releases.common import Writable

if TYPE_CHECKING:
    from measure87.files.table_form import TableForm

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("classify")
@click.argument("table", type=_FILE)
@click.option("--definition", "identity", required=True, help="ID, as `define list` shows it.")
@click.option("--map", "mapping", type=_FILE, required=True, help="The mapping.toml.")
@click.option("--input", "input_name", help="Section of the mapping, where it has several.")
@click.option("--jobs", type=_FILE, help="File of jobs, where they have their own.")
@click.option("--circumstances", type=_FILE, help="File of circumstances, likewise.")
@click.option("--period", help='Reference period of the survey, as "12 months" or "lifetime".')
@folder_option
@form_options
@output_options
def classify(
    table: Path,
    identity: str,
    mapping: Path,
    input_name: str | None,
    jobs: Path | None,
    circumstances: Path | None,
    period: str | None,
    folder: Path | None,
    form: "TableForm",
    emit: Emit,
) -> None:
    """Classify the persons of a file; writes a table of persons, which must not be published.

    The table goes to -o FILE (.csv or .parquet), for you alone to read; what is printed are
    counts.

    \b
        measure87 classify fs.sav --definition child_labour/sdg_8_7_1 --map mapping.toml -o c.csv
    """
    from measure87.files import csv_text, write_whole
    from measure87.study.survey.classification import classify_table

    if emit.path is None or emit.path.suffix.lower() not in (".csv", ".parquet"):
        raise UsageError("the table needs a file", hint="-o FILE.csv or -o FILE.parquet")
    with shown_progress():
        found, definition = classify_table(
            table,
            identity,
            mapping,
            input_name=input_name,
            jobs=jobs,
            circumstances=circumstances,
            national=folder,
            period=period_option(period),
            form=form,
        )
    if emit.path.suffix.lower() == ".csv":
        write_whole(emit.path, csv_text([found.columns, *found.rows()]), private=True)
    else:
        buffer = io.BytesIO()
        found.write_parquet(buffer)
        write_whole(emit.path, buffer.getvalue(), private=True)
    measures = [name for name in found.columns if name in definition.measures]
    counts = {
        name: {str(k): int(n) for k, n in found[name].value_counts().sort(name).rows()}
        for name in measures
    }
    lines = [f"{definition.versioned_id}: {found.height:,} persons, in {emit.path}"]
    for name, by_status in counts.items():
        told = ", ".join(
            f"{n:,} {'outside its universe' if k == 'None' else k}" for k, n in by_status.items()
        )
        lines.append(f"  {name}: {told}")
    payload: dict[str, Writable] = {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": "classify",
        "definition": definition.versioned_id,
        "persons": found.height,
        "counts": {
            name: {k: n for k, n in by_status.items() if k != "None"}
            for name, by_status in counts.items()
        },
    }
    Emit(emit.as_json).object(payload, "\n".join(lines))
