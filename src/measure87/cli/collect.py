"""`measure87 collect`: what field data need before a study: proposals for their mapping."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from measure87 import __version__
from measure87.cli.collect_check import check_command
from measure87.cli.collect_destroy import destroy_command
from measure87.cli.collect_ethics import ethics_command
from measure87.cli.collect_export import export_command
from measure87.cli.collect_keypair import keypair_command
from measure87.cli.collect_publish import entities_command, publish_command
from measure87.cli.collect_referrals import referrals_command
from measure87.cli.collect_rotate import rotate_command
from measure87.cli.collect_take import take_command
from measure87.cli.collect_withdraw import withdraw_command
from measure87.cli.form_options import form_options
from measure87.cli.output import Emit, output_options
from measure87.cli.speech.choice import spoken
from measure87.vocabulary.estimate import SCHEMA
from measure87.vocabulary.releases.common import Writable

if TYPE_CHECKING:
    from measure87.files.table_form import TableForm


@click.group()
def collect() -> None:
    """From files to standard tables."""


collect.add_command(destroy_command)
collect.add_command(entities_command)
collect.add_command(ethics_command)
collect.add_command(keypair_command)
collect.add_command(publish_command)
collect.add_command(referrals_command)
collect.add_command(rotate_command)
collect.add_command(take_command)
collect.add_command(withdraw_command)
collect.add_command(check_command)
collect.add_command(export_command)


@collect.command("propose")
@click.argument(
    "table", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--language", help="en, fr, es, pt, ar or ru; found by the labels if not given.")
@click.option("--section", default="survey", help="Name of the input in study.toml.")
@form_options
@output_options
def propose_command(
    table: Path, language: str | None, section: str, form: "TableForm", emit: Emit
) -> None:
    """Propose which variables of a file are which standard columns, by their labels.

    Nothing is mapped: each entry says confirmed = false, and a run refuses it until a person has
    confirmed or deleted it. Names, labels and codes are written, no answer of a person.

    \b
        measure87 collect propose fs.sav
    """
    from measure87.collect.assistant import codebook_of, proposals_text, propose
    from measure87.files import read_source, with_notices_told
    from measure87.study.new_language import in_language
    from measure87.study.schema_lines import lay_schema

    found = propose(codebook_of(with_notices_told(read_source(table, form=form))), language)
    entries: list[dict[str, Writable]] = [
        {
            "column": proposal.concept,
            **({"job": proposal.job} if proposal.job else {}),
            "variable": proposal.variable.name,
            "label": proposal.variable.label,
            "score": proposal.score,
            "reason": proposal.reason,
            "confirmed": False,
        }
        for proposals in found.chosen.values()
        for proposal in proposals
    ]
    payload: dict[str, Writable] = {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": "collect propose",
        "language": found.language,
        "proposals": entries,
    }
    said = in_language(proposals_text(found, section), spoken(), with_own_language=False)
    emit.object(payload, said)
    if emit.path is not None and emit.path.suffix == ".toml" and not emit.as_json:
        lay_schema(emit.path, "mapping")
