"""Every method on the same lists, side by side, with what would move them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from measure87.estimate.multiple_lists.capture.behind_rounding import TablesBehind
from measure87.estimate.multiple_lists.capture.list_study import ListStudy
from measure87.estimate.multiple_lists.capture.persons_on_lists import PersonsOnLists
from measure87.estimate.multiple_lists.capture.population_counted import PopulationCounted
from measure87.estimate.multiple_lists.capture.rounding_error import (
    NOT_WITHIN,
    each_behind,
)
from measure87.estimate.multiple_lists.capture.strata import estimate_by_stratum
from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.estimate.multiple_lists.covariates.doubly_robust import doubly_robust
from measure87.estimate.multiple_lists.loglinear.forward_path import Step, stepwise_path
from measure87.estimate.multiple_lists.methods import METHODS, MethodOptions
from measure87.estimate.multiple_lists.over_tables import point_of, size_over
from measure87.estimate.multiple_lists.size_estimate import NotEstimableError, SizeEstimate
from measure87.estimate.multiple_lists.trust.changes import TrustPanel
from measure87.estimate.multiple_lists.trust.panel import trust_panel
from measure87.estimate.multiple_lists.trust.verdict import Verdict, judge
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.keys import nearest
from measure87.vocabulary.progress import progress

DOUBLY_ROBUST = "doubly-robust"
ALL_METHODS = (*METHODS, DOUBLY_ROBUST)


@dataclass(frozen=True)
class Unanswered:
    """A method without a figure, in everybody ("") or in one stratum, and why."""

    method: str
    stratum: str
    error: NotEstimableError


@dataclass(frozen=True)
class ListFindings:
    """Everything that one study gives.

    Attributes
    ----------
    counted : PopulationCounted
    table : CaptureTable
        All strata together; the first draw where there are several.
    sizes : SizeEstimate of each method, all strata together
    by_stratum : stratum to SizeEstimate of each method; empty without strata
    unanswered : methods without a figure
    verdict : Verdict
    trust : TrustPanel or None
    path : steps of stepwise as its threshold grows; empty with strata, draws or withheld cells
    """

    counted: PopulationCounted
    table: CaptureTable
    sizes: tuple[SizeEstimate, ...]
    by_stratum: Mapping[str, tuple[SizeEstimate, ...]]
    unanswered: tuple[Unanswered, ...]
    verdict: Verdict
    trust: TrustPanel | None = None
    path: tuple[Step, ...] = ()


@dataclass
class _Found:
    """What has been found so far; `behind` has the tables that rounded ones may stand for."""

    behind: Mapping[str, TablesBehind]
    sizes: list[SizeEstimate] = field(default_factory=list)
    by_stratum: dict[str, list[SizeEstimate]] = field(default_factory=dict)
    unanswered: list[Unanswered] = field(default_factory=list)


def estimate_lists(
    study: ListStudy,
    methods: Sequence[str] = (),
    options: MethodOptions | None = None,
    *,
    robustness_checks: bool = True,
) -> ListFindings:
    """Estimate the size of a population from overlapping lists by several methods.

    Parameters
    ----------
    study : ListStudy
    methods : names in `ALL_METHODS`
        Empty is every method that the data allow.
    options : MethodOptions
    robustness_checks : bool
        Whether to refit to changed tables; see `trust_panel`.

    Returns
    -------
    ListFindings
        A method without an answer does not stop the others.

    Raises
    ------
    UsageError
        For an unknown method, or one that needs covariates where there are none.
    """
    options = options or MethodOptions()
    chosen = _chosen(methods, study)
    found = _Found(each_behind(study, options.rng("rounding")))
    for place, name in enumerate(chosen):
        progress(f"Lists: {name}", 0.8 * place / len(chosen))
        if name != DOUBLY_ROBUST:
            _by_method(study, name, options, found)
        elif study.persons is not None:
            _with_covariates(study, study.persons, options, found)
    progress("Lists: what would move the figures", 0.8)
    return ListFindings(
        study.counted,
        study.together,
        tuple(found.sizes),
        {stratum: tuple(sizes) for stratum, sizes in found.by_stratum.items()},
        tuple(found.unanswered),
        judge(found.sizes, [item.error.code for item in found.unanswered if not item.stratum]),
        _trust(study, found.sizes, options) if robustness_checks else None,
        _path(study, found.sizes, options),
    )


def _chosen(methods: Sequence[str], study: ListStudy) -> tuple[str, ...]:
    """The methods asked for, each once, in their standing order."""
    for name in methods:
        if name not in ALL_METHODS:
            raise UsageError(
                f"there is no list method {name!r}",
                code="unknown-method",
                hint=nearest(name, ALL_METHODS),
            )
    if DOUBLY_ROBUST in methods and study.persons is None:
        raise UsageError(
            "doubly-robust needs covariates of each person",
            code="no-covariates",
            hint="give a table with one row per person, and name its covariates",
        )
    wanted = set(methods) or {
        name for name in ALL_METHODS if name != DOUBLY_ROBUST or study.persons is not None
    }
    return tuple(name for name in ALL_METHODS if name in wanted)


def _by_method(study: ListStudy, name: str, options: MethodOptions, found: _Found) -> None:
    """One method in every stratum, and together."""
    draws = study.tables
    if len(draws) == 1:
        ((stratum, tables),) = draws.items()
        try:
            found.sizes.append(size_over(tables, name, options, found.behind.get(stratum)))
        except NotEstimableError as error:
            found.unanswered.append(Unanswered(name, "", error))
        return
    by_table = {
        id(tables[0]): (tables, found.behind.get(stratum)) for stratum, tables in draws.items()
    }
    try:
        strata = estimate_by_stratum(
            {stratum: tables[0] for stratum, tables in draws.items()},
            lambda table: size_over(by_table[id(table)][0], name, options, by_table[id(table)][1]),
            rng=options.rng(f"{name} strata"),
        )
    except NotEstimableError as error:
        found.unanswered.append(Unanswered(name, "", error))
        return
    found.sizes.append(strata.total)
    for stratum, size in strata.by_stratum.items():
        found.by_stratum.setdefault(stratum, []).append(size)
    found.unanswered += [
        Unanswered(name, stratum, error) for stratum, error in strata.refused.items()
    ]


def _with_covariates(
    study: ListStudy, persons: PersonsOnLists, options: MethodOptions, found: _Found
) -> None:
    """The doubly robust estimate, all strata together."""
    rng = options.rng(DOUBLY_ROBUST)
    try:
        size = doubly_robust(persons, level=options.level, rng=rng)
        notices = (*size.notices, NOT_WITHIN) if study.rounded_to else size.notices
        found.sizes.append(replace(size, notices=notices))
    except NotEstimableError as error:
        found.unanswered.append(Unanswered(DOUBLY_ROBUST, "", error))


def _path(
    study: ListStudy, sizes: Sequence[SizeEstimate], options: MethodOptions
) -> tuple[Step, ...]:
    """What stepwise would give at other thresholds, where there is one table and one answer."""
    tables = [table for draws in study.tables.values() for table in draws]
    if len(tables) > 1 or tables[0].suppressed or all(s.method != "stepwise" for s in sizes):
        return ()
    return stepwise_path(tables[0], level=options.level)


def _trust(
    study: ListStudy, sizes: Sequence[SizeEstimate], options: MethodOptions
) -> TrustPanel | None:
    """The panel for the sum of all strata, by the methods that have a point estimate alone."""
    table = study.together
    if table.suppressed:
        return None
    values = {size.method: size.value for size in sizes if not size.lower_bound_only}
    sized = {name: METHODS[name] for name in values if name in METHODS}
    methods = {
        name: point_of(method.size, options)
        for name, method in sized.items()
        if method.size is not None
    }
    quick = [name for name in methods if sized[name].quick]
    return trust_panel(
        table,
        methods,
        values,
        rng=options.rng("trust"),
        quick=quick,
        strata=[tables[0] for tables in study.tables.values()],
    )
