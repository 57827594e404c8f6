"""`lists`: the size of a population from overlapping lists, by every method side by side."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from measure87.estimate.multiple_lists.capture.population_counted import PopulationCounted
from measure87.estimate.multiple_lists.methods import DEFAULT_SEED, MethodOptions
from measure87.estimate.multiple_lists.result import result_of
from measure87.estimate.multiple_lists.side_by_side import ListFindings, estimate_lists
from measure87.files import SourceTable, read_source, with_notices_told
from measure87.library.asking import Names, names_of, one_name_or_none
from measure87.library.estimates import Estimates
from measure87.library.former_names import formerly
from measure87.library.frames import source_of
from measure87.library.hints import in_python
from measure87.library.reading import answered_by_a_call
from measure87.library.withheld_counts import with_ranges_as_text
from measure87.study.lists.inputs import ListColumns, list_study
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.provenance import NOT_HASHED, Provenance

COMMAND = "estimate lists"
_WHERE = "population=, area=, period=, status=, closed_because="


@formerly(place="area", apart="mutually_exclusive", trust="robustness_checks")
def lists(
    table: Any,
    columns: Names | None = None,
    count: str | None = None,
    *,
    population: str | None = None,
    area: str | None = None,
    period: str | None = None,
    status: str | None = None,
    closed_because: str | None = None,
    methods: Names = (),
    strata: str | None = None,
    draw: str | None = None,
    covariates: Names = (),
    mutually_exclusive: Sequence[tuple[str, str]] = (),
    suppressed_from: int = 1,
    level: float = 0.95,
    bootstrap: int | None = None,
    seed: int = DEFAULT_SEED,
    robustness_checks: bool = True,
) -> Estimates:
    """Estimate how many persons there are, known and unknown to the lists.

    Parameters
    ----------
    table : path, or table
        A row a person, or a row a pattern with the number of its persons in `count`, or a range
        ("<5", "1-4") where it is withheld: a file, what `read` gave, or a table of polars, pandas
        or pyarrow.
    columns : str or sequence of str, optional
        Columns of the lists, 1 on it and 0 not; none: every column that nothing else names.
    population, area, period, status, closed_because : str
        What is counted: who, where, from when to when, what the cases are (`potential`,
        `referred`, `confirmed`), and why nobody enters or leaves meanwhile. A number without this
        cannot be read, so each is asked for.
    methods : str or sequence of str, optional
        Which; none is every method that the data allow.
    strata, draw, covariates, mutually_exclusive, suppressed_from
        Strata to estimate each; number of the draw of an uncertain linkage; what is known of each
        person; pairs of lists that cannot share a person; what a count "<5" means at least.
    level, bootstrap, seed
        Confidence level, samples of a bootstrap, and the seed of chance.
    robustness_checks : bool
        Whether to refit to changed lists, which takes longer.

    Returns
    -------
    Estimates
        One figure a method, with how far they agree in the notes.

    Examples
    --------
    >>> import polars as pl
    >>> import measure87 as m
    >>> cells = pl.DataFrame({
    ...     "police": [1, 0, 0, 1, 1, 0, 1], "ngo": [0, 1, 0, 1, 0, 1, 1],
    ...     "hotline": [0, 0, 1, 0, 1, 1, 1], "persons": [90, 70, 60, 12, 9, 7, 2],
    ... })
    >>> found = m.lists(
    ...     cells, count="persons", population="invented", area="nowhere", period="2024",
    ...     status="referred", closed_because="invented", methods="independence",
    ...     robustness_checks=False,
    ... )
    >>> found.only.n, round(found.only.value)
    (250, 787)
    """
    said = {
        "population": population, "area": area, "period": period, "status": status,
        "closed_because": closed_because,
    }  # fmt: skip
    counted = PopulationCounted.from_mapping(said, _WHERE)
    chosen = ListColumns(
        names_of(columns),
        one_name_or_none("count", count),
        one_name_or_none("strata", strata),
        one_name_or_none("draw", draw),
        names_of(covariates),
        tuple(map(_pair, mutually_exclusive)),
        suppressed_from,
    )
    options = MethodOptions(level=level, replicates=bootstrap, seed=seed)
    is_file = isinstance(table, str | Path)
    if is_file:
        with answered_by_a_call(table):
            source = with_notices_told(read_source(Path(table)))
    else:
        source = source_of(with_ranges_as_text(table, count))
    with in_python():
        study = list_study(source, chosen, counted)
    findings = estimate_lists(
        study, names_of(methods), options, robustness_checks=robustness_checks
    )
    return Estimates(result_from(findings, source, names_of(methods), options), _notes(findings))


def _pair(given: Any) -> tuple[str, str]:
    """Two lists that cannot share a person."""
    names = names_of(None if isinstance(given, str) else given)
    if len(names) != 2:
        raise UsageError(
            f"mutually_exclusive takes pairs of lists, not a {type(given).__name__}",
            code="names",
            hint='write mutually_exclusive=[("LIST", "LIST")]',
        )
    return names[0], names[1]


def result_from(
    findings: ListFindings, source: SourceTable, methods: Sequence[str], options: MethodOptions
) -> Result:
    """The object of the contract, with what is needed to make it again."""
    return result_of(
        findings,
        COMMAND,
        Provenance(
            inputs={source.name: NOT_HASHED},
            seed=options.seed,
            settings={"methods": [*methods] or ["all"], **options.to_json()},
        ),
    )


def _notes(findings: ListFindings) -> tuple[str, ...]:
    """What is counted, and how far the methods agree."""
    counted = findings.counted
    return (
        findings.verdict.text,
        f"Counted: {counted.population}; {counted.area}; {counted.period}; {counted.status}. "
        f"Closed because {counted.closed_because}. Persons over the whole period, not a "
        "prevalence on a given day.",
    )
