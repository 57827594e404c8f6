"""What is published of forced labour: counts of surveys, lists, scale-up, and detected cases.

Household surveys count persons who were in it at any time in five years, or on the day; they miss
a part of what happens in institutions and most of commercial sexual exploitation. Estimates from
lists are flows of a year, those of scale-up stocks, with errors on the log scale and biases of
their own. Administrative records count the cases that authorities found: a small part, which grows
with how hard they look, and no prevalence.
"""

from collections.abc import Iterator

import numpy as np

from measure87.simulate.world.child_figures import Row
from measure87.simulate.world.fieldwork import Fieldwork, KindOfSource
from measure87.simulate.world.forced_labour import (
    FORMS,
    STOCK,
    TOTAL,
    ForcedLabour,
    ever_within,
)
from measure87.simulate.world.people import SEXES, People
from measure87.simulate.world.places import Places
from measure87.simulate.world.shape import WorldShape

KINDS = {
    "forced_labour_survey": KindOfSource(0.68, -0.1, 0.05, 0.15),
    "lists": KindOfSource(0.12, -0.15, 0.1, 0.25),
    "scale_up": KindOfSource(0.12, -0.5, 0.15, 0.3),
    "administrative": KindOfSource(0.08, -3.5, 0.3, 0.7),
}
MISSED = {FORMS[0]: 0.0, FORMS[1]: -1.2, FORMS[2]: -0.5}
"""What household surveys miss of each form, on the log scale, beside their own bias."""
DAY, YEAR, FIVE_YEARS = 1.0, 365.0, 1826.0
"""Reference periods; one day is a stock."""
_BANDS = ((5, 17), (18, None))
_CHILDREN, _ADULTS = 0, 1


def publish_forced_labour(
    rng: np.random.Generator,
    shape: WorldShape,
    places: Places,
    people: People,
    truth: ForcedLabour,
    fieldwork: Fieldwork,
) -> Iterator[Row]:
    """One row per published figure, in the order of the sources."""
    for i in range(len(fieldwork)):
        at = (int(fieldwork.country[i]), int(fieldwork.year[i]))
        head = _head(shape, places, fieldwork, i)
        if fieldwork.kind[i] == "forced_labour_survey":
            rows = _survey(rng, people.persons[at], truth, fieldwork, i, at)
        else:
            rows = _other(rng, people.persons[at], truth, fieldwork, i, at)
        for row in rows:
            yield {**head, **row}


def _survey(
    rng: np.random.Generator,
    persons: np.ndarray,
    truth: ForcedLabour,
    fieldwork: Fieldwork,
    i: int,
    at: tuple[int, int],
) -> Iterator[Row]:
    days = FIVE_YEARS if rng.random() < 0.75 else DAY
    forms = [FORMS[0]] + [form for form in FORMS[1:] if rng.random() < 0.5]
    bands = [_ADULTS] + ([_CHILDREN] if rng.random() < 0.35 else [])
    by_sex, tells_deff = rng.random() < 0.4, rng.random() < 0.8
    for a in bands:
        n = np.rint(fieldwork.n[i] * persons[:, a] / persons[:, a].sum())
        effective = np.maximum(1.0, np.rint(n / fieldwork.deff[i]))
        cases = {}
        for form in forms:
            stock = truth.share[form + STOCK][at][:, a] * np.exp(fieldwork.error[i] + MISSED[form])
            ever = _in_period(stock, days, truth, form, a)
            cases[form] = rng.binomial(effective.astype(np.int64), np.minimum(0.5, ever))
        if len(forms) == len(FORMS):
            cases[TOTAL] = np.minimum(sum(cases.values()), effective.astype(np.int64))
        for measure, found in cases.items():
            for sex, who in _sexes(by_sex):
                yield {
                    "measure": _named(measure, days),
                    "sex": sex,
                    "age_from": _BANDS[a][0],
                    "age_to": _BANDS[a][1],
                    "recall_days": days,
                    "estimate": round(float(found[who].sum() / effective[who].sum()), 7),
                    "n": float(n[who].sum()),
                    "deff": round(float(fieldwork.deff[i]), 2) if tells_deff else None,
                }


def _other(
    rng: np.random.Generator,
    persons: np.ndarray,
    truth: ForcedLabour,
    fieldwork: Fieldwork,
    i: int,
    at: tuple[int, int],
) -> Iterator[Row]:
    """Lists, scale-up and administrative records: one form, one age group, both sexes."""
    kind = fieldwork.kind[i]
    form = FORMS[int(rng.choice(3, p=(0.45, 0.45, 0.1)))]
    a = _CHILDREN if rng.random() < 0.25 else _ADULTS
    days = DAY if kind == "scale_up" else YEAR
    weight = persons[:, a] / persons[:, a].sum()
    stock = float((truth.share[form + STOCK][at][:, a] * weight).sum())
    log_se = float(rng.uniform(0.12, 0.4))
    off = fieldwork.error[i] + (0.0 if kind == "administrative" else log_se * rng.normal())
    estimate = min(0.3, float(_in_period(np.array(stock), days, truth, form, a) * np.exp(off)))
    yield {
        "measure": _named(form, days),
        "sex": "both",
        "age_from": _BANDS[a][0],
        "age_to": _BANDS[a][1],
        "recall_days": days,
        "estimate": round(estimate, 8),
        "se": None if kind == "administrative" else round(estimate * log_se, 9),
    }


def _in_period(
    stock: np.ndarray, days: float, truth: ForcedLabour, form: str, a: int
) -> np.ndarray:
    """The stock, or the flow of a period."""
    if days == DAY:
        return stock
    return ever_within(stock, days, float(truth.days[FORMS.index(form), a]))


def _named(measure: str, days: float) -> str:
    """A stock has a name of its own; a flow is told by its reference period."""
    return measure + STOCK if days == DAY else measure


def _sexes(by_sex: bool) -> list[tuple[str, list[int]]]:
    both = [("both", [0, 1])]
    return both + [(sex, [s]) for s, sex in enumerate(SEXES)] if by_sex else both


def _head(shape: WorldShape, places: Places, fieldwork: Fieldwork, i: int) -> Row:
    kind, year = fieldwork.kind[i], shape.calendar[fieldwork.year[i]]
    note = "INVENTED, not a figure of this country"
    return {
        "country": places.codes[fieldwork.country[i]],
        "year": year,
        "source_type": kind,
        "definition": "forced_labour/icls20_2018",
        "source": f"INVENTED source {i + 1}, {kind.replace('_', ' ')} {year}",
        "note": f"{note}; detected cases, no prevalence" if kind == "administrative" else note,
    }
