"""`measure87 form simulate`: random interviews in engines that others wrote."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from measure87 import __version__
from measure87.cli.output import Emit, output_options
from measure87.cli.progress_bar import shown_progress
from measure87.vocabulary.estimate import SCHEMA
from measure87.vocabulary.printed import counted
from measure87.vocabulary.releases.common import Writable

if TYPE_CHECKING:
    from measure87.collect.form.engines.simulating import Simulation

_AT_FAULT = 1
_MOST_SHOWN = 20


@click.command("simulate")
@click.argument("path", metavar="DIR|FORM.xml", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--interviews",
    type=click.IntRange(min=1, max=100_000),
    default=20,
    show_default=True,
    metavar="N",
    help="So many in each language.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    metavar="N",
    help="The same seed gives the same answers.",
)
@click.option(
    "--languages",
    multiple=True,
    metavar="CODE",
    help="A language of the form, or all; repeat it for several. The form's first by default.",
)
@click.option(
    "--engine",
    type=click.Choice(["both", "javarosa", "xforms-engine"]),
    default="both",
    show_default=True,
    help="JavaRosa is inside ODK Collect, xforms-engine inside ODK Web Forms.",
)
@click.option(
    "--node-folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with node_modules, in which xforms-engine and jsdom are.",
)
@output_options
def simulate_command(
    path: Path,
    interviews: int,
    seed: int,
    languages: tuple[str, ...],
    engine: str,
    node_folder: Path | None,
    emit: Emit,
) -> None:
    """Fill a form with random answers in two engines, and compare every leaf and every screen.

    Exit status 1 where the engines part, or a required question takes no answer.

    \b
        measure87 form simulate form.xml --interviews 5 --languages all
    """
    from measure87.collect.form.engines.programs import ENGINES, find_engine
    from measure87.collect.form.engines.simulating import (
        chosen_languages,
        compare_interviews,
        form_files,
        simulate_interviews,
    )
    from measure87.collect.form.engines.xform import read_xform

    xform, model = form_files(path)
    spoken = chosen_languages(read_xform(xform), languages)
    programs = [find_engine(name, node_folder) for name in ENGINES if engine in ("both", name)]
    done = simulate_interviews(
        xform, programs, interviews=interviews, seed=seed, languages=spoken, model=model
    )
    with shown_progress():
        found = compare_interviews(xform, programs, done)
    emit.object(_object(found, seed), "\n".join(_text(found)))
    if found.differences or found.unanswered:
        raise click.exceptions.Exit(_AT_FAULT)


def _object(found: "Simulation", seed: int) -> dict[str, Writable]:
    return {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": "form simulate",
        "invented": True,
        "engines": list(found.engines),
        "languages": list(found.languages),
        "interviews": found.interviews,
        "leaves": found.leaves,
        "screens": found.screens,
        "written_otherwise": found.written_otherwise,
        "interviews_that_differ": found.differing,
        "never_shown": list(found.never_shown),
        "unanswered": list(found.unanswered),
        "differences": [
            {
                "interview": one.interview,
                "language": one.language,
                "what": one.what,
                "path": one.path,
                "said": dict(zip(found.engines, one.said, strict=True)),
            }
            for one in found.differences
        ],
        "provenance": {"seed": seed},
    }


def _text(found: "Simulation") -> Iterator[str]:
    interviews = counted(found.interviews, "interview", "interviews")
    yield f"{interviews} in {' and '.join(found.engines)}"
    yield f"languages: {', '.join(filter(None, found.languages)) or 'one, without a name'}"
    yield f"{found.leaves} leaves and {found.screens} screens compared"
    if found.written_otherwise:
        yield f"{found.written_otherwise} of them written otherwise with the same value (5, 5.0)"
    yield from _listed("Never shown in any interview", found.never_shown)
    yield from _listed("Required, and no answer was taken", found.unanswered)
    yield ""
    yield f"Interviews that differ: {found.differing}"
    paths = found.by_path()
    first = {(one.what, _bare(one.path)): one for one in reversed(found.differences)}
    for (what, path), count in list(paths.items())[:_MOST_SHOWN]:
        said = dict(zip(found.engines, first[what, path].said, strict=True))
        examples = "; ".join(f"{engine}: {text!r}" for engine, text in said.items())
        yield f"  {what} {path}: in {count}, for example {examples}"
    if len(paths) > _MOST_SHOWN:
        yield f"  and {len(paths) - _MOST_SHOWN} more, all with --json"


def _bare(path: str) -> str:
    from measure87.collect.form.engines.xform import without_positions

    return without_positions(path)


def _listed(title: str, paths: tuple[str, ...]) -> Iterator[str]:
    if paths:
        yield f"{title}: {len(paths)}"
        yield from (f"  {path}" for path in paths)
