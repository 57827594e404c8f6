"""`measure87 docs`: the pages of documentation, for those who have no checkout and no network."""

import click

from measure87.cli.output import Emit, output_options
from measure87.vocabulary.estimate import SCHEMA
from measure87.vocabulary.pages import READ_WITH, page_names, page_text


@click.command("docs")
@click.argument("page", required=False)
@output_options
def docs(page: str | None, emit: Emit) -> None:
    """Show a page of documentation that a message names; without PAGE, list the pages.

    PAGE is how-to/servers, or docs/how-to/servers.md as messages write it.

    \b
        measure87 docs how-to/servers
    """
    if page is None:
        names = page_names()
        lines = [*names, "", f"Read one: {READ_WITH.format(page='PAGE')}"]
        emit.object({"schema": SCHEMA, "pages": list(names)}, "\n".join(lines))
        return
    text = page_text(page)
    emit.object({"schema": SCHEMA, "page": page, "text": text}, text)
