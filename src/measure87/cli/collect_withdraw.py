"""`measure87 collect withdraw`: an interview, or one person of it, leaves every table."""

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
from measure87.cli.speech.speaker import with_mark
from measure87.vocabulary.errors import UsageError

if TYPE_CHECKING:
    from measure87.collect.ethics.withdrawal import Journal


@click.command("withdraw")
@STUDY
@click.option("--interview", metavar="ID", help="The interview, as column _id has it.")
@click.option("--id-hash", metavar="H", help="The same by its keyed hash.")
@click.option("--line", type=click.IntRange(min=1), help="Only this person of the household.")
@click.option("--table", metavar="NAME", help="The repeat in which --line counts.")
@output_options
def withdraw_command(
    study: Path,
    interview: str | None,
    id_hash: str | None,
    line: int | None,
    table: str | None,
    emit: Emit,
) -> None:
    """Take an interview, or one person, out of every table and encrypted file of a study.

    The journal keeps a tombstone, so that what the server still has does not come back; delete it
    there too. Figures that were released are another matter: see docs/how-to/somebody-withdraws.md.

    \b
        measure87 collect withdraw my-survey --interview uuid:b --line 2
    """
    from measure87.collect.ethics.withdrawal import interview_of, persons_table, withdraw
    from measure87.study.survey.private import forget

    if (interview is None) == (id_hash is None):
        raise UsageError("an interview is named in one way", hint="--interview ID or --id-hash H")
    if table is not None and line is None:
        raise UsageError("--table says in which repeat --line counts", hint="add --line N")
    form = form_of(study)
    with field_locked(study):
        journal, secret = journal_and_secret(study)
        named = interview or interview_of(study, secret, id_hash or "")
        if line is not None:
            _warn_of_journal(journal)
        inside = (table or persons_table(form)) if line is not None else "main"
        done = withdraw(
            study, form, secret, named, table=inside, row=line, today=today(), journal=journal
        )
        forget(study)
    if (study / "field" / "journal").is_dir():
        _remake(study)
    rows = dict(sorted(done.rows.items()))
    lines = [f"{name}: {count:,} rows taken out" for name, count in rows.items()]
    lines += [
        f"encrypted entries taken out: {done.identifiers:,} of identifiers, "
        f"{done.referrals:,} of referrals",
        f"back-checks, corrections and pages of evenings: {done.traces:,} taken out; what "
        "`explain` reads of former runs was forgotten",
        "Delete it on the server too. For figures that were released, set "
        '`withdrawn` in [disclosure] ("stand" or "hide") and run again.',
    ]
    found = payload(
        "withdraw",
        rows=rows,
        identifiers=done.identifiers,
        referrals=done.referrals,
        traces=done.traces,
    )
    emit.object(found, "\n".join(lines))


def _remake(study: Path) -> None:
    """Make tables and identifiers of the journal again, which knows nothing of her any more."""
    from measure87.collect.intake.secrets import study_identity
    from measure87.collect.intake.settings import read_field_settings
    from measure87.collect.intake.store import remake

    remake(study, read_field_settings(study), study_identity())


def _warn_of_journal(journal: "Journal | None") -> None:
    """The journal has one key an interview, and cannot destroy what is of one person alone."""
    if journal is not None:
        text = (
            "the journal keeps her answers, encrypted with those of her household; withdraw the "
            "whole interview where they must be destroyed"
        )
        click.echo(with_mark("Warning", text), err=True)
