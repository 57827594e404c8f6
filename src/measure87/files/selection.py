"""Which of a file's variables are wanted, by the file's own spelling."""

from collections import Counter
from collections.abc import Sequence

from measure87.files.source_table import find_column, unknown_column
from measure87.vocabulary.errors import DataError


def select_columns(
    wanted: Sequence[str] | None, present: Sequence[str], *, where: str
) -> list[str]:
    """The wanted columns as the file spells them, each once; all of them if None is wanted.

    Raises
    ------
    DataError
        If two columns of the file have the same name, the file has none, or a wanted column
        is not there.
    """
    if not present:
        raise DataError("the file has no columns", code="empty-file", where=where)
    twice = [name for name, times in Counter(present).items() if times > 1]
    if twice:
        raise DataError(
            f"two columns are named {twice[0]!r}",
            code="duplicate-column",
            where=where,
            hint="rename one of them in the file",
        )
    if wanted is None:
        return list(present)
    chosen: dict[str, None] = {}
    for name in wanted:
        found = find_column(name, present, where=where)
        if found is None:
            raise unknown_column(name, present, where=where)
        chosen[found] = None
    return list(chosen)
