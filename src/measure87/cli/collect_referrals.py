"""`measure87 collect referrals`: who wants to be referred, for the service that helps."""

from pathlib import Path

import click

from measure87.cli.collect_ethics_kit import KEY_FILE, NEW_FILE, STUDY, identities, payload
from measure87.cli.output import Emit, output_options
from measure87.vocabulary.errors import UsageError


@click.command("referrals")
@STUDY
@click.option("--identity", type=KEY_FILE, help="File of a key that opens the list.")
@click.option("--list", "target", type=NEW_FILE, metavar="FILE.csv", help="Write the list there.")
@output_options
def referrals_command(study: Path, identity: Path | None, target: Path | None, emit: Emit) -> None:
    """How many respondents want to be referred; with the key, the list for who helps them.

    The list says nothing of answers and of interviews. It is for the service alone: give it over
    as a file that only the service opens, and destroy your own.

    \b
        measure87 collect referrals my-survey
    """
    from measure87.collect.ethics.encrypted_file import EncryptedFile
    from measure87.collect.ethics.places import FIELD, REFERRALS, outside_of
    from measure87.files import csv_text, write_whole

    if (identity is None) != (target is None):
        raise UsageError("the list needs the key and a file", hint="--identity KEY --list FILE.csv")
    file = EncryptedFile(study / FIELD / REFERRALS, b"")
    lines = [f"respondents who want to be referred: {file.count():,}"]
    if identity is not None and target is not None:
        outside_of(study, target, "the list")
        told = [dict(one.values) for one in file.read(identities(identity))]
        columns = sorted({name for one in told for name in one})
        rows = sorted([one.get(name, "") for name in columns] for one in told)
        write_whole(target, csv_text([columns, *rows]), private=True)
        lines.append(f"the list is in {target}, for its owner alone to read")
    emit.object(payload("referrals", waiting=file.count()), "\n".join(lines))
