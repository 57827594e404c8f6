"""`measure87 classify`: classification alone."""

import io
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from measure87 import __version__
from measure87.cli.engine_options import engine_options
from measure87.cli.form_options import form_options
from measure87.cli.output import Emit, folder_option, output_options, period_option
from measure87.cli.progress_bar import shown_progress
from measure87.cli.speech.of_reports import with_reports
from measure87.cli.speech.speaker import with_mark
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import SCHEMA
from measure87.vocabulary.releases.common import Writable

if TYPE_CHECKING:
    from measure87.files.engines import AskedEngine
    from measure87.files.table_form import TableForm
    from measure87.study.survey.classification import ClassesInParts, Classification
    from measure87.vocabulary.estimate import Notice

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_TABLE = click.Path(path_type=Path)


@click.command("classify")
@click.argument("table", type=_TABLE)
@click.option("--definition", "identity", required=True, help="ID, as `define list` shows it.")
@click.option("--map", "mapping", type=_FILE, required=True, help="The mapping.toml.")
@click.option("--input", "input_name", help="Section of the mapping, where it has several.")
@click.option("--jobs", type=_TABLE, help="File of jobs, where they have their own.")
@click.option("--circumstances", type=_TABLE, help="File of circumstances, likewise.")
@click.option("--period", help='Reference period of the survey, as "12 months" or "lifetime".')
@click.option(
    "--reference-date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Day of the survey, from which the dates of jobs are counted.",
)
@folder_option
@form_options
@engine_options
@output_options
def classify(
    table: Path,
    identity: str,
    mapping: Path,
    input_name: str | None,
    jobs: Path | None,
    circumstances: Path | None,
    period: str | None,
    day: datetime | None,
    folder: Path | None,
    form: "TableForm",
    engine: "AskedEngine",
    emit: Emit,
) -> None:
    """Classify the persons of a file; writes a table of persons, which must not be published.

    The table goes to -o FILE (.csv or .parquet), for you alone to read; what is printed are
    counts. On another engine than polars -o names a folder, into which it writes Parquet parts.

    \b
        measure87 classify fs.sav --definition child_labour/sdg_8_7_1 --map mapping.toml -o c.csv
    """
    from measure87.files.engines import opened_engine
    from measure87.study.survey.classification import classify_parts, opened_classification

    choice = engine.over()
    target = _target(emit.path, in_parts=not choice.is_own)

    with shown_progress(), opened_engine(choice) as opened:
        found = opened_classification(
            table,
            identity,
            mapping,
            input_name=input_name,
            jobs=jobs,
            circumstances=circumstances,
            national=folder,
            period=period_option(period),
            reference_date=None if day is None else day.date(),
            form=form,
        )
        written = (
            _one_file(found, target) if opened is None else classify_parts(found, opened, target)
        )
    _say(written, found.notices, target, emit)


def _target(path: Path | None, *, in_parts: bool) -> Path:
    """Where the table goes."""
    if in_parts and (path is None or path.suffix):
        raise UsageError("parts need a folder", hint="-o FOLDER, without a suffix")
    if path is None or (not in_parts and path.suffix.lower() not in (".csv", ".parquet")):
        raise UsageError("the table needs a file", hint="-o FILE.csv or -o FILE.parquet")
    return path


def _one_file(found: "Classification", path: Path) -> "ClassesInParts":
    """Classify in this process, into one file."""
    from measure87.files import csv_text, write_whole
    from measure87.study.survey.classification import classes_in_words, counted_classes

    words = classes_in_words(found)
    if path.suffix.lower() == ".csv":
        write_whole(path, csv_text([words.columns, *words.rows()]), private=True)
    else:
        buffer = io.BytesIO()
        words.write_parquet(buffer)
        write_whole(path, buffer.getvalue(), private=True)
    return counted_classes(found, words)


def _say(written: "ClassesInParts", notices: "tuple[Notice, ...]", path: Path, emit: Emit) -> None:
    """Print how many persons are in which class, and on standard error what is to be looked at."""
    identity = written.definition.versioned_id
    lines = [f"{identity}: {written.persons:,} persons, in {path}"]
    for name, by_status in written.counts.items():
        told = ", ".join(
            f"{n:,} {'outside its universe' if word is None else word}"
            for word, n in by_status.items()
        )
        lines.append(f"  {name}: {told}")
    payload: dict[str, Writable] = {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": "classify",
        "definition": identity,
        "persons": written.persons,
        "counts": {
            name: {word: n for word, n in by_status.items() if word is not None}
            for name, by_status in written.counts.items()
        },
        "warnings": [one.to_json() for one in notices],
    }
    with with_reports(notices):
        for one in notices:
            click.echo(with_mark("Warning", one.text), err=True)
        Emit(emit.as_json).object(payload, "\n".join(lines))
