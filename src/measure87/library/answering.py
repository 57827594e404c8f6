"""What a survey is asked, as calls of the estimators, and their answer as one result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from measure87.estimate.replicates import GivenReplicates, Replicates
from measure87.estimate.survey import (
    Differences,
    DomainTable,
    Outcome,
    SurveyDesign,
    SurveyResult,
    estimate_differences,
    estimate_survey,
)
from measure87.estimate.survey.scaled_weights import refuse_scaled_totals
from measure87.estimate.survey.yes_alone import with_blanks_told
from measure87.estimate.weighting import Benchmark
from measure87.library.asked import asked_settings, design_settings, where_settings
from measure87.library.asking import Question, absent_codes, asked_of, codes_of
from measure87.library.comparing import Compared, of_sides
from measure87.library.estimates import Estimates
from measure87.library.frames import Frame
from measure87.library.groups import refuse_groups
from measure87.library.hints import in_python
from measure87.library.not_answered import not_answered
from measure87.library.numbers_or_codes import codes_added_up
from measure87.library.options import Options
from measure87.library.repeated_rows import repeated_rows
from measure87.library.replicating import refuse_unasked
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Notice, Result
from measure87.vocabulary.provenance import NOT_HASHED, Provenance

COMMAND = "estimate survey"


@dataclass(frozen=True, repr=False, eq=False)
class Sample:
    """A table with its design, and what is known of it; see `Survey`."""

    frame: Frame
    design: SurveyDesign
    statuses: tuple[str, ...] = ()
    benchmark: Benchmark | None = None
    spread: Replicates | None = None

    def answer(
        self,
        question: Question,
        tables: tuple[DomainTable, ...],
        options: Options,
        compared: Compared | None = None,
    ) -> Estimates:
        """Ask `estimate_survey`."""
        conditions = codes_of(options.where)
        self.frame.require(conditions)
        variables = [name for table in tables for name in table.variables]
        benchmark = self.benchmark
        more = [*self.design.columns, *variables, *conditions]
        more += [] if benchmark is None else [*benchmark.variables]
        more += [*self.spread.columns] if isinstance(self.spread, GivenReplicates) else []
        self._check_replicates()
        with in_python():
            table, outcomes = asked_of(self.frame, question, self.statuses, more)
            refuse_groups(table, variables, self.design.clusters[:1], self.frame.name)
            found = estimate_survey(
                table, outcomes, self.design, tables,
                interval=options.interval, level=options.level, labels=self.frame.labels,
                where=conditions, benchmark=benchmark, replicates=self.spread,
            )  # fmt: skip
            if benchmark is None and not self.design.fpc:
                found = refuse_scaled_totals(found)
            if not conditions:
                found = with_blanks_told(found)
            told = (
                *absent_codes(self.frame, conditions),
                *absent_codes(self.frame, {} if compared is None else compared.codes, "group"),
                *codes_added_up(table, outcomes),
                *found.warnings,
                *self.not_answered(table, outcomes, conditions, found.warnings),
            )
            found = replace(found, warnings=told)
            differences = Differences(())
            if compared is not None:
                contrasts = compared.contrasts(found)
                found = of_sides(found, contrasts)
                differences = estimate_differences(
                    table, outcomes, self.design, contrasts, found.estimates, where=conditions,
                    benchmark=benchmark, replicates=self.spread,
                )  # fmt: skip
        settings = {
            **asked_settings(question, tables), **where_settings(conditions),
            **design_settings(self.design),
            "benchmark": list(benchmark.variables) if benchmark else None,
            "replicates": self.spread.method if self.spread else None,
        }  # fmt: skip
        result = self._result(found, differences, settings)
        return Estimates(result, are_differences=compared is not None)

    def not_answered(
        self,
        table: Any,
        outcomes: Sequence[Outcome],
        where: Mapping[str, Sequence[str]],
        told: Sequence[Notice] = (),
    ) -> list[Notice]:
        """Warn of who has no answer and counts for nothing, or as a no."""
        return not_answered(self.frame, table, outcomes, self.design, self.statuses, where, told)

    def refuse_replicates(self, what: str, instead: str) -> None:
        """Refuse an analysis whose errors are those of the design, where replicates were asked.

        Raises
        ------
        UsageError
            If the sample has replicates, or the frame has some that nobody spoke of.
        """
        self._check_replicates()
        if self.spread is not None:
            raise UsageError(
                f"{what} cannot have the errors of replicates yet",
                code="replicates",
                hint=f"{instead}; or ask the survey without replicates(...), if its clusters and "
                "strata are known",
            )

    def _check_replicates(self) -> None:
        """Replicates that the frame has are spoken of."""
        if self.spread is None:
            refuse_unasked(self.frame.columns)

    def _result(
        self, found: SurveyResult, differences: Differences, settings: Mapping[str, Any]
    ) -> Result:
        """The object of the contract."""
        return Result(
            COMMAND,
            found.estimates,
            (*found.refused, *differences.refused),
            (*self.assumed(), *found.warnings),
            found.diagnostics,
            Provenance(
                inputs={self.frame.name: NOT_HASHED},
                settings={name: value for name, value in settings.items() if value},
            ),
            differences=differences.estimates,
        )

    def assumed(self) -> list[Notice]:
        """What the design leaves out and the reader of a file assumed; rows that stand twice."""
        source = self.frame.source
        notices = [Notice("reading", text) for text in (source.notices if source else ())]
        if self.design.weight is None:
            notices.append(Notice("no-weight", "no weights: all persons weigh alike"))
        if not self.design.clusters and not isinstance(self.spread, GivenReplicates):
            text = "no clusters: every person counts as drawn by herself"
            notices.append(Notice("no-cluster", text))
        return [*notices, *repeated_rows(self.frame)]
