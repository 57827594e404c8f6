"""Makes of an XLSForm the XForm that phones and servers read, by pyxform, in this process."""

from collections.abc import Sequence

from measure87.vocabulary.errors import DataError, MissingExtraError

NAME = "form.xml"


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
        made = convert(workbook, warnings=warnings, validate=False, file_type=".xlsx")
    except PyXFormError as error:
        raise DataError(
            f"no XForm can be made of the form: {' '.join(str(error).split())}",
            code="no-xform",
            where="form.xlsx",
            hint="`measure87 form check` names sheet, row and column",
        ) from error
    return str(made.xform)
