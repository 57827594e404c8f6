"""`measure87 collect keypair`: a key that opens identifiers, and the public one that locks them."""

from pathlib import Path

import click

from measure87.cli.collect_ethics_kit import NEW_FILE, payload
from measure87.cli.output import Emit, output_options


@click.command("keypair")
@click.argument("file", metavar="KEYFILE", type=NEW_FILE)
@output_options
def keypair_command(file: Path, emit: Emit) -> None:
    """Make a secret key that opens identifiers, for its owner alone to read.

    Keep KEYFILE outside of the study. The public key that is printed goes into `recipients` of
    study.toml; make two, for two people: without a secret key nobody opens what they lock.

    \b
        measure87 collect keypair first-holder.key
    """
    from measure87.collect.ethics.keys import new_key

    public = new_key(file)
    text = f"the secret key is in {file}\npublic key, for `recipients` in study.toml:\n{public}"
    emit.object(payload("keypair", public=public), text)
