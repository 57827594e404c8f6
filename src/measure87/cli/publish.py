"""`measure87 publish`: more files of what a study has released."""

from pathlib import Path

import click

from measure87 import __version__
from measure87.cli.output import Emit, output_options
from measure87.cli.speech.speaker import with_mark
from measure87.vocabulary.estimate import SCHEMA
from measure87.vocabulary.releases.common import Writable


@click.command("publish")
@click.argument(
    "folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="NAME",
    help="A format, for example sdmx; repeat it for several. If left out, all that a run writes.",
)
@output_options
def publish(folder: Path, formats: tuple[str, ...], emit: Emit) -> None:
    """Write the released figures of a study in more formats, into DIR/out.

    Reads DIR/out and no data. The files of other formats stay as they are.

    \b
        measure87 publish my-study --format ddi
    """
    from measure87.study.running import publish_again

    written = publish_again(folder, formats or None)
    notices: list[dict[str, Writable]] = [
        {"format": name, **notice.to_json()}
        for name, said in written.notices.items()
        for notice in said
        if not formats or name in formats
    ]
    payload: dict[str, Writable] = {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": "publish",
        "files": {name: dict(about) for name, about in sorted(written.files.items())},
        "notices": [*notices],
    }
    for notice in notices:
        click.echo(with_mark("Warning", f"{notice['format']}: {notice['text']}"), err=True)
    shown = [
        str(folder / "out" / name)
        for name, about in sorted(written.files.items())
        if not formats or about["format"] in formats
    ]
    emit.object(payload, "\n".join(shown))
