"""`classify`: the persons of a file or a frame under one definition."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from measure87.define import Definition
from measure87.files import SourceTable
from measure87.library.frames import source_of
from measure87.library.hints import in_python
from measure87.library.html import table_html
from measure87.library.pandas_tables import pandas_of
from measure87.library.small_cells import is_few
from measure87.vocabulary.checked import Check, checked_lines, checks_of
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.printed import aligned
from measure87.vocabulary.reference_period import EXAMPLES, parse_period
from measure87.vocabulary.status import DECLARED

if TYPE_CHECKING:
    import polars as pl

_OUTSIDE = "outside its universe"
_HEAD = ("measure", *DECLARED, _OUTSIDE)
_COUNTS = frozenset(range(1, len(_HEAD)))
_MARK, _FEW = "*", "so few persons that the gate would not show them"
_NOT_RELEASED = "Not released: these are counts of the sample, unweighted."


@dataclass(frozen=True, repr=False)
class Classes:
    """What each person is under a definition.

    Prints how many persons have which status, unweighted, and no person. `to_polars` has one row
    a person: `person_id`, each measure as an enumeration of no, unknown and yes (null outside its
    universe), and the rule that decided it (`MEASURE__rule`). `Survey` knows such columns for what
    they are, once the design is joined to them.
    """

    table: "pl.DataFrame"
    definition: Definition
    notices: tuple[Notice, ...] = ()
    """What is to be looked at: `check` of a study tells the same of its files and mapping."""

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures that the questionnaire supports."""
        return tuple(name for name in self.table.columns if name in self.definition.measures)

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Persons of the sample by measure and status, unweighted."""
        found = {}
        for name in self.measures:
            by_status = dict(self.table[name].cast(str).value_counts().rows())
            found[name] = {key: int(by_status.get(key, 0)) for key in DECLARED}
            found[name][_OUTSIDE] = int(by_status.get(None, 0))
        return found

    @property
    def checked(self) -> tuple[Check, ...]:
        """What the definition was checked against, the strongest first."""
        return checks_of([self.definition.id])

    def to_polars(self) -> "pl.DataFrame":
        """One row a person."""
        return self.table

    def to_pandas(self) -> Any:
        """The same as a table of pandas, statuses as categories."""
        return pandas_of(self.table)

    def to_dict(self) -> dict[str, Any]:
        """The counts, as `measure87 classify --json` has them."""
        persons = {"definition": self.definition.versioned_id, "persons": self.table.height}
        told = [one.to_json() for one in self.notices]
        return {**persons, "counts": self.counts, "warnings": told}

    def __repr__(self) -> str:
        """The counts as a table."""
        return "\n".join([self._title(), *aligned(self._rows(), _COUNTS), "", *self._foot()])

    def _repr_html_(self) -> str:
        """The counts for a notebook."""
        return table_html(self._rows(), _COUNTS, self._title(), self._foot())

    def _title(self) -> str:
        return f"{self.definition.versioned_id}: {self.table.height:,} persons"

    def _rows(self) -> list[tuple[str, ...]]:
        counts = self.counts.items()
        return [_HEAD, *((name, *(_written(n) for n in by.values())) for name, by in counts)]

    def _foot(self) -> list[str]:
        few = any(is_few(n) for by in self.counts.values() for n in by.values())
        marked = [f"{_MARK} {_FEW}"] if few else []
        told = [f"Warning: {one.text}" for one in self.notices]
        return [_NOT_RELEASED, *marked, *told, *checked_lines([self.definition.id])]


def classify(
    table: Any,
    definition: str,
    mapping: Path | str,
    *,
    jobs: Any = None,
    circumstances: Any = None,
    input_name: str | None = None,
    definitions: Path | str | None = None,
    period: str | None = None,
    reference_date: date | None = None,
) -> Classes:
    """Classify the persons of a file or a frame under one definition.

    Parameters
    ----------
    table : path, or table
        Persons: a file, what `read` gave, or a table of polars, pandas or pyarrow.
    definition : str
        `ID`, or `ID@DATE` for the thresholds of a day; `measure87 define list` names them.
    mapping : path
        The `mapping.toml` that says which variable is what; `input_name` names its section where
        it has several.
    jobs, circumstances : path, or table, optional
        Where these have tables of their own.
    definitions : path, optional
        A folder of national definitions.
    period : str, optional
        How far back the questions look, where the definition speaks of it.
    reference_date : date, optional
        Day of the survey, from which the dates of jobs are counted.

    Raises
    ------
    RefusedError
        If the questionnaire supports no measure of the definition.

    Examples
    --------
    >>> import measure87 as m
    >>> folder = "examples/uk-domestic-workers"
    >>> found = m.classify(
    ...     f"{folder}/survey.csv", "forced_labour/ilo_11_indicators", f"{folder}/mapping.toml"
    ... )
    >>> found.counts["ilo_indicator_2_deception"]["yes"]
    32
    """
    from measure87.study.survey.classification import classes_in_words, opened_classification

    if not isinstance(mapping, str | Path):
        raise UsageError(
            f"mapping takes the path of a mapping.toml, not a {type(mapping).__name__}",
            code="mapping-type",
            hint="write it first; `measure87 new DIR --data FILE --propose` makes a proposal",
        )
    length = None if period is None else parse_period(period)
    if period is not None and length is None:
        raise UsageError(f"period is {period!r}", code="bad-value", hint=f"write {EXAMPLES}")
    with in_python():
        opened = opened_classification(
            _readable(table),
            definition,
            Path(mapping),
            input_name=input_name,
            jobs=None if jobs is None else _readable(jobs),
            circumstances=None if circumstances is None else _readable(circumstances),
            national=None if definitions is None else Path(definitions),
            period=length,
            reference_date=reference_date,
        )
    import polars as pl

    found = classes_in_words(opened).with_columns(
        pl.col(opened.names).cast(pl.Enum(list(DECLARED)))
    )
    return Classes(found, opened.definition, opened.notices)


def _written(count: int) -> str:
    """A count, marked where the gate would not show it."""
    return f"{count:,}{_MARK if is_few(count) else ''}"


def _readable(given: Any) -> Path | SourceTable:
    """A path as such; a table as a reader of files would give it."""
    return Path(given) if isinstance(given, str | Path) else source_of(given)
