"""Everything that is written of a form: for phones, for paper, for offices, for translators.

`write_outputs` writes all of it into one folder. The same form gives the same bytes.
"""

from collections.abc import Iterator
from pathlib import Path

from measure87.collect.form.model import Form
from measure87.collect.form.outputs import xform, xlsform
from measure87.files import write_whole

__all__ = ["write_outputs"]


def write_outputs(form: Form, folder: Path) -> list[Path]:
    """Write everything that is made of a form.

    Parameters
    ----------
    form
        The form; it is written as it is, whatever a check of it would find.
    folder
        `DIR/form` of a field study; made if it is not there.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    DataError
        If pyxform refuses the form, or the folder cannot be written to.
    MissingExtraError
        If a library of the extra `field` is not installed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in _outputs(form):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
        written.append(path)
    return written


def _outputs(form: Form) -> Iterator[tuple[str, bytes | str]]:
    """Name and content of each file."""
    workbook = xlsform.xlsform(form)
    # Made first: a form that pyxform refuses leaves nothing behind.
    text = xform.xform(workbook)
    yield xlsform.NAME, workbook
    yield xform.NAME, text
