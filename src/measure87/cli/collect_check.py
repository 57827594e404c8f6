"""`measure87 collect check`: what came from the field today, checked every evening."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from measure87 import __version__
from measure87.cli.output import Emit, output_options
from measure87.cli.speech.choice import spoken
from measure87.vocabulary.estimate import SCHEMA
from measure87.vocabulary.printed import counted
from measure87.vocabulary.releases.codec import plain
from measure87.vocabulary.releases.common import Writable
from measure87.vocabulary.releases.evening import Evening

if TYPE_CHECKING:
    from measure87.disseminate.pages.evening import EveningSaid


@click.command("check")
@click.argument(
    "study", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--language", default="en", show_default=True, help="Of page and workbook.")
@click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="The evening that stands on the page; today if not given.",
)
@output_options
def check_command(study: Path, language: str, day: datetime | None, emit: Emit) -> None:
    """Check the interviews of a field study, and write the evening's page, workbook and JSON.

    DIR/field/evening/ gets evening.html and evening.json, which name no case, and evening.xlsx with
    the list of calls, which names no interviewer. Interviewers have letters, whose key is
    DIR/field/interviewer-labels.json. Tables are never changed: corrections of
    DIR/field/corrections.csv are laid on a copy.

    \b
        measure87 collect check my-survey
    """
    from measure87.disseminate.pages.evening import evening_said
    from measure87.study.evening import check_evening

    evening = (day or datetime.now(UTC).astimezone()).date()
    done = check_evening(study, evening, language)
    found = done.run.evening
    payload: dict[str, Writable] = {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": "collect check",
        "files": [(done.folder / name).as_posix() for name in done.files],
        "calls": len(done.run.calls),
        "evening": plain(found),
    }
    said = evening_said(found, spoken())
    lines = [*_lines(found, said), "", f"in {done.folder}: {', '.join(done.files)}"]
    emit.object(payload, "\n".join(lines))


def _lines(found: Evening, said: "EveningSaid") -> Iterator[str]:
    """What was looked at, and what needs action, for people."""
    yield " by ".join(
        (
            counted(found.interviews, "interview", "interviews"),
            counted(len(found.interviewers), "interviewer", "interviewers"),
        )
    )
    alarms = [one for one in found.findings if one.alarm]
    yield f"needs action: {len(alarms)}" if alarms else "nothing needs action"
    for check, sentences in said.findings:
        yield f"  {check}"
        yield from (f"    {one}" for one in sentences)
    if said.not_made:
        yield f"not made in whole: {said.not_made}; the page says why"
