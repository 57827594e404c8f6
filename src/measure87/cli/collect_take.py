"""`measure87 collect take`: interviews of another server's export, or of files."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from measure87.cli.collect_ethics_kit import (
    STUDY,
    field_locked,
    form_of,
    journal_and_secret,
    payload,
    today,
)
from measure87.cli.output import Emit, output_options
from measure87.vocabulary.errors import StudyError, UsageError
from measure87.vocabulary.printed import counted
from measure87.vocabulary.releases.common import Writable

if TYPE_CHECKING:
    from measure87.collect.form.model import Form
    from measure87.collect.intake.servers.source import Source
    from measure87.collect.intake.servers.taking_in import Taken

_KINDS = ("kobo", "survey-solutions", "cspro", "files")
_TOKEN = "MEASURE87_SERVER_TOKEN"  # noqa: S105
_ACCOUNT = ("MEASURE87_SERVER_USER", "MEASURE87_SERVER_PASSWORD")
_ASSET = re.compile(r"(https?://[^/]+)(?:/.*)?/assets/([A-Za-z0-9]+)/?(?:data(?:\.json)?/?)?")


@click.command("take")
@STUDY
@click.argument("data", metavar="DATA")
@click.option("--from", "kind", type=click.Choice(_KINDS), required=True, help="What DATA is.")
@click.option(
    "--dictionary",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Of CSPro: the file .dcf.",
)
@click.option(
    "--questionnaire", metavar="ID$VERSION", help="Of a server of Survey Solutions: which one."
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
    data: str,
    kind: str,
    dictionary: Path | None,
    questionnaire: str | None,
    units: Path | None,
    unit: str | None,
    emit: Emit,
) -> None:
    """Make the tables of a study in the field of an export, or of files.

    DATA is the archive of Survey Solutions, or its server's address (with --questionnaire, and the
    account in MEASURE87_SERVER_USER and MEASURE87_SERVER_PASSWORD); data of CSPro 8 (with
    --dictionary); a folder or workbook with a table `main` and one a repeat; or the form's address
    on a KoboToolbox server, https://HOST/api/v2/assets/ID (with a token in
    MEASURE87_SERVER_TOKEN). Identifiers go to the encrypted file alone.

    \b
        measure87 collect take my-survey export --from files
    """
    from measure87.collect.ethics.positions import units_of_geojson
    from measure87.collect.ethics.settings import read_ethics
    from measure87.collect.intake.servers.taking_in import take_in

    if (units is None) != (unit is None):
        raise UsageError("areas need both", hint="--units FILE.geojson --unit QUESTION")
    form = form_of(study)
    with field_locked(study):
        _, secret = journal_and_secret(study)
        areas = units_of_geojson(units, unit) if units is not None and unit is not None else None
        with _local(data, questionnaire) as place:
            source = _source(kind, place, dictionary, form, secret)
            taken = take_in(
                study, form, source, read_ethics(study), secret, today(), areas, unit or ""
            )
    emit.object(_payload(taken), "\n".join(_lines(taken)))


@contextmanager
def _local(data: str, questionnaire: str | None) -> Iterator[str]:
    """DATA, or where the export lies that a server of Survey Solutions makes of a questionnaire."""
    from measure87.collect.intake.servers.survey_solutions_server import exported

    if questionnaire is None:
        yield data
        return
    user, password = (os.environ.get(name, "").strip() for name in _ACCOUNT)
    if not user or not password:
        raise _no_account(" and ".join(_ACCOUNT))
    with exported(data, questionnaire, user, password) as path:
        yield str(path)


def _no_account(names: str) -> StudyError:
    return StudyError(
        "there is no account for the server",
        code="no-account",
        hint=f"set {names} for this command; never write it into a file of the study",
    )


def _source(kind: str, data: str, dictionary: Path | None, form: "Form", secret: bytes) -> "Source":
    from measure87.collect.ethics.encrypted_file import hash_of
    from measure87.collect.intake.servers.cspro import CSPro
    from measure87.collect.intake.servers.plain import PlainFiles
    from measure87.collect.intake.servers.survey_solutions import SurveySolutionsExport

    if (kind == "cspro") != (dictionary is not None):
        raise UsageError("data of CSPro go with their dictionary", hint="--dictionary FILE.dcf")
    if kind == "kobo":
        return _kobo(data, form)
    path = Path(data)
    if not path.exists():
        raise UsageError(
            f"there is no export {data}", hint="name the export, or the folder of files"
        )
    if dictionary is not None:
        return CSPro(dictionary, path, form, hashed=lambda key: hash_of(secret, "case", key))
    return (PlainFiles if kind == "files" else SurveySolutionsExport)(path, form)


def _kobo(address: str, form: "Form") -> "Source":
    from measure87.collect.intake.servers.kobo import Kobo

    told = _ASSET.fullmatch(address)
    if told is None:
        raise UsageError(
            "the address is that of no form on a KoboToolbox server",
            hint="write https://HOST/api/v2/assets/ID",
        )
    token = os.environ.get(_TOKEN, "").strip()
    if not token:
        raise _no_account(_TOKEN)
    return Kobo(told[1], told[2], token, form)


def _payload(taken: "Taken") -> dict[str, Writable]:
    return payload(
        "take",
        rows=dict(taken.rows),
        non_response={name: one.non_response for name, one in taken.responses.items()},
        withdrawn=taken.withdrawn,
        unread={"/".join(key): count for key, count in taken.unread.items()},
        unknown={"/".join(key): count for key, count in taken.unknown.items()},
        unlisted={"/".join(key): count for key, count in taken.unlisted.items()},
    )


def _lines(taken: "Taken") -> list[str]:
    lines = []
    for name, rows in taken.rows.items():
        one = taken.responses[name]
        told = f"{name}: {counted(rows, 'row', 'rows')}"
        if one.non_response:
            told += (
                f"; left out {one.refused:,} who refused, {one.unknown:,} whose agreement is not "
                f"known, {one.not_asked:,} who were not asked, {one.above:,} with those above"
            )
        lines.append(told)
    for (name, column), count in taken.unlisted.items():
        lines.append(
            f"{name} {column}: {count:,} answers are no choice of the form, so that it is not "
            "known whether these persons agreed; if the export has labels, export codes"
        )
    if taken.withdrawn:
        lines.append(f"withdrawn: {counted(taken.withdrawn, 'interview', 'interviews')}")
    for (name, column), count in taken.unread.items():
        lines.append(f"{name} {column}: {count:,} answers are not of its type and were left out")
    for (name, key), count in taken.unknown.items():
        lines.append(f"{name} {key}: {count:,} answers, and no such question in the form")
    return lines
