"""`world`: country, regional and world estimates from published figures."""

import json
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from measure87.library.pandas_tables import pandas_of
from measure87.vocabulary.checked import Check, checked_lines, checks_of

if TYPE_CHECKING:
    import polars as pl

    from measure87.study.world.summary import WorldRun

_MODEL = "world/model"


@dataclass(frozen=True, repr=False)
class World:
    """What `world` made: estimates of all places, what was refused, and where the report lies.

    Prints the world and its regions in the stated year.
    """

    made: "WorldRun"

    @property
    def folder(self) -> Path:
        """Where tables, report, draws and manifest lie."""
        return self.made.folder

    @property
    def refused(self) -> "pl.DataFrame":
        """What cannot be defended, with the reason."""
        return self.made.refused

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to know of the whole."""
        return tuple(one.text for one in self.made.warnings)

    @property
    def checked(self) -> tuple[Check, ...]:
        """What the model was checked against."""
        return checks_of([_MODEL])

    def to_polars(self) -> "pl.DataFrame":
        """One row a place, year, sex, age and statistic."""
        return self.made.estimates

    def to_pandas(self) -> Any:
        """The same as a table of pandas."""
        return pandas_of(self.made.estimates)

    def to_dict(self) -> dict[str, Any]:
        """The result as `measure87 combine --json` prints it."""
        found: dict[str, Any] = json.loads((self.folder / "estimates.json").read_text("utf-8"))
        return found

    def __repr__(self) -> str:
        """The summary of the command, and its warnings."""
        warned = [f"Warning: {one}" for one in self.warnings]
        return "\n".join([*self.made.lines(), *warned, *checked_lines([_MODEL])])

    def _repr_html_(self) -> str:
        """The same for a notebook."""
        return f'<pre lang="en" dir="ltr">{escape(repr(self))}</pre>'


def world(config: Path | str, folder: Path | str | None = None) -> World:
    """Make country, regional and world estimates from published figures.

    Parameters
    ----------
    config : path
        The settings, see docs/reference/combine.md.
    folder : path, optional
        Where everything is written, or nothing; `out` beside the settings without it.

    Raises
    ------
    StudyError, DataError, UsageError
        For settings or files that are wrong.
    RefusedError
        For what cannot be defended.

    Notes
    -----
    It needs the extra `bayes`, and minutes. Method: docs/methods/world-model.md.

    Examples
    --------
    >>> import measure87 as m
    >>> found = m.world("world.toml", "world-out")  # doctest: +SKIP
    >>> "report.html" in repr(found)  # doctest: +SKIP
    True
    """
    from measure87.study.world.recipe import run_world

    settings = Path(config)
    return World(run_world(settings, settings.parent / "out" if folder is None else Path(folder)))
