"""`measure87 collect pull` and `collect key`: interviews from a server into a study folder."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from measure87 import __version__
from measure87.cli.output import Emit, output_options
from measure87.cli.speech.speaker import with_mark
from measure87.vocabulary.estimate import SCHEMA
from measure87.vocabulary.printed import counted
from measure87.vocabulary.releases.common import Writable

if TYPE_CHECKING:
    from measure87.collect.intake.findings import Findings


@click.command("pull")
@click.argument("study", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@output_options
def pull_command(study: Path, emit: Emit) -> None:
    """Pull new, changed and deleted interviews of a field study from its server.

    The server and form are in `[field]` of DIR/study.toml; the account and the study's key come
    from the environment or the system's keyring. Answers that name or find a person go into an
    encrypted file alone. Run it as often as you like: a pull that was cut off goes on. Without an
    ethics approval nothing is pulled of persons whom a form of our own asked.

    \b
        measure87 collect pull my-survey
    """
    from measure87.collect.intake.opening import form_opener
    from measure87.collect.intake.secrets import server_account, study_identity
    from measure87.collect.intake.settings import read_field_settings
    from measure87.collect.intake.store import pull

    settings = read_field_settings(study)
    _require_ready(study)
    found = pull(study, settings, server_account(), study_identity(), opener=form_opener())
    for _, text in found.notices():
        click.echo(with_mark("Warning", text), err=True)
    emit.object(_payload(found), _text(found))


def _require_ready(study: Path) -> None:
    """Refuse to take in what a form of our own asked of persons before they are protected."""
    from measure87.collect.ethics.readiness import require_intake
    from measure87.collect.ethics.settings import read_ethics
    from measure87.collect.form.model import read_form
    from measure87.collect.intake.forms import OURS

    form = read_form(study / OURS) if (study / OURS).is_file() else None
    require_intake(study, form, read_ethics(study), datetime.now(UTC).date())


@click.command("key")
@output_options
def key_command(emit: Emit) -> None:
    """Make the key of a field study and print it once; nothing keeps it for you.

    Who holds it can read every name and answer of the study. Keep it apart from the study's
    folder, in a password store, and a copy in a safe: without it nothing can be read again.

    \b
        measure87 collect key
    """
    from measure87.collect.intake.secrets import FIELD_KEY, new_identity

    made = new_identity().text
    payload: dict[str, Writable] = {
        "schema": SCHEMA, "measure87": __version__, "command": "collect key", "key": made,
    }  # fmt: skip
    emit.object(payload, f"{FIELD_KEY}={made}")


def _payload(found: "Findings") -> dict[str, Writable]:
    return {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": "collect pull",
        "interviews": found.interviews,
        "rows": dict(found.rows),
        "new": found.new,
        "changed": found.changed,
        "deleted": found.deleted,
        "restored": found.restored,
        "withdrawn": found.withdrawn,
        "files": found.files,
        "commented": found.commented,
        "requests": found.requests,
        "warnings": [{"code": code, "text": text} for code, text in found.notices()],
    }


def _text(found: "Findings") -> str:
    lines = [
        f"{counted(found.interviews, 'interview', 'interviews')}: {found.new:,} new, "
        f"{found.changed:,} changed, "
        f"{found.deleted:,} deleted, {found.restored:,} restored",
        *(f"  {name:<24}{rows:>9,} rows" for name, rows in found.rows.items()),
    ]
    if found.files:
        lines.append(f"{found.files:,} photos, sounds and audits, encrypted")
    if found.commented:
        commented = counted(found.commented, "interview", "interviews")
        lines.append(f"{commented} with comments of the office, encrypted")
    return "\n".join(lines)
