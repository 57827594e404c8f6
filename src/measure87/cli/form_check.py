"""`measure87 form check`: what is wrong with a form, before anybody is asked."""

from pathlib import Path

import click

from measure87 import __version__
from measure87.cli.output import Emit, output_options
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import SCHEMA
from measure87.vocabulary.keys import nearest
from measure87.vocabulary.releases.common import Writable

FAULTY = 1


@click.command("check")
@click.argument("path", metavar="FILE|DIR", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--accept", multiple=True, metavar="CODE", help="A fault that is known and accepted; repeat."
)
@output_options
def check_command(path: Path, accept: tuple[str, ...], emit: Emit) -> None:
    """Check an XLSForm, or a folder of `form build`: each fault with sheet, row, column and remedy.

    Nothing in the file is run or fetched. A form.xlsx beside a form.json is checked as the folder
    is, a country file as the form that it describes. Exit status 1 if there is any fault.

    \b
        measure87 form check form.xlsx
    """
    from measure87.collect.form.lint import FAULTS, check_xlsform

    for code in accept:
        if code not in FAULTS:
            raise UsageError(
                f"there is no fault {code!r}", code="unknown-fault", hint=nearest(code, FAULTS)
            )
    beside = path.with_name("form.json")
    if path.name == "form.xlsx" and beside.is_file():
        path = beside
    if path.is_dir() or path.suffix.lower() in (".json", ".toml"):
        from measure87.study.forms.opening import check

        found = check(path)
    else:
        found = check_xlsform(path)
    found = found.without(frozenset(accept))
    payload: dict[str, Writable] = {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": "form check",
    }
    emit.object({**payload, **found.to_json()}, "\n".join(found.lines()))
    if found.findings:
        raise click.exceptions.Exit(FAULTY)
