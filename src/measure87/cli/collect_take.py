"""`measure87 collect take`: interviews of another server's export, or of files."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from measure87.cli.collect_ethics_kit import (
    STUDY,
    form_of,
    journal_and_secret,
    payload,
    today,
)
from measure87.cli.output import Emit, output_options
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.releases.common import Writable

if TYPE_CHECKING:
    from measure87.collect.form.model import Form
    from measure87.collect.intake.servers.source import Source
    from measure87.collect.intake.servers.taking_in import Taken

_KINDS = ("survey-solutions", "cspro", "files")


@click.command("take")
@STUDY
@click.argument("data", metavar="DATA", type=click.Path(exists=True, path_type=Path))
@click.option("--from", "kind", type=click.Choice(_KINDS), required=True, help="What DATA is.")
@click.option(
    "--dictionary",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Of CSPro: the file .dcf.",
)
@click.option(
    "--units",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="GeoJSON of the sampled areas; says whether each interview was held in its own.",
)
@click.option("--unit", metavar="QUESTION", help="Question with the area's code, as in --units.")
@output_options
def take_command(
    study: Path,
    data: Path,
    kind: str,
    dictionary: Path | None,
    units: Path | None,
    unit: str | None,
    emit: Emit,
) -> None:
    """Make the tables of a study in the field of an export, or of files.

    DATA is the archive of Survey Solutions, data of CSPro 8 (with --dictionary), or a folder or
    workbook with a table `main` and one a repeat. Identifiers go to the encrypted file alone.

    \b
        measure87 collect take my-survey export --from files
    """
    from measure87.collect.ethics.positions import units_of_geojson
    from measure87.collect.ethics.settings import read_ethics
    from measure87.collect.intake.servers.taking_in import take_in
    from measure87.study.lock import locked

    if (units is None) != (unit is None):
        raise UsageError("areas need both", hint="--units FILE.geojson --unit QUESTION")
    form = form_of(study)
    with locked(study):
        _, secret = journal_and_secret(study)
        source = _source(kind, data, dictionary, form, secret)
        areas = units_of_geojson(units, unit) if units is not None and unit is not None else None
        taken = take_in(study, form, source, read_ethics(study), secret, today(), areas, unit or "")
    emit.object(_payload(taken), "\n".join(_lines(taken)))


def _source(
    kind: str, data: Path, dictionary: Path | None, form: "Form", secret: bytes
) -> "Source":
    from measure87.collect.ethics.encrypted_file import hash_of
    from measure87.collect.intake.servers.cspro import CSPro
    from measure87.collect.intake.servers.plain import PlainFiles
    from measure87.collect.intake.servers.survey_solutions import SurveySolutionsExport

    if (kind == "cspro") != (dictionary is not None):
        raise UsageError("data of CSPro go with their dictionary", hint="--dictionary FILE.dcf")
    if dictionary is not None:
        return CSPro(dictionary, data, form, hashed=lambda key: hash_of(secret, "case", key))
    return (PlainFiles if kind == "files" else SurveySolutionsExport)(data, form)


def _payload(taken: "Taken") -> dict[str, Writable]:
    return payload(
        "take",
        rows=dict(taken.rows),
        non_response={name: one.non_response for name, one in taken.responses.items()},
        withdrawn=taken.withdrawn,
        unread={"/".join(key): count for key, count in taken.unread.items()},
        unknown={"/".join(key): count for key, count in taken.unknown.items()},
    )


def _lines(taken: "Taken") -> list[str]:
    lines = []
    for name, rows in taken.rows.items():
        one = taken.responses[name]
        told = f"{name}: {rows:,} rows"
        if one.non_response:
            told += (
                f"; left out {one.refused:,} who refused, {one.unknown:,} whose agreement is not "
                f"known, {one.not_asked:,} who were not asked, {one.above:,} with those above"
            )
        lines.append(told)
    if taken.withdrawn:
        lines.append(f"withdrawn: {taken.withdrawn:,} interviews")
    for (name, column), count in taken.unread.items():
        lines.append(f"{name} {column}: {count:,} answers are not of its type and were left out")
    for (name, key), count in taken.unknown.items():
        lines.append(f"{name} {key}: {count:,} answers, and no such question in the form")
    return lines
