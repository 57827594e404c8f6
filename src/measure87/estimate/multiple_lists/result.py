"""Findings from lists as the one result object of the contract."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from measure87.estimate.multiple_lists.bayesian.draw_density import draw_density
from measure87.estimate.multiple_lists.capture.strata import STRATUM
from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.estimate.multiple_lists.loglinear.forward_path import Step
from measure87.estimate.multiple_lists.method_findings import MethodFindings
from measure87.estimate.multiple_lists.side_by_side import ListFindings
from measure87.estimate.multiple_lists.size_estimate import SizeEstimate
from measure87.estimate.multiple_lists.trust.verdict import (
    DISAGREE_BEYOND,
    FAR_FROM_OTHERS,
    lies_far,
)
from measure87.vocabulary.estimate import Estimate, Notice, Refusal, Result
from measure87.vocabulary.provenance import Provenance
from measure87.vocabulary.releases.codec import structure_of
from measure87.vocabulary.releases.lists import (
    AboutLists,
    ListCount,
    ListsDiagnostics,
    StatedStep,
)

NAME = "population_size"
_POSTERIORS = frozenset({"posterior", "mixture"})


def result_of(findings: ListFindings, command: str, provenance: Provenance) -> Result:
    """The result: one entry per method, all strata together and each; the rest in diagnostics.

    `diagnostics.lists` holds what is counted, the verdict, the lists with their sizes and
    overlaps, what each method says of itself (a posterior as a density, never as draws), the
    path of stepwise over its thresholds, and the robustness checks.
    """
    figures = [_estimate(size, {}, findings.sizes) for size in findings.sizes]
    for stratum, sizes in findings.by_stratum.items():
        figures += [_estimate(size, {STRATUM: stratum}, sizes) for size in sizes]
    return Result(
        command,
        figures,
        [
            Refusal(
                NAME,
                item.error.code,
                f"{item.method}: {item.error.text}",
                {STRATUM: item.stratum} if item.stratum else {},
            )
            for item in findings.unanswered
        ],
        _warnings(findings),
        ListsDiagnostics(lists=_about(findings)),
        provenance,
    )


def _estimate(
    size: SizeEstimate, group: Mapping[str, str], sizes: Sequence[SizeEstimate]
) -> Estimate:
    """One method's figure, among those of the same lists."""
    flags = [*dict.fromkeys(notice.code for notice in size.notices)]
    if size.lower_bound_only:
        flags.append("lower-bound")
    if lies_far(size, sizes):
        flags.append(FAR_FROM_OTHERS)
    return Estimate(
        name=NAME,
        statistic="size",
        method=size.method,
        group=group,
        unit="persons",
        value=size.value,
        se=_finite(size.se),
        lower=_finite(size.lower),
        upper=_finite(size.upper),
        level=size.level,
        interval=size.interval,
        n=size.observed,
        flags=tuple(flags),
    )


def _finite(value: float | None) -> float | None:
    """An absent key where there is no limit."""
    return float(value) if value is not None and math.isfinite(value) else None


def _warnings(findings: ListFindings) -> list[Notice]:
    """The disagreement before anything else, then what each method warns of."""
    told = []
    if findings.verdict.factor is not None and findings.verdict.factor > DISAGREE_BEYOND:
        told.append(Notice("methods-disagree", findings.verdict.text))
    for size in findings.sizes:
        told += [Notice(n.code, f"{size.method}: {n.text}", n.values) for n in size.notices]
    return told


def _about(findings: ListFindings) -> AboutLists:
    """Everything that is no figure of its own."""
    table = findings.table
    return AboutLists(
        counted=findings.counted.stated(),
        lists=_lists(table),
        methods={size.method: _method(size) for size in findings.sizes},
        observed=None if table.suppressed else int(table.observed),
        mutually_exclusive=[(table.lists[i], table.lists[j]) for i, j in sorted(table.apart)]
        or None,
        stepwise_path=[_step(step) for step in findings.path] or None,
        robustness_checks=findings.trust.stated() if findings.trust is not None else None,
        verdict=findings.verdict.stated(),
    )


def _step(step: Step) -> StatedStep:
    return StatedStep(
        interaction=step.interaction,
        p_value=float(step.p_value),
        size=float(step.size),
        lower=_finite(step.lower),
        upper=_finite(step.upper),
    )


def _lists(table: CaptureTable) -> list[ListCount]:
    """Name, persons, and persons on no other list; no number that withheld cells go into."""
    return [
        ListCount(
            name=name,
            persons=None
            if any((history >> j) & 1 for history in table.suppressed)
            else int(table.overlap(1 << j)),
            on_no_other=None if (1 << j) in table.suppressed else int(table.counts[(1 << j) - 1]),
        )
        for j, name in enumerate(table.lists)
    ]


def _method(size: SizeEstimate) -> MethodFindings:
    """What a method says of itself."""
    said: dict[str, Any] = {"terms": list(size.terms), **size.diagnostics}
    if size.monte_carlo is not None:
        said["monte_carlo"] = vars(size.monte_carlo)
    if size.draws is not None and size.interval in _POSTERIORS:
        said["density"] = draw_density(size.draws)
    return structure_of(MethodFindings, _plain(said))


def _plain(value: Any) -> Any:
    """Plain values: numbers that are not finite are left out of tables and lists."""
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items() if _told(v)}
    if isinstance(value, str) or not isinstance(value, Iterable):
        return value.item() if hasattr(value, "item") else value
    return [_plain(item) for item in value if _told(item)]


def _told(value: Any) -> bool:
    """Whether a value can stand in JSON."""
    if value is None:
        return False
    return not isinstance(value, float) or math.isfinite(value)
