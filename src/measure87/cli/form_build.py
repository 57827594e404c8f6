"""`measure87 form build`: a country's form, with its mapping and its study."""

from pathlib import Path

import click

from measure87 import __version__
from measure87.cli.speech.speaker import say
from measure87.vocabulary.estimate import SCHEMA
from measure87.vocabulary.releases.common import Writable


@click.command("build")
@click.argument(
    "country", metavar="COUNTRY.toml", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "-o",
    "--output",
    "folder",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of the study, made if it is not there.",
)
@click.option("--no-pdf", is_flag=True, help="Leave out the PDFs of the paper, which take longest.")
@click.option("--json", "as_json", is_flag=True, help="Give the result as one JSON object.")
def build(country: Path, folder: Path, no_pdf: bool, as_json: bool) -> None:
    """Build the questionnaire of a country file: the form, its mapping and its study.

    `form/` has the form as phones and paper take it; mapping.toml is for exactly this form.
    The standard national form lies in the package: `measure87 form standard` writes it.

    \b
        measure87 form build country.toml -o my-survey
    """
    from measure87.cli.output import Emit
    from measure87.study.field.building import build_field_study

    built = build_field_study(country, folder, pdf=False if no_pdf else None)
    files = [path.as_posix() for path in built.files]
    for name in built.kept:
        click.echo(say(f"{name} was changed by somebody and stays as it is"), err=True)
    payload: dict[str, Writable] = {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": "form build",
        "form": built.form.id,
        "version": built.form.version,
        "draft": built.form.draft,
        "languages": list(built.form.languages),
        "questions": built.questions,
        "files": files,
    }
    stands = "a draft: not for fieldwork" if built.form.draft else "for fieldwork"
    text = "\n".join(
        (
            f"{built.form.id}, version {built.form.version}: {built.questions} questions in "
            f"{', '.join(built.form.languages)}; {stands}",
            *(f"  {folder / name}" for name in files),
        )
    )
    Emit(as_json).object(payload, text)
