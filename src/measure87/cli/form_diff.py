"""`measure87 form diff`: which measures stay comparable between two forms."""

from pathlib import Path

import click

from measure87 import __version__
from measure87.cli.output import Emit, output_options
from measure87.vocabulary.estimate import SCHEMA
from measure87.vocabulary.releases.common import Writable

_FORM = click.Path(exists=True, path_type=Path)


@click.command("diff")
@click.argument("first", metavar="A", type=_FORM)
@click.argument("second", metavar="B", type=_FORM)
@output_options
def diff_command(first: Path, second: Path, emit: Emit) -> None:
    """Say which measures stay comparable between two forms: rounds, or countries.

    A and B are folders of `form build`, or country files. Compared are the items that are asked,
    their stages, how far back, who answers and how; of each question its words, its answers and
    the conditions under which it is asked.

    \b
        measure87 form diff own-form own-form
    """
    from measure87.study.forms.comparing import compare_forms
    from measure87.study.forms.comparison_text import comparison_json, comparison_lines
    from measure87.study.forms.opening import side_of

    sides = side_of(first), side_of(second)
    compared = compare_forms(*sides)
    payload: dict[str, Writable] = {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": "form diff",
    }
    content = comparison_json(*sides, compared)
    emit.object({**payload, **content}, "\n".join(comparison_lines(*sides, compared)))
