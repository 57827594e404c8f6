"""Who left a group since an earlier release, and who came, told person by person a second time."""

import numpy as np
import polars as pl
import pytest

from measure87.disseminate.gate.kept_releases import Weighed
from measure87.study.ledger.census import census_from
from measure87.study.ledger.differing import MOST, turnover
from measure87.vocabulary.estimate import MISSING_CATEGORY

GROUPS = (
    {},
    {"sex": "1"},
    {"age": "5-14"},
    {"age": "5-11", "sex": "2"},
    {"sex": MISSING_CATEGORY},
    {"area": "1"},
)


def census(persons):
    """Of a person her weight, sex and band of ages."""
    columns = {
        "person": [*persons],
        "weight": ["" for _ in persons],
        "weighs": [float(one[0]) for one in persons.values()],
        "by sex": [one[1] for one in persons.values()],
        "by age": [one[2] for one in persons.values()],
    }
    return census_from(pl.DataFrame(columns, schema_overrides={"by sex": pl.String}), ("work",))


def drawn(rng):
    sexes, bands = ("1", "2", None), ("5-11", "12-14", "15-17")
    return {
        f"{k:03d}": (rng.uniform(1, 9), sexes[rng.integers(3)], bands[rng.integers(3)])
        for k in np.flatnonzero(rng.random(60) < 0.8)
    }


def is_in(group, sex, band):
    bands = {"5-11": ("5-11",), "5-14": ("5-11", "12-14")}
    wanted = {
        "sex": lambda code: (sex or MISSING_CATEGORY) == code,
        "age": lambda code: band in bands[code],
    }
    return all(wanted[name](code) for name, code in group.items())


def weighed(weights):
    squares = sum(weight**2 for weight in weights)
    return Weighed(len(weights), pytest.approx(sum(weights)), pytest.approx(squares))


def with_weights_of(then, now, times):
    """Those who stayed with as many times their weight, as everybody of now."""
    return {who: (times * then.get(who, one)[0], *one[1:]) for who, one in now.items()}


@pytest.mark.parametrize("times", [1.0, 0.9, 3.0])
def test_left_and_came_are_those_of_the_one_release_who_are_not_of_the_other(times):
    rng = np.random.default_rng(5)
    groups = [frozenset(one.items()) for one in GROUPS]
    for _ in range(20):
        then, now = drawn(rng), drawn(rng)
        now = with_weights_of(then, now, times)
        found = turnover(census(now), census(then), groups, "before")
        for group in GROUPS[:-1]:
            was = {who for who, one in then.items() if is_in(group, *one[1:])}
            is_ = {who for who, one in now.items() if is_in(group, *one[1:])}
            one = found.pop(frozenset(group.items()), None)
            assert (one is None) == (was == is_)
            if one is None:
                continue
            assert one.before == "before"
            came = [now[who][0] / times for who in is_ - was]
            assert sorted(one.left) == pytest.approx(sorted(then[who][0] for who in was - is_))
            assert sorted(one.came) == pytest.approx(sorted(came))
            assert one.then == weighed([then[who][0] for who in was])
            assert one.now == weighed([now[who][0] / times for who in is_])
        assert not found, "of a group by what no release is by"


EVERYBODY = frozenset[tuple[str, str]]()


def test_where_weights_were_made_anew_each_who_stayed_has_both():
    then = {f"{k:03d}": (1.0 + k, "12"[k % 2], "5-11") for k in range(9)}
    now = {who: (one[0] + (who == "004"), *one[1:]) for who, one in then.items() if who != "008"}
    now["009"] = (7.5, "1", "5-11")
    found = turnover(census(now), census(then), [EVERYBODY], "")[EVERYBODY]
    assert (found.left.tolist(), found.came.tolist()) == ([9.0], [7.5])
    assert (found.then, found.now) == (
        weighed([one[0] for one in then.values()]),
        weighed([one[0] for one in now.values()]),
    )
    assert found.stayed.weigh_anew
    assert found.stayed.then.tolist() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert found.stayed.now.tolist() == [1, 2, 3, 4, 6, 6, 7, 8]
    girls = frozenset({("sex", "1")})
    for inside in (found.stayed.inside_then, found.stayed.inside_now):
        changed, stayed = inside(girls)
        assert (changed.tolist(), stayed.tolist()) == ([True], [True, False] * 4)
        assert inside(frozenset({("area", "1")})) is None


def test_where_weights_stayed_or_are_so_many_times_what_they_were_they_are_of_one_unit():
    then = {f"{k:03d}": (1.0 + k, "1", "5-11") for k in range(9)}
    same = {who: one for who, one in then.items() if who != "008"}
    for times in (1.0, 3.0):
        new = census(with_weights_of(then, same, times))
        found = turnover(new, census(then), [EVERYBODY], "")[EVERYBODY]
        assert found.left.tolist() == [9.0]
        assert not found.stayed.weigh_anew
        assert found.stayed.now.tolist() == pytest.approx(found.stayed.then.tolist())


def test_where_nobody_stayed_in_a_group_and_others_weigh_anew_nothing_is_told():
    then = {f"{k:03d}": (1.0 + k, "12"[k > 2], "5-11") for k in range(9)}
    now = {w: (o[0] + (w == "004"), *o[1:]) for w, o in then.items() if o[1] == "2"}
    girls = frozenset({("sex", "1")})
    assert turnover(census(now), census(then), [girls], "") == {}


def test_nor_of_very_many_or_of_entries_without_weights():
    everybody = [frozenset[tuple[str, str]]()]
    then = {f"{k:03d}": (1.0, "1", "5-11") for k in range(MOST + 2)}
    one, two = ({who: then[who] for who in [*then][:k]} for k in (1, 2))
    assert turnover(census(one), census(then), everybody, "") == {}
    assert len(turnover(census(two), census(then), everybody, "")[everybody[0]].left) == MOST
    old = census(then)
    before = census_from(old.persons.drop("weighs"), ("work",))
    assert turnover(census(two), before, everybody, "") == {}
    assert turnover(before, census(two), everybody, "") == {}


def test_who_weighs_nothing_is_nobody():
    everybody = [frozenset[tuple[str, str]]()]
    then = {f"{k:03d}": (1.0 + k, "1", "5-11") for k in range(9)}
    now = {who: one for who, one in then.items() if who != "008"}
    without = {who: (0.0, *one[1:]) if who in ("003", "008") else one for who, one in then.items()}
    found = turnover(census(now), census(without), everybody, "")[everybody[0]]
    assert (found.left.tolist(), found.came.tolist(), found.then.number) == ([], [4.0], 7)
    assert turnover(census(without), census(without), everybody, "") == {}
