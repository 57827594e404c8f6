"""`measure87 form support`: what dropping each question costs."""

from pathlib import Path

import click

from measure87 import __version__
from measure87.cli.output import Emit, output_options
from measure87.cli.progress_bar import shown_progress
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import SCHEMA
from measure87.vocabulary.keys import nearest
from measure87.vocabulary.releases.common import Writable

_LEAST = 2_000


@click.command("support")
@click.argument("path", metavar="COUNTRY|DIR", type=click.Path(exists=True, path_type=Path))
@click.option("--question", multiple=True, metavar="NAME", help="Only this question; repeat.")
@click.option("--seed", type=click.IntRange(min=0), default=1, help="Of the invented country.")
@click.option(
    "--persons",
    type=click.IntRange(min=_LEAST),
    default=_LEAST,
    show_default=True,
    help="Persons of the invented country.",
)
@output_options
def support_command(
    path: Path, question: tuple[str, ...], seed: int, persons: int, emit: Emit
) -> None:
    """Tell for every question what dropping it costs.

    Measures that could not be computed without it, and how far apart the bounds of the others
    would be in an invented country. COUNTRY is a country file, DIR a folder of `form build`.

    \b
        measure87 form support own-form
    """
    from measure87.simulate import invent_country
    from measure87.study.forms.opening import opened
    from measure87.study.forms.support import support_json, support_lines, support_of

    items = opened(path)
    for name in question:
        if name not in items.serving:
            raise UsageError(
                f"the form has no question {name!r} that fills a standard table",
                code="unknown-question",
                hint=nearest(name, items.serving),
            )
    with shown_progress():
        found = support_of(items, invent_country(seed, persons=persons), question)
    payload: dict[str, Writable] = {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": "form support",
    }
    emit.object({**payload, **support_json(found)}, "\n".join(support_lines(found)))
