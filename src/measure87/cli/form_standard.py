"""`measure87 form standard`: a country file that the package brings."""

import click

from measure87.cli.output import Emit, output_options


@click.command("standard")
@click.option(
    "--of",
    "which",
    type=click.Choice(("national", "case")),
    default="national",
    help="national: a household survey with all modules; case: a record of a case, after IOM's "
    "HTCDS.",
)
@output_options
def standard(which: str, emit: Emit) -> None:
    """Give the country file of the standard national form, to be made a country's own.

    With -o FILE it is written there.

    \b
        measure87 form standard --of national
    """
    from measure87 import __version__
    from measure87.collect.form.standard import standard_country
    from measure87.study.schema_lines import lay_schema
    from measure87.vocabulary.estimate import SCHEMA

    text = standard_country(which)
    emit.object(
        {"schema": SCHEMA, "measure87": __version__, "command": "form standard", "text": text}, text
    )
    if emit.path is not None and emit.path.suffix == ".toml" and not emit.as_json:
        lay_schema(emit.path, "form")
