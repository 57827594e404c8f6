"""Everything that is written of a form: for phones, for paper, for offices, for translators.

`write_outputs` writes all of it into one folder. The same form gives the same bytes.
"""

from collections.abc import Iterator
from pathlib import Path

from measure87.collect.form.model import Form
from measure87.collect.form.outputs import cspro, xform, xlsform
from measure87.collect.form.outputs.codebook import codebook_files
from measure87.collect.form.outputs.paper import paper_files
from measure87.files import write_whole
from measure87.files.pdf_writing import can_make_pdf

__all__ = ["write_outputs"]

_BY_LANGUAGE = (
    "paper/questionnaire_*.html",
    "paper/questionnaire_*.docx",
    "paper/questionnaire_*.pdf",
    "codebook/codebook_*.html",
)


def write_outputs(form: Form, folder: Path, *, pdf: bool | None = None) -> list[Path]:
    """Write everything that is made of a form.

    Parameters
    ----------
    form
        The form; it is written as it is, whatever a check of it would find.
    folder
        `DIR/form` of a field study; made if it is not there.
    pdf
        Whether the questionnaire is written as PDF too, which takes longer than all the rest; if
        not said, where the extra `pdf` is installed. What was written before in a language or as
        a PDF, and is not written now, is removed: it would say other words than the form.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    DataError
        If pyxform refuses the form, or the folder cannot be written to.
    MissingExtraError
        If a library of the extra `field` is not installed; with `pdf=True`, of the extra `pdf`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in _outputs(form, pdf=can_make_pdf() if pdf is None else pdf):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
        written.append(path)
    _remove_former(folder, written)
    return written


def _remove_former(folder: Path, written: list[Path]) -> None:
    """Remove questionnaires and codebooks of other words: of a language or a PDF left out now."""
    for pattern in _BY_LANGUAGE:
        for path in folder.glob(pattern):
            if path not in written:
                path.unlink()


def _outputs(form: Form, *, pdf: bool) -> Iterator[tuple[str, bytes | str]]:
    """Name and content of each file."""
    workbook = xlsform.xlsform(form)
    # Made first: a form that pyxform refuses leaves nothing behind.
    text = xform.xform(workbook)
    yield xlsform.NAME, workbook
    yield xform.NAME, text
    yield from paper_files(form, pdf=pdf)
    yield from codebook_files(form)
    yield cspro.NAME, cspro.cspro_dictionary(form)
