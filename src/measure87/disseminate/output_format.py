"""What a format of the released folder is: one module (or package) in `formats/` with `FORMAT`.

    FORMAT = Format(
        name="csv",                             # as `measure87 publish --format csv` names it
        about="One row per figure ...",
        write=write,                            # released result, context -> Output
        read=read,                              # its files' bytes -> the figures in them
    )

`write` sees a released result and nothing else: no persons, no files of the study, no clock.
It returns every file with its path relative to the released folder (`tables/pr_3_1.xlsx`), and
says in notices what it left out. It raises `RefusedError` where the result has nothing of what
the format needs, and `MissingExtraError` where a library is not installed; in a run either
becomes a notice, and an error where the format was asked for by name.

`read` gives back the figures of files that `write` made, for the contract test; a format for
people to look at has none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from measure87.disseminate.definition_texts import ReportContext
from measure87.vocabulary.estimate import Notice, Result


@dataclass(frozen=True)
class OutputFile:
    """One file of the released folder.

    Parameters
    ----------
    path : str
        Relative to the released folder, parts joined by `/`.
    content : str or bytes
        Text is written as UTF-8.
    """

    path: str
    content: str | bytes

    def __post_init__(self) -> None:
        """Refuse a path that leads out of the folder or hides: our own bug."""
        if not is_inside(self.path):
            raise AssertionError(f"{self.path!r} is no path inside the released folder")

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return self.content.encode() if isinstance(self.content, str) else self.content


@dataclass(frozen=True)
class Output:
    """What a format makes of a result: its files, and what it left out."""

    files: tuple[OutputFile, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class ReadFigure:
    """A figure as it stands in a file.

    Parameters
    ----------
    name, statistic, group
        As in the released result.
    value : float or None
        In the units of the result; None where the file shows none.
    tolerance : float
        Half of the last digit that the file gives, in the same units; 0 is exact.
    """

    name: str
    statistic: str
    group: Mapping[str, str] = field(default_factory=dict)
    value: float | None = None
    tolerance: float = 0.0


@dataclass(frozen=True)
class Format:
    """One format of the released folder; see the module's docstring."""

    name: str
    about: str
    """One sentence for `--help` and the documentation."""
    write: Callable[[Result, ReportContext], Output]
    read: Callable[[Mapping[str, bytes]], Sequence[ReadFigure]] | None = None
    on_request: bool = False
    """Whether it is written only when it is asked for by name."""


def is_inside(path: str) -> bool:
    """Whether a path with `/` stays inside the folder that it is relative to, and is visible.

    >>> is_inside("sdmx/data.xml"), is_inside("../data.xml"), is_inside("/data.xml")
    (True, False, False)
    """
    parts = PurePosixPath(path).parts
    odd = "\\" in path or ":" in path or not parts or path.startswith("/")
    return not odd and not any(part.startswith(".") for part in parts)
