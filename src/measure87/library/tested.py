"""What tests of hypotheses are in Python: one or several, with a face."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from measure87.library.html import table_html
from measure87.library.narrow import folded, terminal_width
from measure87.library.of_whom import of_whom
from measure87.library.result_table import NOT_RELEASED, refused_lines, result_text, table_of_tests
from measure87.vocabulary.errors import RefusedError
from measure87.vocabulary.estimate import Notice, Refusal, Result
from measure87.vocabulary.hypothesis import HypothesisTest

if TYPE_CHECKING:
    import polars as pl

_PLAIN = (
    "name", "test", "method", "statistic", "statistic_name", "df", "df_denominator", "p_value",
    "p_adjusted", "adjustment", "estimate", "se", "n", "n_unknown", "n_clusters",
)  # fmt: skip
_TEXTS = frozenset({"name", "test", "method", "statistic_name", "adjustment"})
_COUNTS = frozenset({"n", "n_unknown", "n_clusters"})


@dataclass(frozen=True, repr=False)
class Tested:
    """Tests, what was refused, and what to know of them; prints as a table.

    `len` and a loop go over the tests, `only` is the one there is.
    """

    result: Result

    @property
    def refused(self) -> tuple[Refusal, ...]:
        """What was asked and cannot be tested, with the reason."""
        return tuple(self.result.refused)

    @property
    def warnings(self) -> tuple[Notice, ...]:
        """What to know of the whole result."""
        return tuple(self.result.warnings)

    @property
    def only(self) -> HypothesisTest:
        """The one test; RefusedError, with the reason, if there is none."""
        if len(self.result.tests) == 1:
            return self.result.tests[0]
        reason = self.refused[-1].text if self.refused and not self.result.tests else ""
        raise RefusedError(
            f"there are {len(self)} tests and not one{': ' if reason else ''}{reason}",
            code="not-one-test",
            hint="loop over the result, or test one measure",
        )

    def __len__(self) -> int:
        return len(self.result.tests)

    def __iter__(self) -> Iterator[HypothesisTest]:
        return iter(self.result.tests)

    def to_dict(self) -> dict[str, Any]:
        """The result as the command writes it with `--json`."""
        return self.result.to_json()

    def to_json(self) -> str:
        """The same as text."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False, allow_nan=False)

    def to_polars(self) -> "pl.DataFrame":
        """One row a test."""
        import polars as pl

        kinds: dict[str, Any] = {
            name: pl.String if name in _TEXTS else pl.Int64 if name in _COUNTS else pl.Float64
            for name in _PLAIN
        }
        rows = [tuple(getattr(one, name) for name in _PLAIN) for one in self]
        return pl.DataFrame(rows, schema=kinds, orient="row")

    def to_pandas(self) -> Any:
        """The same as a table of pandas."""
        from measure87.library.pandas_tables import pandas_of

        return pandas_of(self.to_polars())

    def __repr__(self) -> str:
        """The table for people, with what to know below it."""
        warned = [f"Warning: {notice.text}" for notice in self.warnings]
        width = terminal_width()
        return "\n".join([result_text(self.result, width).rstrip("\n"), *folded(warned, width)])

    def _repr_html_(self) -> str:
        """The table for a notebook."""
        table = table_of_tests(self.result)
        foot = [f"Refused: {line}" for line in refused_lines(self.result)]
        foot += of_whom(self.result.provenance)
        foot += [f"Warning: {notice.text}" for notice in self.warnings]
        return table_html(table.rows, table.right, NOT_RELEASED, foot)
