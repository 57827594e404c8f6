"""A case who did not tell her days, alone of her sex in her cluster: named before, and not now."""

from dataclasses import replace

import numpy as np

from tests.attacks.days_studies import MEASURE, NOT_TOLD, DaysStudy, drawn_days, public_file
from tests.attacks.evidence import Evidence, Public
from tests.attacks.reading import Figure, Release, read_release
from tests.attacks.releasing import release_days
from tests.attacks.switched_off import STOCKS_OF_THOSE_WHO_TOLD
from tests.attacks.untold_days import untold_days


def made():
    """Everybody told but three, of whom one is the only woman of a last cluster."""
    drawn = drawn_days(1)
    p = {name: column.copy() for name, column in drawn.persons.items()}
    p["cluster"] = np.arange(drawn.n) // 16  # so large that each has several women
    p["weight"] = np.full(drawn.n, 100.0)
    p["days"] = np.where(p["case"] & (p["days"] == NOT_TOLD), 100, p["days"])
    women = np.flatnonzero(p["case"] & (p["sex"] == 2) & (p["region"] == 1))
    p["days"][women[:2]] = NOT_TOLD
    last = {"sex": [2, 1], "case": [True, False], "days": [NOT_TOLD, 30]}
    last |= {"cluster": [1000, 1000], "id": [drawn.n, drawn.n + 1]}
    last |= {"region": [2, 2], "age": [30, 30], "weight": [100.0, 100.0]}
    return replace(
        drawn,
        persons={name: np.append(column, last[name]) for name, column in p.items()},
        by=("sex", "region"),
    )


def told(study: DaysStudy, folder):
    """Rows of persons who are said to be cases."""
    evidence = Evidence((read_release(folder),), public_file(study))
    return {one.row for one in untold_days(evidence)}


def test_she_is_named_where_a_stock_has_the_clusters_of_those_who_told(tmp_path):
    study = made()
    with STOCKS_OF_THOSE_WHO_TOLD():
        found = told(study, release_days(study, tmp_path))
    assert found == {study.n - 2}
    assert study.persons["case"][study.n - 2]


def test_and_not_where_it_has_those_of_its_measure(tmp_path):
    study = made()
    out = release_days(study, tmp_path)
    assert told(study, out) == set()
    release = read_release(out)
    stocks = [one for one in release.figures if one.statistic == "mean" and not one.is_hidden]
    assert stocks
    for one in stocks:
        assert one.n_clusters == release.shares[MEASURE, one.group].n_clusters


def test_a_stock_written_by_hand_names_who_outweighs_the_others():
    weight = np.array([*([1.0] * 39), 40.0])
    public = Public({"cluster": np.arange(40), "stratum": np.ones(40)}, weight)
    flow = Figure(
        0, "y", "proportion", frozenset(), frozenset(), value=0.6, digits=0.02, n=40, n_cases=12,
        n_unknown=0,
    )  # fmt: skip
    stock = Figure(
        0, "y_stock", "mean", frozenset(), frozenset(), value=0.3, digits=0.02, n=37, n_unknown=3,
        value_if_no=0.1, value_if_yes=0.6,
    )  # fmt: skip
    (claim,) = untold_days(Evidence((Release((flow, stock)),), public))
    assert claim.row == 39
