"""What surveys publish of child labour: definitions, detail, rounding, and what they do not tell.

A survey reaches some children in each cell of sex and age and finds as many in child labour as
chance gives it among its effective size. It publishes totals, often by sex or age or both, on one
definition or more; with a standard error, a sample size, both or neither. Totals are the sums of
what stands in their cells, so parts and totals agree and are not independent.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from measure87.numerics.arrays import FloatArray
from measure87.simulate.world.child_labour import MEASURES, ChildLabour
from measure87.simulate.world.fieldwork import Fieldwork, KindOfSource
from measure87.simulate.world.people import SEXES, People
from measure87.simulate.world.places import Places
from measure87.simulate.world.shape import WorldShape

Row = dict[str, object]

KINDS = {
    "child_labour_survey": KindOfSource(0.22, 0.0, 0.0, 0.08, proxy=0.2),
    "mics": KindOfSource(0.36, 0.05, 0.05, 0.1, proxy=0.9),
    "dhs": KindOfSource(0.1, 0.1, 0.08, 0.12, proxy=0.9),
    "labour_force_survey": KindOfSource(0.2, -0.3, 0.1, 0.18, proxy=0.6),
    "household_survey": KindOfSource(0.12, -0.15, 0.1, 0.15, proxy=0.7),
}
PROXY, LONG_RECALL, LONG_RECALL_SPREAD = -0.2, 0.35, 0.12
_WEEK, _YEAR = 7.0, 365.0
_LONG_RECALL_SHARE = 0.12
_ICLS = {name for name in MEASURES if name.endswith("_icls")}
_BOTH_SERIES = {"mics": 0.6, "dhs": 0.5, "child_labour_survey": 0.4}
_CHORES_ALONE = {"mics": 0.25, "dhs": 0.2}
_NESTED = {"child_labour_survey": 0.8, "labour_force_survey": 0.3}
_DETAIL = (("total",), ("total", "sex"), ("total", "age"), ("total", "sex", "age", "cell"))
_DETAIL_SHARE = (0.35, 0.2, 0.15, 0.3)
_PRECISION = (("se", "n"), ("n", "deff"), ("se", "n", "deff"), ("n",), ())
_PRECISION_SHARE = (0.4, 0.15, 0.15, 0.2, 0.1)
_WHO = {
    "total": (("both", (0, 1), (0, 1, 2)),),
    "sex": tuple((sex, (s,), (0, 1, 2)) for s, sex in enumerate(SEXES)),
    "age": tuple(("both", (0, 1), (a,)) for a in range(3)),
    "cell": tuple((sex, (s,), (a,)) for s, sex in enumerate(SEXES) for a in range(3)),
}


@dataclass(frozen=True)
class _Reached:
    """What a survey found on one measure: shares, standard errors and children, (2, 3) each."""

    share: FloatArray
    variance: FloatArray
    children: FloatArray
    weight: FloatArray


def publish_child_labour(
    rng: np.random.Generator,
    shape: WorldShape,
    places: Places,
    people: People,
    truth: ChildLabour,
    fieldwork: Fieldwork,
) -> Iterator[Row]:
    """One row per published figure, in the order of the surveys."""
    for i in range(len(fieldwork)):
        c, y = int(fieldwork.country[i]), int(fieldwork.year[i])
        long_recall = rng.random() < _LONG_RECALL_SHARE
        step = rng.normal(LONG_RECALL, LONG_RECALL_SPREAD) if long_recall else 0.0
        wrong = fieldwork.error[i] + step + (PROXY if fieldwork.proxy[i] else 0.0)
        detail = _DETAIL[rng.choice(len(_DETAIL), p=_DETAIL_SHARE)]
        told = _PRECISION[rng.choice(len(_PRECISION), p=_PRECISION_SHARE)]
        head = _head(shape, places, fieldwork, i, _YEAR if long_recall else _WEEK)
        people_here = people.persons[c, y]
        for measure in _measures_of(rng, fieldwork.kind[i]):
            found = _ask(rng, truth.share[measure][c, y], wrong, people_here, fieldwork, i)
            yield from _rows({**head, **_named(measure)}, found, detail, told, fieldwork.deff[i])


def _measures_of(rng: np.random.Generator, kind: str) -> list[str]:
    one, other, nested = rng.random(3)
    if one < _CHORES_ALONE.get(kind, 0.0):
        return ["child_labour_sdg_b"]
    chosen = ["child_labour_sdg_a"]
    if other < _BOTH_SERIES.get(kind, 0.0):
        chosen.append("child_labour_sdg_b")
    if nested < _NESTED.get(kind, 0.0):
        chosen.extend(name for name in MEASURES if name in _ICLS)
    return chosen


def _ask(
    rng: np.random.Generator,
    truth: FloatArray,
    wrong: float,
    people: FloatArray,
    fieldwork: Fieldwork,
    i: int,
) -> _Reached:
    """Answers: binomial among the effective number of children of each cell."""
    weight = people / people.sum()
    children = np.maximum(1.0, np.rint(fieldwork.n[i] * weight))
    effective = np.maximum(1.0, np.rint(children / fieldwork.deff[i]))
    odds = truth / (1.0 - truth) * np.exp(wrong)
    share = rng.binomial(effective.astype(np.int64), odds / (1.0 + odds)) / effective
    return _Reached(share, share * (1.0 - share) / effective, children, weight)


def _rows(
    head: Row,
    found: _Reached,
    detail: tuple[str, ...],
    told: tuple[str, ...],
    deff: float,
) -> Iterator[Row]:
    for level in detail:
        for sex, sexes, ages in _WHO[level]:
            at = np.ix_(sexes, ages)
            weight = found.weight[at] / found.weight[at].sum()
            se = round(float(np.sqrt((weight**2 * found.variance[at]).sum())), 5)
            yield {
                **head,
                "sex": sex,
                "age_from": (5, 12, 15)[ages[0]],
                "age_to": (11, 14, 17)[ages[-1]],
                "estimate": round(float((weight * found.share[at]).sum()), 4),
                "se": se if "se" in told and se > 0.0 else None,
                "n": float(found.children[at].sum()) if "n" in told else None,
                "deff": round(deff, 2) if "deff" in told else None,
            }


def _named(measure: str) -> Row:
    standard = "icls18_2008_amended_2018" if measure in _ICLS else "sdg_8_7_1"
    return {"measure": measure, "definition": f"child_labour/{standard}"}


def _head(
    shape: WorldShape, places: Places, fieldwork: Fieldwork, i: int, recall_days: float
) -> Row:
    kind, year = fieldwork.kind[i], shape.calendar[fieldwork.year[i]]
    note = "INVENTED, not a figure of this country"
    return {
        "country": places.codes[fieldwork.country[i]],
        "year": year,
        "source_type": kind,
        "source": f"INVENTED survey {i + 1}, {kind.replace('_', ' ')} {year}",
        "recall_days": recall_days,
        "note": f"{note}; answers by proxy" if fieldwork.proxy[i] else note,
    }
