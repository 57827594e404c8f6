"""What is wrong with a file, told as the fault of the file that the settings name."""

from collections.abc import Iterator
from contextlib import contextmanager

from measure87.files import while_reading
from measure87.vocabulary.errors import DataError, StudyError, UsageError

_ENCODING = "save it as UTF-8: in a spreadsheet `CSV UTF-8`"


@contextmanager
def reading(key: str, name: str, label: str) -> Iterator[None]:
    """Errors in here name the file as tables do, or the table of the settings that names it.

    Parameters
    ----------
    key
        Table or key of the settings, as `inputs.NAME`.
    name, label
        The file's name, and what it is called: see `unchanged.file_labels`.
    """
    try:
        with while_reading([name]):
            yield
    except DataError as error:
        where = error.where or key
        told = label if where == key else f"{label}, {where}"
        where = where.replace(name, label, 1) if name in where else told
        hint = _ENCODING if error.code == "encoding" else error.hint
        raise DataError(error.text, code=error.code, where=where, hint=hint) from error
    except UsageError as error:
        raise StudyError(
            error.text, code=error.code, where=error.where or f"[{key}]", hint=error.hint
        ) from error
