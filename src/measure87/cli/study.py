"""`measure87 new`, `check`, `run` and `explain`: the study folder's commands, for every kind."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from measure87 import __version__
from measure87.cli.engine_options import engine_options
from measure87.cli.form_options import form_options
from measure87.cli.output import ALL_REFUSED, Emit, output_options
from measure87.cli.presets import PresetOption
from measure87.cli.progress_bar import shown_progress
from measure87.cli.speech.of_reports import with_reports
from measure87.cli.speech.pages import page
from measure87.cli.speech.speaker import say, with_mark
from measure87.vocabulary.estimate import SCHEMA
from measure87.vocabulary.releases.common import Json

if TYPE_CHECKING:
    from measure87.files.engines import AskedEngine
    from measure87.files.table_form import TableForm

_FOLDER = click.Path(file_okay=False, path_type=Path)
_STATES = {
    "same": "the file that the release was made from",
    "changed": "not the file that the release was made from",
    "not-there": "in the release, and not in the study any more",
    "not-in-the-release": "in the study, and not in the release",
}
_STUDY = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("new")
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.option("--preset", required=True, cls=PresetOption, help="What the study is begun from")
@click.option(
    "--data",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The file of persons, of lists, or of published figures; it stays where it is.",
)
@click.option("--country", help="ISO 3166 three-letter code, for example BGD.")
@click.option("--year", type=int, help="Year of the survey, or the stated year of an estimate.")
@click.option(
    "--propose",
    is_flag=True,
    help="With --preset blank: propose matches by the labels of the file, to be confirmed.",
)
@form_options
@click.option(
    "--language",
    default="en",
    show_default=True,
    help="Language of the study: of its title, of the comments in its files and of its report. "
    "en, fr, es, ar, ru or pt.",
)
@output_options
def new(
    folder: Path,
    preset: str,
    data: Path | None,
    country: str | None,
    year: int | None,
    propose: bool,
    form: "TableForm",
    language: str,
    emit: Emit,
) -> None:
    """Make a study folder.

    lfs, simpoc and dhs write a mapping that a person has to fill in; with --data it holds
    proposals by the labels of the file. Until each is confirmed, a run refuses the mapping.

    \b
        measure87 new my-study --preset mics6 --data fs.sav --country XXX --year 2019
    """
    from measure87.collect.unfinished import some_of
    from measure87.define.classifications.countries import is_user_assigned
    from measure87.study.kinds import Order
    from measure87.study.new import make_study

    made = make_study(Order(folder, preset, data, country, year, propose, form, language))
    names = [path.name for path in made.files]
    text = (
        f"Made {folder} with {', '.join(names)}.\n"
        f"{made.todo}, "
        f"then: measure87 run {shlex.quote(str(folder))}"
    )
    if made.waiting:
        text += (
            f"\nStill open in mapping.toml ({len(made.waiting)}): {some_of(made.waiting)}; what "
            f"each waits for: measure87 check {shlex.quote(str(folder))}"
        )
    if country and is_user_assigned(country.upper()):
        text += f"\n{country} is the code of no real country: the study calls itself invented."
    emit.object(
        _enveloped("new", {"folder": folder.name, "files": [*names], "open": [*made.waiting]}), text
    )
    made.kind.prepare(lambda said: click.echo(say(said), err=True))


@click.command("run")
@click.argument("folder", metavar="DIR", type=_STUDY)
@engine_options
@output_options
def run(folder: Path, emit: Emit, engine: "AskedEngine") -> None:
    """Run a study: read, map, check, classify, estimate, disclose, publish into DIR/out.

    Figures printed here have passed the disclosure gate, as everything in DIR/out.

    \b
        measure87 run my-study
    """
    from measure87.study.kinds import kind_of
    from measure87.study.running import release_study

    with shown_progress(lines=kind_of(folder).takes_minutes):
        released = release_study(folder, engine)
    if emit.as_json or emit.path is not None:
        emit(released.result)
        return
    with with_reports((*released.result.warnings, *released.result.refused)):
        for notice in released.warnings:
            click.echo(with_mark("Warning", notice.text), err=True)
        click.echo(page("\n".join(released.lines())))


@click.command("check")
@click.argument("folder", metavar="DIR", type=_STUDY)
@click.option(
    "--provenance",
    is_flag=True,
    help="Only say whether the input files are those of the release in DIR/out.",
)
@click.option(
    "--watch", is_flag=True, help="Check again whenever a file of DIR changes; ends by Ctrl-C."
)
@engine_options
@output_options
def check(folder: Path, provenance: bool, watch: bool, emit: Emit, engine: "AskedEngine") -> None:
    """Say everything that `run` would object to, and what the file cannot support.

    With --provenance nothing is computed: the files are held against the hashes of the release,
    under the secret in DIR/private/hash.key. Exit status 1 if one is not what was read. With
    --watch the exit status is that of the last check.

    \b
        measure87 check my-study
    """
    if watch:
        from measure87.cli.watching import watched

        watched(folder, emit, lambda: _checked(folder, provenance, emit, engine))
        return
    _checked(folder, provenance, emit, engine)


def _checked(folder: Path, provenance: bool, emit: Emit, engine: "AskedEngine") -> None:
    """Check once; the exit status is raised where it is not 0."""
    from measure87.study.kinds import hint_of_kind, kind_of
    from measure87.study.running import check_study

    if provenance:
        _prove(folder, emit)
        return
    with shown_progress(lines=kind_of(folder).takes_minutes):
        found = check_study(folder, engine)
    payload, lines = found.to_json(), list(found.lines())
    hint = hint_of_kind(folder)
    if hint is not None:
        payload |= {"hints": [hint.to_json()]}
        lines += ["", hint.text]
    with with_reports(found.messages):
        emit.object(_enveloped("check", payload), "\n".join(lines))
    if not found.is_computable:
        raise click.exceptions.Exit(ALL_REFUSED)


def _prove(folder: Path, emit: Emit) -> None:
    """Say of each input whether it is what the release was made from."""
    from measure87.study.provenance_check import check_provenance

    proofs = check_provenance(folder)
    payload: dict[str, Json] = {
        "provenance": [{"input": one.name, "state": one.state} for one in proofs]
    }
    lines = [f"{one.name}: {_STATES[one.state]}" for one in proofs]
    emit.object(_enveloped("check", payload), "\n".join(lines))
    if any(one.state != "same" for one in proofs):
        raise click.exceptions.Exit(1)


@click.command("explain")
@click.argument("folder", metavar="DIR", type=_STUDY)
@click.option("--person", required=True, help="Identifier of the person.")
@output_options
def explain(folder: Path, person: str, emit: Emit) -> None:
    """Say why a person was classified as she was: every rule, its inputs, its paragraph.

    Reads DIR/private, which never leaves the machine. Do not publish what it prints.

    \b
        measure87 explain my-study --person 12-3-4
    """
    from measure87.study.running import explain_in_study

    found = explain_in_study(folder, person)
    with with_reports():
        emit.object(_enveloped("explain", found.to_json()), "\n".join(found.lines()))


def _enveloped(command: str, content: dict[str, Json]) -> dict[str, Json]:
    return {"schema": SCHEMA, "measure87": __version__, "command": command, **content}
