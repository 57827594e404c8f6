"""Makes of an XLSForm the XForm that phones and servers read, by pyxform, in this process."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock

from measure87.vocabulary.errors import DataError, MissingExtraError

NAME = "form.xml"
_ONE_AT_A_TIME = Lock()


def xform(workbook: bytes) -> str:
    """The XForm of an XLSForm.

    Parameters
    ----------
    workbook
        The .xlsx file, as `xlsform` writes it. It is not validated here: ODK Validate needs Java.

    Raises
    ------
    DataError
        If pyxform refuses it; in its words.
    MissingExtraError
        If pyxform is not installed.
    """
    try:
        from pyxform.errors import PyXFormError
        from pyxform.xls2xform import convert
    except ImportError:
        raise MissingExtraError("pyxform", "field") from None
    warnings: Sequence[str] = []
    try:
        with _parts_known_by_identity():
            made = convert(workbook, warnings=warnings, validate=False, file_type=".xlsx")
    except PyXFormError as error:
        raise DataError(
            f"no XForm can be made of the form: {' '.join(str(error).split())}",
            code="no-xform",
            where="form.xlsx",
            hint="`measure87 form check` names sheet, row and column",
        ) from error
    return str(made.xform)


@contextmanager
def _parts_known_by_identity() -> Iterator[None]:
    """Parts of a form are the same if they are one object, while pyxform works.

    pyxform 4.5 asks for each question in a repeat whether the repeat is that one, and compares the
    two by writing both out as JSON with all that they hold: three quarters of the time for a
    national form, growing with the square of its length.
    """
    from pyxform.survey_element import SurveyElement

    with _ONE_AT_A_TIME:
        written_out = SurveyElement.__eq__
        SurveyElement.__eq__ = object.__eq__
        try:
            yield
        finally:
            SurveyElement.__eq__ = written_out
