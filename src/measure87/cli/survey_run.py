"""`measure87 estimate survey`: from options to a result."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypedDict

import polars as pl

from measure87.cli.difference_text import contrasts_of, tables_for, variables_in
from measure87.cli.replicate_options import ReplicateOptions, replicates_of
from measure87.estimate.replicates import GivenReplicates, Replicates
from measure87.estimate.survey import (
    Differences,
    DomainTable,
    SurveyDesign,
    estimate_differences,
    estimate_survey,
)
from measure87.estimate.survey.batches import within_memory
from measure87.estimate.survey.identifying_groups import refuse_identifying
from measure87.estimate.survey.raw_columns import prepare, split_code
from measure87.estimate.survey.scaled_weights import refuse_scaled_totals
from measure87.estimate.survey.yes_alone import with_blanks_told
from measure87.estimate.weighting import (
    Benchmark,
    population_variables,
    range_variables,
    read_population,
)
from measure87.files import (
    AS_FOUND,
    SourceTable,
    TableForm,
    read_plain_source,
    read_source,
    require_unchanged,
    while_reading,
    with_remarks_told,
)
from measure87.files.engines import (
    NOT_ASKED,
    AskedEngine,
    Engine,
    opened_engine,
    read_on,
    refuse_unable,
)
from measure87.files.parts import PARQUET_SUFFIX, in_parts, is_address
from measure87.files.weights_of_totals import refuse_weights_of_totals
from measure87.library.asking import absent_codes
from measure87.library.frames import frame_of
from measure87.library.not_answered import not_answered
from measure87.library.numbers_or_codes import codes_added_up
from measure87.numerics.calibration import Distance
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Interval, Notice, Result, Statistic
from measure87.vocabulary.provenance import NOT_HASHED, Provenance
from measure87.vocabulary.releases.codec import plain
from measure87.vocabulary.releases.common import Json
from measure87.vocabulary.status import UnknownTreatment
from measure87.vocabulary.survey_design import SingleCluster

COMMAND = "estimate survey"


class DesignOptions(TypedDict):
    """How the sample was drawn, and who of it is asked about."""

    weight: str | None
    strata: str | None
    clusters: tuple[str, ...]
    fpc: tuple[str, ...]
    single_cluster: SingleCluster
    where: tuple[str, ...]
    statuses: tuple[str, ...]


class SurveyOptions(DesignOptions, ReplicateOptions):
    """What the command line says beside the table; see the help of each option."""

    measures: tuple[str, ...]
    by: tuple[str, ...]
    statistic: Statistic
    denominator: str | None
    unknown: UnknownTreatment
    level: float
    interval: Interval
    quantile: float | None
    population: str | None
    calibration: Distance
    differences: tuple[str, ...]


def estimate_file(
    table: str,
    options: SurveyOptions,
    form: TableForm = AS_FOUND,
    engine: AskedEngine = NOT_ASKED,
) -> Result:
    """Read a file and estimate what the options ask for, where the engine was asked for."""
    choice = engine.over()
    refuse_unable(choice.name, _abilities(table, options))
    files = [table, *([] if options["population"] is None else [options["population"]])]
    with (
        while_reading(Path(file).name for file in files),
        within_memory(choice.memory_limit),
        opened_engine(choice) as opened,
    ):
        return _estimate(table, options, form, opened)


def _abilities(table: str, options: SurveyOptions) -> Iterator[str]:
    """What the options need of an engine."""
    if is_address(table):
        yield "object-store"
    elif not in_parts(table) and Path(table).suffix.lower() != PARQUET_SUFFIX:
        yield "formats"
    if options["statistic"] == "quantile":
        yield "quantiles"
    if options["population"] is not None:
        yield "benchmarks"
    if not options["clusters"]:
        if options["differences"]:
            yield "differences-of-persons"
        if options["make_replicates"] is not None:
            yield "replicates-of-persons"


def _estimate(table: str, options: SurveyOptions, form: TableForm, engine: Engine | None) -> Result:
    """Estimate what the options ask for, of files that are read on the way."""
    population = None if options["population"] is None else read_plain_source(options["population"])
    pattern = options["replicate_weight"]
    source = with_remarks_told(
        read_source(
            table,
            _columns(options, population),
            patterns=() if pattern is None else (pattern,),
            form=form,
        )
    )
    replicates = replicates_of(options, source.present or source.columns)
    benchmark = _benchmark(population, source, options)
    design = design_of(source, options)
    measures = list(dict.fromkeys(options["measures"]))
    contrasts = [
        contrast
        for text in options["differences"]
        for contrast in contrasts_of(text, measures, source)
    ]
    domains = [domain_of(source, text) for text in options["by"]]
    if contrasts:
        domains = tables_for(contrasts, domains)
    where = conditions_of(source, options["where"])
    variables = [variable for domain in domains for variable in domain.variables]
    rows = None if engine is None else read_on(engine, table, source.columns)
    refuse_identifying(
        source.lazy if rows is None else rows.to_native(),
        variables,
        dict.fromkeys(design.clusters[:1], "cluster"),
        source.name,
    )
    prepared = prepare(
        source,
        options["measures"],
        options["statistic"],
        denominator=options["denominator"],
        unknown=options["unknown"],
        quantile=options["quantile"],
        statuses=options["statuses"],
        domain_variables=[*variables, *where, *design.columns],
        rows=rows,
    )
    found = estimate_survey(
        prepared.table,
        prepared.outcomes,
        design,
        domains,
        interval=options["interval"],
        level=options["level"],
        labels=source.value_labels,
        where=where,
        benchmark=benchmark,
        replicates=replicates,
    )
    if benchmark is None and not design.fpc:
        found = refuse_scaled_totals(found)
    if not where:
        found = with_blanks_told(found)
    told = [
        *absent_codes(frame_of(source if rows is None else rows.to_native()), where),
        *codes_added_up(prepared.table, prepared.outcomes),
    ]
    without_answer = not_answered(
        frame_of(source), prepared.table, prepared.outcomes, design, options["statuses"], where,
        found.warnings,
    )  # fmt: skip
    differences = Differences(())
    if contrasts:
        differences = estimate_differences(
            prepared.table, prepared.outcomes, design, contrasts, found.estimates, where=where,
            benchmark=benchmark, replicates=replicates,
        )  # fmt: skip
    require_unchanged(table, source)
    totals = {} if population is None else {population.name: f"sha256:{population.sha256}"}
    return Result(
        COMMAND,
        found.estimates,
        (*found.refused, *differences.refused),
        (*assumed(source, design, replicates), *told, *found.warnings, *without_answer),
        found.diagnostics,
        Provenance(inputs=totals | {source.name: NOT_HASHED}, settings=_settings(options, engine)),
        differences=differences.estimates,
    )


def _benchmark(
    population: SourceTable | None, source: SourceTable, options: SurveyOptions
) -> Benchmark | None:
    """The benchmark of `--population`, in the file's spelling of its columns."""
    if population is None:
        return None
    columns = {name: source.column(name) for name in population_variables(population)}
    kinds = source.lazy.collect_schema()
    ranges = [name for name in range_variables(population) if kinds[columns[name]].is_numeric()]
    found = read_population(population, columns=columns, ranges=ranges)
    return replace(found, distance=options["calibration"])


def _columns(options: SurveyOptions, population: SourceTable | None) -> list[str]:
    """The columns that the options name, each once."""
    single = [options["weight"], options["strata"], options["denominator"]]
    named = [
        *(split_code(measure)[0] for measure in options["measures"]),
        *(name for name in single if name is not None),
        *options["clusters"],
        *options["fpc"],
        *options["statuses"],
        *(name.strip() for text in options["by"] for name in text.split("*")),
        *(split_code(condition)[0] for condition in options["where"]),
        *(name for text in options["differences"] for name in variables_in(text)),
        *(population_variables(population) if population is not None else ()),
    ]
    return list(dict.fromkeys(named))


def design_of(source: SourceTable, options: DesignOptions) -> SurveyDesign:
    """The design, in the file's spelling of its columns; no row may be one of totals.

    Rows that `--where` takes are those of persons, and tables in parts are no spreadsheets.
    """
    weight = _column(source, options["weight"])
    if weight is not None and not options["where"] and isinstance(source.frame, pl.DataFrame):
        numbers = pl.col(weight).cast(pl.Float64, strict=False).alias("weight")
        rows = source.rows.numbered(source.lazy.select(numbers), "row")
        refuse_weights_of_totals(rows, [weight], source.name, row="row")
    return SurveyDesign(
        weight=weight,
        strata=_column(source, options["strata"]),
        clusters=tuple(source.column(name) for name in options["clusters"]),
        fpc=tuple(source.column(name) for name in options["fpc"]),
        single_cluster=options["single_cluster"],
    )


def _column(source: SourceTable, name: str | None) -> str | None:
    return None if name is None else source.column(name)


def domain_of(source: SourceTable, text: str) -> DomainTable:
    """A table of domains from `sex*area`."""
    return DomainTable(tuple(source.column(name.strip()) for name in text.split("*")))


def conditions_of(
    source: SourceTable, conditions: Sequence[str], option: str = "--where"
) -> dict[str, tuple[str, ...]]:
    """Codes by variable from `COL=CODE` of an option."""
    wanted: dict[str, tuple[str, ...]] = {}
    for condition in conditions:
        name, code = split_code(condition)
        if code is None:
            raise UsageError(
                f"{option} {condition} has no code", code="where", hint=f"write {option} COL=CODE"
            )
        column = source.column(name)
        wanted[column] = (*wanted.get(column, ()), code)
    return wanted


def assumed(
    source: SourceTable, design: SurveyDesign, replicates: Replicates | None = None
) -> list[Notice]:
    """What the reader of the file assumed, and what the design leaves out."""
    notices = [Notice("reading", text) for text in source.notices]
    if design.weight is None:
        notices.append(Notice("no-weight", "no --weight: all persons weigh alike"))
    if not design.clusters and not isinstance(replicates, GivenReplicates):
        notices.append(
            Notice("no-cluster", "no --cluster: every person counts as drawn by herself")
        )
    return notices


def _settings(options: SurveyOptions, engine: Engine | None) -> dict[str, Json]:
    """The options that were given, for the record."""
    listed: dict[str, Json] = {
        name: [*value] if isinstance(value, Sequence) and not isinstance(value, str) else value
        for name, value in sorted(plain(options).items())
    }
    given: dict[str, Json] = {
        name: value for name, value in listed.items() if value not in (None, [])
    }
    return given if engine is None else given | {"engine": engine.name}
