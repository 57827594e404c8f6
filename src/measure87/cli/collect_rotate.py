"""`measure87 collect rotate`: identifiers and referrals for other keys."""

from pathlib import Path

import click

from measure87.cli.collect_ethics_kit import KEY_FILE, STUDY, field_locked, identities, payload
from measure87.cli.output import Emit, output_options


@click.command("rotate")
@STUDY
@click.option("--identity", type=KEY_FILE, required=True, help="File of a key that opens them now.")
@click.option("--referrals", is_flag=True, help="Of the list of referrals, not the identifiers.")
@output_options
def rotate_command(study: Path, identity: Path, referrals: bool, emit: Emit) -> None:
    """Lock the identifiers of a study for the public keys that study.toml names now.

    All entries or none. Do it when somebody leaves who holds a key; what she copied before she
    can still open.

    \b
        measure87 collect rotate my-survey --identity first-holder.key
    """
    from measure87.collect.ethics.encrypted_file import EncryptedFile
    from measure87.collect.ethics.places import FIELD, IDENTIFIERS, REFERRALS, outside_of
    from measure87.collect.ethics.settings import read_ethics

    outside_of(study, identity, "the secret key")
    name = REFERRALS if referrals else IDENTIFIERS
    with field_locked(study):
        ethics = read_ethics(study)
        keys = ethics.of_referrals if referrals else ethics.recipients
        file = EncryptedFile(study / FIELD / name, b"")
        entries = file.lock_anew(identities(identity), keys)
    found = payload("rotate", file=name, entries=entries, recipients=len(keys))
    emit.object(found, f"{name}: {entries:,} entries are locked for {len(keys)} public keys")
