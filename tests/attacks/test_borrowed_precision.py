"""Design effects that groups without a case borrow: they told of a whole that is hidden.

The attacker has the public-use file, all weights and clusters. She puts one child after the other
in the place of the only case and looks which of them gives the design effects that are printed.
"""

import json
from dataclasses import replace

import numpy as np

from tests.attacks.days_studies import DaysStudy
from tests.attacks.releasing import release, release_days
from tests.attacks.studies import Study, drawn_persons
from tests.attacks.switched_off import (
    NOTHING_BORROWED_FROM_THE_HIDDEN,
    STOCKS_BORROW_FROM_THE_HIDDEN,
)

MEASURE = "hazard_dangerous_tools"
OF_PRECISION = (
    "value", "se", "lower", "upper", "deff_used", "deff_source", "n_effective", "alternatives",
    "flags", "digits",
)  # fmt: skip


def study():
    """500 children of whom 120 work, by sex and region; none works with dangerous tools yet."""
    rng = np.random.default_rng(20)
    persons = drawn_persons(rng, 500, "person", "empty")
    works = np.zeros(500, bool)
    works[rng.choice(500, 120, replace=False)] = True
    persons |= {
        "activity": np.where(works, 1, 2),
        "hours": np.where(works, 20, -1),
        "loads": np.where(works, 2, -1),
        "tools": np.where(works, 2, -1),
    }
    return Study(
        1, persons, "person", ("sex", "region"), ("child_labour/mics6_pr34",), numbers=True
    )


def with_cases(base, rows):
    tools = base.persons["tools"].copy()
    tools[rows] = 1
    return replace(base, persons=base.persons | {"tools": tools})


def told(base, rows, folder):
    """What is printed of the precision of groups that are shown."""
    out = release(with_cases(base, rows), folder)
    figures = json.loads((out / "estimates.json").read_text("utf-8"))["estimates"]
    ours = [one for one in figures if one["name"] == MEASURE]
    assert any(not one["group"] and "suppressed" in one["flags"] for one in ours)
    shown = [one for one in ours if "suppressed" not in one["flags"]]
    assert shown
    assert all(one["value"] == 0 for one in shown)
    return [{name: one.get(name) for name in OF_PRECISION} for one in shown]


def placed(base):
    """Rows of one working child, of two in one cluster, and of two in two; all of one group."""
    p = base.persons
    here = np.flatnonzero((p["activity"] == 1) & (p["region"] == 1) & (p["sex"] == 1))
    clusters = p["cluster"][here]
    pair = next(here[clusters == one][:2] for one in clusters if (clusters == one).sum() > 1)
    apart = [here[0], here[clusters != clusters[0]][0]]
    return {"one": [here[0]], "two together": list(pair), "two apart": apart}


def test_what_is_printed_does_not_depend_on_who_and_how_many_the_hidden_cases_are(tmp_path):
    base = study()
    found = [told(base, rows, tmp_path / name) for name, rows in placed(base).items()]
    assert found[1] == found[0]
    assert found[2] == found[0]


def test_it_did_where_groups_borrow_from_a_hidden_whole(tmp_path):
    base = study()
    with NOTHING_BORROWED_FROM_THE_HIDDEN():
        found = [told(base, rows, tmp_path / name) for name, rows in placed(base).items()]
    assert found[1] != found[0]


def held(rows):
    """Adults in forty clusters, few of whom were held, by region."""
    n = 400
    rng = np.random.default_rng(5)
    case = np.isin(np.arange(n), rows)
    return DaysStudy(
        {
            "id": np.arange(n),
            "age": np.full(n, 30),
            "sex": np.where(np.arange(n) < n // 2, 1, 2),
            "region": np.arange(n) // 100 + 1,
            "cluster": np.arange(n) // 10,
            "weight": np.round(rng.uniform(40, 250, n), 6),
            "days": np.where(case, 200, 30),
            "case": case,
        },
        by=("region",),
    )


def stocks_told(rows, folder):
    """What is printed of the stocks of regions where nobody was held."""
    out = release_days(held(rows), folder)
    figures = json.loads((out / "estimates.json").read_text("utf-8"))["estimates"]
    ours = [one for one in figures if one["statistic"] == "mean"]
    assert [bool(one["group"]) for one in ours if "suppressed" in one["flags"]] == [False, True]
    return [one for one in ours if "suppressed" not in one["flags"]]


def test_stocks_told_whether_two_were_held_in_one_cluster(tmp_path):
    with STOCKS_BORROW_FROM_THE_HIDDEN():
        one, two = (
            stocks_told(rows, tmp_path / name) for name, rows in (("1", [0, 1]), ("2", [0, 11]))
        )
    assert one != two


def test_and_do_not_where_the_whole_is_hidden(tmp_path):
    one, two = (
        stocks_told(rows, tmp_path / name) for name, rows in (("1", [0, 1]), ("2", [0, 11]))
    )
    assert one
    assert one == two
