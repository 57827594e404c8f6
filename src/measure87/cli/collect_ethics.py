"""`measure87 collect ethics`: whether what protects the persons asked is in place."""

from pathlib import Path

import click

from measure87.cli.collect_ethics_kit import STUDY, form_of, payload, today
from measure87.cli.output import Emit, output_options
from measure87.vocabulary.releases.common import Writable


@click.command("ethics")
@STUDY
@output_options
def ethics_command(study: Path, emit: Emit) -> None:
    """Say whether a study may go to the field, and what of the checklist is not answered.

    Exit status 1 where something that is needed before anybody is asked is not there.

    \b
        measure87 collect ethics my-survey
    """
    from measure87.collect.ethics.readiness import require_fieldwork, require_not_overdue
    from measure87.collect.ethics.settings import read_ethics
    from measure87.vocabulary.ethics import checklist

    ethics, form = read_ethics(study), form_of(study)
    require_not_overdue(study, ethics, today())
    require_fieldwork(form, ethics, today())
    answers = {one.name: one.answer for one in ethics.checklist}
    stated: dict[str, Writable] = {item: answers.get(item, "not-stated") for item in checklist()}
    lines = [f"approved: {ethics.approval}, {ethics.board}"]
    if ethics.destroy_on is not None:
        lines.append(f"identifiers are destroyed on {ethics.destroy_on.isoformat()}")
    if len(ethics.recipients) == 1:
        lines.append("one public key alone: if its secret key is lost, nobody opens identifiers")
    for phase in dict.fromkeys(checklist().values()):
        lines += ["", f"{phase}:"]
        lines += [
            f"  {stated[item]!s:<15}{item}" for item, of in checklist().items() if of == phase
        ]
    emit.object(payload("ethics", ready=True, checklist=stated), "\n".join(lines))
