"""Draws the sample that a plan asks for from a frame."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from measure87.design.selection.chances import SMALLEST, Chances, chances
from measure87.design.selection.cube import draw_cube
from measure87.design.selection.frame import Frame
from measure87.design.selection.methods import draw, is_ordered, most_with_pairs, pairs_of
from measure87.design.selection.plan import Plan
from measure87.design.selection.result import (
    Balance,
    JointOfStratum,
    Notice,
    Selection,
    Stratum,
    Unit,
)
from measure87.design.selection.sharing import shared_out
from measure87.design.selection.stages import Drawn, clusters_within, units_of
from measure87.design.selection.streams import stream
from measure87.numerics.arrays import FloatArray, IntArray
from measure87.vocabulary.errors import DataError, UsageError


def select(frame: Frame, plan: Plan) -> Selection:
    """Draw a sample; the same frame and plan give the same one.

    Each stratum and each cluster has a stream of chance of its own, named after it, so that what
    happens in one moves nothing in another; but a cube sample is balanced over all together. Under
    methods for which the order of the frame means nothing, units are put in the order of their
    names first: rows may be shuffled, and the same units are drawn.

    Raises
    ------
    UsageError, DataError, RefusedError
        If the plan contradicts itself or the frame does not allow it.
    """
    _check(frame, plan)
    strata: list[Stratum] = []
    if plan.first_stage:
        drawn = clusters_within(frame, plan)
    else:
        drawn, strata = _first_stage(frame, plan)
    units = units_of(frame, plan, drawn)
    return Selection(
        frame,
        plan,
        units,
        tuple(strata),
        tuple(_balances(frame, plan, drawn)),
        tuple(_joint(frame, plan, drawn)) if plan.joint and not plan.first_stage else (),
        tuple(_notices(plan, strata, drawn, units)),
    )


def _check(frame: Frame, plan: Plan) -> None:
    columns = frame.columns
    if plan.take is not None and columns.cluster is None:
        raise UsageError("--take needs --cluster", code="bad-usage",
                         hint="name the column of the cluster that a unit lies in")  # fmt: skip
    if columns.balance and plan.method != "cube":
        raise UsageError(f"--balance is for cube; the method is {plan.method}", code="bad-usage",
                         hint="write --method cube, or leave --balance out")  # fmt: skip
    if columns.balance and columns.cluster is not None:
        raise UsageError("--balance is of units, and here clusters are drawn first",
                         code="bad-usage", hint="give a frame with one row a cluster")  # fmt: skip
    if columns.size is not None and plan.method == "srs":
        raise UsageError("simple random sampling takes no size", code="bad-usage",
                         hint="leave --size out, or take another method")  # fmt: skip
    if plan.joint and plan.method == "cube" and len(frame.strata) > 1:
        raise UsageError("--joint is not made for a cube sample of several strata",
                         code="bad-usage", hint="leave --joint or --strata out")  # fmt: skip


def _first_stage(frame: Frame, plan: Plan) -> tuple[list[Drawn], list[Stratum]]:
    """What is drawn first, stratum by stratum: units, or clusters where the frame has them."""
    size, stratum, names = _first_units(frame, plan)
    H = len(frame.strata)
    weight = np.ones(size.size) if plan.method == "srs" else size
    numbers = shared_out(
        frame.strata,
        np.bincount(stratum, minlength=H),
        np.bincount(stratum, weights=weight, minlength=H),
        plan.n,
        plan.allocation,
    )
    drawn, strata = [], []
    for h, name in enumerate(frame.strata):
        members = np.flatnonzero(stratum == h)
        if not is_ordered(plan.method):
            members = members[np.argsort(np.array([names[k] for k in members]), kind="stable")]
        found = chances(weight[members], int(numbers[h]))
        _refuse_no_chance(frame, members, found)
        drawn.append(Drawn(name, members, found.pi, found.certain, found.certain))
        known = None if frame.columns.size is None else float(size[members].sum())
        certain = int(found.certain.sum())
        strata.append(Stratum(name, members.size, int(numbers[h]), certain, known))
    return list(_taken(frame, plan, drawn)), strata


def _taken(frame: Frame, plan: Plan, strata: list[Drawn]) -> Iterator[Drawn]:
    """What is drawn of each stratum; a cube sample is of all together, to balance their sum."""
    x = frame.balance if frame.cluster is None else np.zeros((len(frame.clusters), 0))
    if plan.method != "cube":
        for one in strata:
            rng = stream(plan.seed, "first stage", one.stratum)
            taken = draw(plan.method, one.pi, x[one.members], rng)
            yield replace(one, taken=taken)
        return
    in_order = sorted(range(len(strata)), key=lambda h: strata[h].stratum)
    members = np.concatenate([strata[h].members for h in in_order])
    pi = np.concatenate([strata[h].pi for h in in_order])
    within = np.repeat(np.arange(len(strata)), [strata[h].pi.size for h in in_order])
    open_ = np.flatnonzero(pi < 1.0)
    taken = pi >= 1.0
    if open_.size:
        rng = stream(plan.seed, "first stage")
        taken[open_] = draw_cube(pi[open_], x[members][open_], rng, within[open_])
    for h, one in enumerate(strata):
        yield replace(one, taken=taken[within == in_order.index(h)])


def _refuse_no_chance(frame: Frame, members: IntArray, found: Chances) -> None:
    """Refuse sizes so small beside the others that a unit is as good as never drawn."""
    never = np.flatnonzero(found.pi < SMALLEST)
    if never.size:
        what = "row" if frame.cluster is None else "cluster"
        raise DataError(
            f"{what} {int(members[never[0]]) + 1} has a size of which a chance below {SMALLEST:g}"
            f" comes; {never.size:,} have such",
            code="no-chance",
            where=f"{frame.name}, {frame.columns.size}",
            hint="give such units a least size, or take them out and say that they are not covered",
        )


def _first_units(frame: Frame, plan: Plan) -> tuple[FloatArray, IntArray, tuple[str, ...]]:
    """Sizes, strata and names of what is drawn first. A cluster's size is its number of rows where
    none is told."""
    if frame.cluster is None:
        size = np.ones(len(frame.ids)) if frame.size is None else frame.size
        return size, frame.stratum, frame.ids
    K = len(frame.clusters)
    first = np.zeros(K, dtype=np.int64)
    rows = np.arange(frame.cluster.size)
    first[frame.cluster[::-1]] = rows[::-1]
    counted = np.bincount(frame.cluster, minlength=K).astype(np.float64)
    return (
        counted if frame.size is None else frame.size[first],
        frame.stratum[first],
        frame.clusters,
    )


def _balances(frame: Frame, plan: Plan, drawn: list[Drawn]) -> Iterator[Balance]:
    """How far weighted totals of a cube sample are from those of the frame."""
    for place, name in enumerate(frame.columns.balance):
        x = frame.balance[:, place]
        weighted = sum(float((x[one.members] / one.pi)[one.taken].sum()) for one in drawn)
        yield Balance(name, float(x.sum()), weighted)


def _joint(frame: Frame, plan: Plan, drawn: list[Drawn]) -> Iterator[JointOfStratum]:
    names = frame.ids if frame.cluster is None else frame.clusters
    for one in drawn:
        of = np.flatnonzero(one.taken)
        x = frame.balance[one.members] if frame.cluster is None else np.zeros((one.pi.size, 0))
        found = pairs_of(plan.method, one.pi, x, of, stream(plan.seed, "pairs", one.stratum))
        yield JointOfStratum(one.stratum, tuple(names[k] for k in one.members[of]), found)


def _notices(
    plan: Plan, strata: list[Stratum], drawn: list[Drawn], units: tuple[Unit, ...]
) -> Iterator[Notice]:
    """What whoever drew the sample has to know."""
    most = most_with_pairs(plan.method)
    counts = {
        "certain": sum(one.certain for one in strata if one.certain < one.population),
        "whole-strata": sum(one.certain == one.population for one in strata),
        "one-in-stratum": sum(one.n == 1 < one.population for one in strata),
        "no-joint": sum(one.pi.size > most for one in drawn) if plan.joint else 0,
        "whole-clusters": len({u.cluster for u in units if u.chance_within == 1.0}),
    }
    yield from (Notice(code, count) for code, count in counts.items() if count)
