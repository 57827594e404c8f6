"""A recipe done person by person in plain Python: the second way to the same weights."""

import math
from statistics import median


def response(rows, weight, classes):
    """Each row is a dict; who has `answered` 0 gives her weight to her class."""
    found = [0.0] * len(rows)
    for i, row in enumerate(rows):
        if weight[i] == 0.0 or not row["answered"]:
            continue
        own = [k for k, other in enumerate(rows) if all(other[c] == row[c] for c in classes)]
        everybody = sum(weight[k] for k in own)
        answered = sum(weight[k] for k in own if rows[k]["answered"])
        found[i] = weight[i] * everybody / answered
    return found


def eligibility(rows, weight, classes):
    """`known` is e (eligible), i (ineligible) or u (unknown)."""
    found = [0.0] * len(rows)
    for i, row in enumerate(rows):
        if row["known"] != "e":
            continue
        own = [k for k, other in enumerate(rows) if all(other[c] == row[c] for c in classes)]
        known = sum(weight[k] for k in own if rows[k]["known"] != "u")
        found[i] = weight[i] * sum(weight[k] for k in own) / known
    return found


def selected(rows, weight, cap):
    return [w * min(row["children"], cap) for row, w in zip(rows, weight, strict=True)]


def raking(rows, weight, margins, rounds=400):
    weight = list(weight)
    for _ in range(rounds):
        for name, totals in margins.items():
            for code, total in totals.items():
                own = [i for i, row in enumerate(rows) if str(row[name]) == code]
                now = sum(weight[i] for i in own)
                for i in own:
                    weight[i] *= total / now
    return weight


def trimming(weight, times, within):
    """One round after another, over those who were never cut."""
    weight = list(weight)
    for which in set(within):
        own = [i for i, w in enumerate(weight) if within[i] == which and w > 0.0]
        if not own:
            continue
        limit = times * median(weight[i] for i in own)
        cut = set()
        while any(weight[i] > limit * (1 + 1e-12) for i in own):
            excess = 0.0
            for i in own:
                if weight[i] > limit:
                    excess += weight[i] - limit
                    weight[i] = limit
                    cut.add(i)
            free = sum(weight[i] for i in own if i not in cut)
            for i in own:
                if i not in cut:
                    weight[i] *= 1.0 + excess / free
    return weight


def share(rows, weight):
    found = []
    for row in rows:
        own = [k for k, other in enumerate(rows) if other["household"] == row["household"]]
        linked = sum(rows[k]["linked"] for k in own)
        found.append(sum(weight[k] for k in own) / linked if linked else 0.0)
    return found


def waves(rows, weight, effective):
    own = {}
    for row, w in zip(rows, weight, strict=True):
        if w > 0.0:
            own.setdefault(row["wave"], []).append(w)
    counts = {
        wave: (math.fsum(ws) ** 2 / math.fsum(w * w for w in ws) if effective else len(ws))
        for wave, ws in own.items()
    }
    return [
        w * counts.get(row["wave"], 0) / sum(counts.values())
        for row, w in zip(rows, weight, strict=True)
    ]


def table(weight):
    """Persons, sum, coefficient of variation and design effect of weights above 0."""
    there = [w for w in weight if w > 0.0]
    mean = math.fsum(there) / len(there)
    cv = math.sqrt(math.fsum((w - mean) ** 2 for w in there) / len(there)) / mean
    return len(there), math.fsum(there), cv, 1.0 + cv * cv
