"""How far a list study can be trusted: what moves when an assumption is changed.

Every part refits the point estimates to a changed table: one list left out, two lists merged,
a list whose size is known, matches undone or added; and shifts the one number that no data can
give, the interaction of the highest order (Aleshin-Guendel, Sadinle & Wakefield). The check
with known lists follows Binette & Steorts (2022).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import combinations

import numpy as np

from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.estimate.multiple_lists.size_estimate import NotEstimableError
from measure87.estimate.multiple_lists.trust.changes import (
    KnownList,
    Offset,
    Overlap,
    Refit,
    TrustPanel,
)
from measure87.estimate.multiple_lists.trust.linkage_error import (
    with_matches_added,
    with_matches_undone,
)

PointMethod = Callable[[CaptureTable], float]
"""Persons, known and unknown, or a NotEstimableError."""

OFFSET_FACTORS = (1 / 3, 1 / 2, 1.0, 2.0, 3.0)
"""Factors on the number of persons on no list; 1 is what the methods assume."""

LINKAGE_SHARES = (0.05, 0.1, 0.2)
LINKAGE_DRAWS = 25


def trust_panel(
    table: CaptureTable,
    methods: Mapping[str, PointMethod],
    values: Mapping[str, float],
    *,
    rng: np.random.Generator,
    quick: Collection[str] | None = None,
    strata: Sequence[CaptureTable] = (),
) -> TrustPanel:
    """Refit every method to every changed table.

    Parameters
    ----------
    table : CaptureTable
        Of everybody.
    methods : point estimate of each method, persons
    values : persons by method, for the table itself
    rng : for the draws of matches; medians of `LINKAGE_DRAWS` draws are given
    quick : methods that are refitted to those draws; None is all
    strata : tables of the same lists that add up to `table`
        Where the figures are sums over strata: each stratum is changed and refitted by itself.

    Returns
    -------
    TrustPanel
        Parts that need more lists than there are stay empty.
    """
    names = table.lists
    parts = tuple(strata) or (table,)
    return TrustPanel(
        overlaps=tuple(overlap_of(table, i, j) for i, j in combinations(range(len(names)), 2)),
        without=tuple(
            _refit(
                f"without {name}",
                "without",
                (name,),
                [part.without_list(name) for part in parts],
                methods,
            )
            for name in names
            if len(names) > 2
        ),
        merged=tuple(
            _refit(
                f"{a} with {b}", "merged", (a, b), [part.merging(a, b) for part in parts], methods
            )
            for a, b in combinations(names, 2)
            if len(names) > 2
        ),
        known_lists=tuple(
            _known_list(parts, name, methods)
            for name, persons in zip(names, table.list_totals, strict=True)
            if len(names) > 2 and persons
        ),
        offsets=tuple(_offset(table, factor, values) for factor in OFFSET_FACTORS),
        linkage=_linkage(
            [part.in_canonical_order() for part in parts],
            {name: method for name, method in methods.items() if quick is None or name in quick},
            rng,
        ),
    )


def overlap_of(table: CaptureTable, i: int, j: int) -> Overlap:
    """Persons on both lists i and j, and their odds ratio among persons on a third list."""
    first, second = (table.histories >> i) & 1 == 1, (table.histories >> j) & 1 == 1
    third = np.bitwise_count(table.histories & ~((1 << i) | (1 << j))) > 0
    cells = [
        float(table.counts[third & (first == a) & (second == b)].sum())
        for a, b in ((True, True), (False, False), (True, False), (False, True))
    ]
    apart = (min(i, j), max(i, j)) in table.apart
    usable = not apart and cells[2] * cells[3] > 0
    return Overlap(
        (table.lists[i], table.lists[j]),
        table.overlap((1 << i) | (1 << j)),
        cells[0] * cells[1] / (cells[2] * cells[3]) if usable else None,
    )


def _ask(
    tables: Sequence[CaptureTable], methods: Mapping[str, PointMethod]
) -> tuple[dict[str, float], dict[str, str]]:
    """Figures by method, summed over strata, and the reasons of the methods that have none."""
    values: dict[str, float] = {}
    refused: dict[str, str] = {}
    for name, method in methods.items():
        try:
            values[name] = sum(method(table) for table in tables if table.observed)
        except NotEstimableError as problem:
            refused[name] = problem.text
    return values, refused


def _refit(
    change: str,
    kind: str,
    lists: tuple[str, ...],
    tables: Sequence[CaptureTable],
    methods: Mapping[str, PointMethod],
) -> Refit:
    values, refused = _ask(tables, methods)
    return Refit(change, kind, lists, _observed(tables), values, refused)


def _known_list(
    tables: Sequence[CaptureTable], name: str, methods: Mapping[str, PointMethod]
) -> KnownList:
    among = [table.among(name) for table in tables]
    values, refused = _ask(among, methods)
    known = sum(int(table.list_totals[table.lists.index(name)]) for table in tables)
    return KnownList(name, known, _observed(among), values, refused)


def _observed(tables: Sequence[CaptureTable]) -> int:
    """Persons on at least one list, in all strata."""
    return sum(table.observed for table in tables)


def _offset(table: CaptureTable, factor: float, values: Mapping[str, float]) -> Offset:
    """All methods estimate the persons on no list up to one factor that no data can give."""
    seen = table.observed
    return Offset(factor, {name: seen + factor * (value - seen) for name, value in values.items()})


def _linkage(
    tables: Sequence[CaptureTable], methods: Mapping[str, PointMethod], rng: np.random.Generator
) -> tuple[Refit, ...]:
    """Medians over draws of tables with matches undone, and with matches added."""
    kinds = {"matches-undone": with_matches_undone, "matches-added": with_matches_added}
    return tuple(
        _median_refit(
            kind,
            share,
            [[change(table, share, rng) for table in tables] for _ in range(LINKAGE_DRAWS)],
            methods,
        )
        for kind, change in kinds.items()
        for share in LINKAGE_SHARES
    )


def _median_refit(
    kind: str,
    share: float,
    draws: Sequence[Sequence[CaptureTable]],
    methods: Mapping[str, PointMethod],
) -> Refit:
    """Medians of each method over draws; refused where most of the draws are."""
    found = [_ask(tables, methods) for tables in draws]
    values: dict[str, float] = {}
    refused: dict[str, str] = {}
    for name in methods:
        answers = [value[name] for value, _ in found if name in value]
        if 2 * len(answers) > len(draws):
            values[name] = float(np.median(answers))
        else:
            refused[name] = next(why[name] for _, why in found if name in why)
    observed = round(float(np.median([_observed(tables) for tables in draws])))
    return Refit(f"{share:.0%} of matches", kind, (), observed, values, refused, share)
