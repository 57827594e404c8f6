"""Population size averaged over all decomposable graphs of dependence between lists.

A graph joins pairs of lists that may depend on one another. Lists that are not joined are
independent given the lists between them. No graph is chosen: each counts by its probability
given the table, and what the prior says is shown to matter, or not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.estimate.multiple_lists.capture.usable_lists import (
    refuse_list_of_everybody,
    usable_lists,
)
from measure87.estimate.multiple_lists.kernels.decomposable_graphs import (
    MOST_VERTICES,
    DecomposableGraphs,
    decomposable_graphs,
)
from measure87.estimate.multiple_lists.kernels.decomposable_posterior import (
    UnseenPosterior,
    unseen_posterior,
    unseen_posterior_at,
)
from measure87.estimate.multiple_lists.kernels.posterior_modes import Mode, modes_of_masses
from measure87.estimate.multiple_lists.size_estimate import NotEstimableError, SizeEstimate
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Notice

# The prior of R dga as it is mostly called: somebody is unseen, at most 30 times as many as seen.
FEWEST_UNSEEN = 1
MOST_UNSEEN_PER_OBSERVED = 30
# Other weights of a cell: a quarter of and four times the default, and one person.
SPREAD = 4.0

# From here on a reader is told that another prior would have given another figure.
_MATTERS = 1.2
_BOUND_MATTERS = 1.1
_MODE_SHARE = 0.1
_DRAWS = 1000
_TOP_GRAPHS = 5
_NO_BOUND = "no bound on the unseen"


@dataclass(frozen=True)
class PriorVariant:
    """The answer under one prior; sizes in persons."""

    prior: str
    value: float
    lower: float
    upper: float


def decomposable(
    table: CaptureTable,
    *,
    level: float = 0.95,
    delta: float | None = None,
    other_deltas: Sequence[float] | None = None,
    unseen: npt.ArrayLike | None = None,
) -> SizeEstimate:
    """Size by Bayesian averaging over decomposable graphs (as R dga).

    Parameters
    ----------
    table : CaptureTable
        3 to 7 lists that hold somebody.
    level : float
        0 to 1; the interval leaves out equal shares of the posterior on both sides.
    delta : float, persons
        Prior weight of each cell that can hold a person. The default is one person spread
        evenly over the cells, 2^-k for k lists.
    other_deltas : numbers of persons, or None
        Further weights under which the answer is given in `diagnostics["priors"]`; by default a
        quarter of `delta`, four times `delta`, and 1.
    unseen : increasing whole numbers of persons, or None
        The numbers on no list that are possible (`Nmissing` of R dga). The default is every
        number from 1 to 30 times the persons observed.

    Returns
    -------
    SizeEstimate
        `value` is the posterior median. There is no standard error: without the bound
        the posterior has no mean. `draws` are 1,000 equally likely quantiles. `diagnostics`
        has the answers under other priors, the most probable graphs and the modes.

    Raises
    ------
    NotEstimableError
        `nobody`, `too-few-lists`, `no-overlap`, `list-of-everybody`;
        `too-many-lists` for more than 7 lists.

    Notes
    -----
    The prior is 1/N for the size, equal for all graphs, hyper-Dirichlet with equal weights for
    the chances of the cells. Lists that are kept apart are joined in every graph, and the cell
    of both has no weight: this is the model without their interaction.

    Assumes a closed population, matches without error, everybody with the same chances, and
    dependence that some decomposable graph describes. The weight of a cell is a statement about
    those never seen: weight 1 for each of 64 cells is 64 persons spread evenly over histories,
    which a sparse table cannot outvote, and the size can change by a multiple.

    Sources: Madigan & York (1997), Biometrika 84(1), 19-31 (not read in print); R dga 2.0.2
    (Johndrow, Lum & Ball).
    """
    usable, notices = usable_lists(table, at_least=3)
    refuse_list_of_everybody(usable)
    usable = usable.in_canonical_order()
    graphs = _admissible(usable)
    possible = np.concatenate([[True], usable.possible])
    counts = np.concatenate([[0], usable.counts])
    weight = _positive(1.0 / float(possible.sum()) if delta is None else delta)
    n, most = usable.observed, MOST_UNSEEN_PER_OBSERVED * usable.observed

    def posterior(one_weight: float) -> UnseenPosterior:
        if unseen is not None:
            return unseen_posterior_at(counts, possible, graphs, delta=one_weight, unseen=unseen)
        return unseen_posterior(
            counts, possible, graphs, delta=one_weight, fewest=FEWEST_UNSEEN, most=most
        )

    found = posterior(weight)
    fewest = FEWEST_UNSEEN if unseen is None else int(found.unseen[0])
    ends = ((1.0 - level) / 2.0, (1.0 + level) / 2.0)
    lower, value, upper = n + found.quantiles((ends[0], 0.5, ends[1]), fewest=fewest)
    variants = _variants(found, n, ends) if unseen is None else []
    for other in (weight / SPREAD, weight * SPREAD, 1.0) if other_deltas is None else other_deltas:
        again = n + posterior(other).quantiles((0.5, *ends), fewest=fewest)
        variants.append(PriorVariant(f"weight {other:g} per cell", *map(float, again)))
    modes = _modes(found, n, fewest)
    return SizeEstimate(
        method="decomposable",
        value=float(value),
        lower=float(lower),
        upper=float(upper),
        level=level,
        interval="posterior",
        observed=n,
        draws=n + found.quantiles((np.arange(_DRAWS) + 0.5) / _DRAWS, fewest=fewest),
        notices=(
            *notices,
            *_notices(float(value), float(upper), variants, modes),
        ),
        diagnostics={
            "delta": weight,
            "graphs": len(graphs.codes),
            "top_graphs": _top_graphs(usable, graphs, found),
            "priors": [vars(variant) for variant in variants],
            "share_above_bound": found.share_beyond(fewest),
            "modes": [vars(mode) for mode in modes],
        },
    )


def _admissible(table: CaptureTable) -> DecomposableGraphs:
    """The graphs in which lists that are kept apart are joined."""
    if table.n_lists > MOST_VERTICES:
        raise NotEstimableError(
            f"{table.n_lists} lists have too many decomposable graphs to be averaged; "
            f"{MOST_VERTICES} lists have 617,675, 8 have 30,888,596",
            code="too-many-lists",
            hint="merge lists of the same kind of holder, or use another method",
        )
    return decomposable_graphs(table.n_lists).containing(table.apart)


def _positive(delta: float) -> float:
    """The prior weight of a cell, if it is one."""
    if not 0.0 < delta < np.inf:
        raise UsageError(
            f"delta is {delta:g}", code="bad-delta", hint="it is a number of persons above 0"
        )
    return delta


def _variants(found: UnseenPosterior, n: int, ends: tuple[float, float]) -> list[PriorVariant]:
    """The same weights with another range of the unseen."""
    middle = (0.5, *ends)
    zero = n + found.quantiles(middle, fewest=0)
    unbounded = n + found.quantiles(middle, fewest=FEWEST_UNSEEN, bounded=False)
    return [
        PriorVariant("nobody unseen is possible", *map(float, zero)),
        PriorVariant(_NO_BOUND, *map(float, unbounded)),
    ]


def _top_graphs(
    table: CaptureTable, graphs: DecomposableGraphs, found: UnseenPosterior
) -> list[dict[str, object]]:
    """The most probable graphs, by the names of the lists they join."""
    order = np.argsort(-found.graph_probability, kind="stable")[:_TOP_GRAPHS]
    return [
        {
            "joined": sorted(
                ":".join(sorted((table.lists[i], table.lists[j]))) for i, j in graphs.edges(int(g))
            ),
            "probability": float(found.graph_probability[g]),
        }
        for g in order
    ]


def _modes(found: UnseenPosterior, n: int, fewest: int) -> tuple[Mode, ...]:
    """Modes of the size within the bound."""
    kept = found.unseen >= fewest
    return modes_of_masses(n + found.unseen[kept], found.mass[kept])


def _notices(
    value: float, upper: float, variants: Sequence[PriorVariant], modes: Sequence[Mode]
) -> list[Notice]:
    """What the prior does to the answer, and whether it has more than one centre."""
    notices = []
    far = [v for v in variants if max(v.value / value, value / v.value) > _MATTERS]
    if far:
        told = "; ".join(
            f"{v.prior}: {v.value:,.0f} ({v.lower:,.0f} to {v.upper:,.0f})" for v in far
        )
        notices.append(
            Notice("prior-matters", f"another prior gives another size than {value:,.0f}; {told}")
        )
    free = next((v for v in variants if v.prior == _NO_BOUND), None)
    if free and free.upper > _BOUND_MATTERS * upper:
        notices.append(
            Notice(
                "upper-limit-is-prior",
                f"the upper limit rests on the bound of {MOST_UNSEEN_PER_OBSERVED} unseen for "
                f"each person seen; without it, it is {free.upper:,.0f}",
            )
        )
    large = [mode for mode in modes if mode.share >= _MODE_SHARE]
    if len(large) > 1:
        told = ", ".join(f"{mode.size:,.0f} ({mode.share:.0%})" for mode in large)
        notices.append(Notice("several-modes", f"the posterior has more than one centre: {told}"))
    return notices
