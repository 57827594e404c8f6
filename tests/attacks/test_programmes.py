"""Integer programmes find what sums do not, and are the bounds that trying every table gives."""

from itertools import product

import numpy as np

from tests.attacks.beside import by_mapping_counts
from tests.attacks.evidence import Evidence
from tests.attacks.programmes import by_programmes
from tests.attacks.reading import Release
from tests.attacks.sums import by_sums
from tests.attacks.test_attacks import group, share, told_by

A, B = "child_labour_sdg_a", "child_labour_sdg_b"


def test_cases_of_a_narrow_measure_are_among_those_of_a_wide_one():
    """Five of five in two groups of 3 and 2: as many as there can be, so it is 3 and 2."""
    figures = [
        share(B, cases=5, n=100),
        share(B, cases=3, n=50, codes={"sex": "1"}),
        share(B, cases=2, n=50, codes={"sex": "2"}),
        share(A, cases=5, n=100),
        share(A, codes={"sex": "1"}),
        share(A, codes={"sex": "2"}),
    ]
    assert not [c for c in told_by(by_sums, *figures) if c.measure == A and c.kind == "cases"]
    found = {(c.group, c.number) for c in told_by(by_programmes, *figures) if c.kind == "cases"}
    assert found == {(group(sex="1"), 3), (group(sex="2"), 2)}


def test_few_respondents_bound_a_group():
    few = share("y", codes={"region": "2", "sex": "1"})
    few = type(few)(**{**few.__dict__, "flags": frozenset({"suppressed", "few-respondents"})})
    figures = [
        share(cases=40, n=74),
        share(codes={"region": "1"}),
        share(codes={"region": "2"}),
        few,
    ]
    assert told_by(by_programmes, *figures) == []


def test_bounds_are_those_of_every_table():
    """Two by two with hidden cells, against listing every table of whole numbers."""
    rng = np.random.default_rng(3)
    told = 0
    for _ in range(20):
        cells = dict(zip(product("12", "12"), rng.integers(0, 4, 4).tolist(), strict=True))
        counts = {frozenset(): sum(cells.values())}
        for place, variable in enumerate(("sex", "area")):
            for code in "12":
                own = [number for key, number in cells.items() if key[place] == code]
                counts[group(**{variable: code})] = sum(own)
        for (sex, area), number in cells.items():
            counts[group(sex=sex, area=area)] = number
        hidden = {key for key in counts if rng.random() < 0.5 and counts[key]}
        figures = [
            share(codes=dict(key), **({} if key in hidden else {"cases": number, "n": 900}))
            for key, number in counts.items()
        ]
        figures = [f if f.is_hidden else type(f)(**{**f.__dict__, "n": None}) for f in figures]
        unique = every_table(counts, hidden)
        found = {c.group: c.number for c in told_by(by_programmes, *figures) if c.kind == "cases"}
        assert found == unique
        told += len(unique)
    assert told > 5


def every_table(counts, hidden):
    """Hidden counts that are the same in every table of 0 to 7 that fits what is shown."""
    keys = list(product("12", "12"))
    tables = np.array(list(product(range(8), repeat=4)))
    sums = {}
    for key in counts:
        codes = dict(key)
        inside = [
            (codes.get("sex") in (None, s)) and (codes.get("area") in (None, a)) for s, a in keys
        ]
        sums[key] = tables @ np.array(inside, dtype=int)
    fits = np.ones(len(tables), dtype=bool)
    for key, number in counts.items():
        if key not in hidden:
            fits &= sums[key] == number
    one = {key: set(sums[key][fits].tolist()) for key in hidden}
    return {key: values.pop() for key, values in one.items() if len(values) == 1}


def test_counts_of_the_mapping_tell_of_hidden_unknown():
    figure = share("hazard_heavy_loads", cases=9, n=90, flags={"unknown-not-shown"})
    hidden = share("hazard_dangerous_tools")
    told = {"unknown": {"persons.heavy_loads": "not-shown", "persons.dangerous_tools": 6}}
    said = {"diagnostics": {"mapping": {"children": told}, "undetermined": {}}}
    (claim,) = by_mapping_counts(Evidence((Release((figure, hidden), said),)))
    assert (claim.kind, claim.measure, claim.number) == ("unknown", "hazard_dangerous_tools", 6)
    said["diagnostics"]["undetermined"] = {"hazard_heavy_loads": {"heavy_loads": 4}}
    claims = by_mapping_counts(Evidence((Release((figure, hidden), said),)))
    assert [claim.number for claim in claims] == [6, 4]
