"""`measure87 estimate regress`: from options to a regression."""

from collections.abc import Sequence
from pathlib import Path

from measure87.cli.replicate_options import ReplicateOptions, replicates_of
from measure87.cli.survey_run import DesignOptions, conditions_of, design_of
from measure87.estimate.replicates import Replicates
from measure87.estimate.survey.raw_columns import split_code
from measure87.files import (
    AS_FOUND,
    SourceTable,
    TableForm,
    read_source,
    while_reading,
    with_remarks_told,
)
from measure87.library.frames import frame_of
from measure87.library.regressing import Regressed, RegressionQuestion, regression_of
from measure87.numerics.link_families import Family
from measure87.vocabulary.errors import UsageError


class RegressOptions(DesignOptions, ReplicateOptions):
    """What the command line says beside the table; see the help of each option."""

    outcome: str
    terms: tuple[str, ...]
    numbers: tuple[str, ...]
    references: tuple[str, ...]
    family: Family
    exposure: str | None
    averages: tuple[str, ...]
    level: float


def regress_file(table: str, options: RegressOptions, form: TableForm = AS_FOUND) -> Regressed:
    """Read a file and fit the regression that the options ask for."""
    with while_reading([Path(table).name]):
        pattern = options["replicate_weight"]
        source = with_remarks_told(
            read_source(
                table,
                _columns(options),
                patterns=() if pattern is None else (pattern,),
                form=form,
            )
        )
        replicates = _replicates(source, options)
        name, code = split_code(options["outcome"])
        column = source.column(name)
        question = RegressionQuestion(
            outcome=column if code is None else f"{column}={code}",
            terms=[_term(source, text) for text in options["terms"]],
            numbers=_spelt(source, options["numbers"]),
            family=options["family"],
            reference=conditions_of(source, options["references"], "--reference"),
            exposure=None if options["exposure"] is None else source.column(options["exposure"]),
            averages=_spelt(source, options["averages"]),
            where=conditions_of(source, options["where"]),
            level=options["level"],
        )
        design = design_of(source, options)
        statuses = tuple(_spelt(source, options["statuses"]))
        return regression_of(frame_of(source), design, statuses, question, replicates)


def _replicates(source: SourceTable, options: RegressOptions) -> Replicates | None:
    """The replicates that are asked for; a regression has no quantiles."""
    if options["replicate_quantiles"] is not None:
        raise UsageError(
            "--replicate-quantiles says nothing of a regression",
            code="replicate-weight",
            hint="leave it out",
        )
    return replicates_of(options, source.present or source.columns)


def _columns(options: RegressOptions) -> list[str]:
    """The columns that the options name, each once."""
    single = [options["weight"], options["strata"], options["exposure"]]
    coded = [options["outcome"], *options["references"], *options["where"]]
    named = [
        *(name for name in single if name is not None),
        *(split_code(text)[0] for text in coded),
        *(part.strip() for text in options["terms"] for part in text.split("*")),
        *options["numbers"], *options["averages"], *options["statuses"], *options["clusters"],
        *options["fpc"],
    ]  # fmt: skip
    return list(dict.fromkeys(named))


def _spelt(source: SourceTable, names: Sequence[str]) -> list[str]:
    """Columns as the file spells them."""
    return [source.column(name) for name in names]


def _term(source: SourceTable, text: str) -> str:
    return "*".join(source.column(part.strip()) for part in text.split("*"))
