"""Hands a sample over to a study in the field: `DIR/field/sample.json`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from measure87.vocabulary.errors import StudyError

if TYPE_CHECKING:
    from measure87.design.selection.result import Selection


def write_field_sample(found: "Selection", study: Path, questions: Sequence[str]) -> Path:
    """Write the sample where `collect check` reads it, and read it back as it does.

    Raises
    ------
    StudyError
        If another sample is there already, or the form has no such question.
    """
    from measure87.collect.quality.sample import FILE, read_sample
    from measure87.design.selection.field_sample import field_sample
    from measure87.files import write_whole

    content = field_sample(found, questions)
    _refuse_unknown_questions(study, questions)
    folder = study / "field"
    path = folder / FILE
    if path.exists() and path.read_bytes() != content:
        raise StudyError(
            f"field/{FILE} is there already, with another sample",
            code="sample-exists",
            where=str(study),
            hint="move it away if this one is to take its place",
        )
    folder.mkdir(mode=0o700, exist_ok=True)
    write_whole(path, content, private=True)
    read_sample(folder)
    return path


def _refuse_unknown_questions(study: Path, questions: Sequence[str]) -> None:
    """Refuse names that the study's form, where it has one, does not ask."""
    from measure87.collect.form.model import placed, read_form

    path = study / "form" / "form.json"
    if not path.is_file():
        return
    known = {one.question.name for one in placed(read_form(path))}
    for name in questions:
        if name not in known:
            raise StudyError(
                f"the form has no question {name!r}, by which a case would be known",
                code="unknown-question",
                where="form/form.json",
                hint="name the form's questions with --question, in the order of --id",
            )
