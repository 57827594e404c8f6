"""What every estimate of the library is: figures with a face, in a terminal and in a notebook."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from measure87.library.html import table_html
from measure87.library.narrow import folded, terminal_width
from measure87.library.of_whom import of_whom, of_whom_columns
from measure87.library.result_table import (
    NOT_RELEASED,
    refused_lines,
    result_text,
    tables_of_figures,
)
from measure87.library.small_cells import legend, marked
from measure87.library.trend_table import TREND_COLUMNS, trend_cells, trend_kinds
from measure87.vocabulary.checked import Check, checked_lines, checks_of, names_in
from measure87.vocabulary.errors import RefusedError, UsageError
from measure87.vocabulary.estimate import Estimate, Notice, Refusal, Result

if TYPE_CHECKING:
    import polars as pl

    from measure87.library.pictures import Picture

_PLAIN = (
    "name", "statistic", "method", "definition", "unit", "quantile", "value", "se", "lower",
    "upper", "level", "interval", "n", "n_cases", "n_clusters", "df", "deff", "n_unknown",
    "value_if_no", "value_if_yes",
)  # fmt: skip
_OF_WHOM = ("where", "unknown", "denominator")
_OWN_COLUMNS = {*_PLAIN, *TREND_COLUMNS, *_OF_WHOM, "minus", "flags", "released"}
_COUNTS = frozenset({"n", "n_cases", "n_clusters", "n_unknown"})
_TEXTS = frozenset({"name", "statistic", "method", "definition", "unit", "interval"})


@dataclass(frozen=True, repr=False)
class Estimates:
    """Figures with their intervals, what was refused, and what to know of them.

    Prints as a table and shows as one in a notebook. `len`, a loop and
    numbers, as in `found[0]`, go over the figures (where a difference was asked for: the
    differences), `only` is the one there is.

    Attributes
    ----------
    result : Result
        The object of the contract that the commands give with `--json`.
    notes : tuple of str
        Lines that stand under the table.
    are_differences : bool
        Whether differences were asked for; the estimates are then their sides.
    are_trends : bool
        Whether trends were asked for; the estimates are then those of the rounds.
    """

    result: Result
    notes: tuple[str, ...] = ()
    are_differences: bool = False
    are_trends: bool = False

    @property
    def figures(self) -> tuple[Estimate, ...]:
        """The estimates, or the differences or trends asked for; small cells are flagged."""
        found = marked(self.result)
        if self.are_trends:
            return tuple(found.trends)
        return tuple(found.differences if self.are_differences else found.estimates)

    @property
    def differences(self) -> tuple[Estimate, ...]:
        """Differences, with what each takes away in `minus`; those of a study too."""
        return tuple(marked(self.result).differences)

    @property
    def trends(self) -> tuple[Estimate, ...]:
        """Slopes and changes of slope, with rounds and test in `trend`; those of a study too."""
        return tuple(marked(self.result).trends)

    @property
    def refused(self) -> tuple[Refusal, ...]:
        """What was asked and cannot be defended, with the reason."""
        return tuple(self.result.refused)

    @property
    def warnings(self) -> tuple[Notice, ...]:
        """What to know of the whole result."""
        return tuple(self.result.warnings)

    @property
    def released(self) -> bool:
        """Whether the figures passed the disclosure gate, and may be published."""
        return self.result.released

    @property
    def checked(self) -> tuple[Check, ...]:
        """What these estimators and definitions were checked against, the strongest first."""
        return checks_of(names_in(self.result))

    @property
    def only(self) -> Estimate:
        """The one figure.

        Raises
        ------
        RefusedError
            If there is none, with the reason; if there are several, it says how many.
        """
        figures = self.figures
        if len(figures) == 1:
            return figures[0]
        reason = self.refused[-1].text if self.refused and not figures else ""
        raise RefusedError(
            f"there are {len(figures)} figures and not one{': ' if reason else ''}{reason}",
            code="not-one-figure",
            hint="loop over the result, or ask for one measure and one group",
        )

    def __len__(self) -> int:
        return len(self.figures)

    def __getitem__(self, number: int) -> Estimate:
        try:
            return self.figures[number]
        except TypeError:
            raise UsageError(
                f"figures of a result have numbers, and a {type(number).__name__} is given",
                code="figure-number",
                hint="write found[0], loop over the result, or take .to_polars() for its columns",
            ) from None

    def __iter__(self) -> Iterator[Estimate]:
        return iter(self.figures)

    def to_dict(self) -> dict[str, Any]:
        """The result as the commands write it with `--json`, small cells among the flags."""
        return marked(self.result).to_json()

    def to_json(self) -> str:
        """The same as text."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False, allow_nan=False)

    def to_polars(self) -> "pl.DataFrame":
        """One row a figure: groups as columns, then the numbers, flags, and whether released.

        What all figures are of stands in columns `where`, `unknown` and `denominator`, if anything
        was asked for.
        """
        import polars as pl

        kinds: dict[str, Any] = {_column(name): pl.String for name in self._variables()}
        for name in _PLAIN:
            kinds[name] = (
                pl.String if name in _TEXTS else pl.Int64 if name in _COUNTS else pl.Float64
            )
        kinds |= {"minus": pl.String} if self.are_differences else {}
        kinds |= trend_kinds() if self.are_trends else {}
        kinds |= dict.fromkeys(of_whom_columns(self.result.provenance), pl.String)
        kinds |= {"flags": pl.List(pl.String), "released": pl.Boolean}
        return pl.DataFrame([self._row(one) for one in self.figures], schema=kinds, orient="row")

    def to_pandas(self) -> Any:
        """The same as a pandas table; flags stand in one text, divided by semicolons."""
        import polars as pl

        from measure87.library.pandas_tables import pandas_of

        return pandas_of(self.to_polars().with_columns(pl.col("flags").list.join(";")))

    def plot(self, measure: str | None = None) -> "Picture":
        """Points with intervals, as in the reports: SVG that a notebook shows, and its text.

        Parameters
        ----------
        measure : str, optional
            The only one to draw; all of them without it, if they are of one unit. Of a trend the
            figures of the rounds are drawn.

        Raises
        ------
        RefusedError
            If there is no figure to draw.
        UsageError
            If the figures are of several units.
        """
        from measure87.library.pictures import picture_of

        drawn = marked(self.result).estimates if self.are_trends else self.figures
        figures = [one for one in drawn if measure in (None, one.name)]
        return picture_of(figures, of_whom(self.result.provenance), released=self.released)

    def __repr__(self) -> str:
        """The table for people, with what to know below it; on a terminal as wide as that."""
        width = terminal_width()
        table = result_text(marked(self.result), width).rstrip("\n")
        return "\n".join([table, *folded(self._foot(), width)])

    def _repr_html_(self) -> str:
        """The table for a notebook."""
        result = marked(self.result)
        state = "Released" if result.released else NOT_RELEASED
        refused = [f"Refused: {line}" for line in refused_lines(result)]
        tables = tables_of_figures(result)
        foot = [*refused, *of_whom(result.provenance), *self._foot()]
        return "".join(
            table_html(table.rows, table.right, state, foot if table is tables[-1] else ())
            for table in tables
        )

    def _foot(self) -> list[str]:
        """Marks, warnings and notes."""
        warned = [f"Warning: {notice.text}" for notice in self.warnings]
        checked = checked_lines(names_in(self.result))
        return [*legend(marked(self.result)), *warned, *self.notes, *checked]

    def _variables(self) -> Sequence[str]:
        groups = [name for one in self.figures for name in one.group]
        return list(dict.fromkeys(groups))

    def _row(self, one: Estimate) -> tuple[Any, ...]:
        minus = (_minus(one),) if self.are_differences else ()
        return (
            *(one.group.get(name) for name in self._variables()),
            *(getattr(one, name) for name in _PLAIN),
            *minus,
            *(trend_cells(one) if self.are_trends else ()),
            *of_whom_columns(self.result.provenance).values(),
            list(one.flags),
            self.released,
        )


def _column(variable: str) -> str:
    """Column for a variable of groups, told apart from those of the figure.

    >>> _column("sex"), _column("n")
    ('sex', 'group n')
    """
    return f"group {variable}" if variable in _OWN_COLUMNS else variable


def _minus(one: Estimate) -> str | None:
    """What a difference takes away, in one text."""
    if one.minus is None:
        return None
    return f"{one.minus.name}[{_group(one.minus.group)}]"


def _group(group: Mapping[str, str]) -> str:
    return ";".join(f"{name}={code}" for name, code in group.items()) or "everybody"
