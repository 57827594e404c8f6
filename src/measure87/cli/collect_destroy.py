"""`measure87 collect destroy`: what identifies persons is removed, and a record kept of it."""

from pathlib import Path

import click

from measure87.cli.collect_ethics_kit import STUDY, field_locked, payload, today
from measure87.cli.output import Emit, output_options
from measure87.vocabulary.errors import UsageError


@click.command("destroy")
@STUDY
@click.option("--yes", is_flag=True, help="Do it; without it nothing is removed.")
@output_options
def destroy_command(study: Path, yes: bool, emit: Emit) -> None:
    """Destroy the identifiers and referrals of a study, and keep a record of the day.

    Destroy the secret keys and all copies of the files too: on disks of today that alone is sure.

    \b
        measure87 collect destroy my-survey --yes
    """
    from measure87.collect.ethics.destruction import destroy

    if not yes:
        raise UsageError(
            f"the identifiers of {study.name} would be gone for good",
            hint="say --yes if that is meant",
        )
    with field_locked(study):
        done = destroy(study, today())
    lines = [f"{name}: {entries:,} entries destroyed" for name, entries in done.entries.items()]
    lines += [
        f"{name}: destroyed; it was encrypted as a whole, so its entries cannot be counted"
        for name in done.not_counted
    ]
    lines = lines or ["there was nothing to destroy"]
    lines.append("Destroy the secret keys, and every copy of these files.")
    found = payload("destroy", destroyed=dict(done.entries), not_counted=list(done.not_counted))
    emit.object(found, "\n".join(lines))
