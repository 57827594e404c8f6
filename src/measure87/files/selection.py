"""Which of a file's variables are wanted, by the file's own spelling."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from measure87.files.source_table import find_column, is_plain_name, unknown_column
from measure87.vocabulary.errors import DataError


@dataclass(frozen=True)
class Selection:
    """The variables that are wanted of a file.

    Parameters
    ----------
    names : tuple of str or None
        None: all of them.
    skip_absent : bool
        Whether a name that the file does not have is passed over instead of refused.
    patterns : tuple of str
        Variables that are wanted besides, as `rw*`; one may name none.
    """

    names: tuple[str, ...] | None = None
    skip_absent: bool = False
    patterns: tuple[str, ...] = ()

    def of(self, present: Sequence[str], *, where: str) -> list[str]:
        """The wanted columns as the file spells them, each once.

        Where none of the wanted is there, the first column stands for the rows.

        Raises
        ------
        DataError
            If two columns of the file have the same name, the file has none, or a wanted
            column is not there and is not to be passed over.
        """
        refuse_twins(present, where=where)
        if self.names is None:
            return list(present)
        chosen: dict[str, None] = {}
        for name in self.names:
            found = find_column(name, present, where=where)
            if found is not None:
                chosen[found] = None
            elif not self.skip_absent:
                raise unknown_column(name, present, where=where)
        for pattern in self.patterns:
            chosen |= dict.fromkeys(matching(pattern, present))
        return list(chosen) or list(present[:1])


def with_names(present: Sequence[str | None]) -> tuple[str, ...]:
    """Names of variables; one whose name is damaged has its place, as in the table.

    >>> with_names(["works", None])
    ('works', 'column_1')
    """
    return tuple(f"column_{at}" if name is None else name for at, name in enumerate(present))


def matching(pattern: str, present: Sequence[str]) -> list[str]:
    """The variables that a pattern names, in either case of letters.

    >>> matching("rw*", ["w", "RW1", "rw2"])
    ['RW1', 'rw2']
    """
    return [name for name in present if fnmatchcase(name.lower(), pattern.lower())]


def refuse_twins(present: Sequence[str], *, where: str) -> None:
    """Refuse a file that has no columns, or two of the same name."""
    if not present:
        raise DataError("the file has no columns", code="empty-file", where=where)
    twice = [name for name, times in Counter(present).items() if times > 1]
    if twice:
        raise DataError(
            f"two columns are named {twice[0]!r}"
            if is_plain_name(twice[0])
            else "two columns have the same name",
            code="duplicate-column",
            where=where,
            hint="rename one of them in the file",
        )
