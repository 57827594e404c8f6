"""`measure87 collect publish` and `collect entities`: a form and its sample go to ODK Central."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from measure87.cli.collect_ethics_kit import STUDY, form_of, payload, today
from measure87.cli.once import OneColumn
from measure87.cli.output import Emit, output_options
from measure87.cli.speech.speaker import with_mark
from measure87.vocabulary.errors import UsageError

if TYPE_CHECKING:
    from measure87.collect.form.model import Form
    from measure87.collect.intake.entities import Entity


@click.command("publish")
@STUDY
@output_options
def publish_command(study: Path, emit: Emit) -> None:
    """Publish the form of a field study on its server, as a new version.

    The server is that of `[field]` in DIR/study.toml; the account, from the environment or the
    system's keyring, needs the role Project Manager. Files that the form asks for are taken from
    DIR/form/attachments. A version that is there is never replaced. Without an ethics approval
    nothing is sent, unless the study is invented.

    \b
        measure87 collect publish my-round
    """
    from measure87.collect.intake.publishing import publish_form
    from measure87.collect.intake.secrets import server_account
    from measure87.collect.intake.settings import read_field_settings

    settings, form = read_field_settings(study), form_of(study)
    _require_approval(study, form)
    done = publish_form(form, study / "form", settings, server_account())
    said = "published" if done.is_new else "was there already"
    lines = [f"{done.form}, version {done.version}: {said}"]
    lines += [f"  {name}" for name in done.files]
    found = payload(
        "publish", form=done.form, version=done.version, new=done.is_new, files=list(done.files)
    )
    emit.object(found, "\n".join(lines))


@click.command("entities")
@STUDY
@click.argument(
    "table",
    metavar="[TABLE]",
    required=False,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--list", "name", required=True, metavar="NAME", help="The list of entities.")
@click.option(
    "--label", cls=OneColumn, metavar="COL", help="Column that tells rows apart; forms show it."
)
@click.option(
    "--property", "properties", multiple=True, metavar="COL", help="A column that goes along."
)
@output_options
def entities_command(
    study: Path,
    table: Path | None,
    name: str,
    label: str | None,
    properties: tuple[str, ...],
    emit: Emit,
) -> None:
    """Send the sample as a list of entities, or say what a list has on the server.

    Only the columns that are named go. Rows that the list has stay as they are, and those that
    were deleted there are not brought back. Whoever has an account or a phone of the project can
    read a list. Without an ethics approval nothing is sent, unless the study is invented.

    \b
        measure87 collect entities my-round households.csv --list households --label household
    """
    from measure87.collect.intake.entities import list_entities, send_entities
    from measure87.collect.intake.secrets import server_account
    from measure87.collect.intake.settings import read_field_settings

    if (table is None) != (label is None) or (table is None and properties):
        raise UsageError("TABLE and --label go together", hint="leave both out to look at a list")
    settings = read_field_settings(study)
    if table is None or label is None:
        on_server = list_entities(name, settings, server_account())
        text = f"{name}: {on_server.there:,} entities, {on_server.deleted:,} deleted"
        found = payload("entities", list=name, there=on_server.there, deleted=on_server.deleted)
        emit.object(found, text)
        return
    _require_approval(study, form_of(study))
    _warn_of_names((label, *properties))
    done = send_entities(name, _rows(table, label, properties), settings, server_account())
    text = (
        f"{name}: {done.made:,} new, {done.there:,} were there already, "
        f"{done.deleted:,} were deleted on the server and stay so"
    )
    found = payload("entities", list=name, made=done.made, there=done.there, deleted=done.deleted)
    emit.object(found, text)


def _require_approval(study: Path, form: "Form") -> None:
    """Refuse to send anything before a board approved; of nobody, no board is asked."""
    from measure87.collect.ethics.readiness import asks_nobody, require_approval
    from measure87.collect.ethics.settings import read_ethics

    if not asks_nobody(study):
        require_approval(form, read_ethics(study), today())


def _warn_of_names(columns: tuple[str, ...]) -> None:
    from measure87.collect.intake.identifying import looks_identifying

    found = [one for one in columns if looks_identifying(one)]
    if found:
        text = (
            f"{', '.join(found)} may name or find a person; whoever has an account or a phone of "
            "the project can read it"
        )
        click.echo(with_mark("Warning", text), err=True)


def _rows(table: Path, label: str, properties: tuple[str, ...]) -> "list[Entity]":
    """The rows of a file, as texts; an empty cell is an empty property."""
    import polars as pl

    from measure87.collect.intake.entities import Entity
    from measure87.files import read_source, with_notices_told

    source = with_notices_told(read_source(table))
    label_column, *spelt = (source.column(one) for one in (label, *properties))
    columns = [pl.col(one).cast(pl.String).fill_null("") for one in (label_column, *spelt)]
    frame = source.frame.lazy().select(columns).collect()
    return [Entity(first, dict(zip(properties, rest, strict=True)))
            for first, *rest in frame.iter_rows()]  # fmt: skip
