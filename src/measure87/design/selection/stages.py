"""From what was drawn first to the units of the sample."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from measure87.design.selection.chances import chances
from measure87.design.selection.frame import Frame
from measure87.design.selection.methods import draw, is_ordered
from measure87.design.selection.plan import Plan
from measure87.design.selection.result import Unit
from measure87.design.selection.streams import stream
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.vocabulary.errors import DataError, UsageError


@dataclass(frozen=True)
class Drawn:
    """What was drawn of a stratum at the first stage.

    members : (M,) int, rows of the frame, or places of clusters
    pi : (M,) float, their chances
    certain, taken : (M,) bool
    """

    stratum: str
    members: IntArray
    pi: FloatArray
    certain: BoolArray
    taken: BoolArray


def clusters_within(frame: Frame, plan: Plan) -> list[Drawn]:
    """Clusters that were drawn before, with the chances that they had.

    Raises
    ------
    UsageError, DataError
        If units of a cluster that was not drawn are in the frame, or a drawn cluster has none.
    """
    if frame.cluster is None or plan.take is None:
        raise UsageError("--first-stage needs --cluster and --take", code="bad-usage",
                         hint="name the cluster's column, and units of each")  # fmt: skip
    known = plan.first_stage
    strange = [row for row, k in enumerate(frame.cluster) if frame.clusters[k] not in known]
    if strange:
        raise DataError(
            f"{len(strange):,} rows lie in clusters that were not drawn,"
            f" the first is row {frame.rows.of(strange[0])}",
            code="not-drawn",
            where=f"{frame.name}, {frame.columns.cluster}",
            hint="list the clusters that were drawn, and no others",
        )
    empty = len(known) - len(frame.clusters)
    if empty:
        raise DataError(
            f"{empty:,} of {len(known):,} clusters that were drawn have no unit in the frame",
            code="empty-cluster",
            where=frame.name,
            hint="list all of them; one in which nobody lives is taken out of the first stage's"
            " file, with a note of it",
        )
    pi = np.array([known[name].chance for name in frame.clusters])
    everyone = np.ones(pi.size, dtype=bool)
    return [Drawn("", np.arange(pi.size), pi, pi >= 1.0, everyone)]


def units_of(frame: Frame, plan: Plan, drawn: list[Drawn]) -> tuple[Unit, ...]:
    """Units of the sample in the frame's order, replacements of each stratum or cluster last."""
    if frame.cluster is None or plan.take is None:
        return tuple(unit for one in drawn for unit in _alone(frame, plan, one))
    return tuple(unit for one in drawn for unit in _in_clusters(frame, plan, one, plan.take))


def _alone(frame: Frame, plan: Plan, one: Drawn) -> Iterator[Unit]:
    """What was drawn of a stratum at the only stage: units, or clusters."""
    names = frame.ids if frame.cluster is None else frame.clusters
    rows = one.members if frame.cluster is None else _first_rows(frame)[one.members]
    for m in np.flatnonzero(one.taken)[np.argsort(rows[one.taken], kind="stable")]:
        yield Unit(
            int(rows[m]) + 1, names[one.members[m]], one.stratum,
            "" if frame.cluster is None else names[one.members[m]],
            float(one.pi[m]), certain=bool(one.certain[m]),
        )  # fmt: skip
    rest = np.flatnonzero(~one.taken)
    rng = stream(plan.seed, "replacements", one.stratum)
    order = _in_name_order(rest, tuple(names[k] for k in one.members))
    for place, m in enumerate(rng.permutation(order)[: plan.replacements], start=1):
        name = names[one.members[m]]
        cluster = "" if frame.cluster is None else name
        yield Unit(int(rows[m]) + 1, name, one.stratum, cluster, replacement=place)


def _in_clusters(frame: Frame, plan: Plan, one: Drawn, take: int) -> Iterator[Unit]:
    """Units of each cluster of a stratum that was drawn."""
    of = _rows_by_cluster(frame)
    for m in np.flatnonzero(one.taken):
        k = int(one.members[m])
        yield from _in_cluster(frame, plan, of[k], take, _Of(one, int(m), frame.clusters[k]))


@dataclass(frozen=True)
class _Of:
    """A cluster that was drawn."""

    drawn: Drawn
    place: int
    name: str


def _in_cluster(frame: Frame, plan: Plan, rows: IntArray, take: int, of: _Of) -> Iterator[Unit]:
    if not is_ordered(plan.take_method):
        rows = _in_name_order(rows, frame.ids)
    found = chances(np.ones(rows.size), min(take, rows.size))
    rng = stream(plan.seed, "second stage", of.name)
    taken = draw(plan.take_method, found.pi, np.zeros((rows.size, 0)), rng)
    first = float(of.drawn.pi[of.place])
    before = plan.first_stage.get(of.name)
    stratum = frame.strata[frame.stratum[rows[0]]] if before is None else before.stratum
    for m in np.flatnonzero(taken)[np.argsort(rows[taken], kind="stable")]:
        yield Unit(
            int(rows[m]) + 1, frame.ids[rows[m]], stratum, of.name, first * float(found.pi[m]),
            first, float(found.pi[m]), bool(of.drawn.certain[of.place]),
        )  # fmt: skip
    rest = _in_name_order(rows[~taken], frame.ids)
    order = stream(plan.seed, "replacements", of.name).permutation(rest)[: plan.replacements]
    for place, row in enumerate(order, start=1):
        yield Unit(int(row) + 1, frame.ids[row], stratum, of.name, replacement=place)


def _in_name_order(rows: IntArray, names: tuple[str, ...]) -> IntArray:
    return rows[np.argsort(np.array([names[row] for row in rows], dtype=str), kind="stable")]


def _first_rows(frame: Frame) -> IntArray:
    """(K,) the row in which each cluster begins."""
    return np.array([rows[0] for rows in _rows_by_cluster(frame)], dtype=np.int64)


def _rows_by_cluster(frame: Frame) -> list[IntArray]:
    if frame.cluster is None:
        return []
    order = np.argsort(frame.cluster, kind="stable")
    ends = np.cumsum(np.bincount(frame.cluster, minlength=len(frame.clusters)))[:-1]
    return list(np.split(order, ends))
