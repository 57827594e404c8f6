"""What sets figures apart from what is asked for: ages, recall, flows, what the user knows."""

from math import log10
from typing import Any

import numpy as np

from measure87.combine.adjustment.asked import Asked
from measure87.numerics.arrays import FloatArray


def adjustments_of(
    rows: list[dict[str, Any]], asked: Asked
) -> tuple[tuple[str, ...], FloatArray, FloatArray]:
    """Names, values (n, a) and standard deviations (a,) of what sets figures apart."""
    found: list[tuple[str, list[float], float]] = []
    for a, b in asked.other_ages:
        values = [float((r["age_from"], r["age_to"]) == (a, b)) for r in rows]
        found.append((f"ages {a}-{b}", values, asked.other_ages_sd))
    if asked.recall_days is not None:
        reference = asked.recall_days
        flows = {one.measure for one in asked.flows}
        values = [
            0.0
            if r["recall_days"] is None or r["measure"] in flows
            else log10(r["recall_days"] / reference)
            for r in rows
        ]
        found.append(("recall period, tenfold", values, asked.recall_sd))
    for flow in asked.flows:
        values = [float(r["measure"] == flow.measure) for r in rows]
        found.append((f"stock from {flow.measure}", values, flow.log_sd))
    for bias in asked.source_bias:
        values = [float(r["source_type"] == bias.source_type) for r in rows]
        found.append((f"bias of {bias.source_type}", values, bias.sd))
    for one in asked.apart:
        values = [float(all(r.get(k) == v for k, v in one.which)) for r in rows]
        found.append((one.name, values, one.sd))
    found = [one for one in found if any(one[1])]
    values_of = np.array([one[1] for one in found], dtype=np.float64).reshape(len(found), len(rows))
    return tuple(one[0] for one in found), values_of.T, np.array([one[2] for one in found])
