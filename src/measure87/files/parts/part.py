"""One part of a table, and the mark by which all of them are known."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"


@dataclass(frozen=True)
class Part:
    """A Parquet file of a table.

    key : its path from where the table lies, as `year=2020/part-0.parquet`
    location : what polars opens: a path, or an address in an object store
    size : bytes
    mark : what changes when its content does: `sha256:` and the hash of its bytes, or `etag:` and
        the store's own
    """

    key: str
    location: str
    size: int
    mark: str

    @property
    def values(self) -> Mapping[str, str | None]:
        """Column to the value that the names of its folders give it (Hive's way).

        >>> Part("year=2020/area=north%20east/0.parquet", "", 0, "").values
        {'year': '2020', 'area': 'north east'}
        """
        folders = [name.partition("=") for name in self.key.split("/")[:-1]]
        return {
            unquote(name): None if value == _NO_VALUE else unquote(value)
            for name, equals, value in folders
            if equals and name
        }


@dataclass(frozen=True)
class Parts:
    """The parts of a table, sorted by key.

    name : what messages call the table: its last folder, or the last name of its address
    options : for polars, how often to try again; never a credential
    """

    name: str
    found: tuple[Part, ...]
    options: dict[str, int] | None = field(default=None, repr=False)

    @property
    def digest(self) -> str:
        """Hash of path, size and mark of every part, hexadecimal."""
        return digest_of(self.found)


def digest_of(parts: Iterable[Part]) -> str:
    """Hash of parts in the order of their keys, so that it does not hang on how they were listed.

    >>> a, b = Part("a", "", 1, "etag:x"), Part("b", "", 2, "etag:y")
    >>> digest_of([a, b]) == digest_of([b, a]) != digest_of([a])
    True
    """
    lines = sorted(f"{part.key}\0{part.size}\0{part.mark}\n" for part in parts)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
