"""Regressions of a `Survey`: what is asked, and the answer with a face."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from measure87.disseminate.gate.regression import RegressionFacts, TermCell, objections
from measure87.estimate.replicates import GivenReplicates, Replicates
from measure87.estimate.survey import Outcome, Regression, SurveyDesign, Terms, estimate_regression
from measure87.library.asked import design_settings, where_settings
from measure87.library.asking import (
    Codes,
    Names,
    Question,
    absent_codes,
    asked_of,
    codes_of,
    names_of,
)
from measure87.library.frames import Frame
from measure87.library.groups import refuse_groups
from measure87.library.html import table_html
from measure87.library.of_whom import of_whom
from measure87.library.regression_table import (
    COLUMNS,
    checked_of,
    coefficient_rows,
    heading,
    reference_lines,
    regression_json,
    regression_tables,
    regression_text,
)
from measure87.library.result_table import NOT_RELEASED
from measure87.numerics.link_families import Family
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.estimate import Notice, Statistic
from measure87.vocabulary.provenance import NOT_HASHED, Provenance

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, repr=False)
class Regressed:
    """A regression; prints as a table and shows as one in a notebook.

    Attributes
    ----------
    regression : Regression
        Coefficients, their covariance, tests of terms, average answers, and who is in it.
    warnings : tuple of Notice
        What to know of it, and what stands against showing it.
    provenance : Provenance
        Of what it was made.
    labels : mapping
        Of codes, where the file had any.
    """

    regression: Regression
    warnings: tuple[Notice, ...]
    provenance: Provenance
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __getitem__(self, label: str) -> Any:
        """The coefficient of a label, such as `sex=2`."""
        return self.regression.coefficient(label)

    def to_dict(self) -> dict[str, Any]:
        """As the command writes it with `--json`."""
        return regression_json(self.regression, self.warnings, self.provenance)

    def to_json(self) -> str:
        """The same as text."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False, allow_nan=False)

    def to_polars(self) -> "pl.DataFrame":
        """One row a coefficient."""
        import polars as pl

        kinds = {"label": pl.String, "n": pl.Int64, "n_cases": pl.Int64}
        schema = {name: kinds.get(name, pl.Float64) for name in COLUMNS}
        return pl.DataFrame(coefficient_rows(self.regression), schema=schema, orient="row")

    def to_pandas(self) -> Any:
        """The same as a table of pandas."""
        from measure87.library.pandas_tables import pandas_of

        return pandas_of(self.to_polars())

    @property
    def csv(self) -> str:
        """The coefficients as CSV."""
        from measure87.files import csv_text

        return csv_text([list(COLUMNS), *map(list, coefficient_rows(self.regression))])

    @property
    def text(self) -> str:
        """The tables for people, without the warnings."""
        return regression_text(self.regression, (), self.labels)

    def __repr__(self) -> str:
        """The tables, with what to know below them."""
        notes = of_whom(self.provenance)
        return regression_text(self.regression, self.warnings, self.labels, notes).rstrip("\n")

    def _repr_html_(self) -> str:
        """The tables for a notebook."""
        tables = regression_tables(self.regression, self.labels)
        warned = [f"Warning: {one.text}" for one in self.warnings]
        known = [*of_whom(self.provenance), *reference_lines(self.regression, self.labels)]
        foot = [*known, *warned, *checked_of(self.regression), NOT_RELEASED]
        return "".join(
            table_html(
                table.rows, table.right, heading(self.regression),
                foot if table is tables[-1] else (),
            )
            for table in tables
        )  # fmt: skip


@dataclass(frozen=True)
class RegressionQuestion:
    """What is asked of a survey; see `Survey.regress`."""

    outcome: str
    terms: Names = ()
    numbers: Names = ()
    family: Family = "logistic"
    reference: Codes | None = None
    exposure: str | None = None
    averages: Names = ()
    where: Codes | None = None
    level: float = 0.95

    @property
    def on(self) -> Terms:
        """The terms; numbers that no crossing names stand by themselves."""
        named, numbers = names_of(self.terms), names_of(self.numbers)
        parts = {part.strip() for name in named for part in name.split("*")}
        own = tuple(name for name in numbers if name not in parts)
        codes = {name: _one_reference(name, of) for name, of in codes_of(self.reference).items()}
        return Terms((*named, *own), frozenset(numbers), codes)

    @property
    def statistic(self) -> Statistic:
        """How the answer is read: of a share yes and no, else a number that is not 0 and 1."""
        return "proportion" if self.family in ("logistic", "probit") else "total"


def _one_reference(name: str, codes: tuple[str, ...]) -> str:
    if len(codes) != 1:
        raise UsageError(
            f"{name} has several references",
            code="reference",
            hint=f'write reference={{"{name}": {codes[0]}}}',
        )
    return codes[0]


def regression_of(
    frame: Frame,
    design: SurveyDesign,
    statuses: tuple[str, ...],
    question: RegressionQuestion,
    spread: Replicates | None = None,
) -> Regressed:
    """The regression, and what stands against showing it; `spread` are its replicates, if any."""
    terms, where = question.on, codes_of(question.where)
    exposure = [question.exposure] if question.exposure else []
    columns = spread.columns if isinstance(spread, GivenReplicates) else ()
    others = [*columns, *design.columns, *terms.columns, *exposure, *where]
    table, (outcome,) = asked_of(
        frame, Question((question.outcome,), question.statistic), statuses, others
    )
    refuse_groups(table, terms.categories, design.clusters[:1], frame.name)
    with _numbers_hinted():
        found = estimate_regression(
            table, outcome, terms, design, family=question.family, exposure=question.exposure,
            averages=names_of(question.averages), where=where, level=question.level, leverage=True,
            replicates=spread,
        )  # fmt: skip
    settings = {
        "outcome": question.outcome, "terms": list(terms.named), "numbers": sorted(terms.numbers),
        "family": question.family, "exposure": question.exposure,
        "averages": list(names_of(question.averages)),
        **where_settings(where), **design_settings(design),
        "replicates": spread.method if spread else None,
    }  # fmt: skip
    provenance = Provenance(
        inputs={frame.name: NOT_HASHED},
        settings={name: value for name, value in settings.items() if value},
    )
    absent = absent_codes(frame, where)
    warnings = (*absent, *found.warnings, *objections(_facts(found, outcome)))
    return Regressed(found, warnings, provenance, frame.labels)


@contextmanager
def _numbers_hinted() -> Iterator[None]:
    """Say of an outcome that is no yes and no how a number is asked for."""
    try:
        yield
    except DataError as error:
        if error.code == "bad-status":
            error.hint = f'for the mean of a number write family="linear"; {error.hint}'
        raise


def _facts(found: Regression, outcome: Outcome) -> RegressionFacts:
    """What the gate asks of it."""
    return RegressionFacts(
        is_share=outcome.kind == "status",
        columns=len(found.coefficients),
        n=found.n,
        df=found.df,
        patterns=found.patterns,
        cells=[TermCell(cell.codes, cell.n, cell.n_cases) for cell in found.cells],
        leverage=found.leverage or 0.0,
    )
