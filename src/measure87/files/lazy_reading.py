"""Files that are read when they are needed: damage is found then, and not when they are opened."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import narwhals as nw
import polars as pl

from measure87.files.dictionary_probe import damaged
from measure87.vocabulary.errors import DataError

_DAMAGE = (
    pl.exceptions.ComputeError,
    pl.exceptions.PanicException,
    pl.exceptions.ShapeError,
    nw.exceptions.ComputeError,
    nw.exceptions.ShapeError,
)
"""What the reader raises for bytes that are not what the file's own head says: so does a column
that has another number of rows than the others."""


@contextmanager
def while_reading(names: Iterable[str]) -> Iterator[None]:
    """Say of what goes wrong in reading that one of these files is damaged.

    Parameters
    ----------
    names : of the files that may be read meanwhile; without any, what goes wrong is left as it is.

    Raises
    ------
    DataError
        In place of the reader's own error, which may hold values of the file.
    """
    files = list(dict.fromkeys(names))
    try:
        yield
    except _DAMAGE as error:
        if not files:
            raise
        name = " or ".join(files)
        raise damaged(name, "it cannot be read to its end") from error
    except OSError as error:
        if not files or error.errno is not None:  # a reader's own error has no number
            raise
        name = " or ".join(files)
        raise DataError(
            f"a part of {name} is not there any more, or cannot be read",
            code="changed-input",
            where=name,
            hint="see that nobody writes there and that it may be read, and run again",
        ) from None
